import { test } from 'tap'
import { hoursOf } from '../../../src/obligations/time/hours.ts'

test('hours are milliseconds, and a term in days has none', (t) => {
  t.equal(hoursOf('PT24H'), 86_400_000)
  t.equal(hoursOf('PT1H'), 3_600_000)
  for (const duration of ['P1D', 'P0D', 'P1DT1H', 'PT30M', '-PT24H', 'PT24H ', 'PT1.5H', 'PT']) {
    t.equal(hoursOf(duration), undefined, duration)
  }
  t.end()
})
