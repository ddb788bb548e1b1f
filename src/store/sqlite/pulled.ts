import type { Query, Read, Store } from '../port.ts'
import type { AuditLog } from './audit.ts'
import type { Bound, Connection } from './driver.ts'
import { release } from './outbox.ts'
import { integer, text } from './row.ts'

/** How far the outbox reaches now; undefined where nothing waits for the receiver. Both are one look-up in an index. */
export function waitingUpTo(connection: Connection, { receiver }: Query<'waiting'>): Read<'waiting'>['facts'] {
  const sql = `SELECT max(seq) AS up_to FROM outbox
    WHERE EXISTS (SELECT 1 FROM outbox WHERE receiver = ? AND head = 1)`
  const row = connection.first(sql, receiver)
  return row === undefined || row['up_to'] === null ? undefined : integer(row, 'up_to')
}

/** Which waiting messages are heard by a reading; the rule stands at the query of the port. */
export function heardBy(connection: Connection, ask: Query<'heard'>): Read<'heard'>['facts'] {
  const heard = ways(ask)
  const referrals = [...new Set(ask.seen.map(({ referral }) => referral))]
  if (heard.length === 0) return []
  const sql = `SELECT o.id, o.referral FROM outbox o
    WHERE o.receiver = ? AND o.referral IN (${marks(referrals)}) AND o.state = 'waiting' AND o.seq <= ?
    AND (${heard.map((way) => way.sql).join(' OR ')}) ORDER BY o.seq LIMIT ?`
  const bound = [ask.receiver, ...referrals, ask.upTo, ...heard.flatMap((way) => way.bound), ask.limit]
  return connection.all(sql, ...bound).map((row) => ({ id: text(row, 'id'), referral: text(row, 'referral') }))
}

/**
 * Settles waiting messages as delivered because their receiver read them; must run inside a transaction.
 *
 * The head of a referral is released anew whichever of its messages was read: where one behind the head was, the head is
 * still the oldest that waits and stays what it is.
 */
export function settlePulledMessages(
  connection: Connection,
  audit: AuditLog,
  { receiver, at, messages }: Parameters<Store['settlePulled']>[0]
): readonly string[] {
  const settled: string[] = []
  for (const id of messages) {
    const referral = referralOfWaiting(connection, receiver, id)
    if (referral === undefined) continue
    finish(connection, id, at)
    release(connection, receiver, referral)
    audit.append({ at, participant: receiver, action: 'deliver', outcome: 'delivered', message: id, referral })
    settled.push(id)
  }
  return settled
}

/** The referral of a message that waits for this receiver; undefined for any other, such as one that was sent meanwhile. */
function referralOfWaiting(connection: Connection, receiver: string, id: string): string | undefined {
  const sql = `SELECT referral FROM outbox WHERE id = ? AND receiver = ? AND state = 'waiting'`
  const row = connection.first(sql, id, receiver)
  return row === undefined ? undefined : text(row, 'referral')
}

/** Attempts stay as they are: nobody tried to send it. */
function finish(connection: Connection, id: string, at: number): void {
  const sql = `UPDATE outbox SET state = 'delivered', head = 0, settled_at = ?, reason = NULL WHERE id = ?`
  connection.run(sql, at, id)
}

/** A condition on `outbox o`, with its parameters. */
interface Way {
  readonly sql: string
  readonly bound: readonly Bound[]
}

/** The ways in which a message can be heard by what was seen; none where nothing that was seen can carry one. */
function ways({ seen }: Query<'heard'>): readonly Way[] {
  const ids = (wanted: string): readonly string[] => seen.flatMap(({ type, id }) => (type === wanted ? [id] : []))
  const [communications, tasks, requests] = [ids('Communication'), ids('Task'), ids('ServiceRequest')]
  const reminders = ids('CommunicationRequest').map((id) => `%"url":"CommunicationRequest/${id}"%`)
  // A reminder stands beside the Task that it is about, and who reads the one has not read the other.
  const of = `o.communication IS NULL AND o.body NOT LIKE '%"url":"CommunicationRequest/%' AND EXISTS (SELECT 1 FROM referral r WHERE r.id = o.referral AND`
  return [
    { sql: `o.communication IN (${marks(communications)})`, bound: communications },
    { sql: `${of} r.task IN (${marks(tasks)}))`, bound: tasks },
    { sql: `${of} r.service_request IN (${marks(requests)}))`, bound: requests },
    {
      sql: `o.communication IS NULL AND (${reminders.map(() => 'o.body LIKE ?').join(' OR ')})`,
      bound: reminders
    }
  ].filter(({ bound }) => bound.length > 0)
}

function marks(values: readonly Bound[]): string {
  return values.map(() => '?').join(', ')
}
