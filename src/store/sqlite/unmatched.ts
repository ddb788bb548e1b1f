import type { UnmatchedMessage } from '../change.ts'
import type { Query, Read } from '../port.ts'
import type { Connection } from './driver.ts'
import { integer, text } from './row.ts'

/** Keeps feedback that fits no referral, or several; must run inside a transaction. */
export function insertUnmatched(connection: Connection, message: UnmatchedMessage): void {
  const { id, participant, contentType, receivedAt, body, reason } = message
  connection.run(
    'INSERT INTO unmatched (id, participant, content_type, received_at, body, reason) VALUES (?, ?, ?, ?, ?, ?)',
    ...[id, participant, contentType, receivedAt, body, reason]
  )
}

/** What is kept unmatched, oldest first, without its content. */
export function unmatched(connection: Connection, { limit }: Query<'unmatched'>): Read<'unmatched'>['facts'] {
  const sql = 'SELECT id, participant, received_at, reason FROM unmatched ORDER BY received_at, id LIMIT ?'
  return connection.all(sql, limit).map((row) => ({
    id: text(row, 'id'),
    participant: text(row, 'participant'),
    receivedAt: integer(row, 'received_at'),
    reason: text(row, 'reason') === 'no-referral' ? 'no-referral' : 'several-referrals'
  }))
}
