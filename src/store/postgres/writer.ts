import { setTimeout as sleep } from 'node:timers/promises'
import { UnavailableError } from '../../unavailable.ts'
import { writeBatch, type Ended, type Hands, type Work, type Written } from './batch.ts'
import { adoptChain, isReplicated, stands, type Chain } from './chain.ts'
import type { Dedicated, Primary } from './primary.ts'
import { troubleOf } from './trouble.ts'

/** Work in one transaction: enough to share a flush of the disk, few enough that nothing is held for long. */
const batchMax = 64

/** Characters of content in one transaction, some four of the largest letters: the server takes a message of 1 GB at most. */
const contentMax = 8_000_000

/** Work that may wait; beyond it the server has been slower than the requests for seconds, and saying so beats queueing. */
const queueMax = 8_192

/** A failover takes some seconds; what cannot be written in this time is refused, and its sender sends it again. */
const awayMs = 10_000

/** A batch that met another transaction is written again so often, and a piece of work put off to the next batch. */
const tries = 4
const pauseMs = 20

/** What a writer needs of the process. */
export interface WriterParts {
  readonly primary: Primary
  readonly token: string
  readonly stamp: Hands['stamp']
}

interface Item {
  readonly work: Work
  readonly resolve: (answer: Exclude<Ended, { again: true }>['answer']) => void
  readonly reject: (error: unknown) => void
  /** How often it was put off to the next batch. */
  again: number
}

interface Hold {
  readonly connection: Dedicated
  readonly chain: Chain
}

/** How an attempt at a batch ended. */
type Attempt =
  | { readonly kind: 'committed'; readonly written: Written }
  /** COMMIT was sent and nobody knows what became of it. */
  | { readonly kind: 'unknown'; readonly written: Written; readonly error: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }

/**
 * The one writer of a process: work that arrives while a batch is written shares the next one (design section 3).
 *
 * A batch in which something throws is rolled back whole, the audit head with it, and its items are written one by one, so
 * that a bad one sinks only itself. Where the connection breaks, the primary is looked for and the batch written again;
 * where it broke during COMMIT, the audit chain tells whether the batch stands.
 */
export class Writer {
  readonly #parts: WriterParts
  #hold: Hold | undefined
  /** The chain that this process wrote to last. */
  #chainBefore: string | undefined
  #queue: Item[] = []
  #running: Promise<void> | undefined
  #isClosed = false

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  /** Connects and takes an audit chain; the store is not open before. */
  async open(): Promise<void> {
    await this.#held(0)
  }

  /** Writes; resolves after the durable commit. Rejects with UnavailableError where that failed or is not known. */
  write(work: Work): Promise<Exclude<Ended, { again: true }>['answer']> {
    if (this.#isClosed) return Promise.reject(new UnavailableError('the store is closed'))
    if (this.#queue.length >= queueMax) return Promise.reject(new UnavailableError(`more than ${queueMax} writes wait`))
    const { promise, resolve, reject } = Promise.withResolvers<Exclude<Ended, { again: true }>['answer']>()
    this.#queue.push({ work, resolve, reject, again: 0 })
    this.#running ??= this.#drain()
    return promise
  }

  /** Writes what was accepted and refuses more. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
    await this.#hold?.connection.end()
    this.#hold = undefined
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that what arrives together is written together.
    await new Promise(setImmediate)
    while (this.#queue.length > 0) {
      const batch = nextOf(this.#queue)
      this.#queue = this.#queue.slice(batch.length)
      try {
        await this.#writeAll(batch, performance.now() + awayMs)
      } catch (error) {
        // A bug: nobody who waits may wait for ever for it.
        for (const item of batch) item.reject(error)
      }
    }
    this.#running = undefined
  }

  async #writeAll(batch: readonly Item[], end: number): Promise<void> {
    const attempt = await this.#persist(batch, end)
    if (attempt.kind === 'committed') this.#answer(batch, attempt.written.ended)
    else if (isAway(attempt)) {
      // What waits behind it would wait as long again, each batch in turn.
      for (const item of [...batch, ...this.#queue]) item.reject(asUnavailable(attempt.error))
      this.#queue = []
    } else if (batch.length === 1 || performance.now() > end) {
      for (const item of batch) item.reject(asUnavailable(attempt.error))
    } else for (const item of batch) await this.#writeAll([item], end)
  }

  #answer(batch: readonly Item[], ended: readonly Ended[]): void {
    const again = batch.filter((item, index) => {
      const end = ended[index]
      if (end?.again === false) item.resolve(end.answer)
      else if ((item.again += 1) > tries) item.reject(new UnavailableError('the same message is under way elsewhere'))
      else return true
      return false
    })
    this.#queue = [...again, ...this.#queue]
  }

  /** Tries a batch until it is committed, it is at fault itself, or the server has been away for too long. */
  async #persist(batch: readonly Item[], end: number): Promise<Attempt> {
    const work = batch.map((item) => item.work)
    for (let count = 1; ; count += 1) {
      const attempt = await this.#attempt(work, end)
      if (attempt.kind === 'committed') return attempt
      const trouble = attempt.kind === 'unknown' ? 'away' : troubleOf(attempt.error)
      if (attempt.kind === 'unknown') {
        const isCommitted = await this.#isCommitted(attempt.written, end)
        if (isCommitted === true) return { ...attempt, kind: 'committed' }
        if (isCommitted === undefined) return attempt
      }
      // What is in the way of one is not in the way of all: they are written one by one.
      const isSplit = trouble === 'locked' && batch.length > 1
      const isLast = performance.now() > end || (trouble !== 'away' && count >= tries)
      if (isSplit || isLast || trouble === 'full' || trouble === 'fault') return attempt
      await sleep(Math.random() * pauseMs * count)
    }
  }

  async #attempt(work: readonly Work[], end: number): Promise<Attempt> {
    let written: Written | undefined
    let before: Chain['head'] | undefined
    let hold: Hold | undefined
    try {
      hold = await this.#held(end - performance.now())
      before = hold.chain.head
      const { token, stamp } = this.#parts
      const { session } = hold.connection
      const made = await writeBatch({ session, chain: hold.chain, token, stamp }, work)
      written = made
      if (await session.commit()) return { kind: 'committed', written: made }
      // Committed here and perhaps nowhere else: whoever is answered now could lose it with this server.
      throw new UnavailableError('the wait for the synchronous standby was cancelled')
    } catch (error) {
      if (hold === undefined) return { kind: 'failed', error }
      // An error that the server gave at COMMIT says that it rolled back; where it said nothing, nobody knows.
      if (written !== undefined && troubleOf(error) === 'away') {
        // The chain is read anew with the next connection.
        await this.#drop(hold)
        return { kind: 'unknown', written, error }
      }
      await this.#rollBack(hold, before, error)
      return { kind: 'failed', error }
    }
  }

  async #rollBack(hold: Hold, before: Chain['head'] | undefined, error: unknown): Promise<void> {
    if (before !== undefined) hold.chain.restore(before)
    const isBack =
      troubleOf(error) !== 'away' &&
      (await hold.connection.session.script('ROLLBACK').then(
        () => true,
        () => false
      ))
    if (!isBack) await this.#drop(hold)
  }

  /** Whether a batch stands after all; undefined where that could not be found out in time. */
  async #isCommitted({ last }: Written, end: number): Promise<boolean | undefined> {
    // What goes without an audit line, such as an attempt that is to be made again, may be written twice.
    if (last === undefined) return false
    while (performance.now() < end) {
      try {
        const { connection, chain } = await this.#held(end - performance.now(), last.chain)
        if (await stands(connection.session, last)) {
          if (await isReplicated(connection.session, chain.id)) return true
          await this.#drop({ connection, chain })
          continue
        }
        // The chain in our hands again: whoever held it before us has ended, and its transaction with it.
        if (chain.id === last.chain) return false
        await this.#drop({ connection, chain })
      } catch {
        // Whatever it is, such as a server that refuses the user: it is not known then, and who sent it is told so.
        const hold = this.#hold
        if (hold !== undefined) await this.#drop(hold)
      }
      await sleep(pauseMs * 5)
    }
    return undefined
  }

  /** The connection and chain at hand, or new ones; the chain named where it is free. */
  async #held(withinMs: number, wanted = this.#chainBefore): Promise<Hold> {
    if (this.#hold !== undefined) return this.#hold
    const connection = await this.#parts.primary.connect(withinMs)
    try {
      const chain = await adoptChain(connection.session, wanted, Date.now())
      const hold = { connection, chain }
      this.#hold = hold
      this.#chainBefore = chain.id
      void connection.lost.then(() => {
        if (this.#hold === hold) this.#hold = undefined
      })
      return hold
    } catch (error) {
      await connection.end()
      throw error
    }
  }

  async #drop(hold: Hold): Promise<void> {
    if (this.#hold === hold) this.#hold = undefined
    await hold.connection.end()
  }
}

function isAway(attempt: Exclude<Attempt, { kind: 'committed' }>): boolean {
  return attempt.kind === 'unknown' || troubleOf(attempt.error) === 'away'
}

/** The next items in order; one that stops messages stands alone, and much content makes a batch short. */
function nextOf(queue: readonly Item[]): readonly Item[] {
  const [first] = queue
  if (first !== undefined && isAlone(first.work)) return [first]
  let content = 0
  const end = queue.findIndex(({ work }, index) => {
    content += contentOf(work)
    return index > 0 && (index === batchMax || content > contentMax || isAlone(work))
  })
  return queue.slice(0, end === -1 ? batchMax : end)
}

function contentOf(work: Work): number {
  if (work.kind !== 'change') return 0
  const { writes, outbox } = work.change
  const written = writes.reduce((sum, write) => {
    if (write.kind === 'resource') return sum + write.json.length
    // Bytes travel as hexadecimal digits.
    return 'body' in write ? sum + 2 * write.body.length : sum
  }, 0)
  return outbox.reduce((sum, { body }) => sum + body.length, written)
}

function isAlone(work: Work): boolean {
  return work.kind === 'change' && work.change.writes.some(({ kind }) => kind === 'stop')
}

/** What the sender may mend stays as it is; everything else is told as not available now. */
function asUnavailable(error: unknown): unknown {
  if (error instanceof UnavailableError || troubleOf(error) === 'fault') return error
  return new UnavailableError('PostgreSQL', { cause: error })
}
