import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Entry, ReferralDiary } from '../../demo/reckoning/diary.ts'
import { localDay } from '../../src/clock.ts'

/** The longest history, in entries and in days. */
const ENTRIES_MAX = 24
const DAYS_MAX = 3 * 365

/** Random diaries of one referral over up to three years, by what can happen to it. */
export function histories(id: string): fc.Arbitrary<ReferralDiary> {
  return past.map((one) => diaryOf({ id, requester: 'his-a', ...one }, { ...one, daysMax: DAYS_MAX }))
}

/** Random diaries of a referral and of the one as which it was forwarded after some of its entries. */
export function forwardedHistories(): fc.Arbitrary<{ readonly earlier: ReferralDiary; readonly later: ReferralDiary }> {
  return fc.tuple(past, past, fc.nat(ENTRIES_MAX)).map(([one, other, number]) => {
    const count = number + (one.isFlagged ? 1 : 0)
    const whole = diaryOf({ id: 'a', requester: 'his-a', ...one }, { ...one, daysMax: DAYS_MAX / 2 })
    const before = whole.entries.slice(0, count)
    const at = new Date(Date.parse(before.at(-1)?.at ?? one.receivedAt) + 30_000).toISOString()
    const { performer } = one
    const forwarded: Entry = { what: 'forwarded', at, by: performer, to: 'b' }
    const earlier = { ...whole, entries: [...before, forwarded, ...whole.entries.slice(count)] }
    const parties = { id: 'b', requester: performer, performer: performer === 'gb-a' ? 's-ggz-a' : 'gb-a', gp: one.gp }
    const later = diaryOf({ ...parties, receivedAt: at }, { ...other, daysMax: DAYS_MAX / 2 })
    return { earlier, later: { ...later, follows: earlier } }
  })
}

/** What is drawn for one referral. */
interface Past {
  readonly receivedAt: string
  readonly gp: string | null
  readonly performer: string
  readonly isFlagged: boolean
  readonly happenings: readonly Happening[]
}

function diaryOf(
  { id, requester, performer, gp, receivedAt }: ReferralDiary['referral'],
  { isFlagged, happenings, daysMax }: Pick<Past, 'isFlagged' | 'happenings'> & { readonly daysMax: number }
): ReferralDiary {
  const referral = { id, requester, performer, gp, receivedAt }
  const flag: Entry = { what: 'flag', id: `${id}-f`, at: receivedAt, by: requester, day: localDayOf(receivedAt) }
  return { referral, entries: [...(isFlagged ? [flag] : []), ...entriesOf(referral, happenings, daysMax)] }
}

/** One thing that happens: so many minutes after the one before it, about a day so many days ago or ahead. */
interface Happening {
  readonly minutes: number
  readonly ago: number
  readonly ahead: number
  readonly of: Of
}

type Of =
  | {
      readonly what: 'feedback'
      readonly kind: string
      readonly lacks: readonly string[] | undefined
      readonly isDated: boolean
      readonly isExpected: boolean
      readonly isByGp: boolean
    }
  | { readonly what: 'step'; readonly event: string }
  | { readonly what: 'flag' }
  | {
      readonly what: 'objection'
      readonly kinds: readonly string[] | null
      readonly receivers: readonly string[] | null
    }
  | { readonly what: 'withdrawal' }

const often = ['status-notice', 'intake-confirmation', 'progress-report', 'crisis-plan', 'appointment-notice'] as const
const seldom = [
  ...['registration-confirmation', 'no-plan', 'treatment-start', 'transfer-notice', 'no-show'],
  ...['end-report', 'rejection', 'care-offer']
] as const

const feedback: fc.Arbitrary<Of> = fc.record({
  what: fc.constant('feedback' as const),
  kind: fc.oneof(
    { arbitrary: fc.constantFrom(...often), weight: 4 },
    { arbitrary: fc.constantFrom(...seldom), weight: 1 }
  ),
  lacks: fc.oneof(
    { arbitrary: fc.constant([]), weight: 5 },
    { arbitrary: fc.constant(undefined), weight: 2 },
    { arbitrary: fc.subarray(['a', 'b', 'c'], { minLength: 1 }), weight: 3 }
  ),
  isDated: chance(9),
  isExpected: fc.boolean(),
  isByGp: chance(1, 19)
})

const commonSteps = [
  'referral.registered',
  'intake.planned',
  'intake.done',
  'patient.no-show',
  'treatment.started'
] as const
const lastSteps = ['treatment.ended', 'referral.rejected', 'referral.revoked', 'patient.deceased'] as const

const happening: fc.Arbitrary<Happening> = fc.record({
  minutes: fc.oneof(
    fc.integer({ min: 1, max: 600 }),
    fc.integer({ min: 600, max: 30 * 1440 }),
    fc.integer({ min: 20 * 1440, max: 380 * 1440 })
  ),
  ago: fc.oneof(fc.constant(0), fc.nat(10), fc.nat(80)),
  ahead: fc.nat(90),
  of: fc.oneof(
    { arbitrary: feedback, weight: 12 },
    { arbitrary: fc.record({ what: fc.constant('step' as const), event: fc.constantFrom(...commonSteps) }), weight: 4 },
    { arbitrary: fc.record({ what: fc.constant('step' as const), event: fc.constantFrom(...lastSteps) }), weight: 1 },
    { arbitrary: fc.record({ what: fc.constant('flag' as const) }), weight: 1 },
    {
      arbitrary: fc.record({
        what: fc.constant('objection' as const),
        kinds: fc.option(fc.subarray([...often, 'no-plan', 'registration-confirmation'], { minLength: 1 })),
        receivers: fc.option(fc.subarray(['his-a', 'his-b'], { minLength: 1 }))
      }),
      weight: 1
    },
    { arbitrary: fc.record({ what: fc.constant('withdrawal' as const) }), weight: 1 }
  )
})

const past: fc.Arbitrary<Past> = fc.record({
  receivedAt: fc.nat(500 * 1440).map((minutes) => instantAfter('2025-04-01T00:00:00Z', minutes)),
  gp: fc.constantFrom('his-a', 'his-a', 'his-b', null),
  performer: fc.constantFrom('s-ggz-a', 'gb-a'),
  isFlagged: fc.boolean(),
  happenings: fc.array(happening, { maxLength: ENTRIES_MAX })
})

function chance(yes: number, no = 1): fc.Arbitrary<boolean> {
  return fc.oneof({ arbitrary: fc.constant(true), weight: yes }, { arbitrary: fc.constant(false), weight: no })
}

function entriesOf(
  referral: ReferralDiary['referral'],
  happenings: readonly Happening[],
  daysMax: number
): readonly Entry[] {
  const entries: Entry[] = []
  let minutes = 0
  for (const [index, happening] of happenings.entries()) {
    minutes += happening.minutes
    if (minutes > daysMax * 1440) break
    const at = instantAfter(referral.receivedAt, minutes)
    const entry = entryOf(referral, { index, at, happening, entries })
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

function entryOf(
  { id, requester, performer, gp }: ReferralDiary['referral'],
  told: {
    readonly index: number
    readonly at: string
    readonly happening: Happening
    readonly entries: readonly Entry[]
  }
): Entry | undefined {
  const { at, index, entries } = told
  const { of, ago, ahead } = told.happening
  const today = localDayOf(at)
  const past = plusDays(today, -ago)
  const heard = { at, by: performer }
  if (of.what === 'step') {
    const by = of.event === 'referral.revoked' ? requester : performer
    return {
      ...heard,
      by,
      what: 'step',
      event: of.event,
      day: of.event === 'intake.planned' ? plusDays(today, ahead) : past
    }
  }
  if (of.what === 'flag') return { ...heard, by: requester, what: 'flag', id: `${id}-f${index}`, day: past }
  if (of.what === 'objection') {
    const { kinds, receivers } = of
    const scope = { ...(kinds === null ? {} : { kinds }), ...(receivers === null ? {} : { receivers }) }
    return { at, by: requester, what: 'objection', id: `${id}-o${index}`, day: past, ...scope }
  }
  if (of.what === 'withdrawal') {
    const open = entries.find(
      (one) => one.what === 'objection' && !entries.some((two) => two.what === 'withdrawal' && two.id === one.id)
    )
    return open?.what === 'objection' ? { at, by: requester, what: 'withdrawal', id: open.id, day: today } : undefined
  }
  const { kind, lacks, isDated, isExpected, isByGp } = of
  // An appointment is for a day to come, whichever of its dates says so.
  const eventDate = kind === 'appointment-notice' && !isExpected ? plusDays(today, ahead) : past
  const mayExpect = kind === 'appointment-notice' || kind === 'status-notice'
  return {
    at,
    by: isByGp && gp !== null ? gp : performer,
    what: 'feedback',
    id: `${id}-c${index}`,
    kind,
    // Without its day feedback is never complete, in whatever form it comes.
    ...(isDated ? { lacks, eventDate } : { lacks: [...(lacks ?? []), 'event-date'] }),
    ...(isDated && kind === 'intake-confirmation' && lacks?.length === 0 ? { offers: true } : {}),
    ...(isExpected && mayExpect ? { expectedDate: plusDays(today, ahead) } : {})
  }
}

/** The local day of an instant in ISO form. */
export function localDayOf(at: string): string {
  return localDay(Date.parse(at))
}

/** The day so many days after a day. */
export function plusDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

function instantAfter(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString()
}
