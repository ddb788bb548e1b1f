import { endOfDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import { expectations, reportEvents, type ObligationRule } from './agreement.ts'
import { calendars, daysBetween } from './calendar.ts'
import { completing, isUncounted, type Completion } from './completion.ts'
import { dueDay, type DueDay } from './due.ts'
import { keptBack, objectionsIn, silentFrom, standsOn, waives, type Objection } from './objection.ts'
import { passedOnBy } from './passing-on.ts'
import { remembered } from './remembered.ts'
import { satisfaction } from './satisfaction.ts'

/** The states that this version derives, codes of the CodeSystem obligation-state (design section 7). */
export const obligationStates = [
  'prospective',
  'due-soon',
  'overdue',
  'met',
  'met-late',
  'met-unchecked',
  'waived',
  'blocked',
  'superseded',
  'not-applicable'
] as const

/** The code of a derived state. */
export type ObligationStateCode = (typeof obligationStates)[number]

/** What a duty's state is derived from. Facts may come in any order. */
export interface StateQuestion {
  readonly rule: ObligationRule
  readonly obligation: ObligationRow
  readonly facts: readonly FactRow[]
  /** The calendar day for which the state is asked; what was heard after it does not count. */
  readonly on: string
}

/** A duty as it stands on a day. Days are `YYYY-MM-DD` in Europe/Amsterdam. */
export interface ObligationState {
  readonly state: ObligationStateCode
  /** The due day; once met, the one against which it was judged. */
  readonly dueOn: string
  /** How the due day came about. */
  readonly due: DueDay
  readonly openedOn: string
  readonly metOn?: string
  /** The Communications that met it; empty when it is not met. */
  readonly metBy: readonly string[]
  /** Their feedback kind. */
  readonly metAs?: string
  /** The day that the report is about, from which the next turn of a duty that recurs counts. */
  readonly metAbout?: string
  /** Met by feedback whose content no rule could check, also where that was late. */
  readonly unchecked: boolean
  /** What the feedback so far lacks and is still owed; codes of the list of required content. */
  readonly missing: readonly string[]
  /** The event that made it not applicable. */
  readonly closedBy?: string
  /** The Consent with the patient's objection that waives it. */
  readonly waivedBy?: string
  /** The referral that took the place of this one. */
  readonly supersededBy?: string
  /** 0 when it is not overdue. */
  readonly daysOverdue: number
  /** Neither met nor ended, and the due day has passed; the only sign of it while it is blocked. */
  readonly pastDue: boolean
}

const lastMomentOf = remembered(endOfDay)

/**
 * The state of a duty on a day, derived from what is known and never stored (`docs/adr/0006-overdue-is-derived.md`).
 *
 * Precedence: waived, not-applicable and superseded where they came on or before the day on which it was met, then met,
 * blocked, overdue, due-soon, prospective. What was met before stays met: a death in May does not undo a report of March.
 * Met on the last moment of the due day is in time. Late and unchecked is late, with `unchecked` beside it.
 */
export function stateOf({ rule, obligation, facts, on }: StateQuestion): ObligationState {
  const knownUntil = lastMomentOf(on)
  const heard = facts.filter(({ heardAt }) => heardAt <= knownUntil)
  const all = objectionsIn(heard)
  const objections = all.filter((one) => waives(one, rule, obligation))
  const { creditor: receiver, owner: performer } = obligation
  // It met nothing, also when the objection is withdrawn.
  const isKeptBack = keptBack(rule.despiteObjection === true ? [] : all, { receiver, performer })
  const reached = heard.filter((fact) => !isKeptBack(fact))
  const found = satisfaction(rule, obligation, reached)
  // That an intake took place is so whoever read the report; that a report was given is not so for one who did not get it.
  const silentAt = silentFrom(objections, { on, last: found.met?.metOn ?? on }) ?? Infinity
  const told = heard
    .filter(({ heardAt }) => heardAt <= silentAt)
    .flatMap((fact) => (isKeptBack(fact) ? withoutReport(fact) : fact))
  const end = endOf(heard, { rule, obligation, objections, on, met: found.met })
  const due = dueDay({
    rule,
    obligation,
    occurrences: found.met === undefined ? happened(told, on) : judgedBy(found.met, told),
    anewFrom: anewFrom(objections, on, Math.min(silentAt, found.met?.metAt ?? Infinity))
  })
  const isOpen = found.met === undefined && end === undefined
  const state = end?.state ?? openOrMet({ rule, obligation, met: found.met, due: due.on, on })
  return {
    state,
    dueOn: due.on,
    due,
    openedOn: obligation.openedOn,
    ...(found.met === undefined ? {} : { metOn: found.met.metOn, metAs: found.met.metAs, metAbout: found.met.day }),
    metBy: found.met?.metBy ?? [],
    unchecked: found.met?.unchecked ?? false,
    missing: found.met === undefined ? found.missing : [],
    ...(end?.why ?? {}),
    daysOverdue: state === 'overdue' ? daysBetween(due.on, on) : 0,
    pastDue: isOpen && on > due.on
  }
}

interface End {
  readonly state: 'waived' | 'not-applicable' | 'superseded'
  readonly why: Pick<ObligationState, 'closedBy' | 'waivedBy' | 'supersededBy'>
}

/** What ended a duty on or before a day, unless it was met before that. */
function endOf(
  heard: readonly FactRow[],
  asked: {
    readonly rule: ObligationRule
    readonly objections: readonly Objection[]
    readonly on: string
    readonly obligation: Pick<ObligationRow, 'owner'>
    readonly met: Completion | undefined
  }
): End | undefined {
  const { rule, obligation, objections, on, met } = asked
  const last = met?.metOn ?? on
  const objection = objections.find((one) => standsOn(one, on) && one.from <= last)
  if (objection !== undefined) return { state: 'waived', why: { waivedBy: objection.consent } }
  const closedBy = rule.closedBy.find((name) => (ending(name, heard, obligation) ?? '9999') <= last)
  if (closedBy !== undefined) return { state: 'not-applicable', why: { closedBy } }
  // Passed on after the report came, be it on the same day or at the same instant: then it was met, and nothing moved.
  const metAt = met?.metAt ?? Infinity
  const successor = passedOnBy(heard.filter(({ heardAt }) => heardAt < metAt))?.successor
  return successor === undefined ? undefined : { state: 'superseded', why: { supersededBy: successor } }
}

/**
 * The day on which an event ended a duty: the one heard of last, because a fact is corrected by a new fact (design section 8).
 * A treatment that the performer before this one gave ends nothing, and neither does a rejection after which the performer
 * took the patient on all the same.
 */
export function ending(
  name: string,
  facts: readonly FactRow[],
  { owner }: Pick<ObligationRow, 'owner'>
): string | undefined {
  let last: FactRow | undefined
  for (const one of facts) {
    if (one.event !== name || (name.startsWith('treatment.') && one.by !== owner)) continue
    const isAfter =
      last === undefined ||
      one.heardAt > last.heardAt ||
      (one.heardAt === last.heardAt && one.occurredOn > last.occurredOn)
    if (isAfter) last = one
  }
  const since = last?.heardAt ?? Infinity
  const isTakenBack =
    name === 'referral.rejected' && facts.some(({ event, heardAt }) => event === 'referral.accepted' && heardAt > since)
  return isTakenBack ? undefined : last?.occurredOn
}

/** What feedback tells beside being given: its letter is no part of a report to one who did not get it. */
function withoutReport({ id, referral, event, occurredOn, heardAt, by, message }: FactRow): readonly FactRow[] {
  return reportEvents.has(event) ? [] : [{ id, referral, event, occurredOn, heardAt, by, message }]
}

/** The day from which a term starts anew: that on which the last objection was withdrawn, unless that was heard after `until` (epoch ms). */
function anewFrom(objections: readonly Objection[], on: string, until: number): string | undefined {
  const days = objections.flatMap(({ withdrawn }) => {
    const counts = withdrawn !== undefined && withdrawn.on <= on && withdrawn.heardAt <= until
    return counts ? [withdrawn.on] : []
  })
  return days.sort().at(-1)
}

interface Judgement extends Pick<StateQuestion, 'rule' | 'obligation' | 'on'> {
  readonly met: Completion | undefined
  readonly due: string
}

function openOrMet({ rule, obligation, met, due, on }: Judgement): ObligationStateCode {
  if (met !== undefined) return met.metOn > due ? 'met-late' : metInTime(met)
  if (obligation.creditor === null) return 'blocked'
  if (on > due) return 'overdue'
  const firstRung = rule.reminders[0]
  const soonFrom = firstRung === undefined ? undefined : calendars.get(rule.calendar)?.add(due, firstRung)
  return soonFrom !== undefined && on >= soonFrom ? 'due-soon' : 'prospective'
}

function metInTime({ unchecked }: Completion): ObligationStateCode {
  return unchecked ? 'met-unchecked' : 'met'
}

/** An intake that "took place" tomorrow has not taken place, and an incomplete report has not been given. */
function happened(facts: readonly FactRow[], on: string): readonly FactRow[] {
  const completed = completing(facts)
  return facts.filter(
    (fact) => (expectations.has(fact.event) || fact.occurredOn <= on) && !isUncounted(fact, completed)
  )
}

/**
 * What a met duty is judged by: all that had been heard when it was met, and nothing heard later.
 *
 * The feedback's own events count, for an intake is on the day it happened also where the report is the first to tell:
 * a report heard more than the term after that day is late. But an event that was known already is not moved by the
 * feedback that is judged: a supplement with a later date does not make a late report timely. And that the report was
 * given is no event to judge it by.
 */
function judgedBy({ metAt, metOn, metBy }: Completion, facts: readonly FactRow[]): readonly FactRow[] {
  const own = metBy.at(-1)
  const inTime = facts.filter(({ heardAt }) => heardAt <= metAt)
  const before = happened(
    inTime.filter(({ communication }) => communication !== own),
    metOn
  )
  const known = new Set(before.map(({ event }) => event))
  const isNews = ({ communication, event }: FactRow): boolean =>
    communication === own && !known.has(event) && !reportEvents.has(event)
  return [...before, ...happened(inTime.filter(isNews), metOn)]
}
