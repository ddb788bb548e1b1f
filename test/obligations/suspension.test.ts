import fc from 'fast-check'
import { test } from 'tap'
import { calendarOf } from '../../src/obligations/time/calendar.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { suspensionsOf } from '../../src/obligations/suspension.ts'
import type { FactRow } from '../../src/store/change.ts'
import { fact, noon, obligation, rule } from './fixtures.ts'

const wait = (day: string, reason = 'patient-request', more: Partial<FactRow> = {}) =>
  fact('clock.suspended', day, { detail: { reason }, ...more })
const goOn = (day: string, more: Partial<FactRow> = {}) => fact('clock.resumed', day, more)

/** The report after intake of a referral of 5 January 2026: without more it is due on 16 February. */
function state(on: string, ...facts: readonly FactRow[]) {
  return stateOf({ rule, obligation, facts, on })
}

test('while the clock stands still a duty is suspended, and its day moves with every day', (t) => {
  t.match(state('2026-01-20', wait('2026-01-20')), { state: 'suspended', dueOn: '2026-02-16' })
  t.match(state('2026-01-30', wait('2026-01-20')), { state: 'suspended', dueOn: '2026-02-26', pastDue: false })
  t.match(state('2026-01-30', wait('2026-01-20')).suspended, { reason: 'patient-request', by: 's-ggz-a' })
  t.end()
})

test('a clock that runs again has moved the day by as long as it stood still', (t) => {
  const facts = [wait('2026-01-20'), goOn('2026-01-30')]
  t.match(state('2026-01-30', ...facts), { state: 'prospective', dueOn: '2026-02-26', due: { unmoved: '2026-02-16' } })
  t.match(state('2026-02-27', ...facts), { state: 'overdue', daysOverdue: 1 })
  t.end()
})

test('what the rule allows is the most, whatever is said', (t) => {
  const facts = [wait('2026-01-10', 'awaiting-information')]
  t.match(state('2026-02-08', ...facts), { state: 'suspended' })
  t.match(state('2026-02-09', ...facts), { state: 'prospective', dueOn: '2026-03-18' })
  t.match(state('2026-04-01', ...facts), { state: 'overdue', dueOn: '2026-03-18' })
  t.end()
})

const ignored: readonly (readonly [string, FactRow])[] = [
  ['a reason that the rule does not list', wait('2026-01-20', 'holidays')],
  ['one without a reason', fact('clock.suspended', '2026-01-20')],
  ['a party that may not', wait('2026-01-20', 'patient-request', { by: 'his-a' })],
  ['one after the due day', wait('2026-02-20')]
]

for (const [what, stop] of ignored) {
  test(`${what} stops no clock`, (t) => {
    t.match(state('2026-02-21', stop), { state: 'overdue', dueOn: '2026-02-16' })
    t.end()
  })
}

test('an information request stops the clock until it is answered', (t) => {
  const facts = [
    fact('information.requested', '2026-01-12'),
    fact('information.answered', '2026-01-19', { by: 'his-a' })
  ]
  t.match(state('2026-01-15', ...facts), { state: 'suspended' })
  t.match(state('2026-02-01', ...facts), { dueOn: '2026-02-23' })
  t.end()
})

test('two that lie in each other count once', (t) => {
  const facts = [
    fact('information.requested', '2026-01-12'),
    wait('2026-01-15', 'patient-unreachable', { id: 'second' }),
    fact('information.answered', '2026-01-19', { by: 'his-a' }),
    goOn('2026-01-22')
  ]
  t.match(state('2026-02-01', ...facts), { dueOn: '2026-02-26' })
  t.end()
})

test('an end that was told with it is its last day', (t) => {
  const stop = wait('2026-01-20', 'patient-request', { detail: { reason: 'patient-request', until: '2026-01-24' } })
  t.match(state('2026-01-24', stop), { state: 'suspended' })
  t.match(state('2026-01-25', stop), { state: 'prospective', dueOn: '2026-02-21' })
  t.end()
})

test('a dispute shows and moves nothing, and only the one to whom it is owed can make one', (t) => {
  const stop = wait('2026-01-20', 'patient-request', { id: 'stop' })
  const dispute = (by: string) => fact('suspension.disputed', '2026-01-21', { by, detail: { of: 'stop' } })
  const [own] = suspensionsOf(rule, obligation, [stop, dispute('his-a')])
  const [others] = suspensionsOf(rule, obligation, [stop, dispute('s-ggz-a')])
  t.match([own?.isDisputed, others?.isDisputed], [true, false])
  t.match(state('2026-01-22', stop, dispute('his-a')), { state: 'suspended', suspended: { isDisputed: true } })
  t.end()
})

test('a report that comes while the clock stands still is in time', (t) => {
  const report = ['feedback.given', 'intake.done'].map((event) =>
    fact(event, '2026-02-20', { communication: 'c', kindOfFeedback: 'intake-confirmation', missing: [], id: event })
  )
  const facts = [wait('2026-01-20'), ...report]
  t.match(state('2026-02-20', ...facts), { state: 'met', metOn: '2026-02-20' })
  t.match(state('2026-06-01', ...facts).state, 'met', 'what comes after the report moves nothing')
  t.end()
})

test('resuming never moves a day by more or less than the time suspended, under any calendar', (t) => {
  const day = fc.integer({ min: 0, max: 400 }).map((n) => new Date(noon('2025-11-01') + n * 86_400_000))
  const iso = (date: Date): string => date.toISOString().slice(0, 10)
  fc.assert(
    fc.property(
      fc.constantFrom('calendar-days', 'nl-national'),
      day,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (calendar, opened, after, length) => {
        const openedOn = iso(opened)
        const from = iso(new Date(opened.getTime() + after * 86_400_000))
        const to = iso(new Date(opened.getTime() + (after + length) * 86_400_000))
        const own = { ...obligation, openedOn, openedAt: noon(openedOn) }
        const due = [{ from: 'referral.received' as const, within: 'P20D' }]
        const asked = { ...rule, calendar, due }
        const facts = [wait(from), goOn(to)]
        const plain = stateOf({ rule: asked, obligation: own, facts: [], on: to }).dueOn
        const moved = stateOf({ rule: asked, obligation: own, facts, on: to }).dueOn
        const counted = from > plain ? 0 : (calendarOf({ calendar })?.count(from, to) ?? NaN)
        return moved === calendarOf({ calendar })?.add(plain, `P${counted}D`)
      }
    ),
    { numRuns: 1_000 }
  )
  t.end()
})
