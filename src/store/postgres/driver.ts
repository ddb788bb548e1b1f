import assert from 'node:assert/strict'
import pg from 'pg'
import type { Bound, Outcome, Sql, Statement, Value } from '../sql/statement.ts'

/**
 * Statements kept prepared on a connection; one with a new length of list is a new statement, and hostile ones must not
 * pile up in the server's memory.
 */
const namedMax = 300

/** A statement as PostgreSQL wants it: `$1` for `?`, and a name under which the server keeps its plan. */
interface Prepared {
  readonly text: string
  readonly name: string | undefined
}

const prepared = new Map<string, Prepared>()

/** One connection to PostgreSQL; with `primary.ts` the only places that know the driver. */
export class Session {
  readonly #client: pg.ClientBase
  #warned = false

  constructor(client: pg.ClientBase) {
    this.#client = client
    // Its severity is in the language of the server, and a COMMIT that went well says nothing.
    client.on('notice', () => {
      this.#warned = true
    })
  }

  /** Runs one statement of the shared SQL. Rejects with the driver's error; `trouble.ts` reads it. */
  async query({ sql, values }: Statement): Promise<Outcome> {
    const { text, name } = preparedOf(sql)
    const result = await this.#client.query<Record<string, Value>>({
      text,
      values: values.map(asAsked),
      ...(name === undefined ? {} : { name })
    })
    return outcomeOf(result)
  }

  /** Runs a statement of this engine alone: `$1`, arrays as parameters; kept prepared under its text. */
  async native(text: string, values: readonly unknown[]): Promise<Outcome> {
    return outcomeOf(await this.#client.query<Record<string, Value>>({ text, values: [...values], name: nameOf(text) }))
  }

  /** Runs statements without parameters in one exchange, and gives the outcome of the last. */
  async script(sql: string): Promise<Outcome> {
    // Several statements give several results, which the driver's types do not say.
    const results: Result | readonly Result[] = await this.#client.query<Record<string, Value>>(sql)
    const [last] = [results].flat().slice(-1)
    assert(last !== undefined)
    return outcomeOf(last)
  }

  /** Runs shared work, one statement after the other. */
  async perform<T>(work: Sql<T>): Promise<T> {
    let step = work.next()
    while (step.done !== true) step = work.next(await this.query(step.value))
    return step.value
  }

  /** The server's clock, epoch ms. */
  async serverNow(): Promise<number> {
    const { rows } = await this.native('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now', [])
    const now = rows[0]?.['now']
    assert(typeof now === 'number')
    return now
  }

  /**
   * Commits; resolves when that is durable.
   *
   * A cancelled wait for the synchronous standby ends in a success with a warning: committed here, perhaps nowhere else.
   * @returns false for that.
   */
  async commit(): Promise<boolean> {
    this.#warned = false
    await this.#client.query('COMMIT')
    return !this.#warned
  }
}

/** Reads columns as the shared SQL expects them: whole numbers as numbers. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    // The store asks for text and never for the binary form.
    assert(format !== 'binary')
    return (parsers.get(oid) ?? pg.types.getTypeParser(oid)) as (value: string) => unknown
  }
}

/** The oid of BIGINT. Source: https://www.postgresql.org/docs/15/catalog-pg-type.html */
const int8 = 20

const parsers: ReadonlyMap<number, (value: string) => unknown> = new Map([[int8, wholeNumber]])

function wholeNumber(value: string): number {
  const number = Number(value)
  assert(Number.isSafeInteger(number), 'a number of the store is beyond the range of a double')
  return number
}

/** PostgreSQL keeps no NUL and no half of a surrogate: a text with one equals nothing there, and is asked as what never is. */
function asAsked(value: Bound): Bound {
  if (typeof value !== 'string') return value
  return value.includes('\0') || !value.isWellFormed() ? '\uffff' : value
}

type Result = pg.QueryResult<Record<string, Value>>

function outcomeOf({ rows, rowCount }: Result): Outcome {
  return { rows, changes: rowCount ?? 0 }
}

function preparedOf(sql: string): Prepared {
  const known = prepared.get(sql)
  if (known !== undefined) return known
  let count = 0
  const text = sql.replaceAll('?', () => `$${(count += 1)}`)
  const made = { text, name: prepared.size < namedMax ? nameOf(text) : undefined }
  if (prepared.size < namedMax) prepared.set(sql, made)
  return made
}

const names = new Map<string, string>()

/** Names are given once a process; the server knows them for each connection by itself. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size + 1}`
  names.set(text, name)
  return name
}
