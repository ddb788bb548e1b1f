import { test } from 'tap'
import { hearingOf } from '../../src/obligations/hearing.ts'
import { noon } from './fixtures.ts'

const on = '2026-03-01'

test('a duty is heard on the local day on which what met it first arrived', (t) => {
  const deliveries = [
    { communication: 'c1', at: noon('2026-02-20') },
    { communication: 'c1', at: Date.parse('2026-02-10T23:30:00Z') },
    { communication: 'c9', at: noon('2026-01-10') }
  ]
  t.strictSame(hearingOf(['c1'], deliveries, on), { heard: 'heard', heardOn: '2026-02-11' })
  t.end()
})

test('a duty that two Communications met together is heard when the last of them arrived', (t) => {
  const first = { communication: 'c1', at: noon('2026-02-10') }
  const second = { communication: 'c2', at: noon('2026-02-15') }
  t.strictSame(hearingOf(['c1', 'c2'], [first], on), { heard: 'not-heard' })
  t.strictSame(hearingOf(['c1', 'c2'], [second, first], on), { heard: 'heard', heardOn: '2026-02-15' })
  t.end()
})

test('what arrived after the day that is asked about was not heard on it, and what was not met is not heard', (t) => {
  const deliveries = [{ communication: 'c1', at: noon('2026-03-02') }]
  t.strictSame(hearingOf(['c1'], deliveries, on), { heard: 'not-heard' })
  t.strictSame(hearingOf([], deliveries, '2026-04-01'), { heard: 'not-heard' })
  t.end()
})
