import { localDay } from './days.ts'
import type { Day, Entry, FeedbackEntry, ReferralDiary } from './diary.ts'
import { COUNTED, SAYS, type Rule } from './rules.ts'

/** A feedback and its place in the diary. */
export interface Numbered {
  readonly position: number
  readonly entry: FeedbackEntry
}

/** The feedback with which a report was there in full, and what makes it so. */
export interface Completion {
  readonly position: number
  readonly heardOn: Day
  /** The latest day that its parts name as the one that they are about, if any does. */
  readonly named: Day | undefined
  /** The day that the report is about: the one named, else the one on which it came. */
  readonly day: Day
  readonly unchecked: boolean
}

/** These lie ahead by their nature, and count from the day on which they were heard. */
export const AHEAD = ['intake.expected', 'intake.planned']

/** After one of these the performer has taken the patient on. */
const TAKEN_ON = ['referral.registered', 'intake.planned', 'intake.done', 'patient.no-show', 'treatment.started']

/** The feedback of the performer among the entries, each with its place. */
export function feedbackOf({ referral }: ReferralDiary, entries: readonly Entry[]): readonly Numbered[] {
  const found: Numbered[] = []
  for (const [position, entry] of entries.entries()) {
    if (entry.what === 'feedback' && entry.by === referral.performer) found.push({ position, entry })
  }
  return found
}

/**
 * Reads feedback after feedback of one kind until nothing is lacking any more, and begins again after that.
 *
 * One that is whole by itself has no parts.
 */
export function completionsOf(feedback: readonly Numbered[]): readonly Completion[] {
  const complete: Completion[] = []
  let parts: FeedbackEntry[] = []
  for (const { position, entry } of feedback) {
    const isWhole = entry.lacks === undefined || entry.lacks.length === 0
    parts = isWhole ? [entry] : [...parts, entry]
    if (lackedByAll(parts).length > 0) continue
    const heardOn = localDay(entry.at)
    // An appointment lies ahead; its notice is about the day on which it came.
    const named = latest(parts.map(({ kind, eventDate }) => (kind === 'appointment-notice' ? undefined : eventDate)))
    complete.push({ position, heardOn, named, day: named ?? heardOn, unchecked: entry.lacks === undefined })
    parts = []
  }
  return complete
}

/** What none of the parts brought; text that could not be checked lacks nothing that we know of. */
function lackedByAll(parts: readonly FeedbackEntry[]): readonly string[] {
  const [first = [], ...others] = parts.map(({ lacks }) => lacks ?? [])
  return first.filter((element) => others.every((lacks) => lacks.includes(element)))
}

/** The reports of which each is about a later day than the one before it: another about the same day is the same report. */
export function eachLater(complete: readonly Completion[]): readonly Completion[] {
  const kept: Completion[] = []
  for (const one of complete) {
    const last = kept.at(-1)
    if (last === undefined || one.day > last.day) kept.push(one)
  }
  return kept
}

/** What an entry says has happened or will happen, and when. */
export function sayingsOf({ referral }: ReferralDiary, entry: Entry): readonly (readonly [event: string, day: Day])[] {
  if (entry.what === 'step') return [[entry.event, entry.day]]
  if (entry.what === 'forwarded') return [['referral.forwarded', localDay(entry.at)]]
  if (entry.what !== 'feedback' || entry.by !== referral.performer) return []
  const says = SAYS[entry.kind]
  const said: [string, Day][] = []
  const happened = entry.kind === 'appointment-notice' ? (entry.expectedDate ?? entry.eventDate) : entry.eventDate
  if (says !== undefined && happened !== undefined) said.push([says, happened])
  if (entry.offers === true && happened !== undefined) said.push(['offer.made', happened])
  if (entry.kind === 'status-notice' && entry.expectedDate !== undefined) {
    said.push(['intake.expected', entry.expectedDate])
  }
  return said
}

/** Whether any of the entries says when an event happened. */
export function isSaid(diary: ReferralDiary, entries: readonly Entry[], event: string): boolean {
  return entries.some((entry) => sayingsOf(diary, entry).some(([said]) => said === event))
}

/** Who asks for the day of an event, and when. */
export interface Asker {
  /** The end of this day. */
  readonly asOf: Day
  /** A report that a patient's objection kept from this creditor was not given to it. */
  readonly creditor: string | null
}

/** The day of an event by these entries; undefined while it is not known to have happened. */
export function dayOf(
  diary: ReferralDiary,
  entries: readonly Entry[],
  event: string,
  { asOf, creditor }: Asker
): Day | undefined {
  const counted = COUNTED[event]
  if (counted !== undefined) {
    const reports = counted.flatMap((kind) => {
      const given = reaching(diary, entries, { kinds: [kind], creditor })
      // A notice of transfer is a report only if it is known to say, by itself, all that a report says.
      return completionsOf(given.filter(({ entry }) => kind !== 'transfer-notice' || entry.lacks?.length === 0))
    })
    // An older report that comes later moves nothing back, and one that names no day moves nothing.
    return latest(reports.map(({ named }) => named).filter((day) => day !== undefined && day <= asOf))
  }
  let last: Day | undefined
  for (const [position, entry] of entries.entries()) {
    for (const [said, day] of sayingsOf(diary, entry)) {
      if (said === event && !isGoodbyeByLetter(entries.slice(0, position), entry)) last = day
    }
  }
  if (last === undefined || AHEAD.includes(event)) return last
  return last <= asOf ? last : undefined
}

/** Who has taken the patient on says goodbye with a step, and not with a letter of rejection. */
export function isGoodbyeByLetter(before: readonly Entry[], entry: Entry): boolean {
  if (entry.what !== 'feedback' || entry.kind !== 'rejection') return false
  return before.some((one) => one.what === 'step' && one.by === entry.by && TAKEN_ON.includes(one.event))
}

/** The performer's feedback of some kinds that no objection kept from the creditor when it came. */
export function reaching(
  diary: ReferralDiary,
  entries: readonly Entry[],
  { kinds, creditor }: { readonly kinds: readonly string[]; readonly creditor: string | null }
): readonly Numbered[] {
  return feedbackOf(diary, entries).filter(({ position, entry: { kind } }) => {
    const until = entries.slice(0, position)
    return kinds.includes(kind) && !objectionsTo(diary, until, { kinds: [kind], creditor }).some(isRunning)
  })
}

/** The first day on which something of a rule's list ended the duty, or undefined. */
export function closedOn(diary: ReferralDiary, entries: readonly Entry[], rule: Rule, asOf: Day): Day | undefined {
  const days = rule.closedBy.map((event) => dayOf(diary, entries, event, { asOf, creditor: null }))
  return days.filter((day) => day !== undefined).toSorted()[0]
}

/** A period in which the patient objected: from its day until the day before the withdrawal. */
export interface Objected {
  readonly from: Day
  readonly withdrawnOn: Day | undefined
  /** The entry that tells it. */
  readonly position: number
}

/** The periods in which the patient objected to all of these kinds reaching a creditor; nobody can object to nobody. */
export function objectionsTo(
  diary: ReferralDiary,
  entries: readonly Entry[],
  about: { readonly kinds: readonly string[]; readonly creditor: string | null }
): readonly Objected[] {
  const periods: Objected[] = []
  const { creditor } = about
  // Where no letter is owed there is nothing to object to.
  if (about.kinds.length === 0) return []
  for (const [position, entry] of entries.entries()) {
    if (entry.what !== 'objection' || creditor === null) continue
    const { id, day, kinds, receivers } = entry
    if (kinds !== undefined && !about.kinds.every((kind) => kinds.includes(kind))) continue
    const isReceiver = receivers === undefined ? creditor !== diary.referral.performer : receivers.includes(creditor)
    if (!isReceiver) continue
    const withdrawal = entries.find((other) => other.what === 'withdrawal' && other.id === id)
    periods.push({ from: day, withdrawnOn: withdrawal?.what === 'withdrawal' ? withdrawal.day : undefined, position })
  }
  return periods
}

function isRunning({ withdrawnOn }: Objected): boolean {
  return withdrawnOn === undefined
}

/** The latest of some days, or undefined if there are none. */
export function latest(days: readonly (Day | undefined)[]): Day | undefined {
  return days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1)
}
