import type { RungRow } from '../store/change.ts'
import type { ObligationRule, Rung } from './agreement.ts'
import { calendarOf } from './time/calendar.ts'
import type { ObligationState, ObligationStateCode } from './state.ts'

/** States in which a reminder has somebody to speak to and something to ask for. */
const open: ReadonlySet<ObligationStateCode> = new Set(['prospective', 'due-soon', 'overdue'])

type Reminded = Pick<ObligationRule, 'reminders' | 'enforced' | 'strength' | 'calendar' | 'closures'>

type Standing = Pick<ObligationState, 'state' | 'dueOn' | 'suspended' | 'waiver'>

/** Whether anybody is reminded of a duty now: it is open, its clock runs, and the rule does more than watch. */
export function isReminded(
  rule: Pick<ObligationRule, 'enforced' | 'strength'>,
  { state }: Pick<ObligationState, 'state'>
): boolean {
  return rule.enforced && rule.strength !== 'monitor' && open.has(state)
}

/**
 * The day on which a duty is looked at next, `YYYY-MM-DD`; null where nothing is to come.
 *
 * It is the day of the next reminder; while the clock stands still or the duty is waived for a time, the day on which that
 * ends by itself, since nothing is heard then that would tell the due day anew.
 *
 * @param claimed - rungs that were given already: each is given once, also when the due day moves afterwards.
 */
export function nextRungOn(rule: Reminded, standing: Standing, claimed: RungRow['claimed']): string | null {
  if (claimed >= rule.reminders.length || !rule.enforced || rule.strength === 'monitor') return null
  if (isReminded(rule, standing)) return rungOn(rule, standing.dueOn, claimed + 1)
  if (standing.state === 'suspended') return standing.suspended?.to ?? null
  return standing.state === 'waived' ? (standing.waiver?.over ?? null) : null
}

/** The day of a rung of a rule, `YYYY-MM-DD`; the first is 1. Null where the rule has none. */
export function rungOn(
  rule: Pick<ObligationRule, 'reminders' | 'calendar' | 'closures'>,
  dueOn: string,
  rung: number
): string | null {
  const offset = rule.reminders[rung - 1]
  return offset === undefined ? null : (calendarOf(rule)?.add(dueOn, offset) ?? null)
}

/** How many rungs have been reached on a day, those given included. */
export function rungsReached(
  rule: Pick<ObligationRule, 'reminders' | 'calendar' | 'closures'>,
  dueOn: string,
  on: string
): number {
  return rule.reminders.filter((_, index) => (rungOn(rule, dueOn, index + 1) ?? on) <= on).length
}

/** The receivers of a rule that does not name any. */
const DEBTOR_ALONE: readonly Rung[] = ['performer']

/**
 * To whom a rung goes: the k-th to the first k of the rule's list, a later one to all. Before the due day only the first of
 * the list is told, for nothing is late yet and nobody else has anything to do.
 *
 * @param rung - from 1.
 */
export function toldAt(rule: Pick<ObligationRule, 'reminders' | 'escalateTo'>, rung: number): readonly Rung[] {
  const ladder = rule.escalateTo ?? DEBTOR_ALONE
  const isAhead = rule.reminders[rung - 1]?.startsWith('-') === true
  return ladder.slice(0, isAhead ? 1 : rung)
}
