import assert from 'node:assert/strict'
import { STOPPED_BY_OBJECTION, type OutboxMessage } from '../change.ts'
import type { ClaimedMessage, Read, Settlement } from '../port.ts'
import type { Connection, Row } from './driver.ts'
import { integer, optionalText, text } from './row.ts'

/** Puts a message in its receiver's lane, behind earlier ones of its referral; must run inside a transaction. */
export function enqueue(connection: Connection, message: OutboxMessage): void {
  const { id, receiver, referral, priority, cause, enqueuedAt, body } = message
  connection.run(
    `INSERT INTO outbox
       (id, receiver, referral, priority, cause, communication, enqueued_at, body, not_before, attempts, state, head)
     SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'waiting', CASE WHEN EXISTS
       (SELECT 1 FROM outbox WHERE receiver = ? AND referral = ? AND state = 'waiting') THEN 0 ELSE 1 END`,
    ...[id, receiver, referral, priority, cause, message.communication ?? null, enqueuedAt, body, enqueuedAt],
    ...[receiver, referral]
  )
}

/** Which messages a lane may send now. */
export interface Claimable {
  readonly receiver: string
  /** The gateway's clock, ms. */
  readonly now: number
  readonly limit: number
  readonly skip: readonly string[]
}

/** The oldest waiting message of each referral whose time has come, urgent first. */
export function claimable(
  connection: Connection,
  { receiver, now, limit, skip }: Claimable
): readonly ClaimedMessage[] {
  const skipped = skip.length === 0 ? '' : `AND referral NOT IN (${skip.map(() => '?').join(', ')})`
  const sql = `SELECT * FROM outbox WHERE receiver = ? AND head = 1 AND not_before <= ? ${skipped}
    ORDER BY priority, seq LIMIT ?`
  return connection.all(sql, receiver, now, ...skip, limit).map((row) => claimed(connection, row))
}

/** Records what became of an attempt: false when the message was settled before, so that a repeat changes nothing. */
export function settleMessage(connection: Connection, receiver: string, result: Settlement): boolean {
  const row = connection.first('SELECT referral, state FROM outbox WHERE id = ? AND receiver = ?', result.id, receiver)
  assert(row !== undefined, `no message ${result.id} for ${receiver}`)
  if (text(row, 'state') !== 'waiting') return false
  if (result.outcome === 'retry') {
    postpone(connection, result)
    return true
  }
  finish(connection, result)
  release(connection, receiver, text(row, 'referral'))
  return true
}

/** The referral of a message, for its audit line. */
export function referralOfMessage(connection: Connection, id: string): string {
  const row = connection.first('SELECT referral FROM outbox WHERE id = ?', id)
  assert(row !== undefined)
  return text(row, 'referral')
}

/** Receivers with something waiting, and when the first of it may be tried. */
export function lanes(connection: Connection): Read<'lanes'>['facts'] {
  // Only the first of each referral counts: one behind it cannot be sent, however early its time.
  const sql = 'SELECT receiver, min(not_before) AS not_before FROM outbox WHERE head = 1 GROUP BY receiver'
  return connection.all(sql).map((row) => ({ receiver: text(row, 'receiver'), notBefore: integer(row, 'not_before') }))
}

function postpone(connection: Connection, result: Extract<Settlement, { outcome: 'retry' }>): void {
  const sql = `UPDATE outbox SET attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ?), not_before = ?,
    reason = ? WHERE id = ?`
  connection.run(sql, result.at, result.notBefore, result.reason, result.id)
}

function finish(connection: Connection, result: Exclude<Settlement, { outcome: 'retry' }>): void {
  const reason = result.outcome === 'dead' ? result.reason : null
  const sql = `UPDATE outbox SET state = ?, head = 0, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, ?), settled_at = ?, reason = ? WHERE id = ?`
  connection.run(sql, result.outcome, result.at, result.at, reason, result.id)
}

/** Lets the oldest waiting message of a referral go, now that one of them is settled; must run inside a transaction. */
export function release(connection: Connection, receiver: string, referral: string): void {
  const next = `SELECT min(seq) FROM outbox WHERE receiver = ? AND referral = ? AND state = 'waiting'`
  connection.run(`UPDATE outbox SET head = 1 WHERE seq = (${next})`, receiver, referral)
}

/** Finds the head of a referral anew where messages were taken from it or put into it; must run inside a transaction. */
export function rehead(connection: Connection, receiver: string, referral: string): void {
  connection.run('UPDATE outbox SET head = 0 WHERE receiver = ? AND referral = ? AND head = 1', receiver, referral)
  release(connection, receiver, referral)
}

function claimed(connection: Connection, row: Row): ClaimedMessage {
  const priority = integer(row, 'priority')
  assert(priority === 0 || priority === 1 || priority === 2)
  return {
    id: text(row, 'id'),
    receiver: text(row, 'receiver'),
    referral: text(row, 'referral'),
    priority,
    cause: text(row, 'cause'),
    ...optionalText(row, 'communication', 'communication'),
    enqueuedAt: integer(row, 'enqueued_at'),
    body: text(row, 'body'),
    attempts: integer(row, 'attempts'),
    ...(row['first_tried_at'] === null ? {} : { firstTriedAt: integer(row, 'first_tried_at') }),
    undelivered: undelivered(connection, row)
  }
}

/** Dead messages before this one; of one that an objection has stopped the receiver is not to hear that it ever was. */
function undelivered(connection: Connection, row: Row): readonly string[] {
  const sql = `SELECT id FROM outbox WHERE receiver = ? AND referral = ? AND state = 'dead' AND seq < ?
    AND coalesce(reason, '') <> ? ORDER BY seq`
  const bound = [text(row, 'receiver'), text(row, 'referral'), integer(row, 'seq'), STOPPED_BY_OBJECTION]
  const dead = connection.all(sql, ...bound)
  return dead.map((earlier) => text(earlier, 'id'))
}
