import type { RungRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { calendars } from './calendar.ts'
import type { ObligationState, ObligationStateCode } from './state.ts'

/** States in which a reminder has somebody to speak to and something to ask for. */
const open: ReadonlySet<ObligationStateCode> = new Set(['prospective', 'due-soon', 'overdue'])

/**
 * The day of the next reminder about a duty, `YYYY-MM-DD`; null where none is to come.
 *
 * @param claimed - rungs that were given already: each is given once, also when the due day moves afterwards.
 */
export function nextRungOn(
  rule: Pick<ObligationRule, 'reminders' | 'enforced' | 'calendar'>,
  { state, dueOn }: Pick<ObligationState, 'state' | 'dueOn'>,
  claimed: RungRow['claimed']
): string | null {
  const offset = rule.reminders[claimed]
  if (offset === undefined || !rule.enforced || !open.has(state)) return null
  return calendars.get(rule.calendar)?.add(dueOn, offset) ?? null
}

/** How many rungs have been reached on a day, those given included. */
export function rungsReached(rule: Pick<ObligationRule, 'reminders' | 'calendar'>, dueOn: string, on: string): number {
  const calendar = calendars.get(rule.calendar)
  return rule.reminders.filter((offset) => (calendar?.add(dueOn, offset) ?? on) <= on).length
}
