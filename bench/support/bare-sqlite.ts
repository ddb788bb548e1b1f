import { Connection } from '../../src/store/sqlite/driver.ts'
import { makeDurable } from '../../src/store/sqlite/durability.ts'
import type { BareStore } from './bare-store.ts'
import { openGroupCommit } from './group-commit-sqlite.ts'

/** One resource row and one history row for each body, with the gateway's own settings and its own group commit. */
export function openBareSqlite(file: string): BareStore {
  const connection = new Connection(file, 'write')
  makeDurable(connection)
  connection.script(`
    CREATE TABLE IF NOT EXISTS resource (id TEXT PRIMARY KEY, version INTEGER NOT NULL, last_updated INTEGER NOT NULL)
      WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS resource_history (
      id TEXT NOT NULL, version INTEGER NOT NULL, last_updated INTEGER NOT NULL, json TEXT NOT NULL,
      PRIMARY KEY (id, version)
    );
  `)
  const writer = openGroupCommit(connection)
  const reading = new Connection(file, 'read')
  return {
    put: async (id, json) => {
      const now = Date.now()
      await writer.write(() => {
        connection.run('INSERT INTO resource (id, version, last_updated) VALUES (?, 1, ?)', id, now)
        connection.run(
          'INSERT INTO resource_history (id, version, last_updated, json) VALUES (?, 1, ?, ?)',
          ...[id, now, json]
        )
      })
    },
    get: (ids) => {
      const sql = `SELECT h.json FROM resource r JOIN resource_history h ON h.id = r.id AND h.version = r.version
        WHERE r.id IN (${ids.map(() => '?').join(', ')})`
      return Promise.resolve(reading.all(sql, ...ids).map(({ json }) => String(json)))
    },
    close: () => {
      writer.close()
      reading.close()
      connection.close()
      return Promise.resolve()
    }
  }
}
