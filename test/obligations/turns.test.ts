import { test } from 'tap'
import { stateOf } from '../../src/obligations/state.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, ruleNamed } from './fixtures.ts'

const yearly = ruleNamed('yearly-report')

function on(day: string, facts: readonly FactRow[], of: Partial<ObligationRow> = {}) {
  return stateOf({ rule: yearly, obligation: { ...obligation, code: 'yearly-report', ...of }, facts, on: day })
}

function counted(id: string, kind: string, day: string, more: Partial<FactRow> = {}): FactRow {
  return fact('report.counted', day, { id, communication: id, kindOfFeedback: kind, missing: [], ...more })
}

const table: readonly (readonly [string, string, readonly FactRow[], Partial<ObligationRow>, object])[] = [
  ['is due a year after the receipt', '2026-12-31', [], {}, { state: 'due-soon', dueOn: '2027-01-05' }],
  ['is overdue the day after', '2027-01-06', [], {}, { state: 'overdue', daysOverdue: 1 }],
  [
    'counts from the start of treatment',
    '2027-01-06',
    [fact('treatment.started', '2026-03-01')],
    {},
    { state: 'prospective', dueOn: '2027-03-01' }
  ],
  [
    'counts anew from a report after intake, which does not meet it',
    '2027-01-06',
    [counted('c1', 'intake-confirmation', '2026-02-20')],
    {},
    { state: 'prospective', dueOn: '2027-02-20', metBy: [] }
  ],
  [
    'does not count anew from a report that lacks something',
    '2027-01-06',
    [counted('c1', 'intake-confirmation', '2026-02-20', { missing: ['diagnosis'] })],
    {},
    { state: 'overdue', dueOn: '2027-01-05' }
  ],
  [
    'is met by a progress report, judged by the day that was due before it',
    '2027-01-31',
    [counted('c1', 'progress-report', '2027-01-20')],
    {},
    { state: 'met-late', dueOn: '2027-01-05', metOn: '2027-01-20', metAbout: '2027-01-20' }
  ],
  [
    'is met in the second turn by the second report',
    '2028-01-31',
    [
      counted('c1', 'progress-report', '2026-12-20'),
      counted('c2', 'progress-report', '2027-12-10', { heardAt: noon('2027-12-21') })
    ],
    { turn: 2, openedOn: '2026-12-20' },
    { state: 'met-late', dueOn: '2027-12-20', metBy: ['c2'] }
  ],
  [
    'stays owed in the second turn where an older report arrives late',
    '2027-01-31',
    [
      counted('c1', 'progress-report', '2026-12-20'),
      counted('c2', 'progress-report', '2026-06-01', { heardAt: noon('2027-01-10') })
    ],
    { turn: 2, openedOn: '2026-12-20' },
    { state: 'prospective', dueOn: '2027-12-20', metBy: [] }
  ]
]

for (const [title, day, facts, of, expected] of table) {
  test(`a yearly report ${title}`, (t) => {
    t.match(on(day, facts, of), expected)
    t.match(on(day, [...facts].reverse(), of), expected, 'in any order')
    t.end()
  })
}

const plan = ruleNamed('crisis-plan', 'crisis.flagged')
const flagged: ObligationRow = { ...obligation, code: 'crisis-plan', trigger: 'crisis.flagged', openedOn: '2026-04-13' }

test('a crisis plan is due twenty working days after the flag, holidays not counted', (t) => {
  // From Monday 13 April four weeks and a day: King's Day lies between, and Liberation Day is no day off in 2026.
  const { dueOn } = stateOf({ rule: plan, obligation: flagged, facts: [], on: '2026-04-13' })
  t.equal(dueOn, '2026-05-12')
  t.end()
})

test('a reasoned statement that there is no plan meets the duty, and a later flag moves nothing of an earlier one', (t) => {
  const openedAt = noon('2026-04-13')
  const facts = [
    fact('plan.declined', '2026-05-01', { communication: 'c1', kindOfFeedback: 'no-plan', missing: [] }),
    fact('crisis.flagged', '2026-04-20')
  ]
  t.match(stateOf({ rule: plan, obligation: { ...flagged, openedAt }, facts, on: '2026-06-01' }), {
    state: 'met',
    dueOn: '2026-05-12',
    metAs: 'no-plan'
  })
  t.end()
})

test('a notice that names a later intake is about the day on which it was given', (t) => {
  const status = ruleNamed('status-notice')
  const notice = (communication: string, day: string): readonly FactRow[] => {
    const about = { communication, kindOfFeedback: 'status-notice', missing: [], heardAt: noon(day) }
    return [
      fact('status.given', day, { ...about, id: `given ${communication}` }),
      fact('intake.expected', '2026-05-04', { ...about, id: `expected ${communication}` })
    ]
  }
  const facts = [...notice('c1', '2026-01-30'), ...notice('c2', '2026-02-25')]
  const turn = (number: number, openedOn: string) =>
    stateOf({
      rule: status,
      obligation: { ...obligation, code: 'status-notice', turn: number, openedOn },
      facts,
      on: '2026-02-25'
    })
  t.match(turn(1, '2026-01-05'), { state: 'met', metBy: ['c1'], metAbout: '2026-01-30' })
  t.match(turn(2, '2026-01-30'), { state: 'met', metBy: ['c2'], metAbout: '2026-02-25' })
  t.end()
})
