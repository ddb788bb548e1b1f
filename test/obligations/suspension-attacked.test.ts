import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactRow } from '../../src/store/change.ts'
import { fact, noon, obligation, rule } from './fixtures.ts'

const at = (day: string, hour: number): number => Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)

const wait = (day: string, more: Partial<FactRow> = {}, reason = 'patient-request') =>
  fact('clock.suspended', day, { detail: { reason }, ...more })
const goOn = (day: string, more: Partial<FactRow> = {}) => fact('clock.resumed', day, more)

/** The report after intake of a referral of 5 January 2026: without more it is due on 16 February. */
function state(on: string, ...facts: readonly FactRow[]) {
  const one = stateOf({ rule, obligation, facts, on })
  const other = stateOf({ rule, obligation, facts: facts.toReversed(), on })
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error('the order of the facts matters')
  return one
}

test('put on hold again on the day on which it went on, it stands still again', (t) => {
  const facts = [
    wait('2026-01-12', { id: 'first' }),
    goOn('2026-01-20', { heardAt: at('2026-01-20', 9) }),
    wait('2026-01-20', { id: 'second', heardAt: at('2026-01-20', 14) })
  ]
  t.match(state('2026-01-26', ...facts), { state: 'suspended', dueOn: '2026-03-02' })
  t.end()
})

test('an hour on hold moves nothing', (t) => {
  const facts = [
    wait('2026-01-20', { heardAt: at('2026-01-20', 9) }),
    goOn('2026-01-20', { heardAt: at('2026-01-20', 10) })
  ]
  t.match(state('2026-01-26', ...facts), { state: 'prospective', dueOn: '2026-02-16' })
  t.end()
})

test('a hold that is dated back is not ended by the end of the one before it', (t) => {
  const facts = [
    wait('2026-01-12', { id: 'first' }),
    goOn('2026-01-20'),
    wait('2026-01-19', { id: 'second', heardAt: noon('2026-01-22') })
  ]
  t.match(state('2026-01-26', ...facts), { state: 'suspended', dueOn: '2026-03-02' })
  t.end()
})

test('an end that is dated before its stop ends it all the same, at once', (t) => {
  const facts = [wait('2026-01-20'), goOn('2026-01-15', { heardAt: noon('2026-01-22') })]
  t.match(state('2026-02-01', ...facts), { state: 'prospective', dueOn: '2026-02-16' })
  t.end()
})

test('a hold that goes on by another word of it is one hold, and lasts no longer than the rule allows', (t) => {
  const again = ['2026-01-10', '2026-02-05', '2026-03-01', '2026-03-25'].map((day) =>
    wait(day, { id: day }, 'awaiting-information')
  )
  // Thirty days from 10 January.
  t.match(state('2026-02-08', ...again), { state: 'suspended' })
  t.match(state('2026-02-09', ...again), { state: 'prospective', dueOn: '2026-03-18' })
  t.match(state('2026-04-01', ...again), { state: 'overdue', dueOn: '2026-03-18' })
  t.end()
})

test('what is heard after the report moves no day of it: neither a stop nor an end', (t) => {
  const report = ['feedback.given', 'intake.done'].map((event) =>
    fact(event, '2026-02-20', { communication: 'c', kindOfFeedback: 'intake-confirmation', missing: [], id: event })
  )
  const late = goOn('2026-01-22', { heardAt: noon('2026-03-02') })
  const before = stateOf({
    rule: { ...rule, due: rule.due.slice(-1) },
    obligation,
    facts: [wait('2026-01-20'), ...report],
    on: '2026-03-01'
  })
  const after = stateOf({
    rule: { ...rule, due: rule.due.slice(-1) },
    obligation,
    facts: [wait('2026-01-20'), ...report, late],
    on: '2026-03-02'
  })
  t.match([before.state, before.dueOn], ['met', '2026-03-19'])
  t.match([after.state, after.dueOn], ['met', '2026-03-19'])
  t.end()
})
