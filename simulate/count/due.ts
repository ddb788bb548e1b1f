import { instantOf, type Day } from '../diary/days.ts'
import { eachReport } from './reports.ts'
import { lastOf } from './meeting.ts'
import type { Duty, Referral, Said } from './record.ts'
import { suspensionsOf } from './standstill.ts'
import { after, counted, type Term } from './terms.ts'

/** The day on which a duty is due, and the instant where its term is in hours (epoch ms). */
export interface Due {
  readonly on: Day
  readonly at?: number
}

/** Events that happen anew each time that they are told of another day; of all others a second word corrects the first. */
const ANEW = new Set([
  ...['intake.planned', 'intake.expected'],
  ...['referral.received', 'crisis.flagged', 'crisis.assessed', 'patient.no-show', 'change.reported'],
  ...['information.requested', 'consultation.asked', 'handover.proposed', 'handover.accepted', 'handover.refused'],
  ...['substitution.started', 'abort.asked', 'instability.reported', 'plan.revised']
])

/** Whether an event can happen several times. */
export function happensAnew(event: string): boolean {
  return ANEW.has(event)
}

/** A report and a notice that were given: of these the latest day counts. */
export const REPORTS = new Set(['report.counted', 'status.given'])
/** These lie ahead by their nature. */
export const EXPECTED = new Set(['intake.expected', 'intake.planned'])

/** What a due day is reckoned from. */
export interface Known {
  /** What counts as told. */
  readonly said: readonly Said[]
  /** The day until which a lasting suspension has lasted, and at which the day is asked for. */
  readonly until: Day
  /** Suspensions count that were heard up to this place. */
  readonly place: number
  /** The day on which an objection or a waiver ended: the term begins anew. */
  readonly anew: Day | undefined
}

/** The due day: the first term whose event is known decides. */
export function dueOf(referral: Referral, duty: Duty, known: Known): Due {
  for (const [event, within] of duty.rule.due) {
    const start = startOf(duty, event, known)
    if (start === undefined) continue
    const { anew } = known
    const isAnew = anew !== undefined && anew > start.on
    return moved(referral, duty, { known, within, start: isAnew ? { on: anew } : start })
  }
  throw new Error(`no term of ${duty.rule.code} can start`)
}

function startOf(
  { rule, turn, openedOn }: Duty,
  event: string,
  { said, until }: Known
): Pick<Said, 'on' | 'at'> | undefined {
  const isOpening = event === rule.opensOn
  const told = said.filter((one) => one.event === event && (EXPECTED.has(event) || one.on <= until))
  if (isOpening && (turn > 1 || happensAnew(event) || EXPECTED.has(event))) {
    return (turn === 1 && !EXPECTED.has(event) ? told.find(({ on }) => on === openedOn) : undefined) ?? { on: openedOn }
  }
  if (!REPORTS.has(event)) return lastOf(told) ?? (isOpening ? { on: openedOn } : undefined)
  const day = Math.max(...eachReport(told).map(({ on }) => on))
  if (turn > 1) return { on: Math.max(day, openedOn) }
  return day >= openedOn ? { on: day } : undefined
}

const DAY_MS = 86_400_000

function moved(
  referral: Referral,
  duty: Duty,
  {
    known: { until, place },
    within,
    start
  }: { readonly known: Known; readonly within: Term; readonly start: Pick<Said, 'on' | 'at'> }
): Due {
  const { counting } = duty.rule
  const spans = suspensionsOf(referral, duty, place)
  if (within.unit === 'hours') {
    if (spans.length > 0) throw new Error('nobody has taught the count to suspend hours')
    const at = (start.at ?? instantOf(start.on + 1, 0) - 1) + within.count * 3_600_000
    return { on: localDay(at), at }
  }
  const plain = after(start.on, within, counting)
  let days = 0
  for (const span of spans) {
    const from = Math.max(span.from, start.on)
    const to = Math.min(span.to, until)
    const reached = days === 0 ? plain : after(plain, { unit: 'days', count: days }, counting)
    if (to > from && from <= reached) days += counted(from, to, counting)
  }
  return { on: days === 0 ? plain : after(plain, { unit: 'days', count: days }, counting) }
}

/** The day of an instant on a Dutch wall clock. */
function localDay(at: number): Day {
  const day = Math.floor(at / DAY_MS)
  return instantOf(day + 1, 0) <= at ? day + 1 : day
}
