import type { JsonObject } from '../schema/types.ts'
import type { Run } from './run.ts'
import type { TargetNode } from './target-node.ts'

/** Takes out what was created and stayed empty, the innermost first: FHIR knows no empty elements. */
export function prune(run: Run): void {
  // What was made apart and hung up later stands behind its own elements, so that they may be taken out too late for it;
  // each turn takes out at least one.
  while (pruneOnce(run));
}

function pruneOnce(run: Run): boolean {
  let isChanged = false
  for (let index = run.created.length - 1; index >= 0; index--) {
    const node = run.created[index]
    if (node?.object !== undefined && isEmpty(node.object)) isChanged = takeOut(run, node, node.object) || isChanged
  }
  return isChanged
}

function takeOut(run: Run, { parent, property }: TargetNode, object: JsonObject): boolean {
  const holder = parent?.holder
  if (parent === undefined || holder === undefined || property === undefined) return false
  const held = holder[property.name]
  if (Array.isArray(held)) {
    const list = held as unknown[]
    const at = list.lastIndexOf(object)
    if (at < 0) return false
    list.splice(at, 1)
    if (list.length > 0) return true
  } else if (held !== object) return false
  Reflect.deleteProperty(holder, property.name)
  if (parent.object === undefined && isEmpty(holder)) takeOutPartner(run, parent, holder)
  return true
}

/** A primitive whose extension stayed empty has no partner. */
function takeOutPartner(run: Run, node: TargetNode, partner: JsonObject): void {
  const { parent, property, index, value } = node
  const holder = parent?.holder
  if (holder === undefined || property === undefined) return
  const name = `_${property.name}`
  const held = holder[name]
  if (!Array.isArray(held)) {
    if (held === partner) Reflect.deleteProperty(holder, name)
    return
  }
  const partners = held as unknown[]
  partners[index] = null
  if ((value ?? undefined) === undefined) takeOutPlace(run, holder, node)
  if (partners.every((one) => one === null)) Reflect.deleteProperty(holder, name)
}

/** A place in a list of primitives with neither a value nor a partner. */
function takeOutPlace(run: Run, holder: JsonObject, { property, index }: TargetNode): void {
  const name = property?.name ?? ''
  for (const key of [name, `_${name}`]) {
    const list = holder[key]
    if (!Array.isArray(list)) continue
    for (const other of run.placed.get(list) ?? []) if (other.index > index) other.index--
    list.splice(index, 1)
    if (list.length === 0) Reflect.deleteProperty(holder, key)
  }
}

function isEmpty(object: object): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return false
  return true
}
