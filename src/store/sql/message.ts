import type { MessageKey, ReceivedMessage } from '../change.ts'
import type { Read } from '../port.ts'
import { keyOf } from './key.ts'
import { bytes, integer, isTextRecord, json, optionalText, text } from './row.ts'
import { first, type Row, type Sql } from './statement.ts'

/** A received message as it came in. */
export function* readReceived(id: string): Sql<ReceivedMessage | undefined> {
  const row = yield* first('SELECT * FROM message WHERE id = ?', id)
  if (row === undefined) return undefined
  return {
    id: text(row, 'id'),
    participant: text(row, 'participant'),
    referral: text(row, 'referral'),
    contentType: text(row, 'content_type'),
    receivedAt: integer(row, 'received_at'),
    body: bytes(row, 'body'),
    ...optionalText(row, 'mapping', 'mapping')
  }
}

/** The answer given to a message before, with the hash of the body that it answered. */
export function* readAnswer(key: Pick<MessageKey, 'participant' | 'messageId'>): Sql<Read<'answer'>['facts']> {
  const sql = 'SELECT body_hash, status, headers, body FROM answer WHERE participant = ? AND message_id = ?'
  const row = yield* first(sql, key.participant, keyOf(key.messageId))
  return row === undefined ? undefined : knownAnswer(row)
}

/** An answer that was given before, with the hash of the body that it answered. */
export type KnownAnswer = NonNullable<Read<'answer'>['facts']>

/** A row of `answer` as the port shows it. */
export function knownAnswer(row: Row): KnownAnswer {
  const answer = {
    status: integer(row, 'status'),
    headers: json(row, 'headers', isTextRecord),
    body: text(row, 'body')
  }
  return { bodyHash: text(row, 'body_hash'), answer }
}
