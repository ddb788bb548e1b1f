import fc from 'fast-check'
import { test } from 'tap'
import { stateOf, type ObligationState } from '../../src/obligations/state.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, report, rule } from './fixtures.ts'

function state(on: string, facts: readonly FactRow[] = [], of: ObligationRow = obligation): ObligationState {
  return stateOf({ rule, obligation: of, facts, on })
}

const intake = '2026-02-02' // Its report is due on 16 February.

const table: readonly (readonly [string, string, readonly FactRow[], Partial<ObligationState>])[] = [
  ['is prospective at first', '2026-01-05', [], { state: 'prospective', dueOn: '2026-02-16', pastDue: false }],
  ['is prospective on the last day before the first reminder', '2026-02-08', [], { state: 'prospective' }],
  ['is due soon from the first reminder', '2026-02-09', [], { state: 'due-soon', daysOverdue: 0 }],
  ['is due soon on the due day itself', '2026-02-16', [], { state: 'due-soon', pastDue: false }],
  ['is overdue the day after', '2026-02-17', [], { state: 'overdue', daysOverdue: 1, pastDue: true }],
  ['is overdue by days, also over summer time', '2026-04-01', [], { state: 'overdue', daysOverdue: 44 }],
  [
    'waits for an expected date that was told',
    '2026-03-01',
    [fact('intake.expected', '2026-05-01', { heardAt: noon('2026-02-10') })],
    { state: 'prospective', dueOn: '2026-05-15' }
  ],
  [
    'is overdue on a day before the expected date was told',
    '2026-02-20',
    [fact('intake.expected', '2026-05-01', { heardAt: noon('2026-02-21') })],
    { state: 'overdue', dueOn: '2026-02-16' }
  ],
  [
    'is not moved by an intake that "took place" on a day still to come',
    '2026-02-20',
    [fact('intake.done', '2026-12-01', { heardAt: noon('2026-02-01') })],
    { state: 'overdue', dueOn: '2026-02-16' }
  ],
  [
    'is met by a complete report',
    '2026-02-10',
    report('c1', { intake, heardAt: noon('2026-02-10') }),
    { state: 'met', metOn: '2026-02-10', metBy: ['c1'], metAs: 'intake-confirmation', dueOn: '2026-02-16', missing: [] }
  ],
  [
    'is still open on the day before the report was heard',
    '2026-02-09',
    report('c1', { intake, heardAt: noon('2026-02-10') }),
    { state: 'due-soon', metBy: [] }
  ],
  [
    'is met late when the report tells of an intake longer ago than the term',
    '2026-02-10',
    report('c1', { intake: '2026-01-10', heardAt: noon('2026-02-10') }),
    { state: 'met-late', dueOn: '2026-01-24', metOn: '2026-02-10', daysOverdue: 0, pastDue: false }
  ],
  [
    'is in time when the intake was late and the report followed within the term',
    '2026-03-20',
    report('c1', { intake: '2026-03-10', heardAt: noon('2026-03-20') }),
    { state: 'met', dueOn: '2026-03-24' }
  ],
  [
    'is met unchecked by a letter that no rule could check',
    '2026-02-10',
    report('c1', { intake, heardAt: noon('2026-02-10'), missing: 'unchecked' }),
    { state: 'met-unchecked', unchecked: true }
  ],
  [
    'is late before it is unchecked',
    '2026-02-20',
    report('c1', { intake, heardAt: noon('2026-02-20'), missing: 'unchecked' }),
    { state: 'met-late', unchecked: true }
  ],
  [
    'stays open after an incomplete report and says what is missing',
    '2026-02-10',
    report('c1', { intake, heardAt: noon('2026-02-10'), missing: ['plan', 'diagnosis'] }),
    { state: 'due-soon', missing: ['diagnosis', 'plan'], metBy: [] }
  ],
  [
    'becomes overdue after an incomplete report',
    '2026-02-17',
    report('c1', { intake, heardAt: noon('2026-02-10'), missing: ['plan'] }),
    { state: 'overdue', missing: ['plan'] }
  ],
  [
    'is closed by a rejection',
    '2026-03-01',
    [fact('referral.rejected', '2026-02-28')],
    { state: 'not-applicable', closedBy: 'referral.rejected', daysOverdue: 0, pastDue: false }
  ],
  [
    'is not closed by a rejection dated on a day to come',
    '2026-03-01',
    [fact('referral.rejected', '2026-03-02', { heardAt: noon('2026-02-28') })],
    { state: 'overdue' }
  ],
  [
    'stays met when the patient dies afterwards',
    '2026-03-01',
    [...report('c1', { intake, heardAt: noon('2026-02-10') }), fact('patient.deceased', '2026-02-20')],
    { state: 'met', metOn: '2026-02-10' }
  ],
  [
    'is not applicable when the patient had died before the report, also where that is heard later',
    '2026-03-01',
    [
      ...report('c1', { intake, heardAt: noon('2026-02-10') }),
      fact('patient.deceased', '2026-02-10', { heardAt: noon('2026-02-20') })
    ],
    { state: 'not-applicable', metOn: '2026-02-10' }
  ]
]

for (const [title, on, facts, expected] of table) {
  test(`a duty ${title}`, (t) => {
    t.match(state(on, facts), expected)
    t.end()
  })
}

const lastMoments: readonly (readonly [string, string, string])[] = [
  ['winter', '2026-02-02', '2026-02-16T22:59:59.999Z'],
  ['summer', '2026-03-20', '2026-04-03T21:59:59.999Z'],
  ['the day on which summer time begins', '2026-03-15', '2026-03-29T21:59:59.999Z'],
  ['the day on which it ends', '2026-10-11', '2026-10-25T22:59:59.999Z']
]

for (const [season, done, moment] of lastMoments) {
  test(`the due day ends at Dutch midnight in ${season}`, (t) => {
    const on = '2026-12-31'
    const planned = fact('intake.planned', done)
    t.equal(state(on, [planned, ...report('c1', { intake: done, heardAt: Date.parse(moment) })]).state, 'met')
    t.equal(state(on, [planned, ...report('c1', { intake: done, heardAt: Date.parse(moment) + 1 })]).state, 'met-late')
    t.end()
  })
}

test('an incomplete report and a supplement that brings the rest meet the duty together, on the later day', (t) => {
  const first = report('c1', { intake, heardAt: noon('2026-02-10'), missing: ['diagnosis', 'plan'] })
  const supplement = report('c2', { intake, heardAt: noon('2026-02-12'), missing: ['medication', 'plan'] })
  const rest = report('c3', { intake, heardAt: noon('2026-02-14'), missing: ['diagnosis'] })
  t.match(state('2026-03-01', [...first, ...supplement]), { state: 'overdue', missing: ['plan'] })
  t.match(state('2026-03-01', [...first, ...supplement, ...rest]), {
    state: 'met',
    metOn: '2026-02-14',
    metBy: ['c1', 'c2', 'c3']
  })
  t.end()
})

test('a complete report after an incomplete one meets the duty alone', (t) => {
  const first = report('c1', { intake, heardAt: noon('2026-02-10'), missing: ['plan'] })
  const second = report('c2', { intake, heardAt: noon('2026-02-12') })
  t.match(state('2026-03-01', [...first, ...second]), { state: 'met', metOn: '2026-02-12' })
  t.strictSame(state('2026-03-01', [...first, ...second]).metBy, ['c2'])
  t.end()
})

test('a late supplement with a later intake date does not become timely by it', (t) => {
  const first = report('c1', { intake, heardAt: noon('2026-02-10'), missing: ['plan'] })
  const second = report('c2', { intake: '2026-03-20', heardAt: noon('2026-03-20') })
  t.match(state('2026-04-01', [...first, ...second]), { state: 'met-late', dueOn: '2026-02-16', metOn: '2026-03-20' })
  t.end()
})

test('what is heard after a duty was met changes nothing about it', (t) => {
  const met = report('c1', { intake, heardAt: noon('2026-02-10') })
  const before = state('2026-04-01', met)
  const later = [
    ...report('c2', { intake: '2026-01-06', heardAt: noon('2026-03-01'), missing: ['plan'] }),
    ...report('c3', { intake: '2026-03-01', heardAt: noon('2026-03-02') }),
    fact('intake.done', '2026-01-06', { heardAt: noon('2026-03-03') })
  ]
  t.strictSame(state('2026-04-01', [...met, ...later]), before)
  t.end()
})

test('feedback counts only from the one who owes it, of the right kind, and since the duty opened', (t) => {
  const facts = report('c1', { intake, heardAt: noon('2026-02-10') })
  t.equal(
    state(
      '2026-02-10',
      facts.map((one) => ({ ...one, by: 'his-a' }))
    ).metBy.length,
    0
  )
  t.equal(
    state(
      '2026-02-10',
      facts.map((one) => ({ ...one, kindOfFeedback: 'progress-report' }))
    ).metBy.length,
    0
  )
  const later = { ...obligation, openedOn: '2026-02-11', openedAt: noon('2026-02-11') }
  t.equal(state('2026-02-10', facts, later).metBy.length, 0, 'about a day before, and heard before')
  t.equal(state('2026-02-10', facts).metBy.length, 1)
  t.end()
})

test('a duty owed to a GP whom nobody knows is blocked, says that its day has passed, and can be met', (t) => {
  const blocked = { ...obligation, creditor: null }
  t.match(state('2026-02-16', [], blocked), { state: 'blocked', pastDue: false })
  t.match(state('2026-02-17', [], blocked), { state: 'blocked', pastDue: true, daysOverdue: 0 })
  t.match(state('2026-02-17', report('c1', { intake, heardAt: noon('2026-02-10') }), blocked), { state: 'met' })
  t.match(state('2026-03-01', [fact('referral.revoked', '2026-02-20')], blocked), { state: 'not-applicable' })
  t.end()
})

test('a rule without reminders is never due soon', (t) => {
  const silent = { ...rule, reminders: [] }
  t.equal(stateOf({ rule: silent, obligation, facts: [], on: '2026-02-16' }).state, 'prospective')
  t.end()
})

const days = fc.integer({ min: 0, max: 200 }).map((count) => new Date(noon('2026-01-05') + count * 86_400_000))
const day = days.map((date) => date.toISOString().slice(0, 10))
const lacking = fc.option(fc.subarray(['diagnosis', 'medication', 'plan']), { nil: 'unchecked' as const })
const history = fc
  .array(
    fc.oneof(
      fc.record({ intake: day, heardOn: day, missing: lacking }),
      fc.record({
        event: fc.constantFrom('intake.expected', 'intake.planned', 'intake.done', 'referral.rejected', 'status.given'),
        on: day,
        heardOn: day
      })
    ),
    { maxLength: 6 }
  )
  .map((events) =>
    events.flatMap((one, index): readonly FactRow[] =>
      'event' in one
        ? [fact(one.event, one.on, { id: `f${index}`, heardAt: noon(one.heardOn) })]
        : report(`c${index}`, { intake: one.intake, heardAt: noon(one.heardOn), missing: one.missing })
    )
  )

test('the state does not depend on the order in which facts are given', (t) => {
  const shuffled = history.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length }))
  )
  fc.assert(
    fc.property(shuffled, day, ([facts, other], on) => {
      t.strictSame(state(on, other), state(on, facts))
    }),
    { numRuns: 1_000 }
  )
  t.end()
})

test('what is heard after a day changes nothing about that day', (t) => {
  fc.assert(
    fc.property(history, day, (facts, on) => {
      const known = facts.filter(({ heardAt }) => heardAt <= noon(on))
      t.strictSame(state(on, facts), state(on, known))
    }),
    { numRuns: 1_000 }
  )
  t.end()
})

test('without news a duty only moves on: open, due soon, overdue', (t) => {
  const order = ['prospective', 'due-soon', 'overdue']
  fc.assert(
    fc.property(day, day, (one, other) => {
      const [early, late] = [one, other].sort() as [string, string]
      const [before, after] = [state(early), state(late)]
      t.ok(order.indexOf(before.state) >= 0 && order.indexOf(before.state) <= order.indexOf(after.state))
      t.ok(before.daysOverdue <= after.daysOverdue)
      t.equal(after.daysOverdue > 0, after.state === 'overdue')
    })
  )
  t.end()
})
