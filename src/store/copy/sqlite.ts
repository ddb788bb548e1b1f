import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../files.ts'
import { readMigrations } from '../sql/migration.ts'
import { text } from '../sql/row.ts'
import { lastStamp } from '../sql/stamp.ts'
import type { Sql } from '../sql/statement.ts'
import type { Column } from '../sql/tables.ts'
import { Connection } from '../sqlite/driver.ts'
import { lockFile, type FileLock } from '../sqlite/lock.ts'
import { migrate } from '../sqlite/migrate.ts'
import { requireEmpty, requireMigrations, type Cells, type Side, type Target } from './side.ts'
import type { CopiedTable } from './tables.ts'

const migrationsFolder = new URL('../sqlite/migrations/', import.meta.url)

/**
 * Opens a store file of which no gateway is the owner, and keeps it from being owned until it is closed. It is only read.
 *
 * @throws Error where it is missing, in use, or of another version.
 */
export function openSqliteSource(file: string): Side {
  if (!existsSync(file)) throw new Error(`there is no store at ${file}`)
  const lock = lockFile(file)
  const connection = new Connection(file, 'read')
  try {
    // The lock keeps gateways away; one transaction keeps what is read the same, whoever else writes to the file.
    connection.script('BEGIN')
    if (!tablesOf(connection).includes('migration')) throw new Error(`${file} is no store of the gateway`)
    connection.perform(requireMigrations(readMigrations(migrationsFolder), file))
    return new SqliteSide(connection, lock)
  } catch (error) {
    connection.close()
    lock.close()
    throw error
  }
}

/**
 * Makes a store file under another name, which takes its own with `keep`. No gateway can own that name meanwhile.
 *
 * @throws Error where there is a store with rows, or it is in use.
 */
export function openSqliteTarget(file: string): Target {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = lockFile(file)
  try {
    const isThere = existsSync(file)
    if (isThere) requireEmptyFile(file)
    else if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
      throw new Error(`${file}-wal is the log of a store that is not there: a copy replaces nothing`)
    }
    return new SqliteTarget({ file, isThere, draft: makeDraft(file), lock })
  } catch (error) {
    lock.close()
    throw error
  }
}

class SqliteSide implements Side {
  protected readonly connection: Connection
  readonly #lock: FileLock

  constructor(connection: Connection, lock: FileLock) {
    this.connection = connection
    this.#lock = lock
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the engine does not wait, and the port does
  async perform<T>(work: Sql<T>): Promise<T> {
    return this.connection.perform(work)
  }

  /** Texts as their bytes: the driver would give one that is not UTF-8 as another text. */
  selected(table: string, [name, type]: Column): string {
    return type === 'text' ? `CAST(${table}.${name} AS BLOB) AS ${name}` : `${table}.${name}`
  }

  latestStamp(): Promise<number> {
    return this.perform(lastStamp())
  }

  close(): Promise<void> {
    this.connection.close()
    this.#lock.close()
    return Promise.resolve()
  }
}

interface Place {
  readonly file: string
  /** Whether an empty store has the name. */
  readonly isThere: boolean
  readonly draft: string
  readonly lock: FileLock
}

class SqliteTarget extends SqliteSide implements Target {
  readonly #place: Place
  #isOpen = true

  constructor(place: Place) {
    super(new Connection(place.draft, 'write'), place.lock)
    this.#place = place
    // A draft that fails is thrown away, so it needs no log, and reaches the disk once, when it is kept.
    this.connection.script('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF')
  }

  add({ name, columns }: CopiedTable, rows: readonly Cells[]): Promise<void> {
    const names = columns.map(([column]) => column).join(', ')
    const sql = `INSERT INTO ${name} (${names}) VALUES (${columns.map(() => '?').join(', ')})`
    this.connection.transaction(() => {
      for (const row of rows) this.connection.run(sql, ...row)
    })
    return Promise.resolve()
  }

  finish(): Promise<void> {
    const orphan = this.connection.first('PRAGMA foreign_key_check')
    if (orphan !== undefined) throw new Error(`table ${text(orphan, 'table')}: a row is without what it refers to`)
    return Promise.resolve()
  }

  async keep(): Promise<void> {
    const { file, isThere, draft } = this.#place
    this.#end()
    const whole = await open(draft, 'r+')
    await whole.sync()
    await whole.close()
    // A log of the empty store would be played into the copy.
    for (const end of ['-wal', '-shm']) await rm(`${file}${end}`, { force: true })
    // A link fails where the name is taken by now; a rename would replace what stands there.
    if (isThere) await rename(draft, file)
    else await link(draft, file)
    await syncFolder(file)
  }

  override async close(): Promise<void> {
    this.#end()
    for (const end of ['', '-journal']) await rm(`${this.#place.draft}${end}`, { force: true })
    this.#place.lock.close()
  }

  #end(): void {
    if (this.#isOpen) this.connection.close()
    this.#isOpen = false
  }
}

/** An empty store that only its owner may read, from its first byte on, because it will hold patient data. */
function makeDraft(file: string): string {
  const draft = `${file}.${randomUUID()}.draft`
  closeSync(openSync(draft, 'wx', 0o600))
  const connection = new Connection(draft, 'write')
  try {
    migrate(connection, readMigrations(migrationsFolder), Date.now())
    return draft
  } catch (error) {
    rmSync(draft)
    throw error
  } finally {
    connection.close()
  }
}

function requireEmptyFile(file: string): void {
  const connection = new Connection(file, 'write')
  try {
    connection.perform(requireEmpty(tablesOf(connection), file))
  } finally {
    connection.close()
  }
}

function tablesOf(connection: Connection): readonly string[] {
  return connection.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`).map((row) => text(row, 'name'))
}
