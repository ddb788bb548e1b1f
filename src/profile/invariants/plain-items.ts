import type { Terminology } from './library-functions.ts'
import type { Surroundings } from './reference-target.ts'

/** A value on its way through a plain condition: JSON of a resource, a literal's value, or an element of a choice. */
export type Item = unknown

/** What an element can be compared with. */
export type Literal = string | boolean | number

/** What a plain condition may look at beside `$this`. */
export interface Around extends Surroundings {
  /** FHIRPath's `%context`: what the whole condition is asked of. */
  readonly context: unknown
  readonly terminology: Terminology | undefined
  /** What paths that several conditions share led to, by path; absent where nothing is remembered. */
  readonly walked: Map<symbol, Walked> | undefined
}

/** What a path led to, from where and with what around it. */
export interface Walked {
  readonly self: Item
  readonly around: Around
  readonly items: readonly Item[]
}

/** A condition, or a part of one, as a function of what `$this` is and of what is around it. */
export type Plain = (self: Item, around: Around) => readonly Item[]

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
  const item = onlyOne(items)
  return item === undefined || typeof item === 'boolean' ? item : leave()
}

/** The JSON value of the one item; undefined for none. FHIRPath answers, or refuses, where there are several. */
export function onlyOne(items: readonly Item[]): unknown {
  return items.length > 1 ? leave() : valueOf(items[0])
}

/** The one text; undefined for none. */
export function textOfOne(items: readonly Item[]): string | undefined {
  const value = onlyOne(items)
  return value === undefined || typeof value === 'string' ? value : leave()
}

/** The JSON value of an item. */
export function valueOf(item: Item): unknown {
  return item instanceof Chosen ? item.value : item
}

/** Whether collections are equal, as far as it shows in how many they are or they are one text, number or truth value. */
export function areEqual(one: readonly Item[], other: readonly Item[]): boolean | undefined {
  if (one.length === 0 || other.length === 0) return undefined
  if (one.length !== other.length) return false
  return isEqual(onlyOne(one), onlyOne(other))
}

/** Whether two values are equal, of the kinds that are compared here; FHIRPath compares what may be a date as such. */
export function isEqual(one: unknown, other: unknown): boolean {
  return isPlainValue(one) && typeof one === typeof other && isPlainValue(other) ? one === other : leave()
}

/** A truth value, a whole number, or a text that can be no date or time. */
export function isPlainValue(value: unknown): value is Literal {
  if (typeof value === 'string') return !mayBeTime(value)
  return typeof value === 'boolean' || Number.isSafeInteger(value)
}

/** Nearly all begin with neither a digit nor a T, which is seen without a pattern. */
function mayBeTime(text: string): boolean {
  const first = text.charCodeAt(0)
  return ((first >= 0x30 && first <= 0x39) || first === 0x54) && MAY_BE_TIME.test(text)
}

const MAY_BE_TIME = /^T?\d\d(?:\d\d)?(?:[-:T]|$)/
