import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { UnavailableError } from '../../unavailable.ts'
import { columnTypes, Session } from './driver.ts'
import { troubleOf } from './trouble.ts'

/**
 * How a session lives: a process that is frozen inside a transaction loses it, and with it every lock, long before its
 * leases run out; nothing waits for a lock for longer than a sender waits for an answer.
 */
const sessionSettings = `
  SET idle_in_transaction_session_timeout = '4s';
  SET lock_timeout = '2s';
  SET statement_timeout = '125s';
  SET client_encoding = 'UTF8';
  SET application_name = 'ggz-gateway'`

/** A server that does not answer the connection in this time is taken for dead. */
const connectMs = 3_000

/** A statement of a batch, a COMMIT or a look-up; a server that takes longer hangs, or waits for a standby that is away. */
export const quickMs = 8_000

/** A count over a large store, or a migration of it. */
export const slowMs = 120_000

/** An idle connection is kept alive this often, so that no firewall drops it in silence. */
const keepAliveMs = 30_000

/** A server that is gone does not answer the goodbye. */
const goodbyeMs = 1_000

/** Clocks of machines that are kept by NTP differ by less; a stamp from one that is ahead would date everybody's. */
const clockSkewMs = 60_000

/** Between two looks at the same hosts. */
const pauseMs = 200

/** An open connection that its holder ends. */
export interface Dedicated {
  readonly session: Session
  /** Resolves when the connection is gone, whoever ended it. */
  readonly lost: Promise<void>
  end(): Promise<void>
}

/**
 * The server that takes writes, among the hosts of a URL: `postgres://user@one:5432,two:5432/name`.
 *
 * After a failover another host takes them; whoever meets trouble with a connection looks again, and all of the process
 * follow. Source of the form: https://www.postgresql.org/docs/15/libpq-connect.html#id-1.7.3.8.3.6
 */
export class Primary {
  readonly #urls: readonly string[]
  #current = 0

  constructor(url: string) {
    this.#urls = hostUrls(url)
  }

  /** The URL of the host that took writes when somebody last looked. */
  get url(): string {
    // There is one host at the least.
    return this.#urls[this.#current % this.#urls.length] ?? ''
  }

  /** Turns to the next host, after trouble with the current one. */
  turn(): void {
    this.#current = (this.#current + 1) % this.#urls.length
  }

  /**
   * Connects to the host that takes writes, for as long as `withinMs`.
   *
   * @throws UnavailableError when there was none in that time; the driver's error where the server refuses the user.
   */
  async connect(withinMs: number, statementMs = quickMs): Promise<Dedicated> {
    const end = performance.now() + withinMs
    for (;;) {
      const found = await this.#tryAll(statementMs)
      if ('session' in found) return found
      if (performance.now() > end) throw new UnavailableError('no writable PostgreSQL', { cause: found.error })
      await sleep(pauseMs)
    }
  }

  async #tryAll(statementMs: number): Promise<Dedicated | { readonly error: unknown }> {
    let error: unknown
    for (let host = 0; host < this.#urls.length; host += 1) {
      try {
        return await dedicated(this.url, statementMs)
      } catch (caught) {
        // A server that is away may come back; one that refuses the user will not.
        if (troubleOf(caught) !== 'away' && troubleOf(caught) !== 'full') throw caught
        error = caught
        this.turn()
      }
    }
    return { error }
  }
}

/** The options that every connection has. */
export function connectionOptions(url: string, statementMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    types: columnTypes
  }
}

/** Sets a new connection up, and refuses one whose server takes no writes or lives in another time. */
export async function prepareSession(session: Session): Promise<void> {
  await session.script(sessionSettings)
  const { rows } = await session.native('SELECT pg_is_in_recovery()::text AS standby', [])
  if (rows[0]?.['standby'] !== 'false') throw new UnavailableError('no writable PostgreSQL: the server is a standby')
  const skewMs = Date.now() - (await session.serverNow())
  if (Math.abs(skewMs) > clockSkewMs) {
    throw new UnavailableError(
      `the clock of this machine is ${Math.round(skewMs / 1000)} s off that of PostgreSQL: keep both by NTP`
    )
  }
}

async function dedicated(url: string, statementMs: number): Promise<Dedicated> {
  const client = new pg.Client(connectionOptions(url, statementMs))
  const lost = new Promise<void>((resolve) => void client.once('end', resolve))
  // A connection that breaks while nothing runs on it is told by `lost`, and met by the next statement.
  client.on('error', () => undefined)
  const end = (): Promise<void> => endWithin(client)
  try {
    await client.connect()
    const session = new Session(client)
    await prepareSession(session)
    return { session, lost, end }
  } catch (error) {
    void end()
    throw error
  }
}

async function endWithin(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => undefined)
  await Promise.race([ended, sleep(goodbyeMs, undefined, { ref: false })])
  client.connection.stream.destroy()
}

/** One URL for each host. */
function hostUrls(url: string): readonly string[] {
  const [, scheme = '', user = '', hosts = '', rest = ''] =
    /^(postgres(?:ql)?:\/\/)([^@/]*@)?([^/?]*)(.*)$/s.exec(url) ?? []
  return hosts.split(',').map((host) => `${scheme}${user}${host}${rest}`)
}
