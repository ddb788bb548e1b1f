import type { ElementDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { decimal } from '../../../src/fhir/decimal.ts'
import { powerOfTen, shiftedBy } from '../../../src/profile/compile/metric-units.ts'
import { isLimitedFromToday, limitCheck } from '../../../src/profile/compile/limits.ts'

const RULE = { canonical: 'https://example.org/x', id: 'X.a' }
const resource = { resourceType: 'Patient' } as const
const mg = (value: number | undefined): object => ({ value, code: 'mg', system: 'http://unitsofmeasure.org' })

function told(limits: object, value: unknown): string {
  const issues: Issue[] = []
  const scope = { resource, root: resource, graph: new Map(), tell: (issue: Issue) => issues.push(issue) }
  limitCheck({ path: 'X.a', ...limits }, RULE)?.(value, 'X.a', scope)
  return issues.map(({ code }) => code).join()
}

const OUT = 'value-out-of-range'

const cases: readonly [limits: object, value: unknown, told: string][] = [
  [{ maxLength: 3 }, 'abc', ''],
  [{ maxLength: 3 }, 'abcd', 'value-too-long'],
  [{ maxLength: 3 }, '👍👍👍', ''],
  [{ maxLength: 3 }, undefined, ''],
  [{ minValueInteger: 0 }, 0, ''],
  [{ minValueInteger: 0 }, -1, OUT],
  [{ minValueInteger: 0 }, undefined, ''],
  [{ maxValueDecimal: 1.5 }, 1.5, ''],
  [{ maxValueDecimal: 1.5 }, 1.6, OUT],
  [{ maxValueDecimal: 1.5 }, decimal('1.50'), ''],
  [{ maxValueDecimal: 1.5 }, decimal('1.500000000000001'), OUT],
  [{ minValueDate: '2020-02-01' }, '2020-02-01', ''],
  [{ minValueDate: '2020-02-01' }, '2020-01-31', OUT],
  [{ minValueDate: '2020-02-01' }, '2020', ''],
  [{ minValueDate: '2020-02-01' }, '2019', OUT],
  [{ maxValueDate: '2020' }, '2020-12-31', ''],
  [{ maxValueDate: '2020' }, '2021-01-01', OUT],
  [{ minValueDateTime: '2020-01-01T00:00:00Z' }, '2020-01-01T00:30:00+01:00', OUT],
  [{ minValueDateTime: '2020-01-01T00:00:00Z' }, '2020-01-01T01:00:00+01:00', ''],
  [{ minValueDateTime: '2020-01-01T00:00:00Z' }, '2020-01-01', ''],
  [{ minValueDateTime: '2020-01-01T00:00:00Z' }, '2016-12-31T23:59:60Z', ''],
  [{ maxValueTime: '17:00:00' }, '17:00:00', ''],
  [{ maxValueTime: '17:00:00' }, '17:00:01', OUT],
  [{ maxValueQuantity: mg(5) }, mg(5), ''],
  [{ maxValueQuantity: mg(5) }, mg(6), OUT],
  [{ maxValueQuantity: mg(5) }, mg(undefined), ''],
  [{ maxValueQuantity: mg(5) }, { ...mg(6), code: 'g' }, OUT],
  [{ maxValueQuantity: mg(4.35) }, { ...mg(4350), code: 'ug' }, ''],
  [{ maxValueQuantity: mg(5) }, { ...mg(6), code: '[lb_av]' }, 'profile-unchecked'],
  [{ maxValueQuantity: mg(5) }, { ...mg(6), code: 'mmol' }, 'profile-unchecked'],
  [{ maxValueQuantity: mg(5) }, { ...mg(undefined), code: 'g' }, ''],
  [{ maxValueQuantity: mg(5) }, { ...mg(6), code: 'g', system: 'http://test.example/units' }, 'profile-unchecked'],
  [{ maxValueQuantity: { value: 5, unit: 'cups' } }, { value: 6, unit: 'cups' }, OUT],
  [{ maxValueQuantity: { value: 5, unit: 'cups' } }, { value: 6, unit: 'spoons' }, 'profile-unchecked'],
  [{ minValueInteger: 1, maxValueInteger: 3 }, 4, OUT]
]

test('lengths, least and most values are asked as far as the two can be compared', (t) => {
  for (const [limits, value, is] of cases) {
    t.equal(told(limits, value), is, `${JSON.stringify(limits)} ${JSON.stringify(value)}`)
  }
  t.equal(limitCheck({ path: 'X.a', min: 1, max: '1' }, RULE), undefined)
  t.end()
})

test('a limit that is a duration from today is one of a time only', (t) => {
  const element = { path: 'X.a', minValueQuantity: { value: -1, code: 'a' } } as ElementDefinition
  t.ok(isLimitedFromToday(element, 'date'))
  t.notOk(isLimitedFromToday(element, 'Quantity'))
  t.end()
})

test('units that differ by a metric prefix are a power of ten apart, and the point of a decimal is moved exactly', (t) => {
  const units: readonly [string, string, number | undefined][] = [
    ['kg', 'g', 3],
    ['g', 'kg', -3],
    ['cm', 'm', -2],
    ['mm', 'cm', -1],
    ['dL', 'l', -1],
    ['mmol', 'umol', 3],
    ['m', 'min', undefined],
    ['g/L', 'mg/L', undefined],
    ['Cel', '[degF]', undefined]
  ]
  for (const [from, to, power] of units) t.equal(powerOfTen(from, to), power, `${from} ${to}`)
  t.equal(shiftedBy('4.35', 2), 435)
  t.equal(shiftedBy('1E+2', -3), 0.1)
  t.equal(shiftedBy('-1.10', 1), -11)
  t.equal(shiftedBy('kilo', 1), undefined)
  t.end()
})
