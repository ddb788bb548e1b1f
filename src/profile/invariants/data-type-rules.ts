import { numberIn } from '../../fhir/decimal.ts'
import { elementsOf, has, hasChoice, isElement, textOf, type Element } from './element.ts'
import { asksOneOf, excludes, excludesChoice, needs, rule, type RuleInCode } from './rule-in-code.ts'
import { isNotAfter } from './time-order.ts'

const UCUM = 'http://unitsofmeasure.org'
const CURRENCY = 'urn:iso:std:iso:4217'

/** What R4 asks of its data types. Source: https://hl7.org/fhir/R4/datatypes.html, https://hl7.org/fhir/R4/metadatatypes.html */
export const dataTypeRules: readonly RuleInCode[] = [
  rule('per-1', 'start.hasValue().not() or end.hasValue().not() or (start <= end)', (period) => {
    const [start, end] = [textOf(period, 'start'), textOf(period, 'end')]
    return start === undefined || end === undefined || isNotAfter(start, end)
  }),
  needs('qty-3', 'code', 'system'),
  rule('sqty-1', 'comparator.empty()', (quantity) => !has(quantity, 'comparator')),
  rule(
    'mqty-1',
    "(code.exists() or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')",
    (quantity) => isMeasuredIn(quantity, CURRENCY)
  ),
  rule(
    'age-1',
    '(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value.hasValue().not() or value > 0)',
    (age) => isMeasuredIn(age, UCUM) && (numberIn(age['value']) ?? 1) > 0
  ),
  rule('dis-1', '(code.exists() or value.empty()) and (system.empty() or system = %ucum)', (distance) => {
    return isMeasuredIn(distance, UCUM)
  }),
  rule(
    'cnt-3',
    "(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.hasValue().not() or value.toString().contains('.').not())",
    (count) => {
      const isOfOne = !has(count, 'code') || count['code'] === '1'
      return isMeasuredIn(count, UCUM) && isOfOne && (!('value' in count) || Number.isInteger(count['value']))
    }
  ),
  rule('drt-1', 'code.exists() implies ((system = %ucum) and value.exists())', (duration) => {
    return !has(duration, 'code') || (duration['system'] === UCUM && has(duration, 'value'))
  }),
  rule(
    'rat-1',
    '(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())',
    (ratio) => {
      const hasNumerator = has(ratio, 'numerator')
      return hasNumerator === has(ratio, 'denominator') && (hasNumerator || has(ratio, 'extension'))
    }
  ),
  rule('rng-2', 'low.empty() or high.empty() or (low <= high)', (range) => {
    const [low, high] = [range['low'], range['high']]
    return !isElement(low) || !isElement(high) || isNoMore(low, high)
  }),
  needs('att-1', 'data', 'contentType'),
  needs('cpt-2', 'value', 'system'),
  asksOneOf('exp-1', 'expression', 'reference'),
  ...['drq-1', 'drq-2'].map((key) => {
    return rule(key, 'path.exists() xor searchParam.exists()', (filter) => {
      return has(filter, 'path') !== has(filter, 'searchParam')
    })
  }),
  excludesChoice('trd-1', 'data', 'timing'),
  rule('trd-2', 'condition.exists() implies data.exists()', (trigger) => {
    return !has(trigger, 'condition') || has(trigger, 'data')
  }),
  rule(
    'trd-3',
    "(type = 'named-event' implies name.exists()) and (type = 'periodic' implies timing.exists()) and (type.startsWith('data-') implies data.exists())",
    isWholeTrigger
  ),
  ...timingRules()
]

/** https://hl7.org/fhir/R4/datatypes.html#timing */
function timingRules(): readonly RuleInCode[] {
  return [
    needs('tim-1', 'duration', 'durationUnit'),
    needs('tim-2', 'period', 'periodUnit'),
    rule('tim-4', 'duration.exists() implies duration >= 0', (repeat) => isNoneNegative(repeat, 'duration')),
    rule('tim-5', 'period.exists() implies period >= 0', (repeat) => isNoneNegative(repeat, 'period')),
    needs('tim-6', 'periodMax', 'period'),
    needs('tim-7', 'durationMax', 'duration'),
    needs('tim-8', 'countMax', 'count'),
    rule(
      'tim-9',
      "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())",
      (repeat) => {
        const when: unknown = repeat['when']
        return !has(repeat, 'offset') || (Array.isArray(when) && !when.some((one) => AT_MEALS.has(one)))
      }
    ),
    excludes('tim-10', 'timeOfDay', 'when')
  ]
}

const AT_MEALS: ReadonlySet<unknown> = new Set(['C', 'CM', 'CD', 'CV'])

/** What has only an extension instead of its value is not known to be negative. */
function isNoneNegative(element: Element, name: string): boolean {
  return (numberIn(element[name]) ?? 0) >= 0
}

function isMeasuredIn(quantity: Element, system: string): boolean {
  const hasCode = has(quantity, 'code') || !has(quantity, 'value')
  return hasCode && (!has(quantity, 'system') || quantity['system'] === system)
}

/** Quantities in different units are not compared here, nor are those of which one is only known to be less than something. */
function isNoMore(low: Element, high: Element): boolean | undefined {
  const [least, most] = [numberIn(low['value']), numberIn(high['value'])]
  if (least === undefined || most === undefined) return undefined
  if (has(low, 'comparator') || has(high, 'comparator')) return undefined
  const isCoded = has(low, 'code') && has(high, 'code')
  const isSame = isCoded
    ? low['code'] === high['code'] && low['system'] === high['system']
    : low['unit'] === high['unit'] && !has(low, 'code') && !has(high, 'code')
  return isSame ? least <= most : undefined
}

function isWholeTrigger(trigger: Element): boolean {
  const type = textOf(trigger, 'type')
  if (type === 'named-event') return has(trigger, 'name')
  if (type === 'periodic') return hasChoice(trigger, 'timing')
  return type?.startsWith('data-') !== true || elementsOf(trigger, 'data').length > 0
}
