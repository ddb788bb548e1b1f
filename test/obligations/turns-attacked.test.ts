import { test } from 'tap'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { judge } from '../../src/obligations/judge.ts'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactDetail, FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, lga, noon, obligation, ruleNamed } from './fixtures.ts'

/** A feedback of a kind with the events that it states on a day, heard at the noon of another. */
function letter(
  id: string,
  kind: string,
  { says, on, heardOn = on, ...more }: { says: readonly string[]; on: string; heardOn?: string; detail?: FactDetail }
): readonly FactRow[] {
  const about = { communication: id, kindOfFeedback: kind, missing: [], heardAt: noon(heardOn), ...more }
  return [
    fact('feedback.given', heardOn, { id: `given ${id}`, ...about }),
    ...says.map((event) => fact(event, on, { id: `${event} ${id}`, ...about }))
  ]
}

const progress = (id: string, on: string) => letter(id, 'progress-report', { says: ['report.counted'], on })

test('a review after a substitution is not met by a report of the treatment before it', (t) => {
  const row: ObligationRow = {
    ...{ ...obligation, code: 'substitution-review', trigger: 'substitution.started' },
    ...{ openedOn: '2029-03-01', openedAt: noon('2029-03-01') }
  }
  const before = [...progress('c1', '2027-01-04'), ...progress('c2', '2028-01-04')]
  const rule = ruleNamed('substitution-review', 'substitution.started')
  const started = fact('substitution.started', '2029-03-01', { by: 'his-a' })
  const on = (day: string, facts: readonly FactRow[], turn: Partial<ObligationRow> = {}) =>
    stateOf({ rule, obligation: { ...row, ...turn }, facts: [started, ...before, ...facts], on: day })
  t.match(on('2029-03-01', []), { state: 'prospective', dueOn: '2029-09-01', metBy: [] })
  const first = progress('c3', '2029-08-01')
  t.match(on('2029-08-01', first), { state: 'met', metBy: ['c3'] })
  const second = { turn: 2, openedOn: '2029-08-01', openedAt: noon('2029-08-01') }
  t.match(on('2029-08-02', first, second), { state: 'prospective', dueOn: '2030-02-01', metBy: [] })
  t.match(on('2030-01-10', [...first, ...progress('c4', '2030-01-09')], second), { state: 'met', metBy: ['c4'] })
  t.end()
})

const yearly: ObligationRow = { ...obligation, code: 'yearly-report' }

test('a call buys no other year where the agreement asks for a letter', (t) => {
  const call = letter('c1', 'progress-report', {
    ...{ says: ['report.counted'], on: '2026-12-01', detail: { medium: 'phone' } }
  })
  const state = stateOf({ rule: ruleNamed('yearly-report'), obligation: yearly, facts: call, on: '2027-01-06' })
  t.match(state, { state: 'overdue', dueOn: '2027-01-05' })
  t.end()
})

const status: ObligationRow = { ...obligation, code: 'status-notice' }
const notice = ruleNamed('status-notice')

test('a call that the practice says it never got buys no other four weeks', (t) => {
  const call = letter('c1', 'status-notice', {
    ...{ says: ['status.given'], on: '2026-01-26', detail: { medium: 'phone' } }
  })
  const dispute = fact('feedback.disputed', '2026-01-27', { by: 'his-a', detail: { of: 'c1' } })
  const on = (day: string, ...facts: readonly FactRow[]) =>
    stateOf({ rule: notice, obligation: status, facts, on: day })
  t.match(on('2026-01-26', ...call), { state: 'met', dueOn: '2026-02-02' })
  t.match(on('2026-02-03', ...call, dispute), { state: 'overdue', dueOn: '2026-02-02' })
  t.end()
})

test('where a call is disputed the next notice meets the turn of that call, and not the one after it as well', (t) => {
  const call = letter('c1', 'status-notice', {
    ...{ says: ['status.given'], on: '2026-01-26', detail: { medium: 'phone' } }
  })
  const dispute = fact('feedback.disputed', '2026-01-27', { by: 'his-a', detail: { of: 'c1' } })
  const next = { ...status, turn: 2, openedOn: '2026-01-26', openedAt: noon('2026-01-26') }
  const turn = (row: ObligationRow, day: string, ...facts: readonly FactRow[]) =>
    stateOf({ rule: notice, obligation: row, facts: [...call, dispute, ...facts], on: day }).state
  const written = letter('c2', 'status-notice', { says: ['status.given'], on: '2026-01-30' })
  t.same([turn(status, '2026-01-30', ...written), turn(next, '2026-01-30', ...written)], ['met', 'prospective'])
  t.end()
})

test('a turn is met by the report that follows the one before it, also where another version counts other letters', (t) => {
  const rules = lga.obligations.map((rule) => {
    return rule.code === 'status-notice' ? { ...rule, telephone: false } : rule
  })
  const wider = lga.obligations.map((rule) => {
    return rule.code === 'status-notice'
      ? { ...rule, satisfiedBy: ['status-notice', 'registration-confirmation'] }
      : rule
  })
  const versions = new Map<string, Agreement>([
    [`lga|${lga.version}`, lga],
    ['lga|9.0.0', { ...lga, version: '9.0.0', obligations: rules }],
    ['lga|9.1.0', { ...lga, version: '9.1.0', obligations: wider }]
  ])
  const inForce = (version: string) =>
    fact('agreement.changed', '2026-02-02', {
      by: 'operator',
      detail: { agreement: `lga|${version}`, reason: 'region' }
    })
  const call = letter('c1', 'status-notice', {
    ...{ says: ['status.given'], on: '2026-01-26', detail: { medium: 'phone' } }
  })
  const registered = letter('c0', 'registration-confirmation', { says: ['referral.registered'], on: '2026-01-07' })
  const next = { ...status, turn: 2, openedOn: '2026-01-26', openedAt: noon('2026-01-26') }
  const turn = (version: string, day: string, ...facts: readonly FactRow[]) =>
    judge(versions, { obligation: next, facts: [...registered, ...call, inForce(version), ...facts], on: day }).state
  const written = letter('c2', 'status-notice', { says: ['status.given'], on: '2026-02-20' })
  t.match(turn('9.0.0', '2026-02-03'), { state: 'prospective', metBy: [] })
  t.match(turn('9.0.0', '2026-02-20', ...written), { state: 'met', metBy: ['c2'] }, 'fewer letters count')
  t.match(turn('9.1.0', '2026-02-03'), { state: 'prospective', metBy: [] }, 'more letters count')
  t.match(turn('9.1.0', '2026-02-20', ...written), { state: 'met', metBy: ['c2'] })
  t.end()
})
