import type { AuditEntry, Change, Committed } from '../change.ts'
import type { Query, QueryKind, Read, Store } from '../port.ts'
import { claimLane, takeLease, type LaneHolder } from '../sql/lane.ts'
import { settlePulledMessages } from '../sql/pulled.ts'
import { rememberOnce } from '../sql/setting.ts'
import { settleLane } from '../sql/settle.ts'
import { stampedChange, stampedResults, type Stamp } from '../sql/stamp.ts'
import type { AuditLog } from './audit.ts'
import { applyChange } from './change.ts'
import type { Connection } from './driver.ts'
import type { FileLock } from './lock.ts'
import { answerQuery } from './queries.ts'
import { ReportThread } from './report-thread.ts'
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
  /** One process owns a file. */
  readonly isShared = false
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
    const { writing: connection, audit, stamp, token } = this.#parts
    return this.#writer.write(() => {
      const stamped = stamp === undefined ? change : stampedChange(change, stamp())
      return applyChange({ connection, audit, token }, stamped)
    })
  }

  claim(ask: Parameters<Store['claim']>[0]): ReturnType<Store['claim']> {
    return this.#writer.write(() => this.#parts.writing.perform(claimLane(ask, this.#holder())))
  }

  settle(ask: Parameters<Store['settle']>[0]): Promise<boolean> {
    const { writing, stamp, token } = this.#parts
    return this.#writer.write(() => {
      const results = stamp === undefined ? ask.results : stampedResults(ask.results, stamp())
      return this.#audited(writing.perform(settleLane({ ...ask, results }, token))).settled
    })
  }

  settlePulled(ask: Parameters<Store['settlePulled']>[0]): Promise<readonly string[]> {
    const { writing, stamp } = this.#parts
    return this.#writer.write(() => {
      const at = stamp?.() ?? ask.at
      return this.#audited(writing.perform(settlePulledMessages({ ...ask, at }))).settled
    })
  }

  lease(ask: Parameters<Store['lease']>[0]): ReturnType<Store['lease']> {
    return this.#writer.write(() => this.#parts.writing.perform(takeLease(ask, this.#holder())))
  }

  once(id: string, expiresAt: number): Promise<boolean> {
    const { writing, realNow } = this.#parts
    return this.#writer.write(() => writing.perform(rememberOnce(id, expiresAt, realNow())))
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#end())
  }

  #holder(): LaneHolder {
    const { token, realNow } = this.#parts
    return { token, realNow: realNow(), isShared: this.isShared }
  }

  /** Appends the audit lines of what was done, in the same transaction. */
  #audited<T extends { readonly lines: readonly AuditEntry[] }>(done: T): T {
    for (const line of done.lines) this.#parts.audit.append(line)
    return done
  }

  async #end(): Promise<void> {
    this.#writer.close()
    await this.#reports.close()
    this.#parts.reading.close()
    this.#parts.writing.close()
    this.#parts.lock.close()
  }
}
