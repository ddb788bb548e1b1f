/** What a change to the store is made of, as data. Times are epoch milliseconds of the gateway's clock. */

import type { AuditEntry } from './audit-line.ts'
import type { ReminderRow } from './reminder-row.ts'

export type { AuditEntry, AuditRow } from './audit-line.ts'

/** A name under which decisions are serialised: `referral/<id>`, or `subject/<hmac of the BSN>`. */
export type StreamId = `referral/${string}` | `subject/${string}`

/** A stream at a version; 0 is a stream on which nothing was committed yet. */
export interface StreamVersion {
  readonly stream: StreamId
  readonly version: number
}

/** What makes a message the same message: its sender, the sender's id for it, and the bytes it came in. */
export interface MessageKey {
  readonly participant: string
  readonly messageId: string
  /** SHA-256 in hex of the interaction and the body. */
  readonly bodyHash: string
}

/** The answer that was given to a message; a repeat gets it again. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body as sent, JSON text; empty when there is none. */
  readonly body: string
}

/** A change as data: what it answers to, what it relies on, what it writes. Times are epoch milliseconds of the gateway's clock. */
export interface Change {
  /** Absent for a change that no message caused, such as a clock step or an audit line of a refusal. */
  readonly message?: { readonly key: MessageKey; readonly answer: Answer }
  /** The streams that the decision was read from; each moves on by one with the commit. */
  readonly expect: readonly StreamVersion[]
  /** The lease under which it is made (`Store.lease`): `conflict` where another process has taken that over. */
  readonly lease?: { readonly name: string; readonly fence: number }
  readonly writes: readonly Write[]
  readonly outbox: readonly OutboxMessage[]
  readonly audit: readonly AuditEntry[]
}

/** What became of a change. `conflict`: nothing was written, read and decide again. `repeat`: the key is known. */
export type Committed =
  | { readonly outcome: 'committed' }
  | { readonly outcome: 'repeat'; readonly bodyHash: string; readonly answer: Answer }
  | { readonly outcome: 'conflict' }

/**
 * One row to write, in the order given. A `resource` is the next version of its projection; a `stop` takes back what has
 * not left yet, and stands behind the resources of its change; a `gp` changes the parties of a referral, an `assigned` settles
 * unmatched feedback; everything else is only ever added.
 */
export type Write =
  | ({ readonly kind: 'received' } & ReceivedMessage)
  | ({ readonly kind: 'referral' } & ReferralRow)
  | ({ readonly kind: 'resource' } & StoredResource)
  | ({ readonly kind: 'fact' } & FactRow)
  | ({ readonly kind: 'obligation' } & ObligationRow)
  | ({ readonly kind: 'rung' } & RungRow)
  | ({ readonly kind: 'reminder' } & ReminderRow)
  | ({ readonly kind: 'unmatched' } & UnmatchedMessage)
  | ({ readonly kind: 'assigned' } & Assignment)
  | ({ readonly kind: 'gp' } & GpChange)
  | ({ readonly kind: 'stop' } & StopOrder)
  | SettingWrite

/** A setting of the gateway that survives a restart. */
export interface SettingWrite {
  readonly kind: 'setting'
  readonly name: string
  readonly value: string
  /** Leaves a value that is there as it is: of several processes that write it first, one wins. */
  readonly keep?: true
}

/** A message as received, byte for byte. */
export interface ReceivedMessage {
  readonly id: string
  readonly participant: string
  readonly referral: string
  readonly contentType: string
  readonly receivedAt: number
  readonly body: Uint8Array
  /** With which maps it was read and passed on, as JSON text; absent for messages of before this was kept. */
  readonly mapping?: string
}

/** The parties of a referral; fixed at its receipt, but for a practice that closes (`GpChange`). Participant ids. */
export interface ReferralRow {
  readonly id: string
  readonly requester: string
  readonly performer: string
  /** The patient's GP; null when the referral names a GP that the directory does not know. */
  readonly gp: string | null
  /** HMAC of the BSN, the key of the subject stream. */
  readonly subject: string
  /** The id of the ServiceRequest; the id of the coordination Task. */
  readonly serviceRequest: string
  readonly task: string
  readonly agreement: string
  readonly receivedAt: number
}

/** Another practice takes the place of the GP, and of the requester where that was the same practice. Participant ids. */
export interface GpChange {
  readonly referral: string
  readonly gp: string
  /** The requester from now on, also where that stays who it was. */
  readonly requester: string
}

/** The projection that no participant reads: the resources in canonical form. */
export const CANONICAL_PROJECTION = 'canonical'

/** One version of a resource in one projection (a participant's id, or `canonical`). */
export interface StoredResource {
  readonly projection: string
  readonly type: string
  readonly id: string
  /** 1 for the first version in this projection, then one more each time. */
  readonly version: number
  readonly referral: string
  readonly lastUpdated: number
  /** The resource as JSON text, `id` and `meta` included. */
  readonly json: string
  /** What made this version: the received message, and whether its sender posted this or it was made of what was posted. */
  readonly cause?: { readonly message: string; readonly isPosted: boolean }
  /** Search columns: name of the FHIR search parameter and a value it matches exactly. */
  readonly search: readonly { readonly param: string; readonly value: string }[]
}

/** A dated event in a referral's life, with its two clocks: when it happened and when the gateway heard. */
export interface FactRow {
  readonly id: string
  readonly referral: string
  /** An event of design section 7, such as `intake.done`. */
  readonly event: string
  /** Calendar day in Europe/Amsterdam, `YYYY-MM-DD`. */
  readonly occurredOn: string
  /** When it was decided upon; a store that stamps (`openStore`) keeps the instant of the commit instead. */
  readonly heardAt: number
  /** The participant that stated it. */
  readonly by: string
  /** The message that stated it. */
  readonly message: string
  /** For feedback: the Communication and its kind. */
  readonly communication?: string
  readonly kindOfFeedback?: string
  /**
   * For feedback: the codes of what it lacked. Empty was checked and is complete; absent could not be checked by any
   * rule, as a letter in text or PDF, and then the duty is `met-unchecked`. A store keeps the two apart.
   */
  readonly missing?: readonly string[]
  /** For feedback whose letter no rule can look into, as text or PDF, whatever else it lacks. */
  readonly isUnread?: true
  /** For an objection of the patient or its withdrawal: which Consent says so, and what it is about. */
  readonly objection?: ObjectionScope
  /** For `referral.superseded`: the referral that took its place. */
  readonly successor?: string
  /** What else an event says: codes, ids and days, and never a letter. */
  readonly detail?: FactDetail
}

/** What an event says beside its day; each kind of event has a few of these. */
export interface FactDetail {
  /** What it is about: the id of a duty, of a Communication, of an earlier fact, of a participant. */
  readonly of?: string
  /** What it takes the place of: for `gp.changed` the practice that was the GP. */
  readonly instead?: string
  /** A coded reason: of a waiver, a suspension, a dispute, a change of agreement. */
  readonly reason?: string
  /** Who decided, in words: of a waiver. */
  readonly authority?: string
  /** What shows it, in words or as a reference: of a waiver. */
  readonly evidence?: string
  /** The last day on which it holds, `YYYY-MM-DD`: of a waiver, or of a suspension whose end was told. */
  readonly until?: string
  /** `id|version` of the agreement that holds from then on. */
  readonly agreement?: string
  /** The instant of an event that was given with a time, epoch ms: what terms in hours count from. */
  readonly at?: number
  /** Feedback that was given by telephone. */
  readonly medium?: 'phone'
  /** The status in which the coordination Task was put on hold, to which alone it goes back. */
  readonly heldFrom?: string
}

/** What a patient's objection is about. */
export interface ObjectionScope {
  /** The id of the Consent. */
  readonly consent: string
  /** Feedback kinds; absent: all. */
  readonly kinds?: readonly string[]
  /** Participants that may not receive; absent: everyone but the performer. */
  readonly receivers?: readonly string[]
}

/** What opened a duty and who is bound by it; its state is never stored (design principle 2). */
export interface ObligationRow {
  readonly id: string
  readonly referral: string
  readonly code: string
  /** The event that opened it; with `code` it names the rule. */
  readonly trigger: string
  /** 1, and one more for each later turn of a duty that recurs. */
  readonly turn: number
  readonly agreement: string
  readonly agreementVersion: string
  /** Participant that owes the feedback. */
  readonly owner: string
  /** Participant to whom it is owed; null when nobody knows who that is, which makes the duty `blocked`. */
  readonly creditor: string | null
  /** Calendar day in Europe/Amsterdam. */
  readonly openedOn: string
  /** When it was decided upon; a store that stamps keeps the instant of the commit, the same as for the facts of the change. */
  readonly openedAt: number
}

/**
 * When a duty is looked at next by the sweep that reminds: a hint, which no report reads (`docs/adr/0006-overdue-is-derived.md`).
 * Written anew whenever something moves the duty.
 */
export interface RungRow {
  readonly obligation: string
  readonly referral: string
  /** Reminders given so far, counted in rungs of the rule: each is given once. */
  readonly claimed: number
  /** The day of the next one, `YYYY-MM-DD`; null where none is to come. */
  readonly nextOn: string | null
}

/** Feedback of which nobody can tell to which referral it belongs: kept byte for byte until an operator has looked. */
export interface UnmatchedMessage {
  readonly id: string
  readonly participant: string
  readonly contentType: string
  readonly receivedAt: number
  readonly body: Uint8Array
  readonly reason: 'no-referral' | 'several-referrals'
  /** The referral to which an operator has assigned it. */
  readonly assignedTo?: string
}

/** Unmatched feedback is settled: an operator said which referral it belongs to. It is settled once. */
export interface Assignment {
  readonly message: string
  readonly referral: string
}

/** Why a message is dead that an objection of the patient has stopped; no later message names it to the receiver. */
export const STOPPED_BY_OBJECTION = 'objection'

/**
 * What may leave no more: messages of a referral that still wait for a receiver. Of reminders, those are meant that go to one
 * to whom a duty is owed, and only where every message is; those to the one who owes never.
 *
 * They are dead, each with its audit line, and what they carry is gone from the receiver's projection, its versions as
 * well. What a message carries beside its letter and may still leave stays in it, and it waits on: the coordination Task,
 * where letters alone are stopped, and a patient, person or organisation that what is left to the receiver refers to.
 */
export interface StopOrder {
  readonly referral: string
  readonly receiver: string
  /** The Communications whose messages are meant; absent: every message. */
  readonly communications?: readonly string[]
  /** Where every message is meant: the Communications whose messages are not. */
  readonly despite?: readonly string[]
  /** A store that stamps keeps the instant of the commit instead. */
  readonly at: number
}

/** A message for a receiver, ready to send. `id` is its `Bundle.identifier`, the same over every retry. */
export interface OutboxMessage {
  readonly id: string
  readonly receiver: string
  /** The id of the referral, or the `digestLane` of its receiver. */
  readonly referral: string
  /** 0 stat, 1 urgent or asap, 2 routine. Order within a referral beats it. */
  readonly priority: 0 | 1 | 2
  /** What caused it: the received message, or for reminders an id of their own. */
  readonly cause: string
  /** The Communication it carries, where it carries one: hearing it is what the second clock waits for. */
  readonly communication?: string
  readonly enqueuedAt: number
  /** The Bundle as JSON text. */
  readonly body: string
}
