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
export type Matches = (value: unknown) => boolean

/** The test of what is wanted, compiled once. */
export function matching({ kind, value }: Wanted): Matches {
  return kind === 'fixed' ? equalTo(value) : holding(value)
}

/** Equal in every element, none more and none less. */
function equalTo(wanted: unknown): Matches {
  if (!isObject(wanted)) return sameAs(wanted)
  const members = membersOf(wanted, equalTo)
  const isList = Array.isArray(wanted)
  return (value) => {
    if (!isObject(value) || Array.isArray(value) !== isList) return false
    return Object.keys(value).length === members.length && areHeld(members, value)
  }
}

/**
 * Holding at least what the pattern has; each item of a list of the pattern must be held by one of the value's items.
 *
 * Source: https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
 */
function holding(pattern: unknown): Matches {
  if (!isObject(pattern)) return sameAs(pattern)
  if (Array.isArray(pattern)) {
    const items = pattern.map(holding)
    return (value) => Array.isArray(value) && items.every((item) => value.some(item))
  }
  const members = membersOf(pattern, holding)
  return (value) => isObject(value) && areHeld(members, value)
}

type Member = readonly [key: string, matches: Matches]

function membersOf(wanted: object, matchesOf: (member: unknown) => Matches): readonly Member[] {
  return Object.entries(wanted).map(([key, member]) => [key, matchesOf(member)])
}

function areHeld(members: readonly Member[], value: Readonly<Record<string, unknown>>): boolean {
  for (const [key, matches] of members) if (!Object.hasOwn(value, key) || !matches(value[key])) return false
  return true
}

function sameAs(wanted: unknown): Matches {
  const one = plain(wanted)
  return (value) => one === plain(value)
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
