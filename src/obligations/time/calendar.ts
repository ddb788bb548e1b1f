import assert from 'node:assert/strict'
import { Temporal } from 'temporal-polyfill'
import type { ObligationRule } from '../agreement.ts'
import { withClosures } from './closures.ts'
import { daysBetween, everyDay, weekendsAnd, type DaysOff, type Skipped } from './days-off.ts'
import { holidaysOf, recognisedHolidaysOf } from './holidays.ts'
import { knownDay } from './known-years.ts'
import { remembered } from './remembered.ts'
import { endByAct } from './termijnenwet.ts'

export { daysBetween, type Skipped }

/**
 * How a rule counts. Days are `YYYY-MM-DD` in Europe/Amsterdam; a duration never has hours, which are another unit
 * (`hours.ts`). A day outside 1900-2199 is a bug, and throws (`known-years.ts`).
 */
export interface Calendar {
  /** What it can count: under `days` the loader refuses a rule whose durations have weeks, months or years. */
  readonly units: 'any' | 'days'
  /**
   * The day that lies so far from this one; a negative duration counts back.
   *
   * The day itself is not counted, and none at all (`P0D`) gives the day itself, also where the calendar skips that day.
   * A duration in units that the calendar does not count is a bug, and throws.
   *
   * @param stoodStill - units (those of `count`) for which a term that counts forward stood still: it ends so many
   * later, and an end that the calendar moves is moved once, after that.
   */
  add(day: string, duration: string, stoodStill?: number): string
  /**
   * How many of its units lie between two days: the last day is counted, the first is not; negative where it lies before.
   *
   * `add(from, P<count>D)` is the last day where that day counts. Where it does not, it is the counted day next to it on
   * the way back to `from`, or `from` itself. The Algemene termijnenwet counts every day: there it is the last day where
   * a term may end on it, else the day to which that end moves; and for three days or more of which fewer than two are
   * ordinary it is later (article 2), hence `stoodStill`.
   */
  count(from: string, to: string): number
  /** Whether the calendar does not count the day, or of the Algemene termijnenwet: whether no term ends on it. */
  isOff(day: string): boolean
  /**
   * The days that are not counted from one day to another, in the order in which `add` meets them; none under a calendar
   * that counts every day.
   *
   * The first day is left out and the last is not; with the last before the first they count back. Throws where
   * the two lie more than a hundred years apart: no term is that long.
   */
  skipped(from: string, to: string): readonly Skipped[]
  /** The days for which `add` goes further than the duration says: those not counted, or those for which the end moved. */
  passed(day: string, duration: string, stoodStill?: number): readonly Skipped[]
}

/** The days that a calendar has off, and how it counts with them. */
interface Kind {
  readonly days: DaysOff
  readonly calendar: (days: DaysOff) => Calendar
}

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['calendar-days', { days: everyDay, calendar: calendarDays }],
  ['nl-national', { days: weekendsAnd(holidaysOf), calendar: workingDays }],
  ['nl-algemene-termijnenwet', { days: weekendsAnd(recognisedHolidaysOf), calendar: daysByAct }]
])

/**
 * The calendars by name; the loader refuses a rule that names another.
 *
 * - `calendar-days` counts every day. A day here is a date and not 24 hours, so summer time moves nothing. A month or
 *   year that ends on a day which does not exist ends on that month's last day: 31 January and a month is 28 or 29
 *   February.
 * - `nl-national` counts working days: Monday to Friday without the holidays of `holidays.ts`. `P5D` is the fifth working
 *   day after the start; it has no weeks or months.
 * - `nl-algemene-termijnenwet` counts as `calendar-days`, and moves the end of a term off Saturdays, Sundays and
 *   recognised holidays as the act does (`termijnenwet.ts`).
 */
export const calendars: ReadonlyMap<string, Calendar> = new Map(
  [...kinds].map(([name, { days, calendar }]) => [name, calendar(days)])
)

/** By the list of closures, which the loader gives to each rule that it holds for; gone when the agreement is. */
const compiled = new WeakMap<object, Map<string, Calendar>>()

/**
 * The calendar by which a rule counts: the one that it names, without the days of its closures.
 *
 * - Under `nl-national` and `calendar-days` a closed day is not counted. A week, month or year is as many days as it
 *   would be without closures, and ends when so many have been counted.
 * - Under `nl-algemene-termijnenwet` no term ends on it, as on the days that a royal decree equates with a holiday.
 *
 * @returns undefined for a name that is no calendar. Throws for closures that the loader refuses (`closureProblems`).
 */
export function calendarOf(rule: Pick<ObligationRule, 'calendar' | 'closures'>): Calendar | undefined {
  const { calendar: name, closures } = rule
  const kind = kinds.get(name)
  if (kind === undefined || closures === undefined || closures.length === 0) return calendars.get(name)
  const before = compiled.get(closures)?.get(name)
  if (before !== undefined) return before
  const calendar = kind.calendar(withClosures(kind.days, closures))
  compiled.set(closures, new Map(compiled.get(closures)).set(name, calendar))
  return calendar
}

function calendarDays(days: DaysOff): Calendar {
  const end = (day: string, duration: string, stoodStill: number): string =>
    days.step(day, daysBetween(day, plainEnd(day, duration)) + stoodStill)
  return { units: 'any', ...counting(days, end) }
}

function workingDays(days: DaysOff): Calendar {
  const end = (day: string, duration: string, stoodStill: number): string =>
    days.step(day, daysOnly(duration) + stoodStill)
  return { units: 'days', ...counting(days, end) }
}

type End = (day: string, duration: string, stoodStill: number) => string

function counting({ count, isOff, list }: DaysOff, end: End): Omit<Calendar, 'units'> {
  const kept = remembered(end)
  const add = (day: string, duration: string, stoodStill = 0): string => kept(day, duration, stoodStill)
  return {
    add,
    count,
    isOff,
    skipped: list,
    passed: (day, duration, stoodStill) => list(day, add(day, duration, stoodStill))
  }
}

function daysByAct(days: DaysOff): Calendar {
  const plain = (day: string, duration: string, stoodStill = 0): string =>
    everyDay.step(plainEnd(day, duration), stoodStill)
  const kept = remembered((start: string, duration: string, stoodStill: number) =>
    endByAct({ start, duration, plainEnd: plain(start, duration, stoodStill), days })
  )
  const add = (day: string, duration: string, stoodStill = 0): string => kept(day, duration, stoodStill)
  return {
    units: 'any',
    add,
    count: everyDay.count,
    isOff: days.isOff,
    skipped: everyDay.list,
    passed(day, duration, stoodStill) {
      const from = plain(day, duration, stoodStill)
      const to = add(day, duration, stoodStill)
      if (from === to) return []
      // A list leaves out its first day. An end that was moved further than off a day off was so for all days off before it.
      const isRolled = days.isOff(from) && to === days.step(from, 1)
      return days.list(isRolled ? everyDay.step(from, -1) : day, to)
    }
  }
}

function plainEnd(day: string, duration: string): string {
  // Temporal would add hours to a date in days of 24 of them.
  assert(/^-?P[^T]+$/.test(duration), `${duration} is not in days, and no calendar counts hours`)
  return knownDay(
    Temporal.PlainDate.from(day).add(Temporal.Duration.from(duration), { overflow: 'constrain' }).toString()
  )
}

/** By its text: strict, as the loader is, and to have Temporal read it would cost more than all the counting. */
function daysOnly(duration: string): number {
  const [, sign, days] = /^(-?)P(\d{1,4})D$/.exec(duration) ?? []
  assert(days !== undefined, `${duration} is not in days, and working days have no other unit`)
  return sign === '-' ? -Number(days) : Number(days)
}
