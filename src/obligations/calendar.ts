import { Temporal } from 'temporal-polyfill'

/** How a rule counts. Days are `YYYY-MM-DD` in Europe/Amsterdam; a duration never has hours. */
export interface Calendar {
  /** The day that lies so far from this one; a negative duration counts back. */
  add(day: string, duration: string): string
}

/**
 * The calendars by name; the loader refuses a rule that names another.
 *
 * A day here is a date and not 24 hours, so summer time moves nothing. A month or year that ends on a day which does
 * not exist ends on that month's last day: 31 January and a month is 28 or 29 February.
 */
export const calendars: ReadonlyMap<string, Calendar> = new Map([
  [
    'calendar-days',
    {
      add: (day: string, duration: string) =>
        Temporal.PlainDate.from(day).add(Temporal.Duration.from(duration), { overflow: 'constrain' }).toString()
    }
  ]
])

/** How many days the second day lies after the first; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

/**
 * The fewest and the most days that a duration can be, counted from any date (a month is 28 to 31 days).
 *
 * @returns negative numbers for a duration that counts back; the first is never above the second.
 */
export function daysRange(duration: string): readonly [number, number] {
  const { years, months, weeks, days } = Temporal.Duration.from(duration)
  const fixed = weeks * 7 + days
  const one = years * 365 + months * 28 + fixed
  const other = years * 366 + months * 31 + fixed
  return [Math.min(one, other), Math.max(one, other)]
}
