import { test } from 'tap'
import { compare, rulesOfEveryCalendar, rulesOfTheProduct } from './due-dates.ts'
import { daysFrom, slowEnd } from './slow-calendar.ts'

/** Each 41st day, which meets every weekday and date, and the weeks in which something happens to the clock or calendar. */
const sample = [
  ...daysFrom('2024-01-01', '2040-12-31').filter((_, place) => place % 41 === 0),
  ...daysFrom('2025-12-15', '2026-01-09'),
  ...daysFrom('2028-02-20', '2028-03-12'),
  ...daysFrom('2026-03-20', '2026-05-08'),
  ...daysFrom('2026-10-20', '2026-10-28')
]

test('the slow calculation knows days that were counted by hand', (t) => {
  const ends = (
    [
      ['nl-national', '2026-04-01', 'P5D'],
      ['nl-national', '2026-01-02', '-P5D'],
      ['calendar-days', '2028-01-31', 'P1M'],
      ['nl-algemene-termijnenwet', '2026-04-01', 'P2D'],
      ['nl-algemene-termijnenwet', '2026-12-24', 'P3D'],
      ['calendar-days', '2026-03-28', 'PT24H'],
      ['calendar-days', '2026-03-27', 'PT24H']
    ] as const
  ).map(([calendar, start, within]) => slowEnd({ calendar, start, within }))
  t.same(ends, ['2026-04-09', '2025-12-23', '2028-02-29', '2026-04-07', '2026-12-29', '2026-03-30', '2026-03-28'])
  t.end()
})

test('due days of every rule of the product are those of the slow calculation', async (t) => {
  const rules = await rulesOfTheProduct()
  const { compared, differing } = compare(rules, sample)
  t.same(differing, [])
  t.ok(rules.length > 5 && compared >= rules.length * sample.length, `${compared} days`)
})

test('due days under every calendar, with closures and rolled, are those of the slow calculation', (t) => {
  const { compared, differing } = compare(rulesOfEveryCalendar(), sample)
  t.same(differing, [])
  t.ok(compared > 100_000, `${compared} days`)
  t.end()
})
