import { ALWAYS, dayAfter, daysBetween, isUntil, localDay } from './days.ts'
import type { Day, Entry, FeedbackEntry, ReferralDiary } from './diary.ts'
import {
  closedOn,
  completionsOf,
  dayOf,
  eachLater,
  isGoodbyeByLetter,
  isSaid,
  latest,
  objectionsTo,
  reaching,
  sayingsOf
} from './facts.ts'
import type { Completion } from './facts.ts'
import { entriesOf, openingsOf, type Opening } from './openings.ts'
import { COUNTED, REPEATED, type Rule } from './rules.ts'

/** The states that a duty can be in. */
export type DutyState =
  | 'prospective'
  | 'due-soon'
  | 'overdue'
  | 'met'
  | 'met-late'
  | 'met-unchecked'
  | 'waived'
  | 'blocked'
  | 'superseded'
  | 'not-applicable'

/** One duty to report, as reckoned from the diaries. */
export interface ReckonedDuty {
  readonly referral: string
  readonly code: string
  /** The event that opened it. */
  readonly trigger: Rule['opensOn']
  /** The id of the referral, the Flag or the plan that opened it. */
  readonly triggerId: string
  readonly triggerDay: Day
  /** Counts from 1; always 1 for a duty that does not recur. */
  readonly turn: number
  /** Null where nobody knows to whom it is owed. */
  readonly creditor: string | null
  readonly owner: string
  readonly openedOn: Day
  readonly dueOn: Day
  readonly state: DutyState
  /** The day on which the gateway accepted what met it; null while it is not met. */
  readonly metOn: Day | null
  /** Days of the calendar; 0 unless it is overdue. */
  readonly daysOverdue: number
}

/** The moment at which duties are looked at. */
export interface Moment {
  /** The end of this day in Europe/Amsterdam; what the gateway accepted after it does not count. */
  readonly asOf: Day
  /** Only what the gateway had accepted until this instant; everything unless told. */
  readonly knownUntil?: string
}

/** What is looked at: the entries that are known, and the day. */
interface View {
  readonly diary: ReferralDiary
  readonly entries: readonly Entry[]
  readonly asOf: Day
}

/**
 * Reckons every duty of one referral from its diary, from the start, for one moment.
 *
 * Slow on purpose, and shares nothing with the gateway: two calculations that were written apart are compared.
 * Source: design sections 7 and 8.
 */
export function reckonDuties(diary: ReferralDiary, { asOf, knownUntil = ALWAYS }: Moment): readonly ReckonedDuty[] {
  const isKnown = (at: string): boolean => isUntil(at, knownUntil) && localDay(at) <= asOf
  if (!isKnown(diary.referral.receivedAt)) return []
  const entries = entriesOf(diary).filter(({ at }) => isKnown(at))
  const view: View = { diary, entries, asOf }
  return openingsOf(diary, entries, { metAbout, stillOpen }).map((opening) => reckoned(view, opening))
}

/** Reckons the duties of all referrals. */
export function reckonAll(diaries: readonly ReferralDiary[], moment: Moment): readonly ReckonedDuty[] {
  return diaries.flatMap((diary) => reckonDuties(diary, moment))
}

/** The day that the report is about which met a duty, if it was met and nothing had ended it, at the last of the entries. */
function metAbout(diary: ReferralDiary, entries: readonly Entry[], duty: Opening): Day | undefined {
  const now = entries.at(-1)
  if (now === undefined) return undefined
  const view: View = { diary, entries, asOf: localDay(now.at) }
  const { state } = reckoned(view, duty)
  const isOver = closedOn(diary, entries, duty.rule, view.asOf) !== undefined
  return isMet(state) && !isOver ? meetingOf(view, duty)?.day : undefined
}

/** The duties for which no report had come and which nothing had ended, when these were all the entries. */
function stillOpen(diary: ReferralDiary, asOf: Day): readonly Opening[] {
  const ended: readonly DutyState[] = ['not-applicable', 'superseded']
  const view: View = { diary, entries: diary.entries, asOf }
  return openingsOf(diary, diary.entries, { metAbout, stillOpen }).filter(
    (opening) => meetingOf(view, opening) === undefined && !ended.includes(reckoned(view, opening).state)
  )
}

function reckoned(view: View, duty: Opening): ReckonedDuty {
  const { rule, creditor } = duty
  const { id, performer } = view.diary.referral
  const meeting = meetingOf(view, duty)
  const told = dueOnOf(view, duty, meeting)
  const state = stateOf(view, duty, { dueOn: told, meeting })
  const dueOn = state === 'waived' ? dueBefore(view, duty, meeting) : told
  return {
    referral: id,
    code: rule.code,
    trigger: rule.opensOn,
    triggerId: duty.triggerId,
    triggerDay: duty.triggerDay,
    turn: duty.turn,
    creditor,
    owner: performer,
    openedOn: duty.openedOn,
    dueOn,
    state,
    metOn: isMet(state) && meeting !== undefined ? meeting.heardOn : null,
    daysOverdue: state === 'overdue' ? daysBetween(dueOn, view.asOf) : 0
  }
}

/** The due day of a waived duty: what was heard since the objection moves it no more, or it would tell what is kept back. */
function dueBefore(view: View, duty: Opening, meeting: Completion | undefined): Day {
  const { diary, entries, asOf } = view
  const last = meeting?.heardOn ?? asOf
  const positions = objectionsTo(diary, entries, { kinds: duty.rule.satisfiedBy, creditor: duty.creditor })
    .filter(({ from, withdrawnOn }) => from <= last && (withdrawnOn === undefined || asOf < withdrawnOn))
    .map(({ position }) => position)
  const silentAt = Math.min(...positions)
  const before = { ...view, entries: entries.slice(0, silentAt) }
  return dueOnOf(before, duty, meeting !== undefined && meeting.position < silentAt ? meeting : undefined)
}

function isMet(state: DutyState): boolean {
  return state === 'met' || state === 'met-late' || state === 'met-unchecked'
}

/** What ended the duty on or before the day on which it was met comes first; what came after that changes nothing. */
function stateOf(
  { diary, entries, asOf }: View,
  { rule, creditor }: Opening,
  { dueOn, meeting }: { readonly dueOn: Day; readonly meeting: Completion | undefined }
): DutyState {
  const last = meeting?.heardOn ?? asOf
  for (const { from, withdrawnOn } of objectionsTo(diary, entries, { kinds: rule.satisfiedBy, creditor })) {
    const isInForce = from <= asOf && (withdrawnOn === undefined || asOf < withdrawnOn)
    if (isInForce && from <= last) return 'waived'
  }
  const closed = closedOn(diary, entries, rule, asOf)
  if (closed !== undefined && closed <= last) return 'not-applicable'
  const forwarded = entries.findIndex(({ what }) => what === 'forwarded')
  if (forwarded !== -1 && rule.stays !== true && (meeting === undefined || forwarded < meeting.position))
    return 'superseded'
  if (meeting !== undefined && meeting.heardOn > dueOn) return 'met-late'
  if (meeting !== undefined) return meeting.unchecked ? 'met-unchecked' : 'met'
  if (creditor === null && rule.isWatched !== true) return 'blocked'
  if (asOf > dueOn) return 'overdue'
  return rule.firstReminder !== null && asOf >= dayAfter(dueOn, rule.firstReminder) ? 'due-soon' : 'prospective'
}

/** The report that meets the duty: the k-th one its turn k, any other duty the first one since it was opened. */
function meetingOf(view: View, opening: Opening): Completion | undefined {
  const { diary, entries } = view
  const { rule, creditor, position: from, turn } = opening
  const openedOn = openedAsTold(view, opening)
  const found: Completion[] = []
  // A plan that was told before is another plan; any other letter may have come before what opened the duty was told.
  const isEarly = ({ heardOn }: Completion): boolean => rule.opensOn !== 'plan.revised' && heardOn >= openedOn
  for (const kind of rule.satisfiedBy) {
    const feedback = reaching(diary, entries, { kinds: [kind], creditor })
    const all = completionsOf(feedback)
    found.push(
      ...all.filter((one) => rule.recurs || isEarly(one) || (rule.opensOn === 'plan.revised' && one.position >= from))
    )
  }
  // What a letter is comes before what it tells: text that nobody could check is unchecked, whatever it says happened.
  found.push(...happening(view, opening))
  const inOrder = found.toSorted((one, other) => one.position - other.position)
  return (rule.recurs ? eachLater(inOrder) : inOrder)[turn - 1]
}

/** The day of what opened a duty: where it was corrected to an earlier day, and the creditor was told, that one. */
function openedAsTold({ diary, entries, asOf }: View, { rule, creditor, openedOn }: Opening): Day {
  if (!isOnce(rule.opensOn)) return openedOn
  let last: Day | undefined
  for (const [position, entry] of entries.entries()) {
    const { kind } = entry.what === 'feedback' ? entry : { kind: '' }
    const given = reaching(diary, entries, { kinds: [kind], creditor })
    if (entry.what === 'feedback' && !given.some((one) => one.position === position)) continue
    if (isGoodbyeByLetter(entries.slice(0, position), entry)) continue
    for (const [said, day] of sayingsOf(diary, entry)) {
      if (said === rule.opensOn && (rule.isWatched !== true || day <= asOf)) last = day
    }
  }
  return last !== undefined && last < openedOn ? last : openedOn
}

/** What happened and meets a duty by that: watched on its day, by what was told of it last; else when it was told first. */
function happening(view: View, opening: Opening): readonly Completion[] {
  const { diary, entries, asOf } = view
  const { rule, creditor } = opening
  const openedOn = openedAsTold(view, opening)
  const { metBy, isWatched = false } = rule
  if (metBy === undefined) return []
  const told = entries.flatMap((entry, position) =>
    sayingsOf(diary, entry)
      .filter(([said, day]) => said === metBy && (isWatched ? day : localDay(entry.at)) >= openedOn)
      .filter(([, day]) => !isWatched || day <= asOf)
      .filter(() => entry.what !== 'feedback' || isWatched || isGiven(entry, position))
      .map(([, day]) => ({
        position,
        heardOn: isWatched ? day : localDay(entry.at),
        named: day,
        day,
        unchecked: false
      }))
  )
  const one = isWatched ? told.at(-1) : told[0]
  return one === undefined ? [] : [one]

  /** A letter tells the one who gets it, and only in full. */
  function isGiven({ kind, lacks = [] }: FeedbackEntry, position: number): boolean {
    return (
      lacks.length === 0 && reaching(diary, entries, { kinds: [kind], creditor }).some((it) => it.position === position)
    )
  }
}

/** The due day: for a report that came, by what was known until the moment at which it came. */
function dueOnOf({ diary, entries, asOf }: View, duty: Opening, meeting: Completion | undefined): Day {
  const { rule, creditor } = duty
  const before = entries.slice(0, meeting?.position ?? entries.length)
  const told = entries[meeting?.position ?? -1]
  const day = told === undefined ? asOf : localDay(told.at)
  const objected = objectionsTo(diary, before, { kinds: rule.satisfiedBy, creditor })
  const restart = latest(objected.map(({ withdrawnOn }) => withdrawnOn).filter((on) => on !== undefined && on <= day))
  for (const [event, within] of rule.due) {
    const start = startOf({ diary, entries: before, asOf: day }, duty, event) ?? firstTold(event)
    if (start !== undefined) return dayAfter(latest([start, restart]) ?? start, within)
  }
  throw new Error(`no term of ${rule.code} can start`)

  /** What the report itself is the first to tell also counts for it. */
  function firstTold(event: string): Day | undefined {
    const report = meeting === undefined ? undefined : entries[meeting.position]
    if (report === undefined || isSaid(diary, before, event)) return undefined
    return sayingsOf(diary, report).find(([said]) => said === event)?.[1]
  }
}

/** What happens once: told again, it is corrected. */
function isOnce(event: string): boolean {
  const anew = ['referral.received', 'referral.urgent', 'crisis.flagged', 'plan.revised']
  return !REPEATED.includes(event) && !anew.includes(event)
}

/** The day of the event at which a term starts, or undefined where that is not known. */
function startOf({ diary, entries, asOf }: View, duty: Opening, event: string): Day | undefined {
  const { rule, creditor, triggerDay, history } = duty
  if (event === rule.opensOn && (!isOnce(event) || duty.turn > 1)) return triggerDay
  const here = dayOf(diary, entries, event, { asOf, creditor })
  const earlier = history.map((old) => dayOf(old, old.entries, event, { asOf, creditor }))
  if (event === rule.opensOn) return here ?? triggerDay
  // A later turn never starts before the report that met the turn before it, whether or not that named its day.
  if (event in COUNTED) {
    const last = latest([...earlier, here, duty.reportedOn])
    // Nor does it start at a report of before anything was owed.
    return last !== undefined && last < duty.openedOn ? undefined : last
  }
  return here ?? earlier.find((day) => day !== undefined)
}
