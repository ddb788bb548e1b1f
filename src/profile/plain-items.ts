import type { Resource } from '@medplum/fhirtypes'

/** A value on its way through a plain condition: JSON of a resource, a literal's value, or an element of a choice. */
export type Item = unknown

/** What an element can be compared with. */
export type Literal = string | boolean

/** A condition, or a part of one, as a function of what `$this` is and of the message by `Type/id`. */
export type Plain = (self: readonly Item[], graph: ReadonlyMap<string, Resource>) => readonly Item[]

/** An element of a choice such as `value[x]`, with the type that its name says. */
export class Chosen {
  readonly value: unknown
  readonly type: string
  constructor(value: unknown, type: string) {
    this.value = value
    this.type = type
  }
}

export const NOTHING: readonly Item[] = []
const TRUE: readonly Item[] = [true]
const FALSE: readonly Item[] = [false]

/** Says that only FHIRPath itself can answer. */
export class NotPlain extends Error {}

/** Made once: nobody reads its stack. */
const notPlain = new NotPlain('FHIRPath answers')

/** Leaves the answer to FHIRPath. */
export function leave(): never {
  throw notPlain
}

/** A truth value as a collection; undefined, which FHIRPath knows as well, is none. */
export function truth(value: boolean | undefined): readonly Item[] {
  if (value === undefined) return NOTHING
  return value ? TRUE : FALSE
}

/** The truth of a collection; FHIRPath answers where it is neither one boolean nor nothing. */
export function truthOf(items: readonly Item[]): boolean | undefined {
  if (items.length === 0) return undefined
  const [item] = items
  return items.length === 1 && typeof item === 'boolean' ? item : leave()
}

/** The JSON value of an item. */
export function valueOf(item: Item): unknown {
  return item instanceof Chosen ? item.value : item
}

/**
 * Whether the one item equals a literal. What may be a date or a time is left to FHIRPath, which compares such as times,
 * and so is everything but texts and booleans.
 */
export function equalsLiteral(items: readonly Item[], literal: Literal): boolean | undefined {
  if (items.length === 0) return undefined
  const value = items.length === 1 ? valueOf(items[0]) : leave()
  if (typeof value !== typeof literal || (typeof value === 'string' && MAY_BE_TIME.test(value))) return leave()
  return value === literal
}

const MAY_BE_TIME = /^T?\d\d(?:\d\d)?(?:[-:T]|$)/

/** Adds the elements of a name; one that also has an id or extensions of its own beside it is left to FHIRPath. */
export function addMembers(item: Item, name: string, found: Item[]): void {
  const value = valueOf(item)
  if (!isObject(value) || value[`_${name}`] !== undefined) return leave()
  const content = value[name]
  if (content === undefined || content === null) return
  if (!Array.isArray(content)) found.push(content)
  else for (const one of content) found.push(one ?? leave())
}

/** Adds the element of a choice, by what it can be called in JSON and the type that each name says. */
export function addChoice(item: Item, types: ReadonlyMap<string, string>, found: Item[]): void {
  const value = valueOf(item)
  if (!isObject(value)) return leave()
  for (const [key, content] of Object.entries(value)) {
    if (key.startsWith('_') && types.has(key.slice(1))) return leave()
    const type = types.get(key)
    if (type !== undefined) found.push(new Chosen(content ?? leave(), type))
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
