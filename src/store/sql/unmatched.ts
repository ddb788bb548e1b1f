import assert from 'node:assert/strict'
import type { Assignment, UnmatchedMessage } from '../change.ts'
import type { Query, Read } from '../port.ts'
import { bytes, integer, optionalText, text } from './row.ts'
import { all, first, run, type Row, type Sql } from './statement.ts'

/** What is kept unmatched, oldest first, without its content. */
export function* unmatched({ limit, all: isAll = false }: Query<'unmatched'>): Sql<Read<'unmatched'>['facts']> {
  const open = isAll ? '' : 'WHERE assigned_to IS NULL'
  const sql = `SELECT id, participant, received_at, reason, assigned_to FROM unmatched ${open}
    ORDER BY received_at, id LIMIT ?`
  return (yield* all(sql, limit)).map(listed)
}

/** One message that is kept unmatched, byte for byte. */
export function* unmatchedMessage(id: string): Sql<UnmatchedMessage | undefined> {
  const row = yield* first('SELECT * FROM unmatched WHERE id = ?', id)
  return row === undefined
    ? undefined
    : { ...listed(row), contentType: text(row, 'content_type'), body: bytes(row, 'body') }
}

/** Settles what was unmatched; must run inside a transaction. Who decides it has seen that it is open. */
export function* assign({ message, referral }: Assignment): Sql<void> {
  const sql = 'UPDATE unmatched SET assigned_to = ? WHERE id = ? AND assigned_to IS NULL'
  assert((yield* run(sql, referral, message)) === 1, `unmatched message ${message} is not open`)
}

function listed(row: Row): Omit<UnmatchedMessage, 'body' | 'contentType'> {
  return {
    id: text(row, 'id'),
    participant: text(row, 'participant'),
    receivedAt: integer(row, 'received_at'),
    reason: text(row, 'reason') === 'no-referral' ? 'no-referral' : 'several-referrals',
    ...optionalText(row, 'assigned_to', 'assignedTo')
  }
}
