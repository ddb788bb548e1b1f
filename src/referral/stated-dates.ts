import type { Extension } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { ExtensionUrl } from '../fhir/systems.ts'
import type { FeedbackDates } from '../obligations/feedback-kinds.ts'
import { isCountableDay } from '../obligations/time/known-years.ts'

/**
 * The dates that a Communication or a Task step carries: when it happened, and when something is expected.
 *
 * @returns calendar days, `YYYY-MM-DD` in Europe/Amsterdam, and the instants of those that were given with a time; a date
 *   known only to the month says no day, and is left out.
 */
export function statedDates(extensions: readonly Extension[] | undefined): FeedbackDates {
  const [event, eventAt] = dateIn(extensions, ExtensionUrl.eventDate)
  const [expected, expectedAt] = dateIn(extensions, ExtensionUrl.expectedDate)
  return {
    ...(event === undefined ? {} : { event }),
    ...(expected === undefined ? {} : { expected }),
    ...(eventAt === undefined ? {} : { eventAt }),
    ...(expectedAt === undefined ? {} : { expectedAt })
  }
}

/** Years that a planned or expected day may lie ahead: no waiting list is longer, and 9999-12-31 means that nobody knows. */
const YEARS_AHEAD_MAX = 2

/**
 * Whether a day lies so far ahead, or back, that no term may be counted from it: a year of 0026 is a slip of the pen. Days as
 * `YYYY-MM-DD`.
 */
export function isTooFar(day: string | undefined, today: string): boolean {
  if (day === undefined) return false
  return !isCountableDay(day) || day > `${Number(today.slice(0, 4)) + YEARS_AHEAD_MAX}${today.slice(4)}`
}

/**
 * The local day that a FHIR date or dateTime says.
 *
 * @returns undefined for one known only to the month or year, which says no day.
 */
export function dayOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const instant = instantOf(value)
  return instant === undefined ? undefined : localDay(instant)
}

/** The instant that a FHIR dateTime says, epoch ms; undefined for one without a time. */
export function instantOf(value: string | undefined): number | undefined {
  const instant = value?.includes('T') === true ? Date.parse(value) : Number.NaN
  return Number.isNaN(instant) ? undefined : instant
}

function dateIn(extensions: readonly Extension[] | undefined, url: string): readonly [day?: string, at?: number] {
  const found = extensions?.find((extension) => extension.url === url)
  const value = found?.valueDate ?? found?.valueDateTime
  const [day, at] = [dayOf(value), instantOf(value)]
  if (day === undefined) return []
  return at === undefined ? [day] : [day, at]
}
