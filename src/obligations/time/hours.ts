import { daysRange } from './calendar.ts'

const HOUR_MS = 3_600_000

/** The longest term in days, and of hours: nothing is owed that far ahead, and a count of it stays within the known years. */
const TERM_UNITS_MAX = 9999

/** Days and larger units; `P` alone and units without a number are none. */
const IN_DAYS = /^P(?=\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,4}D)?$/

/**
 * The length in milliseconds of a term in hours (`PT24H`); undefined for any other.
 *
 * Hours are another unit than days: 24 hours are 24 hours also where the clock is put forward or back, so that they end
 * on another time of day there, and no calendar counts them. `P1D` ends with the next day, however long that is.
 */
export function hoursOf(duration: string): number | undefined {
  const [, hours] = /^PT(\d{1,4})H$/.exec(duration) ?? []
  return hours === undefined ? undefined : Number(hours) * HOUR_MS
}

/**
 * Whether a text is a term that can be counted: days, weeks, months and years, at most 9,999 days together, or 1 to
 * 9,999 hours. Days and hours in one term are refused, since nobody can say on which clock that ends.
 */
export function isTerm(text: string): boolean {
  const hours = hoursOf(text)
  if (hours !== undefined) return hours > 0
  return IN_DAYS.test(text) && daysRange(text)[1] <= TERM_UNITS_MAX
}

/** Whether a text is an offset to a due day that can be counted: a term in days, or one that counts back (`-P7D`). */
export function isOffset(text: string): boolean {
  const term = text.startsWith('-') ? text.slice(1) : text
  return hoursOf(term) === undefined && isTerm(term)
}
