import fc from 'fast-check'
import { test } from 'tap'
import { endOfDay, localDay } from '../../../src/clock.ts'
import type { Closure } from '../../../src/obligations/agreement.ts'
import { calendarOf, calendars, daysBetween } from '../../../src/obligations/time/calendar.ts'
import { hoursOf } from '../../../src/obligations/time/hours.ts'
import { isCountableDay } from '../../../src/obligations/time/known-years.ts'
import { aDay, shift } from '../days.ts'

const runs = { numRuns: 1000 }
const title = { en: 'Closed', nl: 'Gesloten' }

const someClosures = fc.array(
  fc.tuple(aDay, fc.integer({ min: 0, max: 30 })).map(([from, length]) => ({ from, to: shift(from, length), title })),
  { maxLength: 4 }
)

/** Each calendar that counts days one by one, with closures and without. */
const aCalendar = fc
  .tuple(fc.constantFrom('calendar-days', 'nl-national'), someClosures)
  .map(([calendar, closures]) => calendarOf({ calendar, closures })!)

const aCount = fc.integer({ min: -400, max: 400 })

function inDays(count: number): string {
  return `${count < 0 ? '-' : ''}P${Math.abs(count)}D`
}

test('so many days further lie as many days, forward and back', (t) => {
  fc.assert(
    fc.property(aCalendar, aDay, aCount, (calendar, from, count) => {
      const to = calendar.add(from, inDays(count))
      return calendar.count(from, to) === count && (count === 0 || !calendar.isOff(to))
    }),
    runs
  )
  t.end()
})

test('as many days as lie between lead to the day, or to the counted day before it on the way', (t) => {
  fc.assert(
    fc.property(aCalendar, aDay, aCount, (calendar, from, distance) => {
      const to = shift(from, distance)
      const count = calendar.count(from, to)
      let counted = to
      while (counted !== from && calendar.isOff(counted)) counted = shift(counted, distance < 0 ? 1 : -1)
      return calendar.add(from, inDays(count)) === counted && Math.sign(count) * Math.sign(distance) >= 0
    }),
    runs
  )
  t.end()
})

test('days that are counted and days that are skipped are together all days, each once', (t) => {
  fc.assert(
    fc.property(aCalendar, aDay, aCount, (calendar, from, distance) => {
      const to = shift(from, distance)
      const skipped = calendar.skipped(from, to).map(({ day }) => day)
      const inOrder = [...new Set(skipped)].sort((a, b) => (a < b === distance > 0 ? -1 : 1))
      t.same(skipped, inOrder)
      return skipped.length + Math.abs(calendar.count(from, to)) === Math.abs(distance) && !skipped.includes(from)
    }),
    runs
  )
  t.end()
})

test('counts add up along the way', (t) => {
  fc.assert(
    fc.property(aCalendar, aDay, fc.nat(400), fc.nat(400), (calendar, from, one, two) => {
      const [between, to] = [shift(from, one), shift(from, one + two)]
      return calendar.count(from, between) + calendar.count(between, to) === calendar.count(from, to)
    }),
    runs
  )
  t.end()
})

test('a term that stood still ends as many of its days later', (t) => {
  fc.assert(
    fc.property(aCalendar, aDay, fc.integer({ min: 1, max: 200 }), fc.nat(200), (calendar, from, term, stood) => {
      const end = calendar.add(from, `P${term}D`, stood)
      return (
        end === calendar.add(from, `P${term + stood}D`) &&
        calendar.count(calendar.add(from, `P${term}D`), end) === stood
      )
    }),
    runs
  )
  t.end()
})

test('a month further is the same date, or the last day of a month that has no such date', (t) => {
  const days = calendars.get('calendar-days')!
  fc.assert(
    fc.property(aDay, fc.integer({ min: 1, max: 24 }), (from, months) => {
      const [year, month, date] = from.split('-').map(Number) as [number, number, number]
      const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
      const expected = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
      return days.add(from, `P${months}M`) === expected
    }),
    runs
  )
  t.end()
})

test('a year from a leap day ends on 28 February, from any other day on the same date', (t) => {
  const days = calendars.get('calendar-days')!
  const leapDay = fc.constantFrom('2024-02-29', '2028-02-29', '2032-02-29', '2036-02-29', '2040-02-29')
  fc.assert(
    fc.property(fc.oneof(aDay, leapDay), fc.integer({ min: 1, max: 8 }), (from, years) => {
      const year = Number(from.slice(0, 4)) + years
      const date = from.endsWith('02-29') && year % 4 !== 0 ? '-02-28' : from.slice(4)
      return days.add(from, `P${years}Y`) === `${year}${date}`
    }),
    runs
  )
  t.end()
})

test('a day further is the next date also where the clock changes, and 24 hours are 24 hours', (t) => {
  const days = calendars.get('calendar-days')!
  const time = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', timeStyle: 'medium' })
  const changes = ['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2031-03-29', '2031-10-25']
  fc.assert(
    fc.property(fc.oneof(aDay, fc.constantFrom(...changes)), fc.nat(86_399_999), (day, ms) => {
      const next = days.add(day, 'P1D')
      const length = endOfDay(next) - endOfDay(day)
      const at = endOfDay(day) - ms
      const later = at + hoursOf('PT24H')!
      t.equal(daysBetween(day, next), 1)
      t.ok([23, 24, 25].includes(length / 3_600_000))
      // Over 24 ordinary hours the clock on the wall says the same again, on the next day.
      const isOrdinary = length === 86_400_000 && endOfDay(day) - endOfDay(shift(day, -1)) === 86_400_000
      return !isOrdinary || (time.format(at) === time.format(later) && localDay(later) === shift(localDay(at), 1))
    }),
    runs
  )
  t.end()
})

test('no term or offset that is let in leads out of the known years, with all closures that are let in', (t) => {
  const most: readonly Closure[] = Array.from({ length: 10 }, (_, index) => ({
    from: `${2090 + index}-01-01`,
    to: `${2090 + index}-12-31`,
    title
  }))
  const anyDay = fc.integer({ min: 0, max: 54_786 }).map((count) => shift('1950-01-01', count))
  const ends = fc.constantFrom('1950-01-01', '2099-12-31')
  const named = fc.constantFrom('calendar-days', 'nl-national', 'nl-algemene-termijnenwet')
  fc.assert(
    fc.property(fc.oneof(anyDay, ends), named, fc.integer({ min: 1, max: 9999 }), (day, calendar, count) => {
      const made = calendarOf({ calendar, closures: most })!
      t.ok(isCountableDay(day))
      const due = made.add(day, `P${count}D`)
      return made.add(due, 'P9999D') > due && made.add(day, '-P9999D') < day
    }),
    runs
  )
  t.equal(calendarOf({ calendar: 'nl-national', closures: most })!.add('2089-12-31', 'P1D') > '2100-01-01', true)
  t.end()
})

test('a day in a year that no calendar knows is told by name, and no fact may name one', (t) => {
  const national = calendars.get('nl-national')!
  t.throws(() => national.add('0026-03-02', 'P1D'), /no calendar knows 0026-/)
  t.throws(() => national.add('2199-12-30', 'P5D'), /no calendar knows 2200-/)
  t.throws(() => national.count('9999-12-30', '9999-12-31'), /no calendar knows 9999-/)
  t.throws(() => national.isOff('2200-01-01'), /no calendar knows 2200-/)
  for (const name of ['calendar-days', 'nl-algemene-termijnenwet']) {
    t.throws(() => calendars.get(name)!.add('9999-12-31', 'P6W'), /no calendar knows \+010000-02-11/)
    t.throws(() => calendars.get(name)!.add('0026-03-02', 'P1D'), /no calendar knows 0026-03-03/)
  }
  const outside = ['0026-03-02', '1949-12-31', '2100-01-01', '9999-12-31', '+012026-01-01', '']
  t.same(outside.filter(isCountableDay), [])
  t.end()
})
