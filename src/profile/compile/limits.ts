import type { ElementDefinition } from '@medplum/fhirtypes'
import { issue, type BrokenRule } from '../../fhir/outcome.ts'
import type { Check } from '../scope.ts'
import { powerOfTen, shiftedBy } from './metric-units.ts'

/**
 * The check of `maxLength`, `minValue[x]` and `maxValue[x]`; undefined where an element has none of them.
 *
 * A quantity in another unit than its limit is told as unchecked, but where the two differ by a power of ten, as g and kg.
 * Errors: `value-too-long`, `value-out-of-range`.
 * Source: https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxLength
 */
export function limitCheck(element: ElementDefinition, rule: BrokenRule): Check | undefined {
  const { maxLength } = element
  const [least, most] = [boundIn(element, 'minValue'), boundIn(element, 'maxValue')]
  if (maxLength === undefined && least === undefined && most === undefined) return undefined
  return (value, path, { tell }) => {
    if (value === undefined) return
    if (maxLength !== undefined && typeof value === 'string' && isLonger(value, maxLength)) {
      tell({ ...issue('value-too-long', { element: element.path, max: String(maxLength) }, path), rule })
    }
    for (const [bound, sign, comparison] of [
      [least, 1, '>='],
      [most, -1, '<=']
    ] as const) {
      if (bound === undefined) continue
      if (isQuantity(bound) && isQuantity(value) && powerBetween(value, bound) === undefined) {
        tell(issue('profile-unchecked', { profile: rule.canonical, reason: `${comparison} ${shown(bound)}` }, path))
      } else if ((compared(value, bound) ?? 0) * sign < 0) {
        const words = { element: element.path, comparison, limit: shown(bound) }
        tell({ ...issue('value-out-of-range', words, path), rule })
      }
    }
  }
}

/** Whether a limit of an element is reckoned from the day of checking, as a duration for a date; that is not done here. */
export function isLimitedFromToday(element: ElementDefinition, type: string | undefined): boolean {
  const isTime = type !== undefined && ['date', 'dateTime', 'instant', 'time'].includes(type)
  return isTime && (isQuantity(boundIn(element, 'minValue')) || isQuantity(boundIn(element, 'maxValue')))
}

function boundIn(element: ElementDefinition, name: 'minValue' | 'maxValue'): unknown {
  const found = Object.entries(element).find(([key]) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)))
  return found?.[1] as unknown
}

/** A character outside the basic plane is one character and two units of a string. */
function isLonger(text: string, max: number): boolean {
  return text.length > max && Array.from(text).length > max
}

/** Negative, zero or positive; undefined where the two cannot be told apart, as days against a year. */
function compared(value: unknown, bound: unknown): number | undefined {
  if (isQuantity(bound)) return isQuantity(value) ? comparedQuantities(value, bound) : undefined
  if (typeof bound === 'number') {
    const number = Number(value)
    return Number.isNaN(number) ? undefined : number - bound
  }
  if (typeof value !== 'string' || typeof bound !== 'string') return undefined
  if (value.includes('T') && bound.includes('T')) {
    const difference = Date.parse(value) - Date.parse(bound)
    return Number.isNaN(difference) ? undefined : difference
  }
  const length = Math.min(value.length, bound.length)
  const [one, other] = [value.slice(0, length), bound.slice(0, length)]
  if (one === other) return value.length === bound.length ? 0 : undefined
  return one < other ? -1 : 1
}

function comparedQuantities(value: QuantityLike, bound: QuantityLike): number | undefined {
  const power = powerBetween(value, bound)
  if (value.value === undefined || power === undefined) return undefined
  const shifted = power === 0 ? value.value : shiftedBy(String(Number(value.value)), power)
  return compared(shifted, bound.value)
}

interface QuantityLike {
  readonly value?: unknown
  readonly code?: unknown
  readonly system?: unknown
  readonly unit?: unknown
}

function isQuantity(value: unknown): value is QuantityLike {
  return typeof value === 'object' && value !== null && 'value' in value
}

/** The power of ten by which a value is to be multiplied to be in the unit of its limit. */
function powerBetween(one: QuantityLike, other: QuantityLike): number | undefined {
  if (other.code === undefined) return one.code === undefined && one.unit === other.unit ? 0 : undefined
  if (one.system !== other.system) return undefined
  if (one.code === other.code) return 0
  return one.system === UCUM ? powerOfTen(one.code, other.code) : undefined
}

const UCUM = 'http://unitsofmeasure.org'

function shown(bound: unknown): string {
  if (!isQuantity(bound)) return String(bound)
  const unit = bound.code ?? bound.unit
  return typeof unit === 'string' ? `${String(bound.value)} ${unit}` : String(bound.value)
}
