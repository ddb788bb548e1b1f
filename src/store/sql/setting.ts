import type { SettingWrite } from '../change.ts'
import { keyOf } from './key.ts'
import { text } from './row.ts'
import { first, run, type Sql } from './statement.ts'

/** Ids forgotten at each call: more than are added by one, so the table keeps to what has not expired. */
const forgottenMax = 50

/** A setting of the gateway that survives a restart, such as the instant of a manual clock. */
export function* readSetting(name: string): Sql<string | undefined> {
  const row = yield* first('SELECT value FROM setting WHERE name = ?', name)
  return row === undefined ? undefined : text(row, 'value')
}

/** Writes a setting, or leaves the one that is there; must run inside a transaction. */
export function* writeSetting({ name, value, keep }: SettingWrite): Sql<void> {
  const known = keep === true ? 'NOTHING' : 'UPDATE SET value = excluded.value'
  yield* run(`INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO ${known}`, name, value)
}

/** Remembers an id until `expiresAt`: true when it was not remembered at `now`. Real time, ms. Must run inside a transaction. */
export function* rememberOnce(id: string, expiresAt: number, now: number): Sql<boolean> {
  yield* forgetExpired(now)
  const sql = `INSERT INTO once (id, expires_at) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE once.expires_at <= ?`
  return (yield* run(sql, keyOf(id), expiresAt, now)) === 1
}

/** Forgets some of what has expired; an id that another process remembers anew meanwhile is looked at again, and kept. */
function* forgetExpired(now: number): Sql<void> {
  const expired = 'SELECT id FROM once WHERE expires_at <= ? ORDER BY expires_at LIMIT ?'
  yield* run(`DELETE FROM once WHERE id IN (${expired}) AND expires_at <= ?`, now, forgottenMax, now)
}
