import fc from 'fast-check'
import { test } from 'tap'
import { easterSunday, holidaysOf, recognisedHolidaysOf } from '../../../src/obligations/time/holidays.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Asked of Date and not of Temporal, on which the product counts. */
function weekday(day: string): string {
  return weekdays[new Date(`${day}T12:00:00Z`).getUTCDay()]!
}

function dayNamed(year: number, name: string): string | undefined {
  return [...holidaysOf(year)].find(([, { en }]) => en === name)?.[0]
}

test('Easter is on the day that the almanac gives', (t) => {
  const almanac = [
    ...['2000-04-23', '2001-04-15', '2004-04-11', '2005-03-27', '2008-03-23', '2011-04-24', '2014-04-20', '2016-03-27'],
    ...['2018-04-01', '2019-04-21', '2020-04-12', '2021-04-04', '2022-04-17', '2023-04-09', '2024-03-31', '2025-04-20'],
    ...['2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21', '2035-03-25', '2038-04-25', '2040-04-01'],
    // The earliest and the latest that exist, and the two years in which the moon of the tables is put a day back.
    ...['1818-03-22', '1943-04-25', '1954-04-18', '1981-04-19']
  ]
  for (const day of almanac) t.equal(easterSunday(Number(day.slice(0, 4))), day)
  t.end()
})

test('Easter is a Sunday from 22 March to 25 April, and the one of the church tables', (t) => {
  for (let year = 1583; year <= 2600; year += 1) {
    const easter = easterSunday(year)
    const right = weekday(easter) === 'Sunday' && easter >= `${year}-03-22` && easter <= `${year}-04-25`
    if (!right || easter !== easterByTables(year)) t.fail(`${year}: ${easter}, by the tables ${easterByTables(year)}`)
  }
  t.end()
})

test('the holidays of a year without Liberation Day', (t) => {
  t.strictSame(
    [...holidaysOf(2026)],
    [
      ['2026-01-01', { en: "New Year's Day", nl: 'Nieuwjaarsdag' }],
      ['2026-04-05', { en: 'Easter Sunday', nl: 'Eerste paasdag' }],
      ['2026-04-06', { en: 'Easter Monday', nl: 'Tweede paasdag' }],
      ['2026-04-27', { en: "King's Day", nl: 'Koningsdag' }],
      ['2026-05-14', { en: 'Ascension Day', nl: 'Hemelvaartsdag' }],
      ['2026-05-24', { en: 'Whit Sunday', nl: 'Eerste pinksterdag' }],
      ['2026-05-25', { en: 'Whit Monday', nl: 'Tweede pinksterdag' }],
      ['2026-12-25', { en: 'Christmas Day', nl: 'Eerste kerstdag' }],
      ['2026-12-26', { en: 'Boxing Day', nl: 'Tweede kerstdag' }]
    ]
  )
  t.end()
})

test("King's Day and Queen's Day move to Saturday where they would be on Sunday", (t) => {
  for (const [name, day, on] of [
    ["Queen's Day", '2006-04-29', 'Saturday'],
    ["Queen's Day", '2011-04-30', 'Saturday'],
    ["Queen's Day", '2013-04-30', 'Tuesday'],
    ["King's Day", '2014-04-26', 'Saturday'],
    ["King's Day", '2024-04-27', 'Saturday'],
    ["King's Day", '2025-04-26', 'Saturday'],
    ["King's Day", '2026-04-27', 'Monday'],
    ["King's Day", '2031-04-26', 'Saturday']
  ] as const) {
    t.equal(dayNamed(Number(day.slice(0, 4)), name), day)
    t.equal(weekday(day), on, day)
  }
  t.equal(weekday('2025-04-27'), 'Sunday')
  t.equal(dayNamed(2013, "King's Day"), undefined)
  t.equal(dayNamed(2014, "Queen's Day"), undefined)
  t.end()
})

test('Liberation Day is a holiday in lustrum years only', (t) => {
  for (const year of [2000, 2010, 2015, 2020, 2025, 2030]) t.equal(dayNamed(year, 'Liberation Day'), `${year}-05-05`)
  for (const year of [2018, 2019, 2024, 2026, 2027, 2028, 2029])
    t.notOk(holidaysOf(year).has(`${year}-05-05`), `${year}`)
  t.end()
})

test('the recognised holidays are the national ones with Good Friday and, in each year, Liberation Day', (t) => {
  for (const [year, goodFriday] of [
    [2025, '2025-04-18'],
    [2026, '2026-04-03']
  ] as const) {
    const recognised = recognisedHolidaysOf(year)
    t.same(recognised.get(goodFriday), { en: 'Good Friday', nl: 'Goede Vrijdag' })
    t.same(recognised.get(`${year}-05-05`), { en: 'Liberation Day', nl: 'Bevrijdingsdag' })
    t.same(
      [...recognised.keys()],
      [...new Set([...holidaysOf(year).keys(), goodFriday, `${year}-05-05`])].sort(),
      'in the order of the year'
    )
  }
  t.end()
})

test('two holidays on one day are one entry with both names', (t) => {
  t.strictSame(holidaysOf(2005).get('2005-05-05'), {
    en: 'Liberation Day and Ascension Day',
    nl: 'Bevrijdingsdag en Hemelvaartsdag'
  })
  t.end()
})

test('Good Friday is no holiday, and the movable days are on their weekdays', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1980, max: 2200 }), (year) => {
      const friday = new Date(Date.parse(`${easterSunday(year)}T12:00:00Z`) - 2 * 86_400_000).toISOString().slice(0, 10)
      t.equal(holidaysOf(year).has(friday), false)
      const days = [...holidaysOf(year)]
      t.ok(days.some(([day, { en }]) => en.includes('Ascension Day') && weekday(day) === 'Thursday'))
      t.equal(weekday(dayNamed(year, 'Whit Sunday')!), 'Sunday')
      t.equal(weekday(dayNamed(year, 'Whit Monday')!), 'Monday')
      t.ok(days.every(([day]) => day.startsWith(`${year}-`)))
    }),
    { numRuns: 100 }
  )
  t.end()
})

/**
 * The tables of Clavius as they are read by hand: the golden number gives the epact, the epact the full moon, and
 * Easter is the Sunday after it. Written without the shortcuts of the product's algorithm.
 */
function easterByTables(year: number): string {
  const golden = (year % 19) + 1
  const century = Math.floor(year / 100) + 1
  const droppedLeapYears = Math.floor((3 * century) / 4) - 12
  const moonDrift = Math.floor((8 * century + 5) / 25) - 5
  let epact = (((11 * golden + 20 + moonDrift - droppedLeapYears) % 30) + 30) % 30
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1
  const dayOfMarch = 44 - epact < 21 ? 74 - epact : 44 - epact
  const moon = new Date(Date.UTC(year, 2, dayOfMarch))
  const untilSunday = 7 - moon.getUTCDay()
  return new Date(Date.UTC(year, 2, dayOfMarch + untilSunday)).toISOString().slice(0, 10)
}
