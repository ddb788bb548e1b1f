import { Temporal } from 'temporal-polyfill'
import type { Day } from './diary.ts'

/** A length of time: days, weeks and years of the calendar, or days on which offices work. */
export type Term = { readonly days: number } | { readonly years: number } | { readonly workingDays: number }

/** The last moment of time, for who knows everything. */
export const ALWAYS = '9999-12-31T23:59:59Z'

/**
 * The weekdays on which Dutch offices are closed, copied from a wall calendar: New Year, Easter Monday, King's Day,
 * Ascension, Whit Monday, Christmas, and Liberation Day once in five years. Good Friday is a working day.
 */
const CLOSED: Readonly<Record<string, readonly Day[]>> = {
  '2025': [
    '2025-01-01',
    '2025-04-21',
    '2025-04-26',
    '2025-05-05',
    '2025-05-29',
    '2025-06-09',
    '2025-12-25',
    '2025-12-26'
  ],
  '2026': ['2026-01-01', '2026-04-06', '2026-04-27', '2026-05-14', '2026-05-25', '2026-12-25', '2026-12-26'],
  '2027': ['2027-01-01', '2027-03-29', '2027-04-27', '2027-05-06', '2027-05-17', '2027-12-25', '2027-12-26'],
  '2028': ['2028-01-01', '2028-04-17', '2028-04-27', '2028-05-25', '2028-06-05', '2028-12-25', '2028-12-26'],
  '2029': ['2029-01-01', '2029-04-02', '2029-04-27', '2029-05-10', '2029-05-21', '2029-12-25', '2029-12-26']
}

/** Writes a day as `2026-03-01`, as Swedes do. */
const wallCalendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam', dateStyle: 'short' })

/** The calendar day in Europe/Amsterdam of an instant. */
export function localDay(at: string): Day {
  return wallCalendar.format(new Date(at))
}

/** Whether one instant is not after another. */
export function isUntil(at: string, until: string): boolean {
  return Date.parse(at) <= Date.parse(until)
}

/** The day that lies a term after a day (before it, when the term is negative); the day itself is not counted. */
export function dayAfter(day: Day, term: Term): Day {
  const from = Temporal.PlainDate.from(day)
  if ('years' in term) return from.add({ years: term.years }).toString()
  if ('days' in term) return from.add({ days: term.days }).toString()
  let reached = from
  const step = term.workingDays < 0 ? -1 : 1
  for (let counted = 0; counted < Math.abs(term.workingDays);) {
    reached = reached.add({ days: step })
    if (isWorkingDay(reached)) counted += 1
  }
  return reached.toString()
}

/** How many nights lie between two days. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

function isWorkingDay(day: Temporal.PlainDate): boolean {
  const closed = CLOSED[String(day.year)]
  if (closed === undefined) throw new Error(`nobody has copied the closed days of ${String(day.year)}`)
  return day.dayOfWeek <= 5 && !closed.includes(day.toString())
}
