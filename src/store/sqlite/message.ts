import type { Answer, MessageKey, ReceivedMessage } from '../change.ts'
import type { Read } from '../port.ts'
import type { Connection } from './driver.ts'
import { bytes, integer, isTextRecord, json, optionalText, text } from './row.ts'

/** Adds a received message byte for byte; must run inside a transaction. */
export function insertReceived(connection: Connection, message: ReceivedMessage): void {
  const { id, participant, referral, contentType, receivedAt, body, mapping = null } = message
  connection.run(
    `INSERT INTO message (id, participant, referral, content_type, received_at, body, mapping) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[id, participant, referral, contentType, receivedAt, body, mapping]
  )
}

/** A received message as it came in. */
export function readReceived(connection: Connection, id: string): ReceivedMessage | undefined {
  const row = connection.first('SELECT * FROM message WHERE id = ?', id)
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
export function readAnswer(
  connection: Connection,
  key: Pick<MessageKey, 'participant' | 'messageId'>
): Read<'answer'>['facts'] {
  const sql = 'SELECT body_hash, status, headers, body FROM answer WHERE participant = ? AND message_id = ?'
  const row = connection.first(sql, key.participant, key.messageId)
  if (row === undefined) return undefined
  const answer = {
    status: integer(row, 'status'),
    headers: json(row, 'headers', isTextRecord),
    body: text(row, 'body')
  }
  return { bodyHash: text(row, 'body_hash'), answer }
}

/** Remembers the answer to a message; must run inside a transaction. */
export function insertAnswer(connection: Connection, key: MessageKey, answer: Answer): void {
  connection.run(
    'INSERT INTO answer (participant, message_id, body_hash, status, headers, body) VALUES (?, ?, ?, ?, ?, ?)',
    ...[key.participant, key.messageId, key.bodyHash, answer.status, JSON.stringify(answer.headers), answer.body]
  )
}
