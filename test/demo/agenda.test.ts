import { test } from 'tap'
import { agendaOf, type Act } from '../../demo/year/agenda.ts'
import type { Case } from '../../demo/year/case.ts'
import { moves, passedOn, performer, reports, requester, type Row } from '../../demo/year/row.ts'

/** A Thursday. */
const START = '2026-01-08'

function one(rows: readonly Row[], more: Partial<Case> = {}): Case {
  return { on: START, from: 'his', to: 'ggz', letter: 'his/01', family: 'Verhoeven', rows, ...more }
}

function actsOf(cases: readonly Case[], until = '2026-12-31'): readonly Act[] {
  return agendaOf(cases, until).flatMap(({ acts }) => acts)
}

test('the referral comes first, and days are counted from it', (t) => {
  const acts = actsOf([one([reports(5, 'registration-confirmation', { on: 4 }), moves(4, 'accepted')])])
  t.strictSame(
    acts.map(({ at, does, ask }) => [at, does, ask]),
    [
      ['2026-01-08T09:00:00Z', 'refer', { on: '2026-01-08' }],
      ['2026-01-12T09:00:00Z', 'step', { status: 'accepted' }],
      ['2026-01-13T09:00:00Z', 'report', { kind: 'registration-confirmation', on: '2026-01-12' }]
    ]
  )
  t.end()
})

test('what falls in a weekend waits until Monday, and so do the days that it speaks of', (t) => {
  const [, saturday, sunday] = actsOf([one([moves(2, 'accepted', { on: 2 }), moves(3, 'in-progress', { on: 3 })])])
  t.strictSame([saturday?.at, saturday?.ask.on], ['2026-01-12T09:00:00Z', '2026-01-12'])
  t.strictSame([sunday?.at, sunday?.ask.on], ['2026-01-12T09:00:00Z', '2026-01-12'])
  t.end()
})

test('who works at night works in the weekend, and of one patient nothing overtakes what stands earlier', (t) => {
  const rows = [
    moves(2, 'received'),
    reports(3, 'crisis-report', { on: 3 }, { at: '05:30' }),
    requester(2, 'poll', {}, { at: '23:00' })
  ]
  const acts = actsOf([one(rows, { at: '01:40' })])
  t.strictSame(
    acts.map(({ at, does }) => [at, does]),
    [
      ['2026-01-08T01:40:00Z', 'refer'],
      ['2026-01-12T09:00:00Z', 'step'],
      ['2026-01-12T09:00:00Z', 'poll'],
      ['2026-01-12T09:00:00Z', 'report']
    ],
    'the letter of Sunday night waits for the step that waits for Monday'
  )
  t.equal(acts.at(-1)?.ask.on, '2026-01-11', 'and still speaks of the night that it was')
  t.end()
})

test('moments of different patients are merged in order of time, and what would come after the end is left out', (t) => {
  const later = one([moves(1, 'accepted')], { on: '2026-01-12' })
  const agenda = agendaOf([later, one([moves(4, 'accepted'), moves(40, 'in-progress')])], '2026-02-01')
  t.strictSame(
    agenda.map(({ at, acts }) => [at, acts.map(({ of }) => of)]),
    [
      ['2026-01-08T09:00:00Z', [1]],
      ['2026-01-12T09:00:00Z', [0, 1]],
      ['2026-01-13T09:00:00Z', [0]]
    ]
  )
  t.end()
})

test('rows of a referral that was passed on are later by as many days, and are the next performer’s', (t) => {
  const [step, poll] = passedOn(10, [moves(2, 'accepted', { on: 1 }), requester(3, 'poll')])
  t.match(step, { after: 12, by: 'next', ask: { status: 'accepted', on: 11 }, ofNext: true })
  t.match(poll, { after: 13, by: 'requester', ofNext: true })
  t.equal(passedOn(5, [performer(1, 'flag', { since: 0 })])[0]?.ask.since, 5)
  t.end()
})
