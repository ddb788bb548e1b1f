import { endOfDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { calendars, daysBetween } from './calendar.ts'
import { dueOn, type Occurrence } from './due.ts'
import { satisfaction, type Met } from './satisfaction.ts'

/** The states that this version derives, codes of the CodeSystem obligation-state (design section 7). */
export const obligationStates = [
  'prospective',
  'due-soon',
  'overdue',
  'met',
  'met-late',
  'met-unchecked',
  'blocked',
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
  readonly openedOn: string
  readonly metOn?: string
  /** The Communications that met it; empty when it is not met. */
  readonly metBy: readonly string[]
  /** Their feedback kind. */
  readonly metAs?: string
  /** Met by feedback whose content no rule could check, also where that was late. */
  readonly unchecked: boolean
  /** What the feedback so far lacks and is still owed; codes of the list of required content. */
  readonly missing: readonly string[]
  /** The event that made it not applicable. */
  readonly closedBy?: string
  /** 0 when it is not overdue. */
  readonly daysOverdue: number
  /** Neither met nor closed, and the due day has passed; the only sign of it while it is blocked. */
  readonly pastDue: boolean
}

/** Events that lie ahead by their nature; any other counts from the day on which it happened. */
const expectations: ReadonlySet<string> = new Set(['intake.expected', 'intake.planned'])

/**
 * The state of a duty on a day, derived from what is known and never stored (`docs/adr/0006-overdue-is-derived.md`).
 *
 * Precedence: not-applicable, then met, then blocked, then overdue, due-soon, prospective.
 * Met on the last moment of the due day is in time. Late and unchecked is late, with `unchecked` beside it.
 */
export function stateOf({ rule, obligation, facts, on }: StateQuestion): ObligationState {
  const knownUntil = endOfDay(on)
  const heard = facts.filter(({ heardAt }) => heardAt <= knownUntil)
  const found = satisfaction(rule, obligation, heard)
  const closedBy = rule.closedBy.find((name) => heard.some((fact) => fact.event === name && fact.occurredOn <= on))
  const opening: Occurrence = {
    event: rule.opensOn,
    occurredOn: obligation.openedOn,
    heardAt: obligation.openedAt
  }
  const known = found.met === undefined ? happened(heard, on) : judgedBy(found.met, heard)
  const due = dueOn(rule, [opening, ...known])
  const pastDue = found.met === undefined && closedBy === undefined && on > due
  const state = closedBy === undefined ? openOrMet({ rule, obligation, met: found.met, due, on }) : 'not-applicable'
  return {
    state,
    dueOn: due,
    openedOn: obligation.openedOn,
    ...(found.met === undefined ? {} : { metOn: found.met.metOn, metAs: found.met.metAs }),
    metBy: found.met?.metBy ?? [],
    unchecked: found.met?.unchecked ?? false,
    missing: found.met === undefined ? found.missing : [],
    ...(closedBy === undefined ? {} : { closedBy }),
    daysOverdue: state === 'overdue' ? daysBetween(due, on) : 0,
    pastDue
  }
}

interface Judgement extends Pick<StateQuestion, 'rule' | 'obligation' | 'on'> {
  readonly met: Met | undefined
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

function metInTime({ unchecked }: Met): ObligationStateCode {
  return unchecked ? 'met-unchecked' : 'met'
}

/** An intake that "took place" tomorrow has not taken place, and may not move a due day until it has. */
function happened(facts: readonly FactRow[], on: string): readonly FactRow[] {
  return facts.filter(({ event, occurredOn }) => expectations.has(event) || occurredOn <= on)
}

/**
 * What a met duty is judged by: all that had been heard when it was met, and nothing heard later.
 *
 * The feedback's own events count, for an intake is on the day it happened also where the report is the first to tell:
 * a report heard more than the term after that day is late. But an event that was known already is not moved by the
 * feedback that is judged: a supplement with a later date does not make a late report timely.
 */
function judgedBy({ metAt, metOn, metBy }: Met, facts: readonly FactRow[]): readonly FactRow[] {
  const inTime = happened(facts, metOn).filter(({ heardAt }) => heardAt <= metAt)
  const own = metBy.at(-1)
  const before = inTime.filter(({ communication }) => communication !== own)
  const known = new Set(before.map(({ event }) => event))
  return [...before, ...inTime.filter(({ communication, event }) => communication === own && !known.has(event))]
}
