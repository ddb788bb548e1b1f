import assert from 'node:assert/strict'
import { Temporal } from 'temporal-polyfill'
import type { DayName } from './holidays.ts'
import { knownDay } from './known-years.ts'

/** A day that a calendar does not count, and why. */
export interface Skipped {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** The name of the holiday, also where it falls in a weekend; the title of a closure; else Saturday or Sunday. */
  readonly reason: DayName
  readonly kind: 'weekend' | 'holiday' | 'closure'
}

/** Which days count and which are off; days are `YYYY-MM-DD`, and outside 1900-2199 each of these throws. */
export interface DaysOff {
  readonly isOff: (day: string) => boolean
  /** The day on which so many counted days have passed, the first one left out; back where negative, the day itself for 0. */
  readonly step: (day: string, count: number) => string
  /** How many counted days `step` passes from one day to another: the last one is counted and the first is not. */
  readonly count: (from: string, to: string) => number
  /** The days off from one day to another in the order of counting, the last included and the first not. */
  readonly list: (from: string, to: string) => readonly Skipped[]
}

/** A hundred years: what a person can still read as a list of days, and far more than the 9,999 days of a term. */
const SPAN_DAYS_MAX = 36_525

/** No day is off. A day is a date and not 24 hours, so summer time moves nothing. */
export const everyDay: DaysOff = {
  isOff: () => false,
  step: (day, count) => (count === 0 ? day : knownDay(Temporal.PlainDate.from(day).add({ days: count }).toString())),
  count: daysBetween,
  list: () => []
}

/** How many days the second day lies after the first; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

/** Saturdays, Sundays and holidays are off; year by year and not day by day, so that a long term is as cheap as a short one. */
export function weekendsAnd(holidaysOf: (year: number) => ReadonlyMap<string, DayName>): DaysOff {
  const ofYear = keptYears(holidaysOf)
  return {
    isOff: (day) => ofYear(yearOf(day)).offDays.has(day),
    step: (day, count) => (count === 0 ? validDay(day) : step(ofYear, day, count)),
    count: (from, to) => countBetween(ofYear, from, to),
    list: (from, to) => listBetween(ofYear, from, to)
  }
}

interface DaysOfYear {
  readonly counted: readonly string[]
  /** By day of the year, from 0: how many counted days there are until then, that day included. */
  readonly countedUntil: readonly number[]
  readonly off: readonly Skipped[]
  readonly offDays: ReadonlySet<string>
}

type OfYear = (year: number) => DaysOfYear

/**
 * Kept because every duty of every referral asks for the same few years, about 20 kB each; a year never changes, so nothing
 * goes stale. There are 300 known years, which is the bound also for a sender who asks for all of them.
 */
function keptYears(holidaysOf: (year: number) => ReadonlyMap<string, DayName>): OfYear {
  const kept = new Map<number, DaysOfYear>()
  return (year) => {
    const before = kept.get(year)
    if (before !== undefined) return before
    knownDay(`${String(year).padStart(4, '0')}-01-01`)
    const days = splitYear(year, holidaysOf(year))
    kept.set(year, days)
    return days
  }
}

function splitYear(year: number, holidays: ReadonlyMap<string, DayName>): DaysOfYear {
  const counted: string[] = []
  const countedUntil = [0]
  const off: Skipped[] = []
  for (let date = new Temporal.PlainDate(year, 1, 1); date.year === year; date = date.add({ days: 1 })) {
    const day = date.toString()
    const holiday = holidays.get(day)
    const weekend = weekendName(date.dayOfWeek)
    if (holiday !== undefined) off.push({ day, reason: holiday, kind: 'holiday' })
    else if (weekend !== undefined) off.push({ day, reason: weekend, kind: 'weekend' })
    else counted.push(day)
    countedUntil.push(counted.length)
  }
  return { counted, countedUntil, off, offDays: new Set(off.map(({ day }) => day)) }
}

function weekendName(dayOfWeek: number): DayName | undefined {
  if (dayOfWeek === 6) return { en: 'Saturday', nl: 'Zaterdag' }
  return dayOfWeek === 7 ? { en: 'Sunday', nl: 'Zondag' } : undefined
}

function step(ofYear: OfYear, start: string, count: number): string {
  let year = yearOf(start)
  let { counted } = ofYear(year)
  // Forward the start itself is behind, and back it is not, so that neither way counts it.
  const behind = countedUntil(ofYear, start, count > 0)
  let index = behind + (count > 0 ? count - 1 : count)
  // Each year has over 200 counted days, and the known years end, so that it takes at most 300 turns.
  while (index < 0) {
    year -= 1
    counted = ofYear(year).counted
    index += counted.length
  }
  while (index >= counted.length) {
    index -= counted.length
    year += 1
    counted = ofYear(year).counted
  }
  const day = counted[index]
  assert(day !== undefined, `no counted day ${count} from ${start}`)
  return day
}

function countBetween(ofYear: OfYear, from: string, to: string): number {
  if (from === to) return 0
  const back = to < from
  const [first, last] = back ? [to, from] : [from, to]
  // Forward the last day is counted and back the one that comes first in time, as `step` counts them.
  let count = countedUntil(ofYear, last, !back) - countedUntil(ofYear, first, !back)
  const lastYear = yearOf(last)
  for (let year = yearOf(first); year < lastYear; year += 1) count += ofYear(year).counted.length
  return back && count > 0 ? -count : count
}

/** How many counted days of its year there are until a day, that day included or not. */
function countedUntil(ofYear: OfYear, day: string, isIncluded: boolean): number {
  const { year, dayOfYear } = Temporal.PlainDate.from(day)
  const until = ofYear(year).countedUntil[isIncluded ? dayOfYear : dayOfYear - 1]
  assert(until !== undefined, `${day} is no day of ${year}`)
  return until
}

function listBetween(ofYear: OfYear, from: string, to: string): readonly Skipped[] {
  const span = daysBetween(from, to)
  assert(Math.abs(span) <= SPAN_DAYS_MAX, `${from} and ${to} lie too far apart to list days`)
  const back = span < 0
  const [first, last] = back ? [to, from] : [from, to]
  const found: Skipped[] = []
  const lastYear = yearOf(last)
  for (let year = yearOf(first); year <= lastYear; year += 1) {
    found.push(...ofYear(year).off.filter(({ day }) => day >= first && day <= last && day !== from))
  }
  return back ? found.reverse() : found
}

/** By its text, which is much cheaper; a year that is not four figures is none that is known. */
function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

/** Throws where there is no such day, as any count from it does. */
function validDay(day: string): string {
  return Temporal.PlainDate.from(day).toString()
}
