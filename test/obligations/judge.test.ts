import assert from 'node:assert/strict'
import { test } from 'tap'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { judge } from '../../src/obligations/judge.ts'
import type { FactRow } from '../../src/store/change.ts'
import { fact, lga, noon, obligation, ruleNamed } from './fixtures.ts'

const shorter: ObligationRule = {
  ...ruleNamed('intake-confirmation'),
  due: [{ from: 'referral.received', within: 'P3W' }]
}
const versions = new Map<string, Agreement>([
  [`lga|${lga.version}`, lga],
  ['lga|9.0.0', { ...lga, version: '9.0.0', obligations: [shorter] }],
  ['lga|9.1.0', { ...lga, version: '9.1.0', obligations: [] as readonly ObligationRule[] }]
])

const inForce = (day: string, version: string, more: Partial<FactRow> = {}) =>
  fact('agreement.changed', day, {
    by: 'operator',
    id: version,
    detail: { agreement: version, reason: 'region' },
    ...more
  })

function judged(on: string, ...facts: readonly FactRow[]) {
  return judge(versions, { obligation, facts, on })
}

const report = (day: string) =>
  ['feedback.given', 'intake.done'].map((event) =>
    fact(event, day, { communication: 'c', kindOfFeedback: 'intake-confirmation', missing: [], id: event })
  )

test('an open duty is judged by the version that was put in force, from that day on', (t) => {
  const facts = [inForce('2026-01-20', 'lga|9.0.0')]
  t.match(judged('2026-01-19', ...facts), { state: { dueOn: '2026-02-16' } })
  t.match(judged('2026-01-20', ...facts), { rule: shorter, state: { dueOn: '2026-01-26' } })
  t.match(judged('2026-02-01', ...facts), { state: { state: 'overdue' } })
  t.end()
})

test('a duty that was met keeps the version by which it was met', (t) => {
  const facts = [...report('2026-02-10'), inForce('2026-02-12', 'lga|9.0.0')]
  t.match(judged('2026-03-01', ...facts), { rule: ruleNamed('intake-confirmation'), state: { state: 'met' } })
  t.end()
})

test('a duty that the new version does not have is not applicable any more', (t) => {
  const facts = [inForce('2026-01-20', 'lga|9.1.0')]
  t.match(judged('2026-03-01', ...facts), { state: { state: 'not-applicable', closedBy: 'agreement.changed' } })
  t.end()
})

test('a duty that opened under the new version is not touched by the change', (t) => {
  const later = { ...obligation, openedAt: noon('2026-01-21') }
  const { state } = judge(versions, {
    obligation: later,
    facts: [inForce('2026-01-20', 'lga|9.0.0')],
    on: '2026-02-01'
  })
  t.equal(state.dueOn, '2026-02-16')
  t.end()
})

test('a change of another agreement is none of this one', (t) => {
  t.match(judged('2026-02-01', inForce('2026-01-20', 'other|9.0.0')), { rule: ruleNamed('intake-confirmation') })
  t.end()
})

test('a version that is not loaded is a fault and not a guess', (t) => {
  t.throws(() => judged('2026-02-01', inForce('2026-01-20', 'lga|9.9.9')), /keep the file/)
  t.end()
})

test('a duty that was waived when a version came follows the next one, once it is owed again', (t) => {
  const waived = fact('obligation.waived', '2026-01-10', {
    id: 'w',
    by: 'his-a',
    detail: { of: 'o1', reason: 'error' }
  })
  const ended = fact('waiver.ended', '2026-01-22', { by: 'his-a', detail: { of: 'w' } })
  const facts = [waived, ended, inForce('2026-01-20', 'lga|9.1.0'), inForce('2026-01-25', 'lga|9.0.0')]
  t.match(judged('2026-01-30', ...facts), { rule: shorter, version: '9.0.0', state: { dueOn: '2026-02-12' } })
  t.end()
})

test('the last of several changes holds', (t) => {
  const facts = [inForce('2026-01-20', 'lga|9.0.0'), inForce('2026-01-22', `lga|${lga.version}`)]
  t.match(judged('2026-02-01', ...facts), { state: { state: 'prospective', dueOn: '2026-02-16' } })
  assert.deepEqual(judged('2026-02-01', ...facts.toReversed()), judged('2026-02-01', ...facts))
  t.end()
})
