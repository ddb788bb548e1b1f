import { FP_Decimal } from 'fhirpath'
import { isCanonical, parseExact, rawNumber } from '../exact-json.ts'

/**
 * A decimal that no JavaScript number can say as it was written: 1.10, 1E+2, one of twenty digits.
 *
 * It is the FHIRPath library's own decimal, so that every expression reckons with it as with a number, and
 * `JSON.stringify` writes it as it came. It is compared by its text (`isDeepStrictEqual`), and `structuredClone` refuses
 * it, because a copy would lose the text. A number that JavaScript does write as it came stays a plain number.
 *
 * As the last result of an expression that is evaluated with `resolveInternalTypes` the library cannot give it.
 * Source: https://hl7.org/fhir/R4/datatypes.html#decimal ("the precision of the decimal value has significance")
 */
export type Decimal = FP_Decimal

/** Characters of a decimal that is taken; FHIR asks for 18 digits, and nothing that is measured has 38. */
export const DECIMAL_LENGTH_MAX = 40

/** Powers of ten of a decimal that is taken, up and down: a mole has 23, and no dose, score or count comes near. */
export const EXPONENT_MAX = 40

/** Whether a decimal is within what is taken; one that is not is refused, and never rounded. */
export function isWithinBounds(source: string): boolean {
  const power = /e(.*)$/i.exec(source)?.[1] ?? '0'
  return source.length <= DECIMAL_LENGTH_MAX && Math.abs(Number(power)) <= EXPONENT_MAX
}

/** The number that a text of JSON says: a plain number where JavaScript writes it so, a `Decimal` otherwise. */
export function decimal(source: string): number | Decimal {
  if (isCanonical(source)) return Number(source)
  const made = FP_Decimal.getDecimal(source)
  // Not enumerable: what goes through the members of an object finds nothing of ours here.
  return Object.defineProperties(made, {
    asStr: { value: source, writable: false },
    toJSON: { value: () => rawNumber(source) },
    valueOf: { value: () => Number(source) }
  })
}

/** Whether a value is a decimal that keeps its text; whoever rebuilds objects passes it on as it is. */
export function isDecimal(value: unknown): value is Decimal {
  return value instanceof FP_Decimal
}

/** The number of a value of JSON, to compare it by; undefined for what is no number. */
export function numberIn(value: unknown): number | undefined {
  if (isDecimal(value)) return value.toNumber()
  return typeof value === 'number' ? value : undefined
}

/** Reads JSON that the gateway wrote itself, with every decimal as it was written. Throws what `JSON.parse` throws. */
export function parseJson(text: string): unknown {
  return parseExact(text, decimal)
}
