import type {
  Answer,
  AuditRow,
  FactRow,
  MessageKey,
  ObligationRow,
  OutboxMessage,
  ReceivedMessage,
  ReferralRow,
  RungRow,
  StoredResource,
  UnmatchedMessage
} from '../change.ts'
import type { ReminderRow } from '../reminder-row.ts'
import type { Bound } from './statement.ts'

/** A column, with its type as PostgreSQL names it. */
export type Column = readonly [name: string, type: 'text' | 'bigint' | 'bytea']

/** A table to which rows are added: its columns, and a row's values in their order. */
export interface Table<T> {
  readonly name: string
  readonly columns: readonly Column[]
  readonly values: (row: T) => readonly Bound[]
}

/** `INSERT INTO ... VALUES (?, ...)` for one row of a table. */
export function insertInto<T>({ name, columns }: Table<T>): string {
  const names = columns.map(([column]) => column).join(', ')
  return `INSERT INTO ${name} (${names}) VALUES (${columns.map(() => '?').join(', ')})`
}

/** Received messages, byte for byte. */
export const messages: Table<ReceivedMessage> = {
  name: 'message',
  columns: [
    ['id', 'text'],
    ['participant', 'text'],
    ['referral', 'text'],
    ['content_type', 'text'],
    ['received_at', 'bigint'],
    ['body', 'bytea'],
    ['mapping', 'text']
  ],
  values: ({ id, participant, referral, contentType, receivedAt, body, mapping = null }) => [
    ...[id, participant, referral, contentType, receivedAt, body, mapping]
  ]
}

/** Answers given, by who asked under which id. */
export const answers: Table<{ readonly key: MessageKey; readonly answer: Answer }> = {
  name: 'answer',
  columns: [
    ['participant', 'text'],
    ['message_id', 'text'],
    ['body_hash', 'text'],
    ['status', 'bigint'],
    ['headers', 'text'],
    ['body', 'text']
  ],
  values: ({ key, answer }) => [
    ...[key.participant, key.messageId, key.bodyHash, answer.status, JSON.stringify(answer.headers), answer.body]
  ]
}

export const referrals: Table<ReferralRow> = {
  name: 'referral',
  columns: [
    ['id', 'text'],
    ['requester', 'text'],
    ['performer', 'text'],
    ['gp', 'text'],
    ['subject', 'text'],
    ['service_request', 'text'],
    ['task', 'text'],
    ['agreement', 'text'],
    ['received_at', 'bigint']
  ],
  values: ({ id, requester, performer, gp, subject, serviceRequest, task, agreement, receivedAt }) => [
    ...[id, requester, performer, gp, subject, serviceRequest, task, agreement, receivedAt]
  ]
}

export const facts: Table<FactRow> = {
  name: 'fact',
  columns: [
    ['id', 'text'],
    ['referral', 'text'],
    ['event', 'text'],
    ['occurred_on', 'text'],
    ['heard_at', 'bigint'],
    ['stated_by', 'text'],
    ['message', 'text'],
    ['communication', 'text'],
    ['feedback_kind', 'text'],
    ['missing', 'text'],
    ['unread', 'bigint'],
    ['objection', 'text'],
    ['successor', 'text'],
    ['detail', 'text']
  ],
  values: (fact) => [
    ...[fact.id, fact.referral, fact.event, fact.occurredOn, fact.heardAt, fact.by, fact.message],
    ...[fact.communication ?? null, fact.kindOfFeedback ?? null],
    ...[jsonOrNull(fact.missing), fact.isUnread === true ? 1 : null],
    ...[jsonOrNull(fact.objection), fact.successor ?? null, jsonOrNull(fact.detail)]
  ]
}

export const obligations: Table<ObligationRow> = {
  name: 'obligation',
  columns: [
    ['id', 'text'],
    ['referral', 'text'],
    ['code', 'text'],
    ['opened_by', 'text'],
    ['turn', 'bigint'],
    ['agreement', 'text'],
    ['agreement_version', 'text'],
    ['owner', 'text'],
    ['creditor', 'text'],
    ['opened_on', 'text'],
    ['opened_at', 'bigint']
  ],
  values: ({ id, referral, code, trigger, turn, agreement, agreementVersion, owner, creditor, openedOn, openedAt }) => [
    ...[id, referral, code, trigger, turn, agreement, agreementVersion, owner, creditor, openedOn, openedAt]
  ]
}

export const rungs: Table<RungRow> = {
  name: 'rung',
  columns: [
    ['obligation', 'text'],
    ['referral', 'text'],
    ['claimed', 'bigint'],
    ['next_on', 'text']
  ],
  values: ({ obligation, referral, claimed, nextOn }) => [obligation, referral, claimed, nextOn]
}

export const reminders: Table<ReminderRow> = {
  name: 'reminder',
  columns: [
    ['obligation', 'text'],
    ['rung', 'bigint'],
    ['receiver', 'text'],
    ['referral', 'text'],
    ['urgent', 'bigint'],
    ['claimed_at', 'bigint'],
    ['settled_on', 'text'],
    ['message', 'text']
  ],
  values: ({ obligation, rung, receiver, referral, isUrgent, claimedAt, settledOn, message }) => [
    ...[obligation, rung, receiver, referral, Number(isUrgent), claimedAt, settledOn, message]
  ]
}

export const unmatchedMessages: Table<UnmatchedMessage> = {
  name: 'unmatched',
  columns: [
    ['id', 'text'],
    ['participant', 'text'],
    ['content_type', 'text'],
    ['received_at', 'bigint'],
    ['body', 'bytea'],
    ['reason', 'text'],
    ['assigned_to', 'text']
  ],
  values: ({ id, participant, contentType, receivedAt, body, reason, assignedTo = null }) => [
    ...[id, participant, contentType, receivedAt, body, reason, assignedTo]
  ]
}

/** Every version of a resource. */
export const versions: Table<StoredResource> = {
  name: 'resource_history',
  columns: [
    ['projection', 'text'],
    ['type', 'text'],
    ['id', 'text'],
    ['version', 'bigint'],
    ['referral', 'text'],
    ['last_updated', 'bigint'],
    ['json', 'text'],
    ['search', 'text'],
    ['message', 'text'],
    ['posted', 'bigint']
  ],
  values: ({ projection, type, id, version, referral, lastUpdated, json, search, cause }) => [
    ...[projection, type, id, version, referral, lastUpdated, json, JSON.stringify(search)],
    ...[cause?.message ?? null, cause === undefined ? null : Number(cause.isPosted)]
  ]
}

/** A value by which a current version is found. */
export interface SearchColumn {
  readonly projection: string
  readonly type: string
  readonly param: string
  readonly value: string
  readonly id: string
}

export const searchColumns: Table<SearchColumn> = {
  name: 'search',
  columns: [
    ['projection', 'text'],
    ['type', 'text'],
    ['param', 'text'],
    ['value', 'text'],
    ['id', 'text']
  ],
  values: ({ projection, type, param, value, id }) => [projection, type, param, value, id]
}

/** Outgoing messages; `state`, `head` and `attempts` are added by the engine. */
export const outgoing: Table<OutboxMessage> = {
  name: 'outbox',
  columns: [
    ['id', 'text'],
    ['receiver', 'text'],
    ['referral', 'text'],
    ['priority', 'bigint'],
    ['cause', 'text'],
    ['communication', 'text'],
    ['enqueued_at', 'bigint'],
    ['body', 'text'],
    ['not_before', 'bigint']
  ],
  values: ({ id, receiver, referral, priority, cause, communication = null, enqueuedAt, body }) => [
    ...[id, receiver, referral, priority, cause, communication, enqueuedAt, body, enqueuedAt]
  ]
}

export const auditLines: Table<AuditRow> = {
  name: 'audit',
  columns: [
    ['chain', 'text'],
    ['seq', 'bigint'],
    ['hash', 'text'],
    ['at', 'bigint'],
    ['participant', 'text'],
    ['action', 'text'],
    ['outcome', 'text'],
    ['message', 'text'],
    ['referral', 'text'],
    ['reason', 'text']
  ],
  values: ({ chain, seq, hash, at, participant, action, outcome, message = null, referral = null, reason = null }) => [
    ...[chain, seq, hash, at, participant, action, outcome, message, referral, reason]
  ]
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
