import { fail } from './fault.ts'

/**
 * Work that expressions may still do: one unit is about one element looked at.
 *
 * Time is not measured, because the same input has the same outcome on any machine; a million units take about a third
 * of a second.
 */
export class Effort {
  left: number
  constructor(max: number) {
    this.left = max
  }
}

/** A hundred times what a full referral takes, and a second or two at worst. */
export const EFFORT_MAX = 3_000_000

/** Of the transform that is running; transforms run to their end without a pause, so there is one at most. */
let current: Effort | undefined

/** Takes from what may still be done. Fault: `limit`; outside of a transform nothing is counted. */
export function spend(units: number): void {
  if (current === undefined) return
  current.left -= units
  if (current.left < 0) refuse()
}

function refuse(): never {
  return fail({ code: 'limit', message: 'the expressions of the map look at more than one message may ask of them' })
}

/** Runs the work on an account of its own; what was running before goes on with its own. */
export function within<T>(effort: Effort, work: () => T): T {
  const before = current
  current = effort
  try {
    return work()
  } finally {
    current = before
  }
}
