import fc from 'fast-check'
import { test } from 'tap'
import { calendars, daysBetween } from '../../../src/obligations/time/calendar.ts'
import { holidaysOf } from '../../../src/obligations/time/holidays.ts'
import { aDay, shift } from '../days.ts'

const calendarDays = calendars.get('calendar-days')!
const national = calendars.get('nl-national')!

const holidays = new Set(Array.from({ length: 24 }, (_, index) => [...holidaysOf(2021 + index).keys()]).flat())

function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(day)
}

test('a negative offset counts back over the end of a month', (t) => {
  t.equal(calendarDays.add('2028-03-05', '-P7D'), '2028-02-27')
  t.end()
})

test('days between count dates, also over the hour that summer time takes', (t) => {
  t.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  t.equal(daysBetween('2026-03-30', '2026-03-28'), -2)
  t.equal(daysBetween('2028-02-28', '2028-03-01'), 2)
  t.end()
})

test('calendar days count every unit and skip no day', (t) => {
  t.equal(calendarDays.units, 'any')
  t.strictSame(calendarDays.skipped('2026-04-01', '2026-05-01'), [])
  t.end()
})

// Each counted by hand, day by day, with the weekdays of that year.
const counted: readonly (readonly [why: string, from: string, duration: string, to: string])[] = [
  ['a week without holidays', '2026-02-02', 'P5D', '2026-02-09'],
  ['from a Friday, one day is Monday', '2026-02-06', 'P1D', '2026-02-09'],
  ['a start on Saturday is not counted', '2026-02-07', 'P1D', '2026-02-09'],
  ['nor one on Sunday', '2026-02-08', 'P5D', '2026-02-13'],
  ['over Easter Monday; Good Friday counts', '2026-04-01', 'P5D', '2026-04-09'],
  ['up to Good Friday', '2026-04-02', 'P1D', '2026-04-03'],
  ['from Easter Monday', '2026-04-06', 'P5D', '2026-04-13'],
  ["over King's Day on a Monday", '2026-04-24', 'P5D', '2026-05-04'],
  ["King's Day on Saturday costs nothing", '2025-04-25', 'P5D', '2025-05-02'],
  ["with Easter Monday in the week before King's Day", '2025-04-17', 'P5D', '2025-04-25'],
  ['over Liberation Day in a lustrum year', '2025-05-02', 'P5D', '2025-05-12'],
  ['5 May counts in another year', '2026-05-01', 'P5D', '2026-05-08'],
  ['over Ascension Day; the Friday after it counts', '2026-05-11', 'P5D', '2026-05-19'],
  ['over Whit Monday', '2026-05-22', 'P5D', '2026-06-01'],
  ['over Christmas to the last day of the year', '2025-12-23', 'P4D', '2025-12-31'],
  ["over Christmas and New Year's Day", '2025-12-23', 'P5D', '2026-01-02'],
  ['and the weekend after them', '2025-12-24', 'P5D', '2026-01-05'],
  ['Boxing Day on Saturday', '2026-12-24', 'P5D', '2027-01-04'],
  ['over a leap day on a Tuesday', '2028-02-25', 'P5D', '2028-03-03'],
  ['to a leap day', '2028-02-25', 'P2D', '2028-02-29'],
  ['from a leap day', '2028-02-29', 'P1D', '2028-03-01'],
  ['over the night in which summer time begins', '2026-03-27', 'P1D', '2026-03-30'],
  ['and the one in which it ends', '2026-10-23', 'P1D', '2026-10-26'],
  ['back over a weekend', '2026-02-09', '-P5D', '2026-02-02'],
  ['back from Sunday', '2026-02-08', '-P1D', '2026-02-06'],
  ['back over Easter Monday', '2026-04-09', '-P5D', '2026-04-01'],
  ["back over New Year's Day and Christmas", '2026-01-02', '-P5D', '2025-12-23'],
  ['no days stay where they are', '2026-02-03', 'P0D', '2026-02-03'],
  ['also on a Sunday', '2026-02-08', 'P0D', '2026-02-08'],
  ['and back on a holiday', '2026-04-27', '-P0D', '2026-04-27']
]

for (const [why, from, duration, to] of counted) {
  test(`${duration} in working days, ${why}: ${from} gives ${to}`, (t) => {
    t.equal(national.add(from, duration), to)
    t.end()
  })
}

test('working days are as many as a count one day at a time finds', (t) => {
  fc.assert(
    fc.property(aDay, fc.integer({ min: -300, max: 300 }), (start, count) => {
      const step = Math.sign(count)
      let day = start
      for (let left = Math.abs(count); left > 0;) {
        day = shift(day, step)
        if (isWorkingDay(day)) left -= 1
      }
      t.equal(national.add(start, `${count < 0 ? '-' : ''}P${Math.abs(count)}D`), day)
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('working days and skipped days are together all days of a span, each once and in the order of counting', (t) => {
  fc.assert(
    fc.property(aDay, fc.integer({ min: 1, max: 300 }), fc.boolean(), (start, count, back) => {
      const end = national.add(start, `${back ? '-' : ''}P${count}D`)
      const skipped = national.skipped(start, end).map(({ day }) => day)
      t.equal(skipped.length + count, Math.abs(daysBetween(start, end)))
      t.strictSame(
        skipped,
        [...new Set(skipped)].sort((a, b) => (a < b === back ? 1 : -1))
      )
      t.notOk(skipped.some((day) => isWorkingDay(day) || day === start))
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('the weekday of a time zone far from here moves no working day', (t) => {
  const before = process.env['TZ']
  t.teardown(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Amsterdam']) {
    process.env['TZ'] = zone
    // A year that no other test here asks for, or its days would come from memory; another one for each zone.
    const year = { 'Pacific/Kiritimati': 2065, 'Pacific/Pago_Pago': 2071 }[zone] ?? 2076
    // In these years 20 March is a Friday, and no Easter falls within a week of it.
    t.equal(national.add(`${year}-03-20`, 'P1D'), `${year}-03-23`, zone)
  }
  t.end()
})

test('what is skipped has its reason in both languages, and a holiday in the weekend its own name', (t) => {
  t.strictSame(national.skipped('2026-04-03', '2026-04-08'), [
    { day: '2026-04-04', reason: { en: 'Saturday', nl: 'Zaterdag' }, kind: 'weekend' },
    { day: '2026-04-05', reason: { en: 'Easter Sunday', nl: 'Eerste paasdag' }, kind: 'holiday' },
    { day: '2026-04-06', reason: { en: 'Easter Monday', nl: 'Tweede paasdag' }, kind: 'holiday' }
  ])
  t.end()
})

test('skipped days leave out the first day and keep the last, forward, back and over a new year', (t) => {
  const days = (from: string, to: string) => national.skipped(from, to).map(({ day }) => day)
  t.strictSame(days('2026-02-07', '2026-02-14'), ['2026-02-08', '2026-02-14'])
  t.strictSame(days('2026-02-14', '2026-02-07'), ['2026-02-08', '2026-02-07'])
  t.strictSame(days('2025-12-30', '2026-01-04'), ['2026-01-01', '2026-01-03', '2026-01-04'])
  t.strictSame(days('2026-01-04', '2025-12-30'), ['2026-01-03', '2026-01-01'])
  t.strictSame(days('2026-02-07', '2026-02-07'), [])
  t.end()
})

test('working days refuse other units than days, and calendar days refuse hours', (t) => {
  t.equal(national.units, 'days')
  for (const duration of ['P1W', 'P1M', 'P1Y', '-P1W', 'P1W2D', 'P1DT1H', 'PT24H', 'P10000D', '5', '']) {
    t.throws(() => national.add('2026-02-02', duration), { name: 'AssertionError' }, duration)
  }
  for (const duration of ['P1DT1H', 'PT24H', '-PT24H', '5', '']) {
    t.throws(() => calendarDays.add('2026-02-02', duration), { name: 'AssertionError' }, duration)
  }
  t.throws(() => national.add('2026-02-30', 'P0D'), { name: 'RangeError' })
  t.end()
})

test('no list of skipped days is longer than a hundred years', (t) => {
  t.ok(national.skipped('2024-01-01', '2123-12-31').length > 10_000)
  t.throws(() => national.skipped('0001-01-01', '2026-01-01'), { name: 'AssertionError' })
  t.end()
})

test('a term of thousands of days is counted at once, also when it is asked often', (t) => {
  const start = process.cpuUsage()
  for (let turn = 0; turn < 1_000; turn += 1) national.add('2024-01-01', 'P3000D')
  const { user, system } = process.cpuUsage(start)
  // About 10 ms; day by day on Temporal it is several seconds.
  t.ok(user + system < 1_000_000, `${user + system} microseconds`)
  t.equal(national.add(national.add('2024-01-01', 'P9999D'), '-P9999D'), '2023-12-29')
  t.end()
})
