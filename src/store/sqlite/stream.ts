import type { StreamId, StreamVersion } from '../change.ts'
import type { Connection } from './driver.ts'
import { integer } from './row.ts'

/** The version that a stream stands at; 0 where nothing was committed on it. */
export function streamVersion(connection: Connection, stream: StreamId): StreamVersion {
  const row = connection.first('SELECT version FROM stream WHERE id = ?', stream)
  return { stream, version: row === undefined ? 0 : integer(row, 'version') }
}

/** Moves a stream on by one; must run inside the transaction that found it at `version`. */
export function moveStream(connection: Connection, { stream, version }: StreamVersion): void {
  const sql = 'INSERT INTO stream (id, version) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version'
  connection.run(sql, stream, version + 1)
}
