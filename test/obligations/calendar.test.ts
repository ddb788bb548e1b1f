import { test } from 'tap'
import { calendars, daysBetween, daysRange } from '../../src/obligations/calendar.ts'

test('a negative offset counts back over the end of a month', (t) => {
  t.equal(calendars.get('calendar-days')?.add('2028-03-05', '-P7D'), '2028-02-27')
  t.end()
})

test('days between count dates, also over the hour that summer time takes', (t) => {
  t.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  t.equal(daysBetween('2026-03-30', '2026-03-28'), -2)
  t.equal(daysBetween('2028-02-28', '2028-03-01'), 2)
  t.end()
})

test('a duration is as few and as many days as its months and years can be', (t) => {
  t.strictSame(daysRange('P2W1D'), [15, 15])
  t.strictSame(daysRange('P1M'), [28, 31])
  t.strictSame(daysRange('-P1M'), [-31, -28])
  t.strictSame(daysRange('P1Y'), [365, 366])
  t.end()
})
