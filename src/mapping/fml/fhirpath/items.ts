import { fail } from '../fault.ts'
import type { Schema, Typed } from '../schema/types.ts'
import type { Frame } from './expression-context.ts'

/**
 * A value on its way through an expression: an element of content, or what FHIRPath made of it.
 *
 * The two differ: elements have FHIR types and partners, and a literal has neither.
 */
export type Item = Typed | string | number | boolean

/** A FHIRPath collection. */
export type Items = readonly Item[]

/** An expression as a function of what `$this` is and of the map's variables. */
export type Native = (self: Items, frame: Frame) => Items

export const NOTHING: Items = []
export const TRUE: Items = [true]
export const FALSE: Items = [false]

/** What the library has to decide, because dates, quantities or whole structures are compared. */
export class NotNative extends Error {}

/** Made once: it is thrown often, and nobody reads its stack. */
const notNative = new NotNative('the library decides')

/** Leaves the evaluation to the library. */
export function leave(): never {
  throw notNative
}

/** The JSON value of an item; undefined or null for an element with no more than a partner. */
export function dataOf(item: Item): unknown {
  return typeof item === 'object' ? item.value : item
}

/** FHIR's types that FHIRPath reads as dates or times; their texts are not simply strings. */
const TEMPORAL: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant', 'time'])

/** Whether the item is an element that FHIRPath reads as a date or time. */
export function isTemporal(item: Item): boolean {
  return typeof item === 'object' && TEMPORAL.has(item.type.name)
}

/** The one item, undefined for none; several are a FaultError `too-many`. */
export function singleton(items: Items, use: string): Item | undefined {
  if (items.length > 1) fail({ code: 'too-many', message: `FHIRPath: ${use} takes one value and has ${items.length}` })
  return items[0]
}

/** Singleton evaluation as a boolean: http://hl7.org/fhirpath/#singleton-evaluation-of-collections */
export function booleanOf(items: Items, use: string): boolean | undefined {
  const item = singleton(items, use)
  if (item === undefined || typeof item === 'boolean') return item
  const data = dataOf(item)
  if (data === undefined || data === null) return undefined
  return typeof data === 'boolean' ? data : true
}

/** The one string, undefined for none; what is no string is left to the library, which says so. */
export function stringOf(items: Items, use: string): string | undefined {
  const item = singleton(items, use)
  if (item === undefined || typeof item === 'string') return item
  const data = dataOf(item)
  if (data === undefined || data === null) return undefined
  return typeof data === 'string' ? data : leave()
}

/** A boolean as a collection. */
export function itemsOf(value: boolean | undefined): Items {
  if (value === undefined) return NOTHING
  return value ? TRUE : FALSE
}

/** The items with FHIR types: what FHIRPath made is a string, boolean, integer or decimal. */
export function typedItems(items: Items, schema: Schema): readonly Typed[] {
  return items.every((item) => typeof item === 'object') ? items : items.map((item) => typedItem(item, schema))
}

function typedItem(item: Item, schema: Schema): Typed {
  if (typeof item === 'object') return item
  const name = typeof item === 'number' ? numberType(item) : typeof item
  const type = schema.type(name)
  if (type === undefined) return fail({ code: 'unknown-type', message: `the definitions have no type ${name}` })
  return { value: item, type }
}

function numberType(value: number): string {
  return Number.isInteger(value) ? 'integer' : 'decimal'
}
