import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactRow } from '../../src/store/change.ts'
import { fact, noon, obligation, rule } from './fixtures.ts'

const detail = { of: 'o1', reason: 'agreed-otherwise', authority: 'Board of the region', evidence: 'letter 12' }
const waived = (day: string, more: Partial<FactRow> = {}) =>
  fact('obligation.waived', day, { id: 'w', by: 'his-a', detail, ...more })

function state(on: string, ...facts: readonly FactRow[]) {
  return stateOf({ rule, obligation, facts, on })
}

const report = ['feedback.given', 'intake.done'].map((event) =>
  fact(event, '2026-02-10', { communication: 'c', kindOfFeedback: 'intake-confirmation', missing: [], id: event })
)

test('a waived duty is waived from its day on, with who and why', (t) => {
  const facts = [waived('2026-02-01')]
  t.equal(state('2026-01-31', ...facts).state, 'prospective')
  t.match(state('2026-02-01', ...facts), {
    state: 'waived',
    waiver: { reason: 'agreed-otherwise', authority: 'Board of the region', evidence: 'letter 12', by: 'his-a' }
  })
  t.match(state('2026-05-01', ...facts), { state: 'waived', pastDue: false, daysOverdue: 0 })
  t.end()
})

test('another duty is not waived with it', (t) => {
  t.equal(state('2026-03-01', waived('2026-02-01', { detail: { ...detail, of: 'another' } })).state, 'overdue')
  t.end()
})

test('after its last day it is owed again, and the term starts anew', (t) => {
  const facts = [waived('2026-02-01', { detail: { ...detail, until: '2026-03-31' } })]
  t.equal(state('2026-03-31', ...facts).state, 'waived')
  t.match(state('2026-04-01', ...facts), { state: 'prospective', dueOn: '2026-05-13', due: { anewFrom: '2026-04-01' } })
  t.end()
})

test('a waiver that is taken back is over from that day', (t) => {
  const facts = [waived('2026-02-01'), fact('waiver.ended', '2026-02-20', { by: 'his-a', detail: { of: 'w' } })]
  t.equal(state('2026-02-19', ...facts).state, 'waived')
  t.match(state('2026-02-20', ...facts), { state: 'prospective', dueOn: '2026-04-03' })
  t.end()
})

test('what was met before stays met; what comes after the waiver is met no more', (t) => {
  t.equal(state('2026-03-01', ...report, waived('2026-02-15')).state, 'met')
  t.equal(state('2026-03-01', ...report, waived('2026-02-05')).state, 'waived')
  t.end()
})

test('a practice that took the place of the creditor takes the duty with it', (t) => {
  const changed = fact('gp.changed', '2026-02-01', { by: 'operator', detail: { of: 'his-b', instead: 'his-a' } })
  t.match(state('2026-02-01', changed), { state: 'superseded', movedTo: 'his-b' })
  t.equal(state('2026-02-12', changed, ...report).state, 'superseded')
  t.equal(state('2026-02-12', ...report, { ...changed, heardAt: noon('2026-02-11') }).state, 'met')
  t.end()
})
