import { test } from 'tap'
import { allows, elapsedMs, leaseFor } from '../../src/delivery/lease.ts'

const at = (monotonicMs: number, wallMs: number) => ({ monotonicMs, wallMs })

test('a lease outlasts a send by so much that what came of it can be recorded', (t) => {
  t.equal(leaseFor(10_000).leaseMs, 30_000)
  t.equal(leaseFor(60_000).leaseMs, 75_000)
  t.equal(leaseFor(1_000, 3_000).leaseMs, 3_000)
  t.equal(leaseFor(2_000, 3_000).leaseMs, 3_500)
  t.end()
})

test('a lease that is not prolonged leaves time to begin a send and to end it', (t) => {
  for (const sendTimeoutMs of [1_000, 10_000, 60_000, 600_000]) {
    const { leaseMs, enoughMs } = leaseFor(sendTimeoutMs)
    t.ok(enoughMs - sendTimeoutMs >= 7_500, `${enoughMs} of ${leaseMs}`)
    t.ok(leaseMs - enoughMs >= 7_500, 'and it is not prolonged at once')
  }
  t.end()
})

const passed = [
  { clocks: 'both agree', now: at(1_500, 900_500), ms: 500 },
  { clocks: 'the wall clock was put back an hour', now: at(1_500, -2_700_000), ms: 500 },
  { clocks: 'the machine slept, and only the wall clock knows', now: at(1_001, 960_000), ms: 60_000 }
]

for (const { clocks, now, ms } of passed) {
  test(`time that passed, where ${clocks}`, (t) => {
    t.equal(elapsedMs(at(1_000, 900_000), now), ms)
    t.end()
  })
}

test('a send begins only where it ends within the lease', (t) => {
  const held = { fence: 1, askedAt: at(0, 0), leaseMs: 30_000 }
  t.equal(allows(held, 10_000, at(20_000, 20_000)), true)
  t.equal(allows(held, 10_000, at(20_001, 20_001)), false)
  t.equal(allows(held, 10_000, at(20_001, -5)), false)
  t.end()
})
