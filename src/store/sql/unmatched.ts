import type { Query, Read } from '../port.ts'
import { integer, text } from './row.ts'
import { all, type Sql } from './statement.ts'

/** What is kept unmatched, oldest first, without its content. */
export function* unmatched({ limit }: Query<'unmatched'>): Sql<Read<'unmatched'>['facts']> {
  const sql = 'SELECT id, participant, received_at, reason FROM unmatched ORDER BY received_at, id LIMIT ?'
  return (yield* all(sql, limit)).map((row) => ({
    id: text(row, 'id'),
    participant: text(row, 'participant'),
    receivedAt: integer(row, 'received_at'),
    reason: text(row, 'reason') === 'no-referral' ? 'no-referral' : 'several-referrals'
  }))
}
