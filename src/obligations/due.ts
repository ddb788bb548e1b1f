import assert from 'node:assert/strict'
import type { FactRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { calendars } from './calendar.ts'

/** That an event happened, or is expected, on a day. */
export type Occurrence = Pick<FactRow, 'event' | 'occurredOn'>

/**
 * The day on which a rule's feedback is due: the first term whose event is known decides, counted from the latest day on
 * which that event occurred.
 *
 * @param occurrences - everything known, the rule's own opening included, in any order.
 * @returns a calendar day, `YYYY-MM-DD`. Source: design section 7; the terms come from the agreement.
 */
export function dueOn(
  rule: Pick<ObligationRule, 'code' | 'calendar' | 'due'>,
  occurrences: readonly Occurrence[]
): string {
  const calendar = calendars.get(rule.calendar)
  assert(calendar !== undefined, `no calendar ${rule.calendar}`)
  for (const { from, within } of rule.due) {
    const start = latest(from, occurrences)
    if (start !== undefined) return calendar.add(start, within)
  }
  // The loader refuses an agreement whose last term does not start at the rule's own opening event.
  assert.fail(`no term of ${rule.code} can start`)
}

/** Days in ISO form order as text. */
function latest(event: string, occurrences: readonly Occurrence[]): string | undefined {
  let day: string | undefined
  for (const one of occurrences) {
    if (one.event === event && (day === undefined || one.occurredOn > day)) day = one.occurredOn
  }
  return day
}
