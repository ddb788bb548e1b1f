import type { Connection } from './driver.ts'
import { text } from './row.ts'

/** Ids forgotten at each call: more than are added by one, so the table keeps to what has not expired. */
const forgottenMax = 50

/** A setting of the gateway that survives a restart, such as the instant of a manual clock. */
export function readSetting(connection: Connection, name: string): string | undefined {
  const row = connection.first('SELECT value FROM setting WHERE name = ?', name)
  return row === undefined ? undefined : text(row, 'value')
}

/** Writes a setting; must run inside a transaction. */
export function writeSetting(connection: Connection, name: string, value: string): void {
  const sql = 'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  connection.run(sql, name, value)
}

/** Remembers an id until `expiresAt`: true when it was not remembered at `now`. Real time, ms. Must run inside a transaction. */
export function rememberOnce(connection: Connection, id: string, expiresAt: number, now: number): boolean {
  forgetExpired(connection, now)
  const sql = `INSERT INTO once (id, expires_at) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE once.expires_at <= ?`
  return connection.run(sql, id, expiresAt, now) === 1
}

function forgetExpired(connection: Connection, now: number): void {
  const expired = 'SELECT id FROM once WHERE expires_at <= ? ORDER BY expires_at LIMIT ?'
  connection.run(`DELETE FROM once WHERE id IN (${expired})`, now, forgottenMax)
}
