import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { regionalQuestions } from '../../../src/obligations/agreements/arrangements.ts'
import {
  asPlanDefinition,
  fromPlanDefinition,
  OPEN_QUESTION,
  planIdOf
} from '../../../src/obligations/agreements/plan-definition.ts'
import { createGate, readGateSchema } from '../../../src/profile/gate/gate.ts'
import { arbitraryAgreement } from '../arbitrary-agreement.ts'
import { agreements, lga } from '../fixtures.ts'

const r4 = createGate(readGateSchema(join(import.meta.dirname, '../../../profiles/base')), ['PlanDefinition'])
const inForce = { isInForce: true, on: '2026-03-02' }

test('each agreement that is shipped comes back from its PlanDefinition as it was, and is sound R4', (t) => {
  for (const agreement of agreements.values()) {
    const plan = asPlanDefinition(agreement, inForce)
    t.strictSame(fromPlanDefinition(JSON.parse(JSON.stringify(plan)) as typeof plan), agreement, agreement.id)
    t.strictSame(r4.check(plan, 'PlanDefinition'), [], agreement.id)
  }
  t.ok(agreements.size > 0)
  t.end()
})

test('any agreement comes back from its PlanDefinition as it was, and is sound R4', (t) => {
  const cases = fc.property(arbitraryAgreement, fc.boolean(), (agreement, isInForce) => {
    const plan = asPlanDefinition(agreement, { ...inForce, isInForce })
    const back: unknown = fromPlanDefinition(JSON.parse(JSON.stringify(plan)) as typeof plan)
    t.strictSame(back, JSON.parse(JSON.stringify(agreement)))
    const issues = r4.check(plan, 'PlanDefinition')
    if (issues.length > 0) throw new Error(JSON.stringify(issues))
    if (!t.passing()) throw new Error('it differs')
  })
  fc.assert(cases, { numRuns: 1_000 })
  t.end()
})

test('a rule is an action that FHIR software understands without the extension', (t) => {
  const plan = asPlanDefinition(lga, inForce)
  const action = plan.action?.find(({ code }) => code?.[0]?.coding?.[0]?.code === 'intake-confirmation')
  t.match(action, {
    title: 'Report after intake',
    code: [
      { coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/obligation' }], text: 'Bericht na intake' }
    ],
    trigger: [{ type: 'named-event', name: 'referral.received' }],
    timingDuration: { value: 6, unit: 'weeks', system: 'http://unitsofmeasure.org', code: 'wk' },
    output: [{ type: 'Communication', codeFilter: [{ path: 'category', code: [{ code: 'intake-confirmation' }] }] }]
  })
  t.strictSame(
    action?.participant?.map(({ role }) => role?.coding?.map(({ code }) => code)),
    [
      ['debtor', 'performer'],
      ['creditor', 'requester'],
      ['creditor', 'gp']
    ]
  )
  t.end()
})

test('working days and terms of several units are told in words, and never as other days', (t) => {
  const [rule] = lga.obligations
  const timing = (calendar: string, within: string) => {
    const due = [{ from: 'referral.received' as const, within }]
    const obligations = rule === undefined ? [] : [{ ...rule, calendar, due }]
    return asPlanDefinition({ ...lga, obligations }, inForce).action?.[0]
  }
  const table = [
    ['calendar-days', 'P5D', { timingDuration: { value: 5, code: 'd' } }],
    ['calendar-days', 'PT24H', { timingDuration: { value: 24, code: 'h' } }],
    ['calendar-days', 'P1Y', { timingDuration: { value: 1, code: 'a' } }],
    ['calendar-days', 'P2M', { timingDuration: { value: 2, code: 'mo' } }],
    ['nl-national', 'P5D', { timingTiming: { code: { text: 'P5D after referral.received (nl-national)' } } }],
    ['calendar-days', 'P1Y6M', { timingTiming: { code: { text: 'P1Y6M after referral.received (calendar-days)' } } }]
  ] as const
  for (const [calendar, within, expected] of table) t.match(timing(calendar, within), expected, `${within} ${calendar}`)
  t.notOk(timing('nl-national', 'P5D')?.timingDuration)
  t.end()
})

test('the version in force has the agreement’s id, and no two versions share one', (t) => {
  const long = 'a'.repeat(60)
  const table = [
    ['lga', '2.0.0', true, 'lga'],
    ['lga', '2.0.0', false, 'lga.2.0.0'],
    ['lga-watch', '1.0', false, 'lga-watch.1.0'],
    ['lga', 'watch-1.0', false, 'lga.watch-1.0']
  ] as const
  for (const [id, version, isInForce, expected] of table) t.equal(planIdOf({ id, version }, isInForce), expected)
  t.match(planIdOf({ id: long, version: '1.2.3' }, false), /^[0-9a-f-]{36}$/, 'where the name would be too long')
  t.not(planIdOf({ id: long, version: '1.2.3' }, false), planIdOf({ id: long, version: '1.2.4' }, false))
  t.equal(asPlanDefinition(lga, { ...inForce, isInForce: false }).status, 'retired')
  t.end()
})

test('the regional questions that nobody answers are told, and those whose answer has run out', (t) => {
  const answer = { answer: { nl: 'x', en: 'x' }, responsible: 'x', contact: 'x', validUntil: '2026-03-01' }
  const agreement = { ...lga, arrangements: [{ ...answer, question: 'somatic-checks' }] }
  const open = asPlanDefinition(agreement, inForce).extension?.filter(({ url }) => url === OPEN_QUESTION) ?? []
  const told = open.map(({ extension = [] }) => [
    extension[0]?.valueCodeableConcept?.coding?.[0]?.code,
    ...extension.slice(1).map((part) => part.valueCode ?? part.valueDate)
  ])
  t.equal(told.length, 18)
  const all = regionalQuestions.map(({ code }) => ({ ...answer, question: code, validUntil: '2026-03-02' }))
  const none = asPlanDefinition({ ...lga, arrangements: all }, inForce).extension ?? []
  t.notOk(
    none.some(({ url }) => url === OPEN_QUESTION),
    'an answer holds on its last day'
  )
  t.strictSame(
    told.filter(([code]) => code === 'somatic-checks' || code === 'known-waits'),
    [
      ['known-waits', 'unanswered'],
      ['somatic-checks', 'expired', '2026-03-01']
    ]
  )
  t.end()
})
