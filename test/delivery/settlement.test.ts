import { test } from 'tap'
import { giveUpMs } from '../../src/delivery/backoff.ts'
import { settlementOf } from '../../src/delivery/settlement.ts'
import type { ClaimedMessage } from '../../src/store/port.ts'

const now = Date.parse('2026-03-03T09:00:00Z')
const message: ClaimedMessage = {
  id: 'm1',
  receiver: 's-ggz-1',
  referral: 'r1',
  priority: 2,
  cause: 'in-1',
  enqueuedAt: now,
  body: '{}',
  attempts: 0,
  undelivered: []
}
const failed = { outcome: 'retry', reason: 'http-503', retryAfterMs: 0 } as const

test('each failure of a message lengthens its own wait', (t) => {
  const waits = [0, 1, 2].map((attempts) => settlementOf({ ...message, attempts }, failed, { now, random: 1 }))
  t.match(waits, [
    { outcome: 'retry', reason: 'http-503', notBefore: now + 1_000 },
    { notBefore: now + 2_000 },
    { notBefore: now + 4_000 }
  ])
  t.end()
})

test('a receiver that asks for a longer wait gets it, and for a shorter one not', (t) => {
  const asked = (retryAfterMs: number) => settlementOf(message, { ...failed, retryAfterMs }, { now, random: 1 })
  t.match(asked(60_000), { notBefore: now + 60_000 })
  t.match(asked(10), { notBefore: now + 1_000 })
  t.end()
})

test('a message that found nobody there waits for the probe of its lane', (t) => {
  const late = { ...message, attempts: 9 }
  t.match(settlementOf(late, failed, { now, random: 1, probeAt: now + 500 }), {
    outcome: 'retry',
    notBefore: now + 500
  })
  t.end()
})

test('seven days after its first attempt a message that fails again is dead, and a day earlier it is not', (t) => {
  const triedAt = (firstTriedAt: number) => settlementOf({ ...message, firstTriedAt }, failed, { now, random: 0 })
  t.same(triedAt(now - giveUpMs), { id: 'm1', at: now, outcome: 'dead', reason: 'gave-up-http-503' })
  t.match(triedAt(now - giveUpMs + 1), { outcome: 'retry' })
  t.end()
})

test('a delivery counts however late it is', (t) => {
  const settled = settlementOf({ ...message, firstTriedAt: 0 }, { outcome: 'delivered' }, { now, random: 0 })
  t.same(settled, { id: 'm1', at: now, outcome: 'delivered' })
  t.end()
})
