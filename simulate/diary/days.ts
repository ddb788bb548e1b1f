/**
 * The simulation's own calendar arithmetic: days are numbers, 0 is 1 January 1970, and nothing here is shared with the
 * gateway, so that a mistake in its calendar cannot hide in the count that it is compared with.
 */

/** A calendar day in Europe/Amsterdam, as days since 1 January 1970. */
export type Day = number

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A day by its date; a day of the month that does not exist becomes the last one that does. */
export function dayOf(year: number, month: number, date: number): Day {
  // `Date.UTC` alone would roll 31 April over into May.
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return Date.UTC(year, month - 1, Math.min(date, last)) / DAY_MS
}

/** The date of a day. */
export function dateOf(day: Day): { readonly year: number; readonly month: number; readonly date: number } {
  const at = new Date(day * DAY_MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** A day as `YYYY-MM-DD`. */
export function isoOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** A day from `YYYY-MM-DD`. */
export function dayFrom(iso: string): Day {
  return Date.parse(`${iso}T00:00:00Z`) / DAY_MS
}

/** The day of the week, 1 Monday to 7 Sunday; 1 January 1970 was a Thursday. */
export function weekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** The last day of the month that lies so many months after the first one. */
export function monthEnd({ year, month }: { readonly year: number; readonly month: number }, after: number): Day {
  return dayOf(year, month + after + 1, 1) - 1
}

/**
 * The instant (epoch ms) of a minute of a day on a Dutch wall clock: an hour ahead of UTC, and two in summer.
 *
 * Summer time runs from the last Sunday of March to the last Sunday of October; no entry of a diary is made in the hour
 * that is skipped or comes twice.
 */
export function instantOf(day: Day, minute: number): number {
  const { year } = dateOf(day)
  const [begins, ends] = [lastSunday(year, 3), lastSunday(year, 10)]
  const isSummer = (day > begins || (day === begins && minute >= 180)) && (day < ends || (day === ends && minute < 180))
  return day * DAY_MS + (minute - (isSummer ? 120 : 60)) * MINUTE_MS
}

function lastSunday(year: number, month: number): Day {
  const last = dayOf(year, month, 31)
  return last - (weekday(last) % 7)
}
