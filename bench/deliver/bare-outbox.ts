import type { Outgoing } from './ask.ts'

/** A table of messages for the bare side. */
export interface BareOutbox {
  readonly put: (messages: readonly Outgoing[]) => Promise<void>
  readonly receivers: () => Promise<readonly string[]>
  /** The oldest messages for a receiver that are not done, at most `PAGE`. */
  readonly waiting: (receiver: string) => Promise<readonly Pick<Outgoing, 'id' | 'referral' | 'body'>[]>
  /** Resolves when it is durable. */
  readonly done: (id: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Messages read at once for a receiver. */
export const PAGE = 200
