import { UnavailableError } from '../../unavailable.ts'
import type { Change, Committed } from '../change.ts'
import type { Claim, Query, QueryKind, Read, Store } from '../port.ts'
import { claimTaken, releaseLeases, takeLane, takeLease, type LaneHolder } from '../sql/lane.ts'
import { rememberOnce } from '../sql/setting.ts'
import { passBarrier } from './barrier.ts'
import type { Session } from './driver.ts'
import { readFrom, type ReadParts } from './read.ts'
import type { Writer } from './writer.ts'

/** What a PostgreSQL store is made of. */
export interface PostgresParts extends ReadParts {
  readonly writer: Writer
  /** The gateway's clock, ms, where the store stamps. */
  readonly now: (() => number) | undefined
  /** Unique to this process; its leases carry it. */
  readonly token: string
  /** Real time, ms, for what tests count by hand; undefined: the server's. */
  readonly realNow: (() => number) | undefined
}

/** The store port on PostgreSQL: one connection writes, a few read; other processes do the same beside this one. */
export class PostgresStore implements Store {
  readonly isShared = true
  readonly #parts: PostgresParts
  /** The instant up to which this process knows that nothing is stamped any more. */
  #reported = 0
  #closed: Promise<void> | undefined

  constructor(parts: PostgresParts) {
    this.#parts = parts
  }

  async read<K extends QueryKind>(query: Query<K>): Promise<Read<K>> {
    if (this.#closed !== undefined) throw new UnavailableError('the store is closed')
    if (query.kind === 'obligations' && 'knownAt' in query) await this.#settleUpTo(query.knownAt)
    return readFrom(this.#parts, query)
  }

  async commit(change: Change): Promise<Committed> {
    return (await this.#parts.writer.write({ kind: 'change', change })) as Committed
  }

  /**
   * The lease and the messages are two statements, each with a snapshot of its own: messages read in the statement that
   * took the lease could be those that its last holder has just delivered.
   */
  async claim(ask: Parameters<Store['claim']>[0]): Promise<Claim | undefined> {
    return this.#parts.readers.use(async (session) => {
      const holder = await this.#holder(session)
      const taken = await session.perform(takeLane(ask, holder))
      return taken === undefined ? undefined : session.perform(claimTaken(ask, taken, holder))
    })
  }

  async settle(ask: Parameters<Store['settle']>[0]): Promise<boolean> {
    return (await this.#parts.writer.write({ kind: 'settle', ask })) as boolean
  }

  async settlePulled(ask: Parameters<Store['settlePulled']>[0]): Promise<readonly string[]> {
    return (await this.#parts.writer.write({ kind: 'pulled', ask })) as readonly string[]
  }

  lease(ask: Parameters<Store['lease']>[0]): Promise<number | undefined> {
    return this.#parts.readers.use(async (session) => session.perform(takeLease(ask, await this.#holder(session))))
  }

  once(id: string, expiresAt: number): Promise<boolean> {
    return this.#parts.readers.use(async (session) => {
      const { realNow } = await this.#holder(session)
      return session.perform(rememberOnce(id, expiresAt, realNow))
    })
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#end())
  }

  async #end(): Promise<void> {
    const { writer, readers, slowReaders, token } = this.#parts
    await writer.close()
    // Where that fails, the leases run out by themselves.
    await readers.use((session) => session.perform(releaseLeases(token))).catch(() => undefined)
    await Promise.all([readers.close(), slowReaders.close()])
  }

  /** Leases are kept by the server's clock: by those of several machines, one ahead would take another's away. */
  async #holder(session: Session): Promise<LaneHolder> {
    const { token, realNow } = this.#parts
    return { token, realNow: realNow?.() ?? (await session.serverNow()), isShared: true }
  }

  /**
   * Lets nothing be stamped any more at an instant that has passed, or before it, when it is reported of: not even by a
   * process whose clock is behind. The present instant is still open.
   */
  async #settleUpTo(knownAt: number): Promise<void> {
    const { now, readers } = this.#parts
    const until = now === undefined ? 0 : Math.min(knownAt + 1, now())
    if (until <= this.#reported) return
    await readers.use((session) => passBarrier(session, until))
    this.#reported = until
  }
}
