import type { Change, Committed } from '../change.ts'
import type { Query, QueryKind, Read, Store } from '../port.ts'
import type { AuditLog } from './audit.ts'
import { applyChange } from './change.ts'
import type { Connection } from './driver.ts'
import { claimLane, settleLane } from './lane.ts'
import type { FileLock } from './lock.ts'
import { settlePulledMessages } from './pulled.ts'
import { answerQuery } from './queries.ts'
import { ReportThread } from './report-thread.ts'
import { rememberOnce } from './setting.ts'
import { stampedChange, stampedResults, type Stamp } from './stamp.ts'
import { Writer } from './writer.ts'

/** Queries whose cost grows with the store; they are answered in the report thread. */
const slow: ReadonlySet<QueryKind> = new Set<QueryKind>(['obligations', 'reconciliation'])

/** What an SQLite store is made of. */
export interface SqliteParts {
  readonly file: string
  readonly writing: Connection
  readonly reading: Connection
  readonly lock: FileLock
  readonly audit: AuditLog
  /** Stamps what is written; undefined leaves the instants of changes and settlements as they are. */
  readonly stamp: Stamp | undefined
  /** Unique to this process; its leases carry it. */
  readonly token: string
  /** Real time, ms: leases and remembered ids live by it. */
  readonly realNow: () => number
}

/** The store port on one SQLite file: one connection writes, one reads, and a thread reads what takes long. */
export class SqliteStore implements Store {
  readonly #parts: SqliteParts
  readonly #writer: Writer
  readonly #reports: ReportThread
  #closed: Promise<void> | undefined

  constructor(parts: SqliteParts) {
    this.#parts = parts
    this.#writer = new Writer(parts.writing, parts.audit)
    this.#reports = new ReportThread(parts.file)
  }

  async read<K extends QueryKind>(query: Query<K>): Promise<Read<K>> {
    if (this.#closed !== undefined) throw new Error('the store is closed')
    return slow.has(query.kind) ? this.#reports.read(query) : answerQuery(this.#parts.reading, query)
  }

  commit(change: Change): Promise<Committed> {
    const { writing, audit, stamp } = this.#parts
    return this.#writer.write(() =>
      applyChange(writing, audit, stamp === undefined ? change : stampedChange(change, stamp()))
    )
  }

  claim(ask: Parameters<Store['claim']>[0]): ReturnType<Store['claim']> {
    const { writing, token, realNow } = this.#parts
    return this.#writer.write(() => claimLane(writing, ask, { token, realNow: realNow() }))
  }

  settle(ask: Parameters<Store['settle']>[0]): Promise<boolean> {
    const { writing, audit, stamp, token } = this.#parts
    return this.#writer.write(() => {
      const results = stamp === undefined ? ask.results : stampedResults(ask.results, stamp())
      return settleLane(writing, audit, { ...ask, results }, token)
    })
  }

  settlePulled(ask: Parameters<Store['settlePulled']>[0]): Promise<readonly string[]> {
    const { writing, audit, stamp } = this.#parts
    return this.#writer.write(() => settlePulledMessages(writing, audit, { ...ask, at: stamp?.() ?? ask.at }))
  }

  once(id: string, expiresAt: number): Promise<boolean> {
    const { writing, realNow } = this.#parts
    return this.#writer.write(() => rememberOnce(writing, id, expiresAt, realNow()))
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#end())
  }

  async #end(): Promise<void> {
    this.#writer.close()
    await this.#reports.close()
    this.#parts.reading.close()
    this.#parts.writing.close()
    this.#parts.lock.close()
  }
}
