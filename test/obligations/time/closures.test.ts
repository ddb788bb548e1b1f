import { test } from 'tap'
import { calendarOf, calendars } from '../../../src/obligations/time/calendar.ts'
import { closureProblems } from '../../../src/obligations/time/closures.ts'
import { shift } from '../days.ts'

const christmas = { en: 'Christmas closure', nl: 'Kerstsluiting' }
const move = { en: 'Move', nl: 'Verhuizing' }
const closures = [
  { from: '2025-12-22', to: '2026-01-02', title: christmas },
  { from: '2026-01-01', to: '2026-01-06', title: move }
]

// Each counted by hand: closed from Monday 22 December 2025 to Tuesday 6 January 2026.
const ends: readonly (readonly [why: string, calendar: string, from: string, duration: string, to: string])[] = [
  ['working days go over it', 'nl-national', '2025-12-18', 'P2D', '2026-01-07'],
  ['up to the day before it', 'nl-national', '2025-12-18', 'P1D', '2025-12-19'],
  ['from within it', 'nl-national', '2025-12-29', 'P1D', '2026-01-07'],
  ['back over it', 'nl-national', '2026-01-07', '-P1D', '2025-12-19'],
  ['no days stay in it', 'nl-national', '2025-12-29', 'P0D', '2025-12-29'],
  ['calendar days go over it, weekends counted', 'calendar-days', '2025-12-20', 'P2D', '2026-01-07'],
  ['a week is seven counted days', 'calendar-days', '2025-12-18', 'P1W', '2026-01-10'],
  ['a month is as many days as without it', 'calendar-days', '2025-12-18', 'P1M', '2026-02-03'],
  ['back, a week', 'calendar-days', '2026-01-10', '-P1W', '2025-12-18']
]

for (const [why, calendar, from, duration, to] of ends) {
  test(`${duration} under ${calendar} with a closure, ${why}: ${from} gives ${to}`, (t) => {
    t.equal(calendarOf({ calendar, closures })?.add(from, duration), to)
    t.end()
  })
}

test('a closed day bears the title of the first closure, and a day that was off anyway its own name', (t) => {
  const skipped = calendarOf({ calendar: 'nl-national', closures })!.skipped('2025-12-24', '2026-01-06')
  t.same(
    skipped.map(({ day, reason, kind }) => `${day.slice(5)} ${reason.nl} ${kind}`),
    [
      '12-25 Eerste kerstdag holiday',
      '12-26 Tweede kerstdag holiday',
      '12-27 Zaterdag weekend',
      '12-28 Zondag weekend',
      '12-29 Kerstsluiting closure',
      '12-30 Kerstsluiting closure',
      '12-31 Kerstsluiting closure',
      '01-01 Nieuwjaarsdag holiday',
      '01-02 Kerstsluiting closure',
      '01-03 Zaterdag weekend',
      '01-04 Zondag weekend',
      '01-05 Verhuizing closure',
      '01-06 Verhuizing closure'
    ]
  )
  t.end()
})

test('a calendar with closures is made once for one list, and without closures it is the named one', (t) => {
  t.equal(calendarOf({ calendar: 'nl-national', closures }), calendarOf({ calendar: 'nl-national', closures }))
  t.not(calendarOf({ calendar: 'nl-national', closures }), calendarOf({ calendar: 'calendar-days', closures }))
  t.equal(calendarOf({ calendar: 'nl-national', closures: [] }), calendars.get('nl-national'))
  t.equal(calendarOf({ calendar: 'nl-national' }), calendars.get('nl-national'))
  t.equal(calendarOf({ calendar: 'constructor', closures }), undefined)
  t.equal(calendarOf({ calendar: 'nl-regional' }), undefined)
  t.end()
})

test('a closure that no calendar can be made of is told with its place', (t) => {
  const wrong = (from: string, to: string) => closureProblems([closures[0]!, { from, to, title: move }])
  t.same(closureProblems(closures), [])
  t.same(wrong('2026-02-30', '2026-03-01'), [{ index: 1, message: '2026-02-30 is no day from 1950 to 2099' }])
  t.same(wrong('2026-03-01', '9999-12-31'), [{ index: 1, message: '9999-12-31 is no day from 1950 to 2099' }])
  t.same(wrong('2026-03-02', '2026-03-01'), [{ index: 1, message: 'ends on 2026-03-01, before it begins' }])
  t.same(wrong('2026-01-01', shift('2026-01-01', 399)), [])
  t.same(wrong('2026-01-01', shift('2026-01-01', 400)), [{ index: 1, message: 'lasts more than 400 days' }])
  t.throws(
    () => calendarOf({ calendar: 'nl-national', closures: [{ from: '2026-03-02', to: '2026-03-01', title: move }] }),
    /closure 0: ends on 2026-03-01/
  )
  t.end()
})

test('closures are bounded in number and in days', (t) => {
  const oneDay = { from: '2026-03-02', to: '2026-03-02', title: move }
  const long = { from: '2026-01-01', to: shift('2026-01-01', 399), title: move }
  t.same(closureProblems(Array.from({ length: 200 }, () => oneDay)), [])
  t.same(closureProblems(Array.from({ length: 201 }, () => oneDay)), [{ index: -1, message: 'more than 200 closures' }])
  t.same(closureProblems(Array.from({ length: 10 }, () => long)), [])
  t.same(closureProblems(Array.from({ length: 11 }, () => long)), [
    { index: -1, message: 'more than 4000 closed days in all' }
  ])
  t.end()
})
