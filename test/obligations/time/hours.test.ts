import { test } from 'tap'
import { hoursOf, isOffset, isTerm } from '../../../src/obligations/time/hours.ts'

test('hours are milliseconds, and a term in days has none', (t) => {
  t.equal(hoursOf('PT24H'), 86_400_000)
  t.equal(hoursOf('PT1H'), 3_600_000)
  for (const duration of ['P1D', 'P0D', 'P1DT1H', 'PT30M', '-PT24H', 'PT24H ', 'PT1.5H', 'PT']) {
    t.equal(hoursOf(duration), undefined, duration)
  }
  t.end()
})

test('a term is in days or larger units, or in hours, and never in both', (t) => {
  for (const term of ['P0D', 'P5D', 'P6W', 'P1M', 'P1Y', 'P1Y2M3W4D', 'P9999D', 'P27Y', 'PT1H', 'PT24H', 'PT9999H']) {
    t.ok(isTerm(term), term)
  }
  const none = [
    '',
    'P',
    'PT',
    '5',
    'P5',
    'PD',
    'P1D1W',
    'p5d',
    'P1.5D',
    'P1DT1H',
    'P1WT24H',
    'PT1H30M',
    'PT60M',
    'PT0H'
  ]
  for (const term of [...none, '-P5D', '-PT1H', 'P10000D', 'P28Y', 'P999M', 'P2000W', 'PT10000H', ' P5D', 'P5D\n']) {
    t.notOk(isTerm(term), JSON.stringify(term))
  }
  t.end()
})

test('an offset is in days, forward or back', (t) => {
  for (const offset of ['P0D', '-P7D', 'P14D', '-P1M', 'P2W', '-P9999D']) t.ok(isOffset(offset), offset)
  for (const offset of ['', '-', '--P1D', 'PT24H', '-PT24H', '-P10000D', '+P1D']) t.notOk(isOffset(offset), offset)
  t.end()
})
