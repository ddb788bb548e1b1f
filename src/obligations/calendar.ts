import assert from 'node:assert/strict'
import { Temporal } from 'temporal-polyfill'
import { holidaysOf, type DayName } from './holidays.ts'
import { remembered } from './remembered.ts'

/** A day that a calendar does not count, and why. */
export interface Skipped {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** The name of the holiday, also where it falls in a weekend; else Saturday or Sunday. */
  readonly reason: DayName
}

/** How a rule counts. Days are `YYYY-MM-DD` in Europe/Amsterdam; a duration never has hours. */
export interface Calendar {
  /** What it can count: under `days` the loader refuses a rule whose durations have weeks, months or years. */
  readonly units: 'any' | 'days'
  /**
   * The day that lies so far from this one; a negative duration counts back.
   *
   * The day itself is not counted, and none at all (`P0D`) gives the day itself, also where the calendar skips that day.
   * A duration in units that the calendar does not count is a bug, and throws.
   */
  add(day: string, duration: string): string
  /**
   * The days that are not counted from one day to another, in the order in which `add` meets them.
   *
   * The first day is left out and the last is not; with the last before the first they count back. Throws where
   * the two lie more than a hundred years apart: no term is that long.
   */
  skipped(from: string, to: string): readonly Skipped[]
}

/** A hundred years: what a person can still read as a list of days, and far more than the 9,999 days of a term. */
const SPAN_DAYS_MAX = 36_525

/** Years of which the days are kept, about 20 kB each: more than the referrals that are looked at together lie apart. */
const YEARS_KEPT_MAX = 64

/**
 * The calendars by name; the loader refuses a rule that names another.
 *
 * - `calendar-days` counts every day. A day here is a date and not 24 hours, so summer time moves nothing. A month or
 *   year that ends on a day which does not exist ends on that month's last day: 31 January and a month is 28 or 29
 *   February.
 * - `nl-national` counts working days: Monday to Friday without the holidays of `holidays.ts`. `P5D` is the fifth working
 *   day after the start; it has no weeks or months.
 */
export const calendars: ReadonlyMap<string, Calendar> = new Map<string, Calendar>([
  [
    'calendar-days',
    {
      units: 'any',
      add: remembered((day, duration) =>
        Temporal.PlainDate.from(day).add(Temporal.Duration.from(duration), { overflow: 'constrain' }).toString()
      ),
      skipped: () => []
    }
  ],
  [
    'nl-national',
    {
      units: 'days',
      add: remembered((day, duration) => addWorkingDays(day, daysOnly(duration))),
      skipped: daysOff
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
 * Under a calendar of units `days` these are working days, so durations of one rule compare with each other all the same.
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

/** By its text: strict, as the loader is, and to have Temporal read it would cost more than all the counting. */
function daysOnly(duration: string): number {
  const [, sign, days] = /^(-?)P(\d{1,4})D$/.exec(duration) ?? []
  assert(days !== undefined, `${duration} is not in days, and working days have no other unit`)
  return sign === '-' ? -Number(days) : Number(days)
}

/** Year by year and not day by day, so that a long term is as cheap as a short one. */
function addWorkingDays(start: string, count: number): string {
  const { year: startYear, dayOfYear } = Temporal.PlainDate.from(start)
  if (count === 0) return start
  let year = startYear
  const { workingUntil, working: ofYear } = daysOfYear(year)
  let working = ofYear
  // Forward the start itself is behind, and back it is not, so that neither way counts it.
  const behind = workingUntil[count > 0 ? dayOfYear : dayOfYear - 1]
  assert(behind !== undefined, `${start} is no day of ${year}`)
  let index = behind + (count > 0 ? count - 1 : count)
  // Each year has over 200 working days, and the agreement's schema allows terms of 9,999 days: at most 50 turns.
  while (index < 0) {
    year -= 1
    working = daysOfYear(year).working
    index += working.length
  }
  while (index >= working.length) {
    index -= working.length
    year += 1
    working = daysOfYear(year).working
  }
  const day = working[index]
  assert(day !== undefined, `no working day ${count} from ${start}`)
  return day
}

function daysOff(from: string, to: string): readonly Skipped[] {
  const span = daysBetween(from, to)
  assert(Math.abs(span) <= SPAN_DAYS_MAX, `${from} and ${to} lie too far apart to list days`)
  const back = span < 0
  const [first, last] = back ? [to, from] : [from, to]
  const found: Skipped[] = []
  const { year: lastYear } = Temporal.PlainDate.from(last)
  for (let { year } = Temporal.PlainDate.from(first); year <= lastYear; year += 1) {
    found.push(...daysOfYear(year).off.filter(({ day }) => day >= first && day <= last && day !== from))
  }
  return back ? found.reverse() : found
}

interface DaysOfYear {
  readonly working: readonly string[]
  /** By day of the year, from 0: how many working days there are until then, that day included. */
  readonly workingUntil: readonly number[]
  readonly off: readonly Skipped[]
}

/** Kept because every duty of every referral asks for the same few years; a year never changes, so nothing goes stale. */
const kept = new Map<number, DaysOfYear>()

function daysOfYear(year: number): DaysOfYear {
  const before = kept.get(year)
  if (before !== undefined) return before
  const days = splitYear(year)
  if (kept.size >= YEARS_KEPT_MAX) kept.clear()
  kept.set(year, days)
  return days
}

function splitYear(year: number): DaysOfYear {
  const holidays = holidaysOf(year)
  const working: string[] = []
  const workingUntil = [0]
  const off: Skipped[] = []
  for (let date = new Temporal.PlainDate(year, 1, 1); date.year === year; date = date.add({ days: 1 })) {
    const day = date.toString()
    const reason = holidays.get(day) ?? weekend(date.dayOfWeek)
    if (reason === undefined) working.push(day)
    else off.push({ day, reason })
    workingUntil.push(working.length)
  }
  return { working, workingUntil, off }
}

function weekend(dayOfWeek: number): DayName | undefined {
  if (dayOfWeek === 6) return { en: 'Saturday', nl: 'Zaterdag' }
  return dayOfWeek === 7 ? { en: 'Sunday', nl: 'Zondag' } : undefined
}
