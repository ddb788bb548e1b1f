import { spend } from '../effort.ts'
import { dataOf, isTemporal, leave, type Item, type Items } from './items.ts'

/**
 * Whether two collections are equal: as many items, each equal to its counterpart; undefined where one is empty.
 *
 * @see http://hl7.org/fhirpath/#equals
 */
export function areEqual(left: Items, right: Items): boolean | undefined {
  const { length } = left
  if (length === 0 || right.length === 0) return undefined
  if (length !== right.length) return false
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [left[index], right[index]]
    if (one === undefined || other === undefined || !isEqual(one, other)) return false
  }
  return true
}

/** Whether two items are equal; what is no plain string, number or boolean is left to the library. */
export function isEqual(one: Item, other: Item): boolean {
  if (isTemporal(one) || isTemporal(other)) return leave()
  const [left, right] = [dataOf(one), dataOf(other)]
  if (!isPlain(left) || !isPlain(right)) return leave()
  if (typeof left === 'string' && left.length > LONG) spend(left.length / LONG)
  const isSame = typeof left === 'number' && typeof right === 'number' ? isSameNumber(left, right) : left === right
  if (!isSame) return false
  // Two elements are equal only when their ids and extensions are too.
  if (typeof one === 'object' && typeof other === 'object' && (hasPartner(one) || hasPartner(other))) return leave()
  return true
}

/** Characters that are compared in the time of one element. */
const LONG = 256

function hasPartner({ partner }: { readonly partner?: unknown }): boolean {
  return partner !== undefined && partner !== null
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isSameNumber(left: number, right: number): boolean {
  return left === right || rounded(left) === rounded(right)
}

/** FHIRPath decimals have eight places: http://hl7.org/fhirpath/#decimal */
const STEP = 1e-8

/** A number to the places that FHIRPath knows, so that 0.1 + 0.2 is 0.3. */
export function rounded(value: number): number {
  return Math.round(value / STEP) * STEP
}
