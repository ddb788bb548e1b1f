import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { UnavailableError } from '../../unavailable.ts'
import { Session } from './driver.ts'
import { connectionOptions, prepareSession, type Primary } from './primary.ts'
import { troubleOf } from './trouble.ts'

/** Connections for reading and for what is no part of a batch; each costs the server some MB. */
const connectionsMax = 8

/** Work that met trouble with its connection is done again within this time; a failover takes some seconds. */
const againMs = 4_000
const pauseMs = 100

/** The connections on which a process reads, claims and remembers, beside the one on which it writes its batches. */
export class Readers {
  readonly #primary: Primary
  readonly #sessions = new WeakMap<pg.PoolClient, Session>()
  #pool: pg.Pool

  constructor(primary: Primary) {
    this.#primary = primary
    this.#pool = poolOf(primary.url)
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

  async close(): Promise<void> {
    await this.#pool.end()
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
      const isAway = troubleOf(error) === 'away'
      // A connection is never reused after an error: it may stand inside a transaction.
      client?.release(true)
      if (isAway) this.#turnFrom(pool)
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
    this.#pool = poolOf(this.#primary.url)
    pool.end().catch(() => undefined)
  }
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(url), max: connectionsMax, idleTimeoutMillis: 30_000 })
  // An idle connection that breaks is dropped by the pool; the next work opens another.
  pool.on('error', () => undefined)
  return pool
}
