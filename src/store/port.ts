/**
 * The one port to the store: facts are read with the versions they hang on, and a change is data that is committed
 * whole, in one durable transaction, or not at all (design section 3, `docs/adr/0001-store-port.md`).
 */

import type {
  Answer,
  AuditRow,
  Change,
  Committed,
  FactRow,
  ObligationRow,
  OutboxMessage,
  ReceivedMessage,
  ReferralRow,
  RungRow,
  StoredResource,
  StreamVersion,
  UnmatchedMessage
} from './change.ts'
import type { ReminderRow } from './reminder-row.ts'

/** What the states of a referral's duties are derived from: rows of a few hundred bytes, and no letter among them. */
export interface DutyFacts {
  readonly referral: ReferralRow
  /** In the order in which they were heard. */
  readonly facts: readonly FactRow[]
  readonly obligations: readonly ObligationRow[]
  readonly rungs: readonly RungRow[]
}

/** Everything that a decision about a referral needs. */
export interface ReferralFacts extends DutyFacts {
  /** Current versions in every projection, canonical included. */
  readonly resources: readonly StoredResource[]
}

/** An obligation with what its state is derived from. */
export interface ObligationFacts {
  readonly obligation: ObligationRow
  readonly referral: ReferralRow
  readonly facts: readonly FactRow[]
  /** For each Communication that reached the creditor: when. */
  readonly heard: readonly { readonly communication: string; readonly at: number }[]
}

/** A place in the order in which obligations were opened: behind the one named, or behind all that were opened by an instant. */
export interface ObligationPlace {
  readonly openedAt: number
  readonly id?: string
}

/** A reminder that waits to be put in a message. */
export interface WaitingReminder extends ReminderRow {
  /** Whether earlier messages about its referral still wait for the receiver. */
  readonly isBehind: boolean
}

/** Counts for reconciliation (design section 10), by participant. */
export interface Reconciliation {
  readonly received: Readonly<
    Record<string, { readonly accepted: number; readonly repeated: number; readonly refused: number }>
  >
  readonly outbox: Readonly<
    Record<
      string,
      { readonly enqueued: number; readonly delivered: number; readonly waiting: number; readonly dead: number }
    >
  >
  /** Feedback accepted, by kind. */
  readonly feedback: Readonly<Record<string, number>>
  readonly referrals: number
}

/** Each query with what it asks and what it answers. */
export interface Queries {
  readonly resource: {
    ask: { readonly projection: string; readonly type: string; readonly id: string; readonly version?: number }
    facts: StoredResource | undefined
  }
  /** Several resources of one projection at once, in no promised order; at most 500. */
  readonly resources: {
    ask: { readonly projection: string; readonly refs: readonly { readonly type: string; readonly id: string }[] }
    facts: readonly StoredResource[]
  }
  /** All criteria must hold, one of each criterion's values must match; ordered by `lastUpdated` descending, then id. */
  readonly search: {
    ask: {
      readonly projection: string
      readonly type: string
      readonly criteria: readonly { readonly param: string; readonly values: readonly string[] }[]
      readonly limit: number
      readonly offset: number
    }
    facts: { readonly total: number; readonly resources: readonly StoredResource[] }
  }
  readonly referral: { ask: { readonly id: string }; facts: ReferralFacts | undefined }
  /** A referral's duties, for showing their state; not for deciding, hence without a version. */
  readonly duties: { ask: { readonly id: string }; facts: DutyFacts | undefined }
  /**
   * What the states of several referrals' duties are derived from, for showing them; at most 500 referrals, in no promised
   * order but that of each one's facts and obligations (`duties`). Facts are at least as new as the obligations.
   */
  readonly dutiesOf: {
    ask: { readonly referrals: readonly string[] }
    facts: Pick<DutyFacts, 'facts' | 'obligations'>
  }
  /** Referrals known of a subject; read before the first referral of a patient is written. */
  readonly subject: { ask: { readonly subject: string }; facts: { readonly referrals: readonly string[] } }
  readonly answer: {
    ask: { readonly participant: string; readonly messageId: string }
    facts: { readonly bodyHash: string; readonly answer: Answer } | undefined
  }
  /**
   * Only what had been heard at `knownAt`: obligations opened, facts heard, deliveries made until then, in the order in
   * which they were opened. Where the store stamps (`openStore`), the answer for an instant that has passed never changes,
   * and so its pages agree with each other: `limit` obligations, opened by `until`, behind the place `after`.
   */
  readonly obligations: {
    ask: {
      readonly knownAt: number
      readonly owner?: string
      readonly creditor?: string
      readonly party?: string
      readonly code?: string
      readonly referral?: string
      readonly until?: number
      readonly after?: ObligationPlace
      readonly limit?: number
    }
    facts: readonly ObligationFacts[]
  }
  /** Referrals with a duty whose next rung lies on or before a day (`YYYY-MM-DD`), longest waiting first. */
  readonly dueRungs: { ask: { readonly on: string; readonly limit: number }; facts: readonly string[] }
  /**
   * Receivers for whom reminders wait, by id; `isAgain` for one that was put in a message on a day (`YYYY-MM-DD`) already, and
   * then only where an urgent one waits.
   */
  readonly remindable: {
    ask: { readonly on: string }
    facts: readonly { readonly receiver: string; readonly isAgain: boolean }[]
  }
  /** Reminders that wait for a receiver, or the urgent ones of them, oldest first. */
  readonly reminders: {
    ask: { readonly receiver: string; readonly isUrgent: boolean; readonly limit: number }
    facts: readonly WaitingReminder[]
  }
  /** Feedback that fits no referral or several, oldest first, `all`: also what is assigned by now; its content stays in the store. */
  readonly unmatched: {
    ask: { readonly limit: number; readonly all?: boolean }
    facts: readonly Omit<UnmatchedMessage, 'body' | 'contentType'>[]
  }
  /** One of these with its content, to be read again. */
  readonly unmatchedMessage: { ask: { readonly id: string }; facts: UnmatchedMessage | undefined }
  /** A duty by its id, for one who has no projection in which its Task stands. */
  readonly obligation: { ask: { readonly id: string }; facts: ObligationRow | undefined }
  /** Ids of the referrals of a GP in their order, behind `after`. */
  readonly referralsOfGp: {
    ask: { readonly gp: string; readonly after?: string; readonly limit: number }
    facts: readonly string[]
  }
  readonly reconciliation: { ask: object; facts: Reconciliation }
  readonly setting: { ask: { readonly name: string }; facts: string | undefined }
  readonly auditHeads: { ask: object; facts: Readonly<Record<string, { readonly seq: number; readonly hash: string }>> }
  readonly audit: {
    ask: { readonly chain: string; readonly afterSeq: number; readonly limit: number }
    facts: readonly AuditRow[]
  }
  /** Received messages byte for byte, for the proof and for replay. */
  readonly received: { ask: { readonly id: string }; facts: ReceivedMessage | undefined }
  /** Receivers with something waiting, and when the earliest of it may be tried (gateway clock, ms). */
  readonly lanes: { ask: object; facts: readonly { readonly receiver: string; readonly notBefore: number }[] }
  /**
   * Whether anything waits for a receiver, asked before it reads: a mark that stands for what is in the outbox now, and
   * undefined where nothing waits. What is enqueued later is not in what is read under this mark, or need not be.
   */
  readonly waiting: { ask: { readonly receiver: string }; facts: number | undefined }
  /**
   * Messages that wait for a receiver since before a mark and are heard by a reading of `seen`, oldest first: one with a
   * Communication by that Communication; any other by the coordination Task or the ServiceRequest of its referral, but a
   * reminder by its CommunicationRequest alone. At most 500 of `seen`.
   */
  readonly heard: {
    ask: {
      readonly receiver: string
      readonly upTo: number
      readonly seen: readonly Pick<StoredResource, 'type' | 'id' | 'referral'>[]
      readonly limit: number
    }
    facts: readonly { readonly id: string; readonly referral: string }[]
  }
}

/** The name of a query. */
export type QueryKind = keyof Queries

/** A query as data. */
export type Query<K extends QueryKind> = { readonly kind: K } & Queries[K]['ask']

/** Facts and the stream versions that they hang on; a change that relies on them expects these. */
export interface Read<K extends QueryKind> {
  readonly facts: Queries[K]['facts']
  /** The referral's stream for `referral`, the subject's for `subject`, else empty. */
  readonly versions: readonly StreamVersion[]
}

/** A message that a lane has claimed. */
export interface ClaimedMessage extends OutboxMessage {
  /** Attempts made before this one. */
  readonly attempts: number
  /** When it was first tried; undefined before the first attempt. Gateway clock, ms. */
  readonly firstTriedAt?: number
  /** Earlier messages of the same referral to the same receiver that died, but for those that an objection stopped; the message names them. */
  readonly undelivered: readonly string[]
}

/**
 * What became of one attempt. `at` is when it ended, gateway clock, ms; of `delivered` and `dead` a store that stamps
 * takes the instant at which it records them instead, because they count as known only then.
 */
export type Settlement =
  | { readonly id: string; readonly outcome: 'delivered'; readonly at: number }
  | { readonly id: string; readonly outcome: 'dead'; readonly at: number; readonly reason: string }
  | {
      readonly id: string
      readonly outcome: 'retry'
      readonly at: number
      readonly notBefore: number
      readonly reason: string
    }

/** A lane's lease: who may settle. Real time, because leases guard against dead processes and not against dates. */
export interface Claim {
  readonly receiver: string
  /** Goes up when another process takes the lane over, and stays when its holder claims again; a settlement under an older one is ignored. */
  readonly fence: number
  /** How long the lease lasts from the claim on, real time; 0 where nothing is to be sent and nothing is in flight. */
  readonly leaseMs: number
  /** The oldest waiting message of each referral whose time has come, urgent first. */
  readonly messages: readonly ClaimedMessage[]
}

/** The store. Made by `openStore`; closing waits for the batch that is being written. */
export interface Store {
  /** Whether other processes may write to the same store: then what they left undone is looked for, too. */
  readonly isShared: boolean
  read<K extends QueryKind>(query: Query<K>): Promise<Read<K>>
  commit(change: Change): Promise<Committed>
  /**
   * Claims a receiver's lane: undefined when another process holds it.
   * `now` and `notBefore` are the gateway's clock, `leaseMs` is real time. Referrals in `skip` are in flight already.
   * A shared store gives the lane back where it finds nothing and `skip` is empty; so a claim with `limit` 0 prolongs the
   * lease of who has something in flight, and ends that of who has nothing.
   * A lease of its own that lasts `enoughMs` yet is left as it is; absent: it is always prolonged.
   */
  claim(ask: {
    readonly receiver: string
    readonly now: number
    readonly leaseMs: number
    readonly enoughMs?: number
    readonly limit: number
    readonly skip: readonly string[]
  }): Promise<Claim | undefined>
  /** Records what became of attempts; false when the lease was lost, and then nothing is written. Each delivered or dead message gets its audit line in the same transaction. */
  settle(ask: {
    readonly receiver: string
    readonly fence: number
    readonly results: readonly Settlement[]
  }): Promise<boolean>
  /**
   * Records that a receiver by pull read messages: those that still wait are delivered, each with its audit line, and the
   * oldest that is left of each referral is the next to go. It needs no lease, because nothing is sent.
   * @param ask - `at`: gateway clock, ms; a store that stamps takes its own instant.
   * @returns the ids of those that this call settled; a message that was settled before stays as it is.
   */
  settlePulled(ask: {
    readonly receiver: string
    readonly at: number
    readonly messages: readonly string[]
  }): Promise<readonly string[]>
  /**
   * Takes a lease that is not a lane's, such as the sweep's, or prolongs one's own: undefined while another process holds
   * it, else its fence, which goes up when another process takes it over. A change that names it (`Change.lease`) is a
   * conflict from then on. `leaseMs` is real time; its holder gives it back with 0.
   */
  lease(ask: { readonly name: string; readonly leaseMs: number }): Promise<number | undefined>
  /** Remembers an id until `expiresAt` (real time, ms): true the first time, false when it is already remembered. For replayed assertions. */
  once(id: string, expiresAt: number): Promise<boolean>
  close(): Promise<void>
}
