import type { StreamId, StreamVersion } from '../change.ts'
import { integer } from './row.ts'
import { first, type Sql } from './statement.ts'

/** The version that a stream stands at; 0 where nothing was committed on it. */
export function* streamVersion(stream: StreamId): Sql<StreamVersion> {
  const row = yield* first('SELECT version FROM stream WHERE id = ?', stream)
  return { stream, version: row === undefined ? 0 : integer(row, 'version') }
}
