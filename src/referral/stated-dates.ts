import type { Extension } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { ExtensionUrl } from '../fhir/systems.ts'
import type { FeedbackDates } from '../obligations/feedback-kinds.ts'

/**
 * The dates that a Communication or a Task step carries: when it happened, and when something is expected.
 *
 * @returns calendar days, `YYYY-MM-DD` in Europe/Amsterdam; a date known only to the month says no day, and is left out.
 */
export function statedDates(extensions: readonly Extension[] | undefined): Partial<FeedbackDates> {
  const event = dateIn(extensions, ExtensionUrl.eventDate)
  const expected = dateIn(extensions, ExtensionUrl.expectedDate)
  return { ...(event === undefined ? {} : { event }), ...(expected === undefined ? {} : { expected }) }
}

/** Years that a planned or expected day may lie ahead: no waiting list is longer, and 9999-12-31 means that nobody knows. */
const YEARS_AHEAD_MAX = 2

/** Whether a day lies so far ahead that no term may be counted from it; days as `YYYY-MM-DD`. */
export function isTooFar(day: string | undefined, today: string): boolean {
  return day !== undefined && day > `${Number(today.slice(0, 4)) + YEARS_AHEAD_MAX}${today.slice(4)}`
}

/**
 * The local day that a FHIR date or dateTime says.
 *
 * @returns undefined for one known only to the month or year, which says no day.
 */
export function dayOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const instant = value.includes('T') ? Date.parse(value) : Number.NaN
  return Number.isNaN(instant) ? undefined : localDay(instant)
}

function dateIn(extensions: readonly Extension[] | undefined, url: string): string | undefined {
  const found = extensions?.find((extension) => extension.url === url)
  return dayOf(found?.valueDate ?? found?.valueDateTime)
}
