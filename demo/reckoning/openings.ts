import { localDay } from './days.ts'
import type { Day, Entry, ReferralDiary } from './diary.ts'
import { AHEAD, feedbackOf, isGoodbyeByLetter, sayingsOf } from './facts.ts'
import { REPEATED, RULES, type Rule } from './rules.ts'

/** The opening of a duty to one creditor. */
export interface Opening {
  readonly rule: Rule
  readonly triggerId: string
  /** The day of the event that opened it, at which its last term starts. */
  readonly triggerDay: Day
  readonly turn: number
  readonly creditor: string | null
  readonly openedOn: Day
  /** The day of the report that met the turn before it. */
  readonly reportedOn?: Day
  /** The first entry that can meet it. */
  readonly position: number
  /** The diaries of the earlier referrals whose reports count, each until it was forwarded; the last one first. */
  readonly history: readonly ReferralDiary[]
}

/** What openings have to ask of the rest of the reckoning. */
export interface Questions {
  /** The day that the report was about which met the duty when these were all the entries; undefined if none did. */
  readonly metAbout: (diary: ReferralDiary, entries: readonly Entry[], opening: Opening) => Day | undefined
  /** The duties of a referral that are open at the end of its diary, on a day. */
  readonly stillOpen: (diary: ReferralDiary, asOf: Day) => readonly Opening[]
}

/** Every duty that these entries open, to each of its creditors, in the order of the rules. */
export function openingsOf(diary: ReferralDiary, entries: readonly Entry[], questions: Questions): readonly Opening[] {
  const old = oldDuties(diary, questions)
  const found: Opening[] = []
  const { isUrgent = false, role = 's-ggz' } = diary.referral
  for (const rule of RULES) {
    if ((rule.urgent ?? isUrgent) !== isUrgent || rule.performers?.includes(role) === false) continue
    for (const creditor of creditorsOf(diary, rule)) {
      if (rule.opensOn === 'crisis.flagged') found.push(...byFlags(diary, entries, { rule, creditor, old }))
      if (rule.opensOn === 'plan.revised') found.push(...byPlans(diary, entries, { rule, creditor }))
      if (!['referral.received', 'crisis.flagged', 'plan.revised'].includes(rule.opensOn)) {
        found.push(...byWhatHappened(diary, entries, { rule, creditor }))
      }
      if (rule.opensOn !== 'referral.received') continue
      const first = byReferral(diary, { rule, creditor, old })
      found.push(first, ...(rule.recurs ? laterTurns(diary, { entries, first, questions }) : []))
    }
  }
  return found
}

/** The requester and the GP, once if they are the same, and nobody for a GP whom nobody knows. */
function creditorsOf({ referral }: ReferralDiary, { owedTo }: Rule): readonly (string | null)[] {
  // What is only watched is owed to nobody.
  return owedTo.length === 0 ? [null] : [...new Set(owedTo.map((role) => referral[role] ?? null))]
}

interface Owed {
  readonly rule: Rule
  readonly creditor: string | null
}

/** The first turn opens with the referral; the yearly report of a patient who was sent on opened long before. */
function byReferral(diary: ReferralDiary, { rule, creditor, old }: Owed & { old: readonly Opening[] }): Opening {
  const { id, receivedAt } = diary.referral
  const receivedOn = localDay(receivedAt)
  const opened = { rule, creditor, triggerId: id, turn: 1, position: 0 }
  const earlier = rule.code === 'yearly-report' ? old.find((one) => one.rule.code === rule.code) : undefined
  if (earlier === undefined) return { ...opened, triggerDay: receivedOn, openedOn: receivedOn, history: [] }
  const { triggerDay, openedOn, reportedOn } = earlier
  // A referral that ended before the year began anew is no history of this one.
  const history = historyOf(diary).filter(({ referral }) => localDay(referral.receivedAt) >= triggerDay)
  return { ...opened, triggerDay, openedOn, history, ...(reportedOn === undefined ? {} : { reportedOn }) }
}

/** Turn k + 1 opens at the first moment at which, by what was known at that moment, turn k was met and no end had come. */
function laterTurns(
  diary: ReferralDiary,
  { entries, first, questions }: { entries: readonly Entry[]; first: Opening; questions: Questions }
): readonly Opening[] {
  const turns = [first]
  for (const position of entries.keys()) {
    for (;;) {
      const last = turns.at(-1) ?? first
      const openedOn = questions.metAbout(diary, entries.slice(0, position + 1), last)
      if (openedOn === undefined) break
      turns.push({ ...last, turn: last.turn + 1, openedOn, reportedOn: openedOn })
    }
  }
  return turns.slice(1)
}

/** Each Flag opens a duty; those of the forwarded referral that had no plan yet are still owed one. */
function byFlags(
  { referral }: ReferralDiary,
  entries: readonly Entry[],
  { rule, creditor, old }: Owed & { old: readonly Opening[] }
): readonly Opening[] {
  const openings: Opening[] = []
  const opened = { rule, creditor, turn: 1, history: [] }
  for (const {
    rule: { opensOn },
    triggerId,
    triggerDay,
    openedOn
  } of old) {
    if (opensOn === 'crisis.flagged') openings.push({ ...opened, triggerId, triggerDay, openedOn, position: 0 })
  }
  for (const [position, entry] of entries.entries()) {
    if (entry.what !== 'flag' || openings.some(({ triggerId }) => triggerId === entry.id)) continue
    // A flag that starts later is known today; and nobody owed a plan before there was a referral, however old the flag is.
    const [received, told] = [localDay(referral.receivedAt), localDay(entry.at)]
    const known = entry.day > told ? told : entry.day
    const day = known < received ? received : known
    openings.push({ ...opened, triggerId: entry.id, triggerDay: day, openedOn: day, position })
  }
  return openings
}

/** Each plan with a date opens a duty, which that plan itself can meet. */
function byPlans(diary: ReferralDiary, entries: readonly Entry[], { rule, creditor }: Owed): readonly Opening[] {
  const openings: Opening[] = []
  for (const { position, entry } of feedbackOf(diary, entries)) {
    const { kind, id, eventDate: day } = entry
    if (kind !== 'crisis-plan' || day === undefined) continue
    const opened = { triggerId: id, triggerDay: day, openedOn: day, position }
    openings.push({ rule, creditor, turn: 1, history: [], ...opened })
  }
  return openings
}

/**
 * What else opens a duty: the first time that something is said to have happened, and of what happens again and again each
 * day of it. The receipt of an urgent referral is an event of its own.
 */
function byWhatHappened(diary: ReferralDiary, entries: readonly Entry[], { rule, creditor }: Owed): readonly Opening[] {
  const { id, receivedAt, isUrgent } = diary.referral
  const opened = { rule, creditor, turn: 1, history: [] }
  if (rule.opensOn === 'referral.urgent') {
    const day = localDay(receivedAt)
    return isUrgent === true ? [{ ...opened, triggerId: id, triggerDay: day, openedOn: day, position: 0 }] : []
  }
  const openings: Opening[] = []
  const days: Day[] = []
  for (const [position, entry] of entries.entries()) {
    for (const [said, happened] of sayingsOf(diary, entry)) {
      if (said !== rule.opensOn || isGoodbyeByLetter(entries.slice(0, position), entry)) continue
      const day = AHEAD.includes(said) ? localDay(entry.at) : happened
      const isKnown = REPEATED.includes(said) ? days.includes(happened) : days.length > 0
      days.push(happened)
      if (!isKnown)
        openings.push({ ...opened, triggerId: `${id} ${said} ${day}`, triggerDay: day, openedOn: day, position })
    }
  }
  return openings
}

/** The duties that were open at the moment at which the earlier referral was forwarded as this one. */
function oldDuties(diary: ReferralDiary, { stillOpen }: Questions): readonly Opening[] {
  const [earlier] = historyOf(diary)
  const forward = diary.follows?.entries.find(({ what }) => what === 'forwarded')
  return earlier === undefined || forward === undefined ? [] : stillOpen(earlier, localDay(forward.at))
}

/** The earlier referrals, each with its entries until it was forwarded; the last one first. */
function historyOf({ referral, follows }: ReferralDiary): readonly ReferralDiary[] {
  if (follows === undefined) return []
  const forward = follows.entries.findIndex((entry) => entry.what === 'forwarded' && entry.to === referral.id)
  if (forward === -1) throw new Error(`the diary of ${follows.referral.id} does not say that it was forwarded`)
  const until = { ...follows, entries: follows.entries.slice(0, forward) }
  return [{ ...until, entries: entriesOf(until) }, ...historyOf(follows)]
}

/** A diary's entries, after the objections that still stood when the patient was sent on: they hold for whoever comes next. */
export function entriesOf(diary: ReferralDiary): readonly Entry[] {
  const [earlier] = historyOf(diary)
  const before = earlier?.entries ?? []
  const isWithdrawn = (id: string): boolean => before.some((entry) => entry.what === 'withdrawal' && entry.id === id)
  const standing = before.filter((entry) => entry.what === 'objection' && !isWithdrawn(entry.id))
  return [...standing.map((entry) => ({ ...entry, at: diary.referral.receivedAt })), ...diary.entries]
}
