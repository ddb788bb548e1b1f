import type { ObligationRule } from '../agreement.ts'
import { calendarOf, type Calendar, type Skipped } from './calendar.ts'

/** What decides whether a due day moves off a day on which nobody works. */
export type RollRule = Pick<ObligationRule, 'roll' | 'closures'>

/**
 * The day itself, or with `roll: 'next-working-day'` the next working day where it is none: of `nl-national` and
 * without the rule's closures, whatever calendar counted the term.
 *
 * It is the end that moves, once, after all that was counted; a rule without `roll` may end on a Sunday. A term in
 * hours ends on its hour and does not roll. Source: design section 7.
 */
export function rolledOn(rule: RollRule, day: string): string {
  const working = workingDaysOf(rule)
  return working?.isOff(day) === true ? working.add(day, 'P1D') : day
}

/** The days off that `rolledOn` leaves behind, in order: the day itself is the first. */
export function rolledPast(rule: RollRule, day: string): readonly Skipped[] {
  const working = workingDaysOf(rule)
  // Back from the day on which it ends, which is left out, to the day itself, which is not.
  return working?.skipped(rolledOn(rule, day), day).toReversed() ?? []
}

function workingDaysOf({ roll, closures }: RollRule): Calendar | undefined {
  if (roll === undefined) return undefined
  return calendarOf({ calendar: 'nl-national', ...(closures === undefined ? {} : { closures }) })
}
