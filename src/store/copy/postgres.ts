import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { insertRows } from '../postgres/bulk.ts'
import type { Session } from '../postgres/driver.ts'
import { chainLocks, refuseUnlessDurable } from '../postgres/durability.ts'
import { migrate } from '../postgres/migrate.ts'
import { Primary, type Dedicated } from '../postgres/primary.ts'
import { readMigrations } from '../sql/migration.ts'
import { integer, text } from '../sql/row.ts'
import { lastStamp } from '../sql/stamp.ts'
import { all, first, type Sql } from '../sql/statement.ts'
import type { Column } from '../sql/tables.ts'
import { requireEmpty, requireMigrations, type Cells, type Side, type Target } from './side.ts'
import { copiedTables, type CopiedTable } from './tables.ts'

const migrationsFolder = new URL('../postgres/migrations/', import.meta.url)

/** How long it looks for a server that takes writes: whoever moves a store is there to try again. */
const connectMs = 2_000

/** A gateway that has just stopped is seen for a moment yet. */
const leaveMs = 3_000
const pauseMs = 100

/**
 * Opens a database to which no gateway is connected, and keeps its tables from being written until it is closed.
 *
 * @throws Error where a gateway is connected, or the database holds no store of this version.
 */
export async function openPostgresSource(url: string, shown: string): Promise<Side> {
  return connected(url, async (connection) => {
    const { session } = connection
    if (!(await tablesOf(session)).includes('migration')) throw new Error(`${shown} holds no store of the gateway`)
    await session.perform(requireMigrations(readMigrations(migrationsFolder), shown))
    await hold(session, shown)
    return new PostgresSide(connection)
  })
}

/**
 * Opens an empty database to be filled in one transaction, migrated where it has no tables yet.
 *
 * @throws Error where it has rows, a gateway is connected, or the server could lose what it has committed.
 */
export async function openPostgresTarget(url: string, shown: string): Promise<Target> {
  return connected(url, async (connection) => {
    const { session } = connection
    await refuseUnlessDurable(session)
    await requireAlone(session, shown, leaveMs)
    // Before it is migrated: what is refused here is not touched either.
    await session.perform(requireEmpty(await tablesOf(session), shown))
    await migrate(session, readMigrations(migrationsFolder), Date.now())
    await session.perform(requireMigrations(readMigrations(migrationsFolder), shown))
    await hold(session, shown)
    await session.perform(requireEmpty(await tablesOf(session), shown))
    // Each statement is checked by itself, so that the server need not remember what to check at the end.
    await session.script('SET CONSTRAINTS ALL IMMEDIATE')
    return new PostgresTarget(connection)
  })
}

class PostgresSide implements Side {
  readonly #connection: Dedicated

  constructor(connection: Dedicated) {
    this.#connection = connection
  }

  protected get session(): Session {
    return this.#connection.session
  }

  perform<T>(work: Sql<T>): Promise<T> {
    return this.session.perform(work)
  }

  selected(table: string, [name]: Column): string {
    return `${table}.${name}`
  }

  async latestStamp(): Promise<number> {
    const known = await this.perform(
      first(
        'SELECT max(at) AS at FROM (SELECT until AS at FROM reported UNION ALL SELECT stamped_at FROM chain) AS known'
      )
    )
    return Math.max(await this.perform(lastStamp()), known === undefined ? 0 : integer(known, 'at'))
  }

  /** What was not committed is gone with the connection. */
  close(): Promise<void> {
    return this.#connection.end()
  }
}

class PostgresTarget extends PostgresSide implements Target {
  async add(table: CopiedTable, rows: readonly Cells[], stampedAt: number): Promise<void> {
    const { name, columns, isStamped = false } = table
    for (const cell of rows.flat()) {
      if (typeof cell === 'string' && cell.includes('\0')) {
        throw new Error(`table ${name}: a text holds a NUL, which PostgreSQL cannot keep`)
      }
    }
    const stamp: readonly Column[] = isStamped ? [['stamped_at', 'bigint']] : []
    const values = (row: Cells): Cells => (isStamped ? [...row, stampedAt] : row)
    await insertRows(this.session, { name, columns: [...columns, ...stamp], values }, rows)
  }

  async finish(stampedAt: number): Promise<void> {
    await this.session.native('UPDATE reported SET until = $1', [stampedAt])
    for (const { name, isNumbered } of copiedTables) {
      if (isNumbered === true) await this.#restart(name)
      // Read from here on by the plans that a filled table needs.
      await this.session.script(`ANALYZE ${name}`)
    }
  }

  async keep(): Promise<void> {
    const isSafe = await this.session.commit()
    if (!isSafe) throw new Error('the copy is committed, but the wait for the synchronous standby was cancelled')
  }

  async #restart(name: string): Promise<void> {
    const last = await this.perform(first(`SELECT coalesce(max(seq), 0) AS last FROM ${name}`))
    assert(last !== undefined)
    await this.session.script(`ALTER TABLE ${name} ALTER COLUMN seq RESTART WITH ${integer(last, 'last') + 1}`)
  }
}

/** Ends the connection where the work on it throws. */
async function connected<T>(url: string, work: (connection: Dedicated) => Promise<T>): Promise<T> {
  const connection = await new Primary(url).connect(connectMs)
  try {
    await connection.session.script(`SET application_name = 'ggz-gateway-copy'`)
    return await work(connection)
  } catch (error) {
    await connection.end()
    throw error
  }
}

/**
 * Begins a transaction in which nobody else writes a table, and no gateway gets past its first look at the migrations.
 *
 * The transaction may stand still for as long as the other side's disk takes.
 */
async function hold(session: Session, shown: string): Promise<void> {
  await requireAlone(session, shown, leaveMs)
  const names = copiedTables.map(({ name }) => name).join(', ')
  try {
    await session.script(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0;
      LOCK TABLE migration IN ACCESS EXCLUSIVE MODE;
      LOCK TABLE ${names}, lane, reported IN SHARE ROW EXCLUSIVE MODE`)
  } catch (cause) {
    throw new Error(`the store ${shown} is in use: its tables could not be locked`, { cause })
  }
  // One may have come between the two.
  await requireAlone(session, shown, 0)
}

/**
 * Throws where another program of the gateway is connected: one that holds an audit chain, or one that has lost it for the
 * moment and will take it again with its next write.
 */
async function requireAlone(session: Session, shown: string, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs
  while ((await others(session)) > 0) {
    if (performance.now() >= end) throw new Error(`the store ${shown} is in use: a gateway is connected to it`)
    await sleep(pauseMs)
  }
}

async function others(session: Session): Promise<number> {
  const sql = `SELECT
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
      AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) +
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ggz-gateway'
      AND pid <> pg_backend_pid()) AS others`
  const [row] = (await session.native(sql, [chainLocks])).rows
  assert(row !== undefined)
  return integer(row, 'others')
}

async function tablesOf(session: Session): Promise<readonly string[]> {
  const sql = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()'
  return (await session.perform(all(sql))).map((row) => text(row, 'name'))
}
