import assert from 'node:assert/strict'
import type { FactRow, ObligationRow } from '../store/change.ts'
import { reportEvents, type ObligationRule, type Term } from './agreement.ts'
import { calendars } from './calendar.ts'

/** That an event happened, or is expected, on a day, and when that was heard. */
export type Occurrence = Pick<FactRow, 'event' | 'occurredOn' | 'heardAt'>

/** How a due day came about; days are `YYYY-MM-DD`. */
export interface DueDay {
  readonly on: string
  /** The term of the rule that decided. */
  readonly term: Term
  /** The day from which it was counted. */
  readonly start: string
  /** Set where the term was counted from the day on which an objection was withdrawn, and not from the event. */
  readonly anewFrom?: string
}

/** What a due day is counted from. */
export interface DueQuestion {
  readonly rule: Pick<ObligationRule, 'code' | 'calendar' | 'due' | 'opensOn'>
  readonly obligation: Pick<ObligationRow, 'openedOn' | 'turn'>
  /** Everything known, in any order. */
  readonly occurrences: readonly Occurrence[]
  /** The day on which the last objection was withdrawn: the term starts anew on it. */
  readonly anewFrom?: string | undefined
}

/**
 * The day on which a duty's feedback is due: the first term whose event is known decides, counted from the day that was
 * heard of last for that event, because a fact is corrected by a new fact, forwards or backwards (design section 8). Of
 * reports the latest day counts. A term of the opening event starts with this duty, whatever opened others.
 *
 * Source: design section 7; the terms come from the agreement.
 */
export function dueDay({ rule, obligation, occurrences, anewFrom }: DueQuestion): DueDay {
  const calendar = calendars.get(rule.calendar)
  assert(calendar !== undefined, `no calendar ${rule.calendar}`)
  for (const term of rule.due) {
    const start = term.from === rule.opensOn ? obligation.openedOn : startOf(term.from, occurrences, obligation)
    if (start === undefined) continue
    if (anewFrom === undefined || anewFrom <= start) return { on: calendar.add(start, term.within), term, start }
    return { on: calendar.add(anewFrom, term.within), term, start: anewFrom, anewFrom }
  }
  // The loader refuses an agreement whose last term does not start at the rule's own opening event.
  assert.fail(`no term of ${rule.code} can start`)
}

/** Of two days that one message names, the later one counts; days in ISO form order as text. */
function startOf(
  event: string,
  occurrences: readonly Occurrence[],
  { turn, openedOn }: DueQuestion['obligation']
): string | undefined {
  let last: Occurrence | undefined
  for (const one of occurrences) {
    if (one.event === event && (last === undefined || isAfter(one, last))) last = one
  }
  // A later turn opened with the report before it, also where that named no day.
  const isLater = turn > 1 && reportEvents.has(event)
  if (isLater && (last === undefined || last.occurredOn < openedOn)) return openedOn
  return last?.occurredOn
}

function isAfter(one: Occurrence, other: Occurrence): boolean {
  if (reportEvents.has(one.event)) return one.occurredOn > other.occurredOn
  return one.heardAt > other.heardAt || (one.heardAt === other.heardAt && one.occurredOn > other.occurredOn)
}
