/**
 * A reminder about a duty to a receiver, of a rung of the duty's rule. There is one of each for ever: one that was settled
 * stays as it is, whatever is written.
 */
export interface ReminderRow {
  readonly obligation: string
  /** The place of the rung in its rule, from 1. */
  readonly rung: number
  readonly receiver: string
  readonly referral: string
  /** Not to wait for the next day where its receiver was sent a message of reminders today. */
  readonly isUrgent: boolean
  readonly claimedAt: number
  /** The local day on which it was put in a message or dropped, `YYYY-MM-DD`; null while it waits. */
  readonly settledOn: string | null
  /** The outbox message that carries it; null while it waits, and where it was dropped. */
  readonly message: string | null
}

/** In the place of a referral: the name under which a message stands that is about several referrals of one receiver. */
export function digestLane(receiver: string): string {
  return `digest/${receiver}`
}
