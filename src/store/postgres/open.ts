import { randomUUID } from 'node:crypto'
import type { Store } from '../port.ts'
import { integer } from '../sql/row.ts'
import { first } from '../sql/statement.ts'
import { readMigrations } from '../sql/migration.ts'
import type { Session } from './driver.ts'
import { durabilityWarnings, refuseUnlessDurable } from './durability.ts'
import { migrate } from './migrate.ts'
import { Primary, quickMs, slowMs } from './primary.ts'
import { readFrom } from './read.ts'
import { Readers, type ReadersOptions } from './readers.ts'
import { PostgresStore } from './store.ts'
import { Writer } from './writer.ts'

/** What opening a database needs. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; several hosts with a comma between them. */
  readonly url: string
  /** The gateway's clock, ms, that stamps what is written; undefined leaves the instants of a change as they are. */
  readonly now: (() => number) | undefined
  /** Real time, ms; undefined: the machine's, and the server's for leases. */
  readonly realNow: (() => number) | undefined
  /** Told what an operator should know about the server. */
  readonly warn: (warning: string) => void
  /** Where the migrations are; this program's own where absent. */
  readonly migrations?: URL
}

/** A start may meet a failover, and waits so long for its end. */
const openMs = 10_000

const ownMigrations = new URL('./migrations/', import.meta.url)

/** Connections of a gateway beside the one on which it writes. */
const quick: ReadersOptions = { connectionsMax: 8, statementMs: quickMs }
const reporting: ReadersOptions = { connectionsMax: 2, statementMs: slowMs }

/** Opens a database for writing, migrated where needed. Throws where the server could lose a commit or nothing answers. */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const { url, now, realNow, warn, migrations = ownMigrations } = options
  const primary = new Primary(url)
  const last = await prepare(primary, async (session) => {
    await refuseUnlessDurable(session)
    await migrate(session, readMigrations(migrations), Date.now())
    return lastStamp(session)
  })
  const token = randomUUID()
  const writer = new Writer({ primary, token, stamp: stampFrom(last, now) })
  await writer.open()
  const readers = new Readers(primary, quick)
  const slowReaders = new Readers(primary, reporting)
  const store = new PostgresStore({ writer, readers, slowReaders, now, token, realNow })
  try {
    for (const warning of await readers.use(durabilityWarnings)) warn(warning)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Opens a database for reading only: for commands and threads beside running gateways. It is not migrated. */
export function openPostgresReadOnly(url: string): Pick<Store, 'read' | 'close'> {
  const readers = new Readers(new Primary(url), reporting)
  return { read: (query) => readFrom({ readers, slowReaders: readers }, query), close: () => readers.close() }
}

async function prepare<T>(primary: Primary, work: (session: Session) => Promise<T>): Promise<T> {
  const connection = await primary.connect(openMs, slowMs)
  try {
    return await work(connection.session)
  } finally {
    await connection.end()
  }
}

/** The latest instant that any process stamped or reported of. */
async function lastStamp(session: Session): Promise<number> {
  const sql =
    'SELECT max(at) AS at FROM (SELECT until AS at FROM reported UNION ALL SELECT stamped_at FROM chain) AS known'
  const row = await session.perform(first(sql))
  return row === undefined ? 0 : integer(row, 'at')
}

/** Stamps of this process, never earlier than one that it gave before or that the batch was told of. */
function stampFrom(start: number, now: (() => number) | undefined): ((atLeast: number) => number) | undefined {
  if (now === undefined) return undefined
  let last = start
  return (atLeast) => (last = Math.max(last, atLeast, now()))
}
