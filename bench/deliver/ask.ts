import type { Usage } from '../support/usage.ts'

/** What either side of the delivery bench is asked: to put messages into its outbox, or to send all that is in it. */
export type DeliverAsk =
  | { readonly do: 'fill'; readonly messages: number; readonly receivers: number }
  | { readonly do: 'drain'; readonly url: string }
  | { readonly do: 'usage' }

/** How long the draining took; 0 for anything else. */
export interface DeliverAnswer extends Usage {
  readonly tookMs: number
}

/** Messages of each referral, which a receiver must get in their order. */
export const MESSAGES_OF_REFERRAL = 2

/** A message of either side's outbox. */
export interface Outgoing {
  readonly id: string
  readonly receiver: string
  readonly referral: string
  readonly body: string
}

/** The name of a receiver, who is a participant of our side. */
export function receiverNamed(index: number): string {
  return `receiver-${String(index).padStart(3, '0')}`
}
