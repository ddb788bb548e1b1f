import type { AuditEntry } from '../change.ts'
import type { Query, Read, Store } from '../port.ts'
import { digestLane } from '../reminder-row.ts'
import { padded } from './list.ts'
import { receiverIs, release } from './outbox.ts'
import { integer, text } from './row.ts'
import { all, first, marks, type Bound, type Sql } from './statement.ts'

/** How far the outbox reaches now; undefined where nothing waits for the receiver. Both are one look-up in an index. */
export function* waitingUpTo({ receiver }: Query<'waiting'>): Sql<Read<'waiting'>['facts']> {
  const sql = `SELECT max(seq) AS up_to FROM outbox
    WHERE EXISTS (SELECT 1 FROM outbox WHERE receiver = ? AND head = 1)`
  const row = yield* first(sql, receiver)
  return row === undefined || row['up_to'] === null ? undefined : integer(row, 'up_to')
}

/** Which waiting messages are heard by a reading; the rule stands at the query of the port. */
export function* heardBy(ask: Query<'heard'>): Sql<Read<'heard'>['facts']> {
  const heard = ways(ask)
  // One that was sent digests before it began to fetch reads its reminders each under the referral that it is about.
  const isReminded = ask.seen.some(({ type }) => type === 'CommunicationRequest')
  const own = isReminded ? [digestLane(ask.receiver)] : []
  const referrals = padded([...ask.seen.map(({ referral }) => referral), ...own])
  if (heard.length === 0) return []
  const sql = `SELECT o.id, o.referral FROM outbox o
    WHERE o.receiver = ? AND o.referral IN (${marks(referrals)}) AND o.state = 'waiting' AND o.seq <= ?
    AND (${heard.map((way) => way.sql).join(' OR ')}) ORDER BY o.seq LIMIT ?`
  const bound = [ask.receiver, ...referrals, ask.upTo, ...heard.flatMap((way) => way.bound), ask.limit]
  return (yield* all(sql, ...bound)).map((row) => ({ id: text(row, 'id'), referral: text(row, 'referral') }))
}

/** What was settled because it was read, in the order in which it was asked, and the audit lines that are to be appended. */
export interface SettledPulled {
  readonly settled: readonly string[]
  readonly lines: readonly AuditEntry[]
}

/**
 * Settles waiting messages as delivered because their receiver read them; must run inside a transaction. Attempts stay as
 * they are: nobody tried to send them.
 *
 * The head of a referral is released anew whichever of its messages was read: where one behind the head was, the head is
 * still the oldest that waits and stays what it is.
 */
export function* settlePulledMessages(ask: Parameters<Store['settlePulled']>[0]): Sql<SettledPulled> {
  const { receiver, at, messages } = ask
  if (messages.length === 0) return { settled: [], lines: [] }
  const of = padded(messages)
  const sql = `UPDATE outbox SET state = 'delivered', head = 0, settled_at = ?, reason = NULL
    WHERE ${receiverIs} AND id IN (${marks(of)}) AND state = 'waiting' RETURNING id, referral`
  const rows = yield* all(sql, at, receiver, ...of)
  const referrals = new Map(rows.map((row) => [text(row, 'id'), text(row, 'referral')]))
  yield* release(receiver, [...referrals.values()])
  const settled = [...new Set(messages)].filter((id) => referrals.has(id))
  const line = { at, participant: receiver, action: 'deliver', outcome: 'delivered' } as const
  return { settled, lines: settled.map((id) => ({ ...line, message: id, referral: referrals.get(id) ?? '' })) }
}

/** A condition on `outbox o`, with its parameters. */
interface Way {
  readonly sql: string
  readonly bound: readonly Bound[]
}

/** The ways in which a message can be heard by what was seen; none where nothing that was seen can carry one. */
function ways({ seen }: Query<'heard'>): readonly Way[] {
  const ids = (wanted: string): readonly string[] =>
    padded(seen.flatMap(({ type, id }) => (type === wanted ? [id] : [])))
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
