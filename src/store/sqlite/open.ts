import { closeSync, mkdirSync, openSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { Store } from '../port.ts'
import { readMigrations } from '../sql/migration.ts'
import { openAuditLog } from './audit.ts'
import { Connection } from './driver.ts'
import { makeDurable } from './durability.ts'
import { lockFile } from './lock.ts'
import { migrate } from './migrate.ts'
import { answerQuery } from './queries.ts'
import { openStamp } from './stamp.ts'
import { SqliteStore, type SqliteParts } from './store.ts'

/** What opening a file needs. */
export interface SqliteOptions {
  readonly file: string
  /** The gateway's clock, ms, that stamps what is written; undefined leaves the instants of a change as they are. */
  readonly now: (() => number) | undefined
  /** Real time, ms. */
  readonly realNow: () => number
}

/** Opens a store file for writing, made and migrated where needed. Throws where it is in use or could lose a commit. */
export function openSqlite({ file, now, realNow }: SqliteOptions): Store {
  makePrivate(file)
  const lock = lockFile(file)
  const writing = new Connection(file, 'write')
  try {
    return assemble({ file, lock, writing, now, realNow })
  } catch (error) {
    writing.close()
    lock.close()
    throw error
  }
}

/** Opens a store file for reading only, also while a gateway writes it. */
export function openSqliteReadOnly(file: string): Pick<Store, 'read' | 'close'> {
  const connection = new Connection(file, 'read')
  return {
    async read(query) {
      return Promise.resolve(answerQuery(connection, query))
    },
    async close() {
      connection.close()
      return Promise.resolve()
    }
  }
}

type Opened = SqliteOptions & Pick<SqliteParts, 'lock' | 'writing'>

function assemble({ file, lock, writing, now, realNow }: Opened): Store {
  makeDurable(writing)
  migrate(writing, readMigrations(new URL('./migrations/', import.meta.url)), realNow())
  // This process owns the file, so whoever held a lane before it is gone.
  clearLeases(writing)
  const audit = openAuditLog(writing, randomUUID(), realNow())
  const stamp = now === undefined ? undefined : openStamp(writing, now)
  const reading = new Connection(file, 'read')
  return new SqliteStore({ file, writing, reading, lock, audit, stamp, token: randomUUID(), realNow })
}

/** Ends the leases of processes before this one; right only where one process owns the store. */
function clearLeases(connection: Connection): void {
  connection.run(`UPDATE lane SET owner = '', locked_until = 0`)
}

/** The file holds patient data: only its owner may read it. The engine gives its log files the same mode. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}
