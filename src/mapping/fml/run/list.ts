import { isSamePrimitive } from '../schema/decimal.ts'
import type { JsonObject, PropertyDefinition } from '../schema/types.ts'
import type { ListPlace } from './ends.ts'
import type { Run } from './run.ts'
import type { TargetNode } from './target-node.ts'

/** The list under a name of an object, made where there is none. */
export function listOf(object: JsonObject, name: string): unknown[] {
  const held = object[name]
  if (Array.isArray(held)) return held as unknown[]
  const list: unknown[] = []
  object[name] = list
  return list
}

/**
 * Puts an item at its place of the list and tells its index.
 *
 * "The items for this rule go first. If more than one rule defines a first item (for a given instance of mapping) then
 * this is an error." http://hl7.org/fhir/R4/valueset-map-target-list-mode.html Fault: `too-many`.
 */
export function insert(run: Run, list: unknown[], value: unknown, place: ListPlace | undefined): number {
  if (place === undefined && run.ends.size === 0) return list.push(value) - 1
  const at = indexFor(run, list, place)
  list.splice(at, 0, value)
  for (const node of run.placed.get(list) ?? []) if (node.index >= at) node.index++
  return at
}

function indexFor(run: Run, list: readonly unknown[], place: ListPlace | undefined): number {
  const ends = run.ends.get(list) ?? { first: { place: undefined, count: 0 }, last: { place: undefined, count: 0 } }
  if (place === undefined) return list.length - ends.last.count
  run.ends.set(list, ends)
  const end = ends[place.end]
  if (end.place !== undefined && end.place !== place)
    run.fail('too-many', `two rules are to go ${place.end} in one list`)
  end.place = place
  end.count++
  return place.end === 'first' ? end.count - 1 : list.length
}

/** Remembers where a primitive of a list stands, because what is put before it moves it. */
export function stand(run: Run, list: readonly unknown[], node: TargetNode, index: number): void {
  node.index = index
  const placed = run.placed.get(list)
  if (placed === undefined) run.placed.set(list, [node])
  else placed.push(node)
}

/** Puts the partner of a value that was put into a list at the same index. */
export function insertPartner(object: JsonObject, name: string, partner: JsonObject | undefined, at: number): void {
  const partners = listOf(object, `_${name}`)
  while (partners.length < at) partners.push(null)
  partners.splice(at, 0, partner ?? null)
}

/** Gives a value that stands in a list a partner. */
export function setPartner(object: JsonObject, name: string, partner: JsonObject, at: number): void {
  const partners = listOf(object, `_${name}`)
  while (partners.length < at) partners.push(null)
  partners[at] = partner
}

interface Put {
  readonly value: unknown
  readonly partner: JsonObject | undefined
  readonly place?: ListPlace | undefined
}

/** Writes into an object, and tells the index in a list. Fault: `too-many`. */
export function put(run: Run, object: JsonObject, property: PropertyDefinition, content: Put): number {
  const { name, element, partner: partnerName } = property
  const { value, partner, place } = content
  if (element.isList) {
    const at = insert(run, listOf(object, name), value ?? null, place)
    if (partnerName !== undefined && (partner !== undefined || object[partnerName] !== undefined)) {
      insertPartner(object, name, partner, at)
    }
    return at
  }
  const held = object[name]
  if (
    (held !== undefined && !isSamePrimitive(held, value)) ||
    (partner !== undefined && partnerName !== undefined && object[partnerName] !== undefined)
  ) {
    run.fail('too-many', `${name} holds one value and is given a second`)
  }
  if (value !== undefined) object[name] = value
  if (partner !== undefined && partnerName !== undefined) object[partnerName] = partner
  return -1
}
