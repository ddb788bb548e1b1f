import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { keyOf } from '../sql/key.ts'
import type { Bound, Outcome, Row, Sql, Statement } from '../sql/statement.ts'

/**
 * How long a statement waits for a lock before it fails. Only opening and closing ever wait, because one connection
 * writes and WAL readers wait for nobody.
 */
const busyMs = 5_000

/** Statements kept prepared; a search with a new number of criteria is a new statement, and hostile ones must not pile up. */
const statementsMax = 300

/** A statement that is kept, and whether it gives rows. */
interface Prepared {
  readonly statement: StatementSync
  readonly givesRows: boolean
}

const noRows: readonly Row[] = []

/** One connection of `node:sqlite`, the only place that knows the driver. Synchronous; errors of SQLite are thrown. */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Prepared>()

  constructor(file: string, access: 'write' | 'read') {
    this.#database = new DatabaseSync(file, { readOnly: access === 'read', timeout: busyMs })
    // Migrations make keys of texts that are there already.
    this.#database.function('key_of', { deterministic: true }, (value) =>
      typeof value === 'string' ? keyOf(value) : null
    )
  }

  /** Runs SQL without parameters, one statement or several: pragmas and migrations. */
  script(sql: string): void {
    this.#database.exec(sql)
  }

  /** Runs a writing statement and says how many rows it changed. */
  run(sql: string, ...values: readonly Bound[]): number {
    return Number(this.#prepared(sql).statement.run(...values).changes)
  }

  all(sql: string, ...values: readonly Bound[]): readonly Row[] {
    return this.#prepared(sql).statement.all(...values)
  }

  first(sql: string, ...values: readonly Bound[]): Row | undefined {
    return this.#prepared(sql).statement.get(...values)
  }

  /** Runs work of `src/store/sql/` to its end, each statement at once. */
  perform<T>(work: Sql<T>): T {
    let step = work.next()
    while (step.done !== true) step = work.next(this.#outcome(step.value))
    return step.value
  }

  /** Runs reads that must agree with each other: all of them see the store as it was at one commit. */
  snapshot<T>(reads: () => T): T {
    this.#prepared('BEGIN').statement.run()
    try {
      return reads()
    } finally {
      this.#prepared('COMMIT').statement.run()
    }
  }

  /** Runs `work` in one durable transaction; rolled back, and the error thrown on, where anything in it fails. */
  transaction<T>(work: () => T): T {
    this.#prepared('BEGIN IMMEDIATE').statement.run()
    let committed = false
    try {
      const result = work()
      this.#prepared('COMMIT').statement.run()
      committed = true
      return result
    } finally {
      // Some failures, such as a full disk, have rolled the transaction back by themselves.
      if (!committed && this.#database.isTransaction) this.script('ROLLBACK')
    }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #outcome({ sql, values }: Statement): Outcome {
    const { statement, givesRows } = this.#prepared(sql)
    if (!givesRows) return { rows: noRows, changes: Number(statement.run(...values).changes) }
    const rows = statement.all(...values)
    return { rows, changes: rows.length }
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    // The one that was prepared first goes; where it is still in use, it is soon back as the last.
    const [oldest] = this.#statements.size >= statementsMax ? this.#statements.keys() : []
    if (oldest !== undefined) this.#statements.delete(oldest)
    const statement = this.#database.prepare(sql)
    const prepared = { statement, givesRows: statement.columns().length > 0 }
    this.#statements.set(sql, prepared)
    return prepared
  }
}
