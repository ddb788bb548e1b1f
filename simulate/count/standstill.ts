import type { Day } from '../diary/days.ts'
import { isKept } from './meeting.ts'
import type { Duty, Referral, Said } from './record.ts'
import { after } from './terms.ts'

/** Days on which the clock of a duty stood still: from the first, and running again on the second. */
export interface Span {
  readonly from: Day
  readonly to: Day
}

/** What stops a clock, and the reason where it is always the same. */
const STOPS = [
  { stop: 'clock.suspended', reason: undefined },
  { stop: 'information.requested', reason: 'awaiting-information' }
] as const

/** The times for which a duty's clock stands still, by what was heard up to a place; none lies in another. */
export function suspensionsOf(referral: Referral, duty: Duty, place: number): readonly Span[] {
  if (duty.rule.leaves.length === 0) return []
  const reached = referral.said.filter(
    ({ letter }) => letter === undefined || !isKept(referral.objections, letter, duty.creditor, referral.performer)
  )
  const found = STOPS.flatMap(({ stop, reason }) =>
    reached
      .filter(({ event, heard }) => event === stop && heard.place <= place)
      .flatMap((one) => spanOf(referral, duty, { one, reason: reason ?? one.reason, reached }))
  )
  const apart: { from: Day; to: Day }[] = []
  for (const { from, to } of found.sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else if (from < to) apart.push({ from, to })
  }
  return apart
}

function spanOf(
  referral: Referral,
  { rule }: Duty,
  {
    one,
    reason,
    reached
  }: { readonly one: Said; readonly reason: string | undefined; readonly reached: readonly Said[] }
): readonly Span[] {
  const leave = rule.leaves.find((each) => each.reason === reason)
  const isAllowed =
    leave?.by.some((part) => (part === 'performer' ? referral.performer : referral.requester) === one.by) === true
  if (leave === undefined || !isAllowed) return []
  const limit = after(one.on, leave.atMost, 'calendar-days')
  const told = one.until === undefined || one.until < one.on ? [] : [one.until + 1]
  const ends = one.event === 'clock.suspended' ? stepAfter(one, reached) : answersTo(one, reached)
  return [{ from: one.on, to: Math.min(limit, ...told, ...ends) }]
}

/** Steps come one after the other, so that the next one ends a hold, whatever day it carries. */
function stepAfter({ heard, on }: Said, reached: readonly Said[]): readonly Day[] {
  const steps = reached.filter(({ event }) => event === 'clock.suspended' || event === 'clock.resumed')
  const next = steps.find((step) => step.heard.place > heard.place)
  return next === undefined ? [] : [Math.max(next.on, on)]
}

/** A question is ended by an answer of a later day, or of its own day and heard after it. */
function answersTo({ heard, on }: Said, reached: readonly Said[]): readonly Day[] {
  return reached
    .filter(
      (one) => one.event === 'information.answered' && (one.on > on || (one.on === on && one.heard.place > heard.place))
    )
    .map((one) => one.on)
}
