import { dateOf, dayFrom, dayOf, weekday, type Day } from '../diary/days.ts'

/** A length of time as an agreement has it. Hours are not days. */
export interface Term {
  readonly unit: 'days' | 'months' | 'years' | 'hours'
  /** Negative for one that counts back. */
  readonly count: number
}

/** A way to count days: every day of the calendar, or those on which offices work. */
export type Counting = 'calendar-days' | 'nl-national'

/** A term from its ISO 8601 text; one that is made of several units nobody has taught the count. */
export function termOf(text: string): Term {
  const [, sign, time, digits, unit] = /^(-?)P(T?)(\d{1,4})([DWMYH])$/.exec(text) ?? []
  const count = Number(digits) * (sign === '-' ? -1 : 1)
  if (time === 'T' && unit === 'H') return { unit: 'hours', count }
  if (time === '' && unit === 'D') return { unit: 'days', count }
  if (time === '' && unit === 'W') return { unit: 'days', count: 7 * count }
  if (time === '' && unit === 'M') return { unit: 'months', count }
  if (time === '' && unit === 'Y') return { unit: 'years', count }
  throw new Error(`nobody has taught the count the term ${text}`)
}

/** The day that lies a term after a day, or before it; the day itself is not counted. */
export function after(day: Day, { unit, count }: Term, counting: Counting): Day {
  const { year, month, date } = dateOf(day)
  if (unit === 'years') return dayOf(year + count, month, date)
  if (unit === 'months')
    return dayOf(year + Math.floor((month - 1 + count) / 12), ((((month - 1 + count) % 12) + 12) % 12) + 1, date)
  if (unit === 'hours') throw new Error('hours are not days')
  if (counting === 'calendar-days') return day + count
  let reached = day
  for (let counted = 0; counted < Math.abs(count);) {
    reached += Math.sign(count)
    if (isWorkingDay(reached)) counted += 1
  }
  return reached
}

/** How many days a calendar counts from one day to another: the last one is counted, the first is not. */
export function counted(from: Day, to: Day, counting: Counting): number {
  if (counting === 'calendar-days') return to - from
  let sum = 0
  for (let day = from + 1; day <= to; day++) if (isWorkingDay(day)) sum += 1
  return sum
}

/** Easter Sundays as they stand in an almanac. */
const EASTERS = [
  '2023-04-09',
  '2024-03-31',
  '2025-04-20',
  '2026-04-05',
  '2027-03-28',
  '2028-04-16',
  '2029-04-01',
  '2030-04-21',
  '2031-04-13',
  '2032-03-28',
  '2033-04-17',
  '2034-04-09',
  '2035-03-25',
  '2036-04-13'
].map(dayFrom)

/** Days on which Dutch offices are closed beside Saturdays and Sundays. Good Friday is a working day. */
const closed = new Set(EASTERS.flatMap(closedIn))

function closedIn(easter: Day): readonly Day[] {
  const { year } = dateOf(easter)
  const kingsDay = dayOf(year, 4, 27)
  return [
    dayOf(year, 1, 1),
    easter + 1,
    // On a Sunday it is kept the day before.
    weekday(kingsDay) === 7 ? kingsDay - 1 : kingsDay,
    // Liberation Day is a day off once in five years.
    ...(year % 5 === 0 ? [dayOf(year, 5, 5)] : []),
    // Ascension, Whit Monday.
    easter + 39,
    easter + 50,
    dayOf(year, 12, 25),
    dayOf(year, 12, 26)
  ]
}

const [first, last] = [dayOf(2023, 1, 1), dayOf(2036, 12, 31)]

function isWorkingDay(day: Day): boolean {
  if (day < first || day > last) throw new Error('the almanac of the count ends before that day')
  return weekday(day) <= 5 && !closed.has(day)
}
