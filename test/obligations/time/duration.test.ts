import { test } from 'tap'
import { lengthRange } from '../../../src/obligations/time/duration.ts'

test('a duration is as few and as many days as its months and years can be', (t) => {
  t.strictSame(lengthRange('P2W1D'), [15, 15])
  t.strictSame(lengthRange('P1M'), [28, 31])
  t.strictSame(lengthRange('-P1M'), [-31, -28])
  t.strictSame(lengthRange('P1Y'), [365, 366])
  t.strictSame(lengthRange('PT36H'), [1.5, 1.5])
  t.end()
})
