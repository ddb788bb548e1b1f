import { decimalOf, isWrittenDecimal, type WrittenDecimal } from '../schema/decimal.ts'
import type { TypeDefinition } from '../schema/types.ts'

/**
 * The lexical forms of R4's primitives.
 * Source: http://hl7.org/fhir/R4/datatypes.html#primitive (dates and times tightened to what can be one).
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]+$/,
  markdown: /^[\s\S]+$/,
  code: /^[^\s]+(?:\s[^\s]+)*$/,
  id: /^[A-Za-z0-9\-.]{1,64}$/,
  uri: /^\S+$/,
  url: /^\S+$/,
  canonical: /^\S+$/,
  oid: /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/,
  uuid: /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  base64Binary: /^(?:\s*[0-9a-zA-Z+/=]\s*)+$/,
  date: /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/,
  dateTime:
    /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?)?$/,
  instant:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/,
  xhtml: /^<div[\s\S]*$/
}

const INTEGERS: Readonly<Record<string, readonly [number, number]>> = {
  integer: [-2147483648, 2147483647],
  unsignedInt: [0, 2147483647],
  positiveInt: [1, 2147483647]
}

/** Whether a JSON value can stand where a primitive type is wanted, as it is. */
export function fitsPrimitive(value: unknown, type: TypeDefinition): boolean {
  const range = INTEGERS[type.name]
  if (range !== undefined)
    return Number.isInteger(value) && (value as number) >= range[0] && (value as number) <= range[1]
  if (type.name === 'decimal') return Number.isFinite(value) || isWrittenDecimal(value)
  if (type.name === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string') return false
  return FORMS[type.name]?.test(value) ?? true
}

/** Types whose values are looked up or compared and say nothing about a person, so that a fault may tell them. */
const TELLABLE: ReadonlySet<string> = new Set(
  'code uri url canonical oid boolean integer unsignedInt positiveInt decimal date dateTime instant time'.split(' ')
)

/** The value for a fault to tell, or undefined where it may be text about a person. */
export function tellable(value: unknown, type: TypeDefinition): string | undefined {
  return TELLABLE.has(type.name) ? primitiveText(value)?.slice(0, 200) : undefined
}

/** A primitive as JSON writes it, a text without its quotes; undefined for anything else. */
export function primitiveText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const hasText = typeof value === 'number' || typeof value === 'boolean' || isWrittenDecimal(value)
  return hasText ? String(value) : undefined
}

/**
 * Makes a value of another primitive type out of one, or undefined where that cannot be done without guessing.
 *
 * Text becomes a number only in the canonical form, a number becomes text as JSON writes it, a time of day is cut off a
 * dateTime only where a date is asked for.
 */
export function castPrimitive(value: unknown, type: TypeDefinition): unknown {
  const cast = converted(value, type.name)
  return cast !== undefined && fitsPrimitive(cast, type) ? cast : undefined
}

function converted(value: unknown, name: string): unknown {
  if (name in INTEGERS || name === 'decimal') {
    if (typeof value === 'string') return numberOf(value)
    return typeof value === 'number' || isWrittenDecimal(value) ? value : undefined
  }
  if (name === 'boolean') {
    if (value === 'true' || value === 'false') return value === 'true'
    return typeof value === 'boolean' ? value : undefined
  }
  const text = primitiveText(value)
  if (text === undefined) return undefined
  if (name === 'date' && FORMS['dateTime']?.test(text) === true) return text.slice(0, 10)
  return text
}

/** Digits that a JSON number keeps exactly. */
const DIGITS_MAX = 15

/** The number that a text says, its zeros kept; undefined where it is none or has more digits than a number keeps. */
export function numberOf(text: string): number | WrittenDecimal | undefined {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) return undefined
  return text.replace(/[-.]/g, '').replace(/^0+/, '').length > DIGITS_MAX ? undefined : decimalOf(text)
}
