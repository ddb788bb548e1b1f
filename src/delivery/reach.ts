import { backoffMs } from './backoff.ts'

/** What a lane knows about its receiver: can it be reached, and when is it asked again. */
export interface Reach {
  /** Failures in a row to get any answer at all; 0 when the receiver answers. */
  readonly failures: number
  /** Nothing is claimed before; gateway clock, ms. */
  readonly probeAt: number
  /** Goes up with each change of what is known; a send remembers the one that it began under. */
  readonly revision: number
}

/** A receiver of which nothing bad is known. */
export const reachable: Reach = { failures: 0, probeAt: 0, revision: 0 }

/** The receiver answered, whatever it said: it is there. */
export function answered(reach: Reach): Reach {
  return { failures: 0, probeAt: 0, revision: reach.revision + 1 }
}

/**
 * The receiver gave no answer: the lane pauses, longer each time in a row.
 *
 * A failure of a send that began before the last change tells nothing new: either the receiver answered another message
 * meanwhile, and then the trouble is in this one, or another send of the same round was counted already.
 *
 * @param sent - the revision that the send began under; the gateway's clock in ms; chance from 0 up to 1.
 */
export function unanswered(
  reach: Reach,
  sent: { readonly sentUnder: number; readonly now: number; readonly random: number }
): Reach {
  const { sentUnder, now, random } = sent
  if (sentUnder !== reach.revision) return reach
  const failures = reach.failures + 1
  return { failures, probeAt: now + backoffMs(failures, random), revision: reach.revision + 1 }
}

/** Sends of one lane at a time: enough to hide a slow answer, few enough for a small practice's server. */
export const sendsInFlightMax = 4

/** How many messages may be claimed now: none while paused, one as a probe, else what fits in flight. */
export function claimable(reach: Reach, now: number, inFlight: number): number {
  if (now < reach.probeAt) return 0
  if (reach.failures === 0) return sendsInFlightMax - inFlight
  return inFlight === 0 ? 1 : 0
}
