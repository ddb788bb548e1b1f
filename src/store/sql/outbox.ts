import assert from 'node:assert/strict'
import { STOPPED_BY_OBJECTION } from '../change.ts'
import type { ClaimedMessage, Read } from '../port.ts'
import { padded } from './list.ts'
import { integer, optionalText, text } from './row.ts'
import { all, first, marks, run, type Row, type Sql } from './statement.ts'

/**
 * `receiver = ?` beside a list of ids, written so that no index serves it: an engine without statistics would walk everything
 * that the receiver was ever sent.
 */
export const receiverIs = `coalesce(receiver, '') = ?`

/** Which messages a lane may send now. */
export interface Claimable {
  readonly receiver: string
  /** The gateway's clock, ms. */
  readonly now: number
  readonly limit: number
  readonly skip: readonly string[]
}

/** The oldest waiting message of each referral whose time has come, urgent first. One statement, and one more where any follows a dead one. */
export function* claimable({ receiver, now, limit, skip }: Claimable): Sql<readonly ClaimedMessage[]> {
  const inFlight = padded(skip)
  const skipped = inFlight.length === 0 ? '' : `AND referral NOT IN (${marks(inFlight)})`
  const sql = `SELECT o.*, (SELECT count(*) FROM outbox d
      WHERE d.receiver = o.receiver AND d.referral = o.referral AND d.state = 'dead') AS dead
    FROM outbox o WHERE receiver = ? AND head = 1 AND not_before <= ? ${skipped} ORDER BY priority, seq LIMIT ?`
  const rows = yield* all(sql, receiver, now, ...inFlight, limit)
  const followers = rows.filter((row) => integer(row, 'dead') > 0).map((row) => text(row, 'referral'))
  const dead = yield* deadOf(receiver, followers)
  return rows.map((row) => claimed(row, dead))
}

/** Whether a lane has a message whose time has come, in flight or not. */
export function* hasDue({ receiver, now }: Pick<Claimable, 'receiver' | 'now'>): Sql<boolean> {
  const sql = 'SELECT seq FROM outbox WHERE receiver = ? AND head = 1 AND not_before <= ? LIMIT 1'
  return (yield* first(sql, receiver, now)) !== undefined
}

/** Receivers with something waiting, and when the first of it may be tried. */
export function* lanes(): Sql<Read<'lanes'>['facts']> {
  // Only the first of each referral counts: one behind it cannot be sent, however early its time.
  const sql = 'SELECT receiver, min(not_before) AS not_before FROM outbox WHERE head = 1 GROUP BY receiver'
  return (yield* all(sql)).map((row) => ({ receiver: text(row, 'receiver'), notBefore: integer(row, 'not_before') }))
}

/**
 * Lets the oldest waiting message of each referral go, now that one of them is settled; must run inside a transaction, and
 * none may enqueue to the same receiver and referral beside it: what it does not see yet would wait for ever.
 */
export function* release(receiver: string, referrals: readonly string[]): Sql<void> {
  if (referrals.length === 0) return
  const of = padded(referrals)
  const oldest = `SELECT min(seq) FROM outbox
    WHERE receiver = ? AND referral IN (${marks(of)}) AND state = 'waiting' GROUP BY referral`
  yield* run(`UPDATE outbox SET head = 1 WHERE head = 0 AND seq IN (${oldest})`, receiver, ...of)
}

/** Finds the head of a referral anew where messages were taken from it or put into it; must run inside a transaction. */
export function* rehead(receiver: string, referral: string): Sql<void> {
  yield* run('UPDATE outbox SET head = 0 WHERE receiver = ? AND referral = ? AND head = 1', receiver, referral)
  yield* release(receiver, [referral])
}

/** A dead message of a referral. */
interface Dead {
  readonly id: string
  readonly referral: string
  readonly seq: number
}

/** Dead messages in order; of one that an objection has stopped the receiver is not to hear that it ever was. */
function* deadOf(receiver: string, referrals: readonly string[]): Sql<readonly Dead[]> {
  if (referrals.length === 0) return []
  const of = padded(referrals)
  const sql = `SELECT id, referral, seq FROM outbox WHERE receiver = ? AND referral IN (${marks(of)}) AND state = 'dead'
    AND coalesce(reason, '') <> ? ORDER BY seq`
  return (yield* all(sql, receiver, ...of, STOPPED_BY_OBJECTION)).map((row) => ({
    id: text(row, 'id'),
    referral: text(row, 'referral'),
    seq: integer(row, 'seq')
  }))
}

function claimed(row: Row, dead: readonly Dead[]): ClaimedMessage {
  const [priority, referral, seq] = [integer(row, 'priority'), text(row, 'referral'), integer(row, 'seq')]
  assert(priority === 0 || priority === 1 || priority === 2)
  return {
    id: text(row, 'id'),
    receiver: text(row, 'receiver'),
    referral,
    priority,
    cause: text(row, 'cause'),
    ...optionalText(row, 'communication', 'communication'),
    enqueuedAt: integer(row, 'enqueued_at'),
    body: text(row, 'body'),
    attempts: integer(row, 'attempts'),
    ...(row['first_tried_at'] === null ? {} : { firstTriedAt: integer(row, 'first_tried_at') }),
    undelivered: dead.filter((one) => one.referral === referral && one.seq < seq).map(({ id }) => id)
  }
}
