import type { ClaimedMessage, Settlement } from '../store/port.ts'
import { backoffMs, giveUpMs } from './backoff.ts'
import type { Verdict } from './classify.ts'

/** The moment at which a settlement is made: the gateway's clock, chance, and the lane's next probe. */
export interface Moment {
  /** Gateway clock, ms. */
  readonly now: number
  /** From 0 up to 1. */
  readonly random: number
  /** When the receiver that could not be reached is tried again; undefined when it could. Gateway clock, ms. */
  readonly probeAt?: number
}

/**
 * What is recorded of an attempt: delivered, dead, or when to try again.
 *
 * A message that still fails seven days after its first attempt is dead, with reason `gave-up-` and the last failure.
 * What could not be sent because the receiver was not there waits for the lane's probe and not longer: its own failures
 * say nothing about it, and an urgent one should be first when the receiver is back.
 */
export function settlementOf(message: ClaimedMessage, verdict: Verdict, moment: Moment): Settlement {
  const { id } = message
  const at = moment.now
  if (verdict.outcome === 'delivered') return { id, at, outcome: 'delivered' }
  const { reason } = verdict
  if (verdict.outcome === 'dead') return { id, at, outcome: 'dead', reason }
  if (at - (message.firstTriedAt ?? at) >= giveUpMs) return { id, at, outcome: 'dead', reason: `gave-up-${reason}` }
  const ownAt = at + Math.max(backoffMs(message.attempts + 1, moment.random), verdict.retryAfterMs)
  return { id, at, outcome: 'retry', notBefore: moment.probeAt ?? ownAt, reason }
}
