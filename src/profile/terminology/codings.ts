/** A code in a value, with the system that it is of; of a primitive the system is implied by its value set. */
export interface Coded {
  readonly system: string | undefined
  readonly code: string
}

/** The codes in a value of a coded element. */
export interface CodedValue {
  /** Whether the system of its codes is implied. */
  readonly isPrimitive: boolean
  readonly codes: readonly Coded[]
}

/** Codings of one concept that are looked at; a message with more is refused or cut elsewhere. */
const CODINGS_MAX = 1000

const NONE: CodedValue = { isPrimitive: false, codes: [] }

/**
 * The codes of a `code`, `string`, `uri`, Coding, CodeableConcept or Quantity; each is told by its shape.
 *
 * Source: https://hl7.org/fhir/R4/terminologies.html#4.1
 */
export function codedValue(value: unknown): CodedValue {
  if (typeof value === 'string') return { isPrimitive: true, codes: [{ system: undefined, code: value }] }
  if (!isObject(value)) return NONE
  const { coding } = value
  if (Array.isArray(coding)) {
    return { isPrimitive: false, codes: coding.slice(0, CODINGS_MAX).flatMap((one: unknown) => codedIn(one)) }
  }
  return { isPrimitive: false, codes: codedIn(value) }
}

/** The text of a property of an object; undefined where it is none. */
export function textIn(value: unknown, name: string): string | undefined {
  const text = isObject(value) ? value[name] : undefined
  return typeof text === 'string' ? text : undefined
}

function codedIn(value: unknown): readonly Coded[] {
  const code = textIn(value, 'code')
  return code === undefined ? [] : [{ system: textIn(value, 'system'), code }]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
