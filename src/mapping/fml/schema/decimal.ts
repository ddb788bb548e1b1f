import { FP_Decimal } from 'fhirpath'

/**
 * Content may hold decimals as the FHIRPath library has them, where a JavaScript number would lose what was written: 1.10 is
 * not 1.1 (http://hl7.org/fhir/R4/datatypes.html#decimal). Such a decimal says itself how JSON writes it.
 */
export type WrittenDecimal = FP_Decimal

/** Whether a value is a decimal of content that is more than a number. */
export function isWrittenDecimal(value: unknown): value is WrittenDecimal {
  return value instanceof FP_Decimal && isWritten(value)
}

function isWritten(value: FP_Decimal): boolean {
  const json: unknown = value.toJSON()
  return typeof json !== 'number'
}

/** Whether something stands below a value: it is an object or a list, and no decimal. */
export function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof FP_Decimal)
}

/** What an expression made of decimals is a number; a decimal of content that it only found stays what it is. */
export function settled(value: unknown): unknown {
  if (!(value instanceof FP_Decimal)) return value
  return isWritten(value) ? value : value.toNumber()
}

/** The decimal that a text says: a number where JavaScript writes it so, else one that keeps the text. */
export function decimalOf(text: string): number | WrittenDecimal {
  if (String(Number(text)) === text) return Number(text)
  // TypeScript does not know it yet: TC39, JSON.parse source text access.
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown }
  return Object.defineProperty(FP_Decimal.getDecimal(text), 'toJSON', { value: () => rawJSON(text) })
}

/** Whether two values are the same one primitive; a decimal is compared as it is written. */
export function isSamePrimitive(one: unknown, other: unknown): boolean {
  return one === other || (isWrittenDecimal(one) && isWrittenDecimal(other) && one.toString() === other.toString())
}

/** A copy of JSON content down to its primitives. */
export function copyOf<T>(value: T): T {
  // The copy has the shape of the value, because only objects and lists are made anew.
  return copied(value) as T
}

function copied(value: unknown): unknown {
  if (!isStructure(value)) return value
  if (Array.isArray(value)) return value.map(copied)
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, copied(held)] as const))
}
