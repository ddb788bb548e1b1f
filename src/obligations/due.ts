import assert from 'node:assert/strict'
import type { FactRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { calendars } from './calendar.ts'

/** That an event happened, or is expected, on a day, and when that was heard. */
export type Occurrence = Pick<FactRow, 'event' | 'occurredOn' | 'heardAt'>

/**
 * The day on which a rule's feedback is due: the first term whose event is known decides, counted from the day that was
 * heard of last for that event, because a fact is corrected by a new fact, forwards or backwards (design section 8).
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
    const start = lastHeard(from, occurrences)
    if (start !== undefined) return calendar.add(start, within)
  }
  // The loader refuses an agreement whose last term does not start at the rule's own opening event.
  assert.fail(`no term of ${rule.code} can start`)
}

/** Of two days that one message names, the later one counts; days in ISO form order as text. */
function lastHeard(event: string, occurrences: readonly Occurrence[]): string | undefined {
  let last: Occurrence | undefined
  for (const one of occurrences) {
    if (one.event === event && (last === undefined || isAfter(one, last))) last = one
  }
  return last?.occurredOn
}

function isAfter(one: Occurrence, other: Occurrence): boolean {
  return one.heardAt > other.heardAt || (one.heardAt === other.heardAt && one.occurredOn > other.occurredOn)
}
