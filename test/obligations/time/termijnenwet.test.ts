import fc from 'fast-check'
import { test } from 'tap'
import { calendarOf, calendars, daysBetween } from '../../../src/obligations/time/calendar.ts'
import { aDay, shift } from '../days.ts'

const act = calendars.get('nl-algemene-termijnenwet')!

// Each counted by hand, with the weekdays of that year.
const ends: readonly (readonly [why: string, from: string, duration: string, to: string])[] = [
  ['on an ordinary day it ends there', '2026-02-02', 'P14D', '2026-02-16'],
  ['article 1: off a Saturday', '2026-02-05', 'P2D', '2026-02-09'],
  ['article 1: off a Sunday', '2026-02-05', 'P3D', '2026-02-09'],
  ['article 1 with 3: off Good Friday, over Easter', '2026-03-31', 'P3D', '2026-04-07'],
  ['article 1 with 3: off 5 May, in any year', '2026-05-04', 'P1D', '2026-05-06'],
  ["article 1 with 3: off King's Day", '2027-04-26', 'P1D', '2027-04-28'],
  ['article 1 with 3: off Ascension Day; the Friday is none', '2026-05-13', 'P1D', '2026-05-15'],
  ['a holiday on the way costs nothing', '2026-04-01', 'P14D', '2026-04-15'],
  ['article 2: two ordinary days in three, after Christmas', '2026-12-24', 'P3D', '2026-12-29'],
  ['article 2: also where the end itself is ordinary', '2026-12-24', 'P4D', '2026-12-29'],
  ['article 2 does not hold for two days', '2026-12-24', 'P2D', '2026-12-28'],
  ['article 4: 90 days are within it', '2026-02-08', 'P90D', '2026-05-11'],
  ['article 4: 91 days are beyond it', '2026-02-07', 'P91D', '2026-05-09'],
  ['article 4: twelve weeks are within it', '2026-02-07', 'P12W', '2026-05-04'],
  ['article 4: thirteen weeks are beyond it', '2026-02-07', 'P13W', '2026-05-09'],
  ['article 4: three months are within it', '2026-02-09', 'P3M', '2026-05-11'],
  ['article 4: four months are beyond it', '2026-02-06', 'P4M', '2026-06-06'],
  ['article 4: a year is beyond it', '2025-02-07', 'P1Y', '2026-02-07'],
  ['mixed units, 90 days at most', '2026-02-11', 'P2M4W', '2026-05-11'],
  ['mixed units, perhaps more than 90 days', '2026-02-10', 'P2M29D', '2026-05-09'],
  ['article 1, second paragraph: not back', '2026-02-09', '-P2D', '2026-02-07'],
  ['no days are no term', '2026-02-07', 'P0D', '2026-02-07'],
  ['a month to a leap day', '2028-01-31', 'P1M', '2028-02-29']
]

for (const [why, from, duration, to] of ends) {
  test(`${duration} by the Algemene termijnenwet, ${why}: ${from} gives ${to}`, (t) => {
    t.equal(act.add(from, duration), to)
    t.end()
  })
}

test('a term of the act never ends on a day off, nor before its plain end or more than ten days after it', (t) => {
  const within = fc.oneof(
    fc.integer({ min: 1, max: 90 }).map((count) => `P${count}D`),
    fc.integer({ min: 1, max: 12 }).map((count) => `P${count}W`),
    fc.integer({ min: 1, max: 3 }).map((count) => `P${count}M`)
  )
  fc.assert(
    fc.property(aDay, within, (start, duration) => {
      const end = act.add(start, duration)
      const moved = daysBetween(calendars.get('calendar-days')!.add(start, duration), end)
      return !act.isOff(end) && ![0, 6].includes(new Date(end).getUTCDay()) && moved >= 0 && moved <= 10
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('a later start or a longer term never ends earlier by the act', (t) => {
  fc.assert(
    fc.property(aDay, fc.integer({ min: 1, max: 89 }), (start, count) => {
      const end = act.add(start, `P${count}D`)
      return end <= act.add(shift(start, 1), `P${count}D`) && end <= act.add(start, `P${count + 1}D`)
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('the act counts every day, and says which days its end moved off', (t) => {
  t.equal(act.units, 'any')
  t.equal(act.count('2026-04-01', '2026-05-01'), 30)
  t.same(act.skipped('2026-04-01', '2026-05-01'), [])
  t.same(
    act.passed('2026-03-31', 'P3D').map(({ day, reason, kind }) => [day, reason.en, kind]),
    [
      ['2026-04-03', 'Good Friday', 'holiday'],
      ['2026-04-04', 'Saturday', 'weekend'],
      ['2026-04-05', 'Easter Sunday', 'holiday'],
      ['2026-04-06', 'Easter Monday', 'holiday']
    ]
  )
  t.same(act.passed('2026-02-02', 'P14D'), [])
  t.same(act.passed('2025-02-07', 'P1Y'), [])
  t.end()
})

test('what made a short term longer by article 2 are all days off in it', (t) => {
  t.same(
    act.passed('2026-12-24', 'P4D').map(({ day }) => day),
    ['2026-12-25', '2026-12-26', '2026-12-27']
  )
  t.end()
})

test('no term ends on a closed day, as on one that a decree equates with a holiday', (t) => {
  const title = { en: 'Equated by decree', nl: 'Gelijkgesteld' }
  const closed = calendarOf({
    calendar: 'nl-algemene-termijnenwet',
    closures: [{ from: '2026-05-15', to: '2026-05-15', title }]
  })!
  t.equal(closed.add('2026-05-13', 'P1D'), '2026-05-18')
  t.same(closed.passed('2026-05-14', 'P1D')[0], { day: '2026-05-15', reason: title, kind: 'closure' })
  t.equal(closed.add('2026-05-08', 'P14D'), '2026-05-22', 'on the way it counts')
  t.end()
})

test('an end is moved once, after the days for which the term stood still', (t) => {
  t.equal(act.add('2026-02-07', 'P7D', 2), '2026-02-16')
  t.equal(act.add('2026-02-07', 'P7D', 1), '2026-02-16')
  t.equal(act.add('2026-02-07', 'P7D'), '2026-02-16')
  t.end()
})
