import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { UnavailableError } from '../../unavailable.ts'
import { Session } from './driver.ts'
import { connectionOptions, prepareSession, type Primary } from './primary.ts'
import { troubleOf } from './trouble.ts'

/** How a process reads: each connection costs the server some MB, each statement the time of who waits for it. */
export interface ReadersOptions {
  readonly connectionsMax: number
  readonly statementMs: number
}

/** Work that met trouble with its connection is done again within this time; a failover takes some seconds. */
const againMs = 4_000
const pauseMs = 100
const goodbyeMs = 1_000

/** What the pool says when all its connections are at work: that is no trouble with the server. */
const allBusy = 'timeout exceeded when trying to connect'

/** The connections on which a process reads, claims and remembers, beside the one on which it writes its batches. */
export class Readers {
  readonly #primary: Primary
  readonly #options: ReadersOptions
  readonly #sessions = new WeakMap<pg.PoolClient, Session>()
  #pool: pg.Pool

  constructor(primary: Primary, options: ReadersOptions) {
    this.#primary = primary
    this.#options = options
    this.#pool = poolOf(primary.url, options)
  }

  /**
   * Does work on a connection, again where that broke: only for work that may be done twice.
   *
   * @throws UnavailableError while no server takes writes.
   */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const end = performance.now() + againMs
    for (let count = 1; ; count += 1) {
      try {
        return await this.#once(work)
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble === 'fault') throw error
        // A process that stood still had no time to try again: the server has ended its sessions, and answers new ones.
        const isLast = performance.now() > end && count > 1
        if (trouble === 'full' || isLast) throw new UnavailableError('PostgreSQL', { cause: error })
        await sleep(pauseMs)
      }
    }
  }

  /** Reads that must agree with each other: all of them see the store as it was at one commit. */
  snapshot<T>(reads: (session: Session) => Promise<T>): Promise<T> {
    return this.use(async (session) => {
      await session.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      const answer = await reads(session)
      await session.script('COMMIT')
      return answer
    })
  }

  /** Ends the connections; a server that does not answer is not waited for. */
  async close(): Promise<void> {
    await Promise.race([this.#pool.end(), sleep(goodbyeMs, undefined, { ref: false })])
  }

  async #once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const pool = this.#pool
    let client: pg.PoolClient | undefined
    try {
      client = await pool.connect()
      const session = await this.#sessionOf(client)
      const result = await work(session)
      client.release()
      return result
    } catch (error) {
      // A connection is never reused after an error: it may stand inside a transaction.
      client?.release(true)
      if (troubleOf(error) === 'away' && !isBusy(error)) this.#turnFrom(pool)
      throw error
    }
  }

  async #sessionOf(client: pg.PoolClient): Promise<Session> {
    const known = this.#sessions.get(client)
    if (known !== undefined) return known
    const session = new Session(client)
    // One that breaks is met by the statement that runs on it.
    client.on('error', () => undefined)
    await prepareSession(session)
    this.#sessions.set(client, session)
    return session
  }

  /** Connections of a host that has gone are left to end; the next ones go to where the writer has found the primary. */
  #turnFrom(pool: pg.Pool): void {
    if (this.#pool !== pool) return
    if (pool.options.connectionString === this.#primary.url) this.#primary.turn()
    this.#pool = poolOf(this.#primary.url, this.#options)
    pool.end().catch(() => undefined)
  }
}

function poolOf(url: string, { connectionsMax, statementMs }: ReadersOptions): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(url, statementMs), max: connectionsMax, idleTimeoutMillis: 30_000 })
  // An idle connection that breaks is dropped by the pool; the next work opens another.
  pool.on('error', () => undefined)
  return pool
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && error.message === allBusy
}
