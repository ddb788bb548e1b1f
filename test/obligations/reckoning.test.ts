import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import type { Entry, ReferralDiary } from '../../demo/reckoning/diary.ts'
import { reckonDuties } from '../../demo/reckoning/duties.ts'
import { SAYS } from '../../demo/reckoning/rules.ts'
import { localDay } from '../../src/clock.ts'
import { ruleOf } from '../../src/obligations/agreements/load-agreements.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { agreements } from './fixtures.ts'
import { forwardedHistories, histories, localDayOf, plusDays } from './histories.ts'
import { played, type Played } from './played.ts'

/** Histories that are compared; each one at about as many dates as it has entries. */
const RUNS = 200

/** Pairs of a referral that was forwarded and the one that followed. */
const FORWARDED_RUNS = 60

interface LateFact {
  readonly event: string
  readonly ago: number
}

/** Facts of which each is told once, about a day so long before it is heard. */
const lateFacts: readonly LateFact[] = [
  { event: 'intake.done', ago: 30 },
  { event: 'intake.planned', ago: 20 },
  { event: 'treatment.started', ago: 10 },
  { event: 'treatment.ended', ago: 5 },
  { event: 'patient.deceased', ago: 2 },
  { event: 'crisis.flagged', ago: 15 }
]

/** The duties of a referral on a day as lines of text: what is compared. */
function byGateway({ facts, obligations }: Played, on: string): readonly string[] {
  return obligations
    .filter(({ openedOn, openedAt }) => openedOn <= on && localDay(openedAt) <= on)
    .map((obligation) => {
      const state = stateOf({ rule: ruleOf(agreements, obligation), obligation, facts, on })
      const { code, trigger, turn, creditor } = obligation
      const metOn = state.state.startsWith('met') ? (state.metOn ?? null) : null
      return line({ code, trigger, turn, creditor, ...state, metOn })
    })
    .sort()
}

function byReckoning(diary: ReferralDiary, on: string): readonly string[] {
  return reckonDuties(diary, { asOf: on })
    .map((duty) => line(duty))
    .sort()
}

/** Fails with both lists beside each other; what fast-check shrinks must throw. */
function assertSame(gateway: Played, diary: ReferralDiary, day: string): void {
  assert.deepEqual({ on: day, duties: byGateway(gateway, day) }, { on: day, duties: byReckoning(diary, day) })
}

interface Line {
  readonly code: string
  readonly trigger: string
  readonly turn: number
  readonly creditor: string | null
  readonly openedOn: string
  readonly dueOn: string
  readonly state: string
  readonly metOn: string | null
  readonly daysOverdue: number
}

function line({ code, trigger, turn, creditor, openedOn, dueOn, state, metOn, daysOverdue }: Line): string {
  const to = creditor ?? 'nobody'
  return `${code}|${trigger}|${turn} to ${to} of ${openedOn}: ${state} ${metOn ?? '-'}, due ${dueOn}, ${daysOverdue}`
}

/** The days on which something is heard, for each a later one, and one long after the last. */
function daysOf({ referral, entries }: ReferralDiary): readonly string[] {
  const heard = [referral.receivedAt, ...entries.map(({ at }) => at)].map(localDayOf)
  const days = heard.flatMap((day, index) => [day, plusDays(day, 1 + ((index * 17) % 45))])
  return [...new Set([...days, plusDays(heard.at(-1)!, 400)])].sort()
}

test('the duties of random histories, their due days and states are those of a calculation that was written apart', (t) => {
  fc.assert(
    fc.property(histories('r'), (diary) => {
      const gateway = played(diary)
      for (const day of daysOf(diary)) assertSame(gateway, diary, day)
    }),
    { numRuns: RUNS }
  )
  t.pass('no difference found')
  t.end()
})

test('so are those of a referral that is forwarded, and of the one as which it goes on', (t) => {
  fc.assert(
    fc.property(forwardedHistories(), ({ earlier, later }) => {
      const [one, other] = [played(earlier), played(later, played(earlier))]
      for (const day of daysOf(earlier)) assertSame(one, earlier, day)
      for (const day of daysOf(later)) assertSame(other, later, day)
    }),
    { numRuns: FORWARDED_RUNS }
  )
  t.pass('no difference found')
  t.end()
})

test('the order in which facts are read from the store says nothing', (t) => {
  fc.assert(
    fc.property(histories('r'), fc.array(fc.nat(), { minLength: 99, maxLength: 99 }), (diary, keys) => {
      const gateway = played(diary)
      const keyed = gateway.facts.map((fact, index) => ({ fact, key: keys[index]! }))
      const facts = keyed.sort((one, other) => one.key - other.key).map(({ fact }) => fact)
      const day = daysOf(diary).at(-1)!
      assert.deepEqual(byGateway({ ...gateway, facts }, day), byGateway(gateway, day))
    }),
    { numRuns: RUNS }
  )
  t.pass('no difference found')
  t.end()
})

test('dated facts commute: heard in another order they leave the same duties in the same states', (t) => {
  fc.assert(
    fc.property(
      histories('r'),
      fc.subarray([...lateFacts], { minLength: 2 }),
      fc.subarray([...lateFacts]),
      (diary, some, first) => {
        const told = (event: string): boolean =>
          sayings(diary).has(event) || diary.entries.some((entry) => entry.what === 'step' && entry.event === event)
        const news = some.filter(({ event }) => !told(event))
        const other = [...news.filter((one) => first.includes(one)), ...news.filter((one) => !first.includes(one))]
        const [one, two] = [later(diary, news), later(diary, other.reverse())]
        for (const day of daysOf(one).slice(-4)) {
          assert.deepEqual(byGateway(played(two), day), byGateway(played(one), day))
          assert.deepEqual(byReckoning(two, day), byReckoning(one, day))
        }
      }
    ),
    { numRuns: RUNS / 2 }
  )
  t.pass('no difference found')
  t.end()
})

/** What the feedback of a diary says, by the event. */
function sayings(diary: ReferralDiary): ReadonlySet<string> {
  return new Set(diary.entries.flatMap((entry) => (entry.what === 'feedback' ? (SAYS[entry.kind] ?? []) : [])))
}

/** The diary with these facts after everything else, a minute apart, about days that do not depend on their order. */
function later(diary: ReferralDiary, news: readonly LateFact[]): ReferralDiary {
  const { at } = diary.entries.at(-1) ?? { at: diary.referral.receivedAt }
  const heardOn = plusDays(localDayOf(at), 1)
  const added = news.map(({ event, ago }, index): Entry => {
    const heard = { at: `${heardOn}T12:${String(index).padStart(2, '0')}:00.000Z`, by: diary.referral.performer }
    const day = plusDays(heardOn, -ago)
    if (event === 'crisis.flagged') return { ...heard, what: 'flag', id: 'late-flag', day }
    return { ...heard, what: 'step', event, day }
  })
  return { ...diary, entries: [...diary.entries, ...added] }
}

test('a letter that an objection kept back completes no earlier part of a report, also where the referral is forwarded', (t) => {
  const progress = { by: 's-ggz-a', what: 'feedback', kind: 'progress-report', eventDate: '2025-04-01' } as const
  const earlier: ReferralDiary = {
    referral: {
      id: 'a',
      requester: 'his-a',
      performer: 's-ggz-a',
      gp: 'his-a',
      receivedAt: '2025-04-01T00:00:00.000Z'
    },
    entries: [
      { ...progress, at: '2025-04-01T10:00:00.000Z', id: 'a-c0', lacks: ['c'] },
      { at: '2025-04-01T20:00:00.000Z', by: 'his-a', what: 'objection', id: 'a-o1', day: '2025-04-01' },
      { ...progress, at: '2025-04-01T20:01:00.000Z', id: 'a-c2', lacks: ['b'] },
      { at: '2025-04-21T20:01:30.000Z', by: 's-ggz-a', what: 'forwarded', to: 'b' }
    ]
  }
  const receivedAt = '2025-04-21T20:01:30.000Z'
  const referral = { id: 'b', requester: 's-ggz-a', performer: 'gb-a', gp: 'his-a', receivedAt }
  const later: ReferralDiary = { referral, entries: [], follows: earlier }
  const gateway = played(later, played(earlier))
  for (const day of ['2025-04-21', '2025-04-22', '2026-04-02']) assertSame(gateway, later, day)
  const year = gateway.facts.filter(({ event }) => event === 'report.counted')
  t.same(year, [], 'no report reached the practice, so none is carried along')
  t.end()
})
