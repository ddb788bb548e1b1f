import type { ClaimedMessage, Settlement } from '../store/port.ts'
import { isAbsence, verdictOf } from './classify.ts'
import type { Attempt } from './classify.ts'
import { answered, unanswered } from './reach.ts'
import type { Reach } from './reach.ts'
import { settlementOf } from './settlement.ts'

/** When and under what knowledge of the receiver an attempt ended. */
export interface Ended {
  readonly reach: Reach
  /** The revision of `reach` that the send began under. */
  readonly sentUnder: number
  /** Gateway clock, ms. */
  readonly now: number
  /** From 0 up to 1, for the jitter of retries. */
  readonly random: () => number
}

/** What an attempt means: for its message, what is recorded, and for its receiver, what is known of it from now on. */
export function judge(
  message: ClaimedMessage,
  attempt: Exclude<Attempt, { kind: 'withheld' }>,
  { reach, sentUnder, now, random }: Ended
): { readonly settlement: Settlement; readonly reach: Reach } {
  const next = reachAfter(reach, attempt, { sentUnder, now, random: random() })
  const isAbsent = attempt.kind === 'failed' && isAbsence(attempt.reason) && next.failures > 0
  const settlement = settlementOf(message, verdictOf(attempt), {
    now,
    random: random(),
    ...(isAbsent ? { probeAt: next.probeAt } : {})
  })
  // A message that was given up is no reason to wait: the next one is the probe, at once.
  const isGivenUp = attempt.kind === 'failed' && settlement.outcome !== 'retry'
  return { settlement, reach: isGivenUp ? reach : next }
}

function reachAfter(reach: Reach, attempt: Attempt, sent: { sentUnder: number; now: number; random: number }): Reach {
  if (attempt.kind === 'answered') return answered(reach)
  return attempt.kind === 'failed' ? unanswered(reach, sent) : reach
}
