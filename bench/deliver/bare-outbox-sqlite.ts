import { Connection } from '../../src/store/sqlite/driver.ts'
import { makeDurable } from '../../src/store/sqlite/durability.ts'
import { openGroupCommit } from '../support/group-commit-sqlite.ts'
import { PAGE, type BareOutbox } from './bare-outbox.ts'

/** The table in SQLite, with the gateway's own settings and its own group commit. */
export function openBareOutboxInSqlite(file: string): BareOutbox {
  const connection = new Connection(file, 'write')
  makeDurable(connection)
  connection.script(`
    CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL, referral TEXT NOT NULL, body TEXT NOT NULL,
      done INTEGER NOT NULL
    );
    CREATE INDEX outbox_waiting ON outbox (receiver, seq) WHERE done = 0;
  `)
  const writer = openGroupCommit(connection)
  return {
    put: async (messages) =>
      writer.write(() => {
        for (const { id, receiver, referral, body } of messages) {
          const sql = 'INSERT INTO outbox (id, receiver, referral, body, done) VALUES (?, ?, ?, ?, 0)'
          connection.run(sql, id, receiver, referral, body)
        }
      }),
    receivers: () => {
      const rows = connection.all('SELECT DISTINCT receiver FROM outbox WHERE done = 0')
      return Promise.resolve(rows.map(({ receiver }) => String(receiver)))
    },
    waiting: (receiver) => {
      const sql = `SELECT id, referral, body FROM outbox WHERE receiver = ? AND done = 0 ORDER BY seq LIMIT ${PAGE}`
      const rows = connection.all(sql, receiver)
      return Promise.resolve(
        rows.map(({ id, referral, body }) => ({ id: String(id), referral: String(referral), body: String(body) }))
      )
    },
    done: async (id) => writer.write(() => void connection.run('UPDATE outbox SET done = 1 WHERE id = ?', id)),
    close: () => {
      writer.close()
      connection.close()
      return Promise.resolve()
    }
  }
}
