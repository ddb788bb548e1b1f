import type { OutboxMessage, RungRow, StreamVersion } from '../change.ts'
import type { ReminderRow } from '../reminder-row.ts'
import { settleReminder } from '../sql/reminder.ts'
import { insertInto, outgoing, reminders, rungs, type Table } from '../sql/tables.ts'
import type { Connection } from './driver.ts'

/** Adds one row; must run inside a transaction. */
export type Insert<T> = (connection: Connection, row: T) => void

/** Adds rows to a table; `conflict` says what becomes of one whose key is there. */
export function inserter<T>(table: Table<T>, conflict = ''): Insert<T> {
  const sql = `${insertInto(table)} ${conflict}`
  return (connection, row) => {
    connection.run(sql, ...table.values(row))
  }
}

/** Sets when a duty is looked at next; must run inside a transaction. */
export const writeRung: Insert<RungRow> = inserter(
  rungs,
  'ON CONFLICT (obligation) DO UPDATE SET claimed = excluded.claimed, next_on = excluded.next_on'
)

/** Claims a reminder, or settles one that waits; must run inside a transaction. */
export const writeReminder: Insert<ReminderRow> = inserter(reminders, settleReminder)

const enqueued = `INSERT INTO outbox (${outgoing.columns.map(([column]) => column).join(', ')}, attempts, state, head)
  VALUES (${outgoing.columns.map(() => '?').join(', ')}, 0, 'waiting', CASE WHEN EXISTS
    (SELECT 1 FROM outbox WHERE receiver = ? AND referral = ? AND state = 'waiting') THEN 0 ELSE 1 END)`

/** Puts a message in its receiver's lane, behind earlier ones of its referral; must run inside a transaction. */
export function enqueue(connection: Connection, message: OutboxMessage): void {
  connection.run(enqueued, ...outgoing.values(message), message.receiver, message.referral)
}

/** Moves a stream on by one; must run inside the transaction that found it at `version`. */
export function moveStream(connection: Connection, { stream, version }: StreamVersion): void {
  const sql = 'INSERT INTO stream (id, version) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version'
  connection.run(sql, stream, version + 1)
}
