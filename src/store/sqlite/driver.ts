import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

/** A row as the engine gives it; `row.ts` reads its columns with their types checked. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** A value for a bound parameter. */
export type Bound = SQLInputValue

/**
 * How long a statement waits for a lock before it fails. Only opening and closing ever wait, because one connection
 * writes and WAL readers wait for nobody.
 */
const busyMs = 5_000

/** Statements kept prepared; a search with a new number of criteria is a new statement, and hostile ones must not pile up. */
const statementsMax = 300

/** One connection of `node:sqlite`, the only place that knows the driver. Synchronous; errors of SQLite are thrown. */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(file: string, access: 'write' | 'read') {
    this.#database = new DatabaseSync(file, { readOnly: access === 'read', timeout: busyMs })
  }

  /** Runs SQL without parameters, one statement or several: pragmas and migrations. */
  script(sql: string): void {
    this.#database.exec(sql)
  }

  /** Runs a writing statement and says how many rows it changed. */
  run(sql: string, ...values: readonly Bound[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  all(sql: string, ...values: readonly Bound[]): readonly Row[] {
    return this.#prepared(sql).all(...values)
  }

  first(sql: string, ...values: readonly Bound[]): Row | undefined {
    return this.#prepared(sql).get(...values)
  }

  /** Runs reads that must agree with each other: all of them see the store as it was at one commit. */
  snapshot<T>(reads: () => T): T {
    this.#prepared('BEGIN').run()
    try {
      return reads()
    } finally {
      this.#prepared('COMMIT').run()
    }
  }

  /** Runs `work` in one durable transaction; rolled back, and the error thrown on, where anything in it fails. */
  transaction<T>(work: () => T): T {
    this.#prepared('BEGIN IMMEDIATE').run()
    let committed = false
    try {
      const result = work()
      this.#prepared('COMMIT').run()
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

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    if (this.#statements.size >= statementsMax) this.#statements.clear()
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
