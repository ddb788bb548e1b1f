import type { ElementDefinition } from '@medplum/fhirtypes'

/** What a definition says that a value must be, or must hold. */
export interface Wanted {
  readonly kind: 'fixed' | 'pattern'
  readonly value: unknown
}

/** The `fixed[x]` or `pattern[x]` of an element, whatever its type. */
export function wantedIn(element: ElementDefinition): Wanted | undefined {
  for (const [key, value] of Object.entries(element)) {
    const [, kind] = /^(fixed|pattern)[A-Z]/.exec(key) ?? []
    if (kind === 'fixed' || kind === 'pattern') return { kind, value: value as unknown }
  }
  return undefined
}

/** Whether a value is what is wanted: equal to what is fixed, or holding what the pattern has. */
export function matches(wanted: Wanted, value: unknown): boolean {
  return wanted.kind === 'fixed' ? isEqual(wanted.value, value) : holds(wanted.value, value)
}

/** Equal in every element, none more and none less. */
function isEqual(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return plain(one) === plain(other)
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
}

/**
 * Holding at least what the pattern has; each item of a list of the pattern must be held by one of the value's items.
 *
 * Source: https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
 */
function holds(pattern: unknown, value: unknown): boolean {
  if (!isObject(pattern)) return plain(pattern) === plain(value)
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return false
    return pattern.every((wanted: unknown) => value.some((item: unknown) => holds(wanted, item)))
  }
  if (!isObject(value)) return false
  return Object.keys(pattern).every((key) => Object.hasOwn(value, key) && holds(pattern[key], value[key]))
}

/** A number that is kept as it was written is still that number. */
function plain(value: unknown): unknown {
  return isObject(value) && value.valueOf() !== value ? value.valueOf() : value
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** What is wanted, in words: it is the definition's and never the message's. */
export function shownWanted({ value }: Wanted): string {
  if (!isObject(value)) return String(value)
  const codings = Array.isArray(value['coding']) ? (value['coding'] as readonly unknown[]) : [value]
  const shown = codings.map(shownCoding)
  if (shown.length > 0 && shown.every((one) => one !== undefined)) return shown.join(' + ').slice(0, SHOWN_MAX)
  return JSON.stringify(value).slice(0, SHOWN_MAX)
}

function shownCoding(coding: unknown): string | undefined {
  if (!isObject(coding) || typeof coding['code'] !== 'string') return undefined
  return [coding['system'], coding['code']].filter((part) => typeof part === 'string').join('|')
}

const SHOWN_MAX = 200
