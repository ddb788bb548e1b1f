import { endOfDay, localDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import { expectations, reportEvents, type ObligationRule } from './agreement.ts'
import { calendarOf, daysBetween } from './time/calendar.ts'
import { completing, isUncounted, type Completion } from './completion.ts'
import { dueDay, type DueDay } from './due.ts'
import { concerns, endOf, movedIn, type End } from './ending.ts'
import { keptBack, objectionsFor, performerIn, silentFrom, waives, type Objection } from './objection.ts'
import { remembered } from './time/remembered.ts'
import { satisfaction } from './satisfaction.ts'
import { uncountedCall } from './telephone.ts'
import { suspensionsOf, type Suspension } from './suspension.ts'
import { waiversOf, type Waiver } from './waiver.ts'

/** The states that this version derives, codes of the CodeSystem obligation-state (design section 7). */
export const obligationStates = [
  'prospective',
  'due-soon',
  'overdue',
  'met',
  'met-late',
  'met-unchecked',
  'waived',
  'suspended',
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
export interface ObligationState extends Partial<End['why']> {
  readonly state: ObligationStateCode
  /** The due day; once met, the one against which it was judged. */
  readonly dueOn: string
  /** How the due day came about. */
  readonly due: DueDay
  readonly openedOn: string
  readonly metOn?: string
  /** When what met it was heard, epoch ms. */
  readonly metAt?: number
  /** The Communications that met it; empty when it is not met. */
  readonly metBy: readonly string[]
  /** Their feedback kind. */
  readonly metAs?: string
  /** The event that met it, where no feedback of a kind of the rule did. */
  readonly metThrough?: string
  /** The day that the report is about, from which the next turn of a duty that recurs counts. */
  readonly metAbout?: string
  /** Met by feedback whose content no rule could check, also where that was late. */
  readonly unchecked: boolean
  /** What the feedback so far lacks and is still owed; codes of the list of required content. */
  readonly missing: readonly string[]
  /** The suspension that lasts. */
  readonly suspended?: Suspension
  /** 0 when it is not overdue. */
  readonly daysOverdue: number
  /** Neither met nor ended, and the due day has passed; the only sign of it while it is blocked. */
  readonly pastDue: boolean
}

const lastMomentOf = remembered(endOfDay)

/**
 * The state of a duty on a day under a rule, derived from what is known and never stored
 * (`docs/adr/0006-overdue-is-derived.md`). Who shows a state asks `judge`, which knows the rule, too.
 *
 * Precedence: waived, not-applicable and superseded where they came on or before the day on which it was met, then met,
 * suspended, blocked, overdue, due-soon, prospective. What was met before stays met: a death in May does not undo a report of
 * March. Met on the last moment of the due day is in time. Late and unchecked is late, with `unchecked` beside it.
 */
export function stateOf({ rule, obligation, facts, on }: StateQuestion): ObligationState {
  const knownUntil = lastMomentOf(on)
  const isAbout = concerns(rule, obligation)
  const known = facts.filter((fact) => fact.heardAt <= knownUntil && isAbout(fact))
  // What comes after another practice took a party's place is told to that one: it neither meets nor moves this duty.
  const movedAt = movedIn(known, obligation)?.heardAt
  const heard = movedAt === undefined ? known : known.filter(({ heardAt }) => heardAt <= movedAt)
  const all = objectionsFor(obligation, heard)
  const objections = all.filter((one) => waives(one, rule, obligation))
  const waivers = waiversOf(obligation, heard)
  const { creditor: receiver } = obligation
  const performer = performerIn(rule, obligation)
  // It met nothing, also when the objection is withdrawn.
  const isKeptBack = keptBack(rule.despiteObjection === true ? [] : all, { receiver, performer })
  const reached = heard.filter((fact) => !isKeptBack(fact))
  const { met, missing } = foundIn(rule, obligation, reached, on)
  const metOn = met?.metOn ?? on
  // That an intake took place is so whoever read the report; that a report was given is not so for one who did not get it.
  const silentAt = silentFrom(objections, { on, last: metOn }) ?? Infinity
  const isNoReport = uncountedCall(rule, obligation, heard)
  const told = heard
    .filter((fact) => fact.heardAt <= silentAt && !(reportEvents.has(fact.event) && isNoReport(fact)))
    .flatMap((fact) => (isKeptBack(fact) ? withoutReport(fact) : fact))
  const end = endOf(heard, { rule, obligation, objections, waivers, on, met })
  const until = met?.metAt ?? Infinity
  const ledger = suspensionsOf(rule, obligation, heardBefore(Math.min(until, silentAt), reached))
  const due = dueDay({
    rule,
    obligation,
    occurrences: met === undefined ? happened(told, on) : judgedBy(met, told),
    anewFrom: anewFrom({ objections, waivers }, on, Math.min(silentAt, until)),
    suspensions: ledger,
    until: metOn
  })
  const isOpen = met === undefined && end === undefined
  const suspended = isOpen ? ledger.find(({ from, to }) => from <= on && on < to && from <= due.on) : undefined
  const state = end?.state ?? openOrMet({ rule, obligation, met, due, on, isSuspended: suspended !== undefined })
  return {
    state,
    dueOn: due.on,
    due,
    openedOn: obligation.openedOn,
    ...metParts(met),
    metBy: met?.metBy ?? [],
    unchecked: met?.unchecked ?? false,
    missing: missing ?? [],
    ...(end?.why ?? {}),
    ...(suspended === undefined ? {} : { suspended }),
    daysOverdue: state === 'overdue' ? daysBetween(due.on, on) : 0,
    pastDue: isOpen && on > due.on
  }
}

/** What had been heard when a duty was met, for what stopped its clock: an end that is told later moves it no more. A dispute shows whenever it comes. */
export function heardBefore(until: number, facts: readonly FactRow[]): readonly FactRow[] {
  return facts.filter(({ heardAt, event }) => heardAt <= until || event === 'suspension.disputed')
}

/** What met it by a day; of an event that lies ahead nobody can say that it did. */
function foundIn(
  rule: ObligationRule,
  obligation: ObligationRow,
  facts: readonly FactRow[],
  on: string
): { readonly met?: Completion | undefined; readonly missing?: readonly string[] } {
  const isMonitor = rule.strength === 'monitor'
  return satisfaction(rule, obligation, isMonitor ? facts.filter(({ occurredOn }) => occurredOn <= on) : facts)
}

function metParts(
  met: Completion | undefined
): Pick<ObligationState, 'metOn' | 'metAt' | 'metAs' | 'metAbout' | 'metThrough'> {
  if (met === undefined) return {}
  return {
    metOn: met.metOn,
    metAt: met.metAt,
    metAbout: met.day,
    ...(met.metAs === undefined ? {} : { metAs: met.metAs }),
    ...(met.metThrough === undefined ? {} : { metThrough: met.metThrough })
  }
}

/** What feedback tells beside being given: its letter is no part of a report to one who did not get it. */
function withoutReport({ id, referral, event, occurredOn, heardAt, by, message }: FactRow): readonly FactRow[] {
  return reportEvents.has(event) ? [] : [{ id, referral, event, occurredOn, heardAt, by, message }]
}

/**
 * The day from which a term starts anew: that on which the last objection was withdrawn or the last waiver ended, unless that
 * was heard after `until` (epoch ms).
 */
function anewFrom(
  { objections, waivers }: { readonly objections: readonly Objection[]; readonly waivers: readonly Waiver[] },
  on: string,
  until: number
): string | undefined {
  const withdrawn = objections.flatMap(({ withdrawn: end }) => {
    return end !== undefined && end.on <= on && end.heardAt <= until ? [end.on] : []
  })
  const ended = waivers.flatMap(({ over, heardAt }) =>
    over !== undefined && over <= on && heardAt <= until ? [over] : []
  )
  return [...withdrawn, ...ended].sort().at(-1)
}

interface Judgement extends Pick<StateQuestion, 'rule' | 'obligation' | 'on'> {
  readonly met: Completion | undefined
  readonly due: DueDay
  readonly isSuspended: boolean
}

function openOrMet({ rule, obligation, met, due, on, isSuspended }: Judgement): ObligationStateCode {
  if (met !== undefined) return isLate(met, due, rule) ? 'met-late' : metInTime(met)
  if (isSuspended) return 'suspended'
  if (obligation.creditor === null && rule.strength !== 'monitor') return 'blocked'
  if (on > due.on) return 'overdue'
  const firstRung = rule.reminders[0]
  const soonFrom = firstRung === undefined ? undefined : calendarOf(rule)?.add(due.on, firstRung)
  return soonFrom !== undefined && on >= soonFrom ? 'due-soon' : 'prospective'
}

/** A term in hours ends at its hour; any other with the day. */
function isLate({ metOn, metAt }: Completion, { on, at }: DueDay, { strength }: ObligationRule): boolean {
  return at === undefined || strength === 'monitor' ? metOn > on : metAt > at
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
function judgedBy({ metAt, metBy }: Completion, facts: readonly FactRow[]): readonly FactRow[] {
  const own = metBy.at(-1)
  const heardOn = localDay(metAt)
  const inTime = facts.filter(({ heardAt }) => heardAt <= metAt)
  const before = happened(
    inTime.filter(({ communication }) => own === undefined || communication !== own),
    heardOn
  )
  const known = new Set(before.map(({ event }) => event))
  const isNews = ({ communication, event }: FactRow): boolean =>
    own !== undefined && communication === own && !known.has(event) && !reportEvents.has(event)
  return [...before, ...happened(inTime.filter(isNews), heardOn)]
}
