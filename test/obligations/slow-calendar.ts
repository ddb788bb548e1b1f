/**
 * An independent calculation of due days, one day at a time: no code shared with the product, no Temporal, no Date.
 * It knows 2023 to 2042, and throws outside.
 */

/** What a due day is calculated from; the fields are those of a rule of an agreement. */
export interface SlowTerm {
  readonly calendar: string
  readonly closures?: readonly { readonly from: string; readonly to: string }[]
  readonly roll?: string
  readonly start: string
  /** ISO 8601 duration, also negative. */
  readonly within: string
}

interface Day {
  readonly text: string
  readonly year: number
  readonly month: number
  readonly date: number
  /** 0 is Monday. */
  readonly weekday: number
}

/** Easter Sundays as almanacs print them. */
const EASTER: Readonly<Record<number, string>> = {
  2023: '04-09',
  2024: '03-31',
  2025: '04-20',
  2026: '04-05',
  2027: '03-28',
  2028: '04-16',
  2029: '04-01',
  2030: '04-21',
  2031: '04-13',
  2032: '03-28',
  2033: '04-17',
  2034: '04-09',
  2035: '03-25',
  2036: '04-13',
  2037: '04-05',
  2038: '04-25',
  2039: '04-10',
  2040: '04-01',
  2041: '04-21',
  2042: '04-06'
}

const days: readonly Day[] = writtenOut()
const places: ReadonlyMap<string, number> = new Map(days.map(({ text }, place) => [text, place]))

/** Each day of a stretch, both ends included. */
export function daysFrom(first: string, last: string): readonly string[] {
  return days.slice(placeOf(first), placeOf(last) + 1).map(({ text }) => text)
}

/** The day on which a term ends; hours count from the end of the day on which they start, and are not rolled. */
export function slowEnd({ calendar, closures = [], roll, start, within }: SlowTerm): string {
  if (within.includes('T')) return afterHours(start, within)
  const end = counted(calendar, closures, start, within)
  if (roll === undefined) return end
  let place = placeOf(end)
  while (isNoWorkingDay(dayAt(place)) || isClosed(dayAt(place), closures)) place += 1
  return dayAt(place).text
}

function counted(calendar: string, closures: SlowTerm['closures'] & object, start: string, within: string): string {
  const from = placeOf(start)
  const plain = placeOf(plainEnd(start, within))
  const distance = plain - from
  switch (calendar) {
    case 'calendar-days':
      return walk(from, distance, (day) => !isClosed(day, closures)).text
    case 'nl-national':
      return walk(from, distance, (day) => !isNoWorkingDay(day) && !isClosed(day, closures)).text
    case 'nl-algemene-termijnenwet':
      return byAct(from, plain, within, (day) => isNoDayOfTheAct(day) || isClosed(day, closures)).text
    default:
      throw new Error(`the slow calculation does not know ${calendar}`)
  }
}

/** One step at a time; a day that does not count is stepped over. */
function walk(from: number, count: number, counts: (day: Day) => boolean): Day {
  const step = count < 0 ? -1 : 1
  let place = from
  for (let left = Math.abs(count); left > 0;) {
    place += step
    if (counts(dayAt(place))) left -= 1
  }
  return dayAt(place)
}

function byAct(from: number, plain: number, within: string, isOff: (day: Day) => boolean): Day {
  if (plain <= from || isBeyondTheAct(within)) return dayAt(plain)
  let end = plain
  for (;;) {
    let ordinary = 0
    for (let place = from + 1; place <= end; place += 1) if (!isOff(dayAt(place))) ordinary += 1
    const isLongEnough = plain - from < 3 || ordinary >= 2
    if (isLongEnough && !isOff(dayAt(end))) return dayAt(end)
    end += 1
  }
}

function isBeyondTheAct(within: string): boolean {
  const { years, months, weeks, days: ofDays } = parsed(within)
  if (years >= 1 || months > 3 || weeks > 12 || ofDays > 90) return true
  const isMixed = [months, weeks, ofDays].filter((count) => count !== 0).length > 1
  return isMixed && months * 31 + weeks * 7 + ofDays > 90
}

function plainEnd(start: string, within: string): string {
  const { sign, years, months, weeks, days: ofDays } = parsed(within)
  let { year, month } = dayAt(placeOf(start))
  const { date } = dayAt(placeOf(start))
  for (let left = years * 12 + months; left > 0; left -= 1) {
    month += sign
    if (month === 13) [year, month] = [year + 1, 1]
    if (month === 0) [year, month] = [year - 1, 12]
  }
  const place = placeOf(textOf(year, month, Math.min(date, lengthOf(year, month))))
  return dayAt(place + sign * (weeks * 7 + ofDays)).text
}

function parsed(within: string) {
  const found = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(within)
  if (found === null) throw new Error(`the slow calculation cannot read ${within}`)
  const [years, months, weeks, ofDays] = found.slice(2).map((part: string | undefined) => Number(part ?? 0))
  return { sign: found[1] === '-' ? -1 : 1, years: years!, months: months!, weeks: weeks!, days: ofDays! }
}

/** Summer time is from the last Sunday of March to that of October; the clock changes in the night, at 01:00 UTC. */
function afterHours(start: string, within: string): string {
  const hours = Number(/^PT(\d+)H$/.exec(within)?.[1])
  if (Number.isNaN(hours)) throw new Error(`the slow calculation cannot read ${within}`)
  let place = placeOf(start)
  // Hours that are left when a day has ended: each next day takes as many as it has.
  let left = hours
  while (left > hoursIn(dayAt(place + 1))) {
    place += 1
    left -= hoursIn(dayAt(place))
  }
  // The last moment of a day is still that day, so that a full day of hours ends on it.
  return dayAt(left > 0 ? place + 1 : place).text
}

function hoursIn({ month, date, weekday }: Day): number {
  const isLastSunday = weekday === 6 && date > 24
  if (isLastSunday && month === 3) return 23
  return isLastSunday && month === 10 ? 25 : 24
}

function isClosed({ text }: Day, closures: readonly { readonly from: string; readonly to: string }[]): boolean {
  return closures.some(({ from, to }) => text >= from && text <= to)
}

function isNoWorkingDay(day: Day): boolean {
  return isGeneralDayOff(day) || (day.year % 5 === 0 && day.month === 5 && day.date === 5)
}

function isNoDayOfTheAct(day: Day): boolean {
  return isGeneralDayOff(day) || (day.month === 5 && day.date === 5) || fromEaster(day) === -2
}

function isGeneralDayOff(day: Day): boolean {
  const { month, date, weekday } = day
  if (weekday >= 5) return true
  if (month === 1 && date === 1) return true
  if (month === 12 && (date === 25 || date === 26)) return true
  // On Sundays King's Day is kept on the Saturday before, and both are off anyway.
  if (month === 4 && date === 27) return true
  return [1, 39, 50].includes(fromEaster(day))
}

function fromEaster({ text, year }: Day): number {
  return placeOf(text) - placeOf(`${year}-${EASTER[year]}`)
}

function placeOf(text: string): number {
  const place = places.get(text)
  if (place === undefined) throw new Error(`the slow calculation does not know ${text}`)
  return place
}

function dayAt(place: number): Day {
  const day = days[place]
  if (day === undefined) throw new Error('the slow calculation has come to the end of its days')
  return day
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function textOf(year: number, month: number, date: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

function writtenOut(): readonly Day[] {
  const all: Day[] = []
  // 1 January 2023 was a Sunday.
  let weekday = 6
  for (let year = 2023; year <= 2042; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      for (let date = 1; date <= lengthOf(year, month); date += 1) {
        all.push({ text: textOf(year, month, date), year, month, date, weekday })
        weekday = (weekday + 1) % 7
      }
    }
  }
  return all
}
