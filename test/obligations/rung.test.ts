import fc from 'fast-check'
import { test } from 'tap'
import type { ObligationRule } from '../../src/obligations/agreement.ts'
import { calendarOf } from '../../src/obligations/time/calendar.ts'
import { isReminded, nextRungOn, rungOn, rungsReached, toldAt } from '../../src/obligations/rung.ts'
import { obligationStates, type ObligationStateCode } from '../../src/obligations/state.ts'
import { rule as intake } from './fixtures.ts'

// Due on 13 April 2026: rungs on 6, 13 and 27 April.
const rule: ObligationRule = { ...intake, reminders: ['-P7D', 'P0D', 'P14D'], calendar: 'calendar-days' }
const dueOn = '2026-04-13'
const spoken: readonly ObligationStateCode[] = ['prospective', 'due-soon', 'overdue']

test('anybody is reminded of what is open and enforced, and of nothing else', (t) => {
  for (const state of obligationStates) {
    const isSpoken = spoken.includes(state)
    t.equal(isReminded(rule, { state }), isSpoken, state)
    t.equal(nextRungOn(rule, { state, dueOn }, 0), isSpoken ? '2026-04-06' : null, state)
    for (const silent of [
      { ...rule, enforced: false },
      { ...rule, strength: 'monitor' as const }
    ]) {
      t.equal(isReminded(silent, { state }), false, state)
      t.equal(nextRungOn(silent, { state, dueOn }, 0), null, state)
    }
  }
  t.end()
})

test('a clock that stands still and a waiver for a time are looked at again when they end by themselves', (t) => {
  const suspension = { reason: 'patient-request', by: 'ggz', from: '2026-04-01', to: '2026-05-01' } as const
  const more = { isEnded: false, fact: 'f', heardAt: 0, isDisputed: false }
  const waiver = { reason: 'other', authority: '', by: 'gp', from: '2026-04-01', heardAt: 0, fact: 'f' }
  const table = [
    [{ state: 'suspended', dueOn, suspended: { ...suspension, ...more } }, '2026-05-01'],
    [{ state: 'waived', dueOn, waiver: { ...waiver, over: '2026-06-01' } }, '2026-06-01'],
    [{ state: 'waived', dueOn, waiver }, null],
    [{ state: 'waived', dueOn }, null]
  ] as const
  for (const [standing, on] of table) {
    t.equal(nextRungOn(rule, standing, 0), on)
    t.equal(nextRungOn(rule, standing, 3), null, 'unless every rung was given')
    t.equal(nextRungOn({ ...rule, enforced: false }, standing, 0), null, 'or none ever is')
  }
  t.end()
})

const ladders = [
  [['-P7D', 'P0D', 'P14D'], undefined, [['performer'], ['performer'], ['performer']]],
  [
    ['-P7D', 'P0D'],
    ['performer', 'requester'],
    [['performer'], ['performer', 'requester']]
  ],
  [
    ['P0D', 'P7D', 'P14D', 'P30D'],
    ['performer', 'requester', 'region'],
    [
      ['performer'],
      ['performer', 'requester'],
      ['performer', 'requester', 'region'],
      ['performer', 'requester', 'region']
    ]
  ],
  [
    ['-P14D', '-P7D', '-P1D'],
    ['performer', 'requester', 'region'],
    [['performer'], ['performer'], ['performer']]
  ],
  [
    ['P0D', 'P7D'],
    ['requester', 'performer'],
    [['requester'], ['requester', 'performer']]
  ]
] as const

for (const [reminders, escalateTo, expected] of ladders) {
  test(`rungs ${reminders.join(' ')} under ${escalateTo?.join(', ') ?? 'no list'} go to ${JSON.stringify(expected)}`, (t) => {
    const bare = { ...rule }
    Reflect.deleteProperty(bare, 'escalateTo')
    const made = { ...bare, reminders, ...(escalateTo === undefined ? {} : { escalateTo }) }
    t.strictSame(
      reminders.map((_one, index) => toldAt(made, index + 1)),
      expected
    )
    t.end()
  })
}

test('the next rung is the first that was not reached, under every calendar and for every due day', (t) => {
  const day = fc.integer({ min: 0, max: 6_000 }).map((days) => calendarOf(rule)?.add('2024-01-01', `P${days}D`) ?? '')
  const calendar = fc.constantFrom('calendar-days', 'nl-national')
  const offsets = fc
    .uniqueArray(fc.integer({ min: -60, max: 120 }), { minLength: 1, maxLength: 5 })
    .map((all) => all.sort((a, b) => a - b).map((days) => (days < 0 ? `-P${-days}D` : `P${days}D`)))
  const holds = fc.property(day, day, calendar, offsets, (due, on, name, reminders) => {
    const made = { ...rule, calendar: name, reminders }
    const reached = rungsReached(made, due, on)
    const next = nextRungOn(made, { state: 'overdue', dueOn: due }, reached)
    const last = rungOn(made, due, reached)
    return (next === null ? reached === reminders.length : next > on) && (reached === 0 || (last ?? '9999') <= on)
  })
  fc.assert(holds, { numRuns: 1_000 })
  t.equal(rungOn(rule, dueOn, 4), null)
  t.end()
})
