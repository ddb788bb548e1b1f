import assert from 'node:assert/strict'
import type { ObligationRule } from '../agreement.ts'
import { calendarOf, type Skipped } from '../time/calendar.ts'
import { dayWords, listed } from '../words.ts'
import type { SkippedDays } from './step.ts'
import type { Phrase } from './texts.ts'

/** What a rule's calendar does not count of a term, or off which it moves its end. */
export function skippedDays(
  rule: Pick<ObligationRule, 'calendar' | 'closures'>,
  start: string,
  within: string
): SkippedDays {
  const calendar = calendarOf(rule)
  assert(calendar !== undefined, `no calendar ${rule.calendar}`)
  return sorted(calendar.passed(start, within))
}

/** Days off as weekends in a number, and each other by its name. */
export function sorted(skipped: readonly Skipped[]): SkippedDays {
  const holidays = skipped.filter(({ kind }) => kind !== 'weekend')
  return { weekendDays: skipped.length - holidays.length, holidays }
}

/** Days off in words: “2 weekend days and Easter Monday (6 April 2026)”. */
export function skippedWords({ weekendDays: count, holidays }: SkippedDays): Phrase {
  const days =
    count === 1
      ? { en: '1 weekend day', nl: '1 weekenddag' }
      : { en: `${count} weekend days`, nl: `${count} weekenddagen` }
  return listed([...(count === 0 ? [] : [days]), ...holidays.map(holidayWords)])
}

function holidayWords({ day, reason }: Skipped): Phrase {
  const on = dayWords(day)
  return { en: `${reason.en} (${on.en})`, nl: `${reason.nl} (${on.nl})` }
}
