import { UnavailableError } from '../../unavailable.ts'
import type { AuditLog } from './audit.ts'
import type { Connection } from './driver.ts'

/** Work in one transaction: enough to share a disk flush, few enough that reads on this thread wait a few milliseconds. */
const batchMax = 64

/** Work that may wait; beyond it the disk has been slower than the requests for seconds, and saying so beats queueing. */
const queueMax = 8_192

/** One piece of work with what tells its caller how it ended. */
interface Item {
  /** Does the work inside the transaction; gives what to do once that is durable. */
  readonly work: () => () => void
  readonly reject: (error: unknown) => void
}

type Attempt =
  { readonly ok: true; readonly answer: readonly (() => void)[] } | { readonly ok: false; readonly error: unknown }

/**
 * The one writer of a store: work that arrives in the same tick shares one durable transaction (design section 3).
 *
 * Nothing is awaited inside a transaction. A batch in which something throws is rolled back whole, the audit head with it,
 * and its items are tried one by one, so that a bad one sinks only itself.
 */
export class Writer {
  readonly #connection: Connection
  readonly #audit: AuditLog
  #queue: Item[] = []
  #scheduled = false
  #closed = false

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection
    this.#audit = audit
  }

  /** Does work in a transaction; resolves after the durable commit, rejects when it or the disk failed. */
  write<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new UnavailableError('the store is closed'))
    if (this.#queue.length >= queueMax) return Promise.reject(new UnavailableError(`more than ${queueMax} writes wait`))
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const done = (): (() => void) => {
      const value = work()
      return () => resolve(value)
    }
    this.#queue.push({ work: done, reject })
    this.#schedule()
    return promise
  }

  /** Writes what was accepted and refuses more. */
  close(): void {
    this.#closed = true
    // Bounded by `queueMax`: nothing can be added any more.
    while (this.#queue.length > 0) this.#writeBatch()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#writeBatch()
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  #writeBatch(): void {
    const batch = this.#queue.slice(0, batchMax)
    this.#queue = this.#queue.slice(batchMax)
    if (batch.length === 0) return
    const attempt = this.#attempt(batch)
    if (attempt.ok) {
      for (const answer of attempt.answer) answer()
    } else if (batch.length === 1) {
      batch[0]?.reject(attempt.error)
    } else {
      for (const item of batch) this.#writeSingly(item)
    }
  }

  #writeSingly(item: Item): void {
    const attempt = this.#attempt([item])
    if (attempt.ok) for (const answer of attempt.answer) answer()
    else item.reject(attempt.error)
  }

  #attempt(items: readonly Item[]): Attempt {
    const head = this.#audit.head()
    try {
      return { ok: true, answer: this.#connection.transaction(() => items.map(({ work }) => work())) }
    } catch (error) {
      // SQLite throws for expected failures, such as a full disk, as it does for a change that breaks a constraint.
      this.#audit.restore(head)
      return { ok: false, error: isDiskTrouble(error) ? new UnavailableError('the disk', { cause: error }) : error }
    }
  }
}

/** SQLITE_BUSY, SQLITE_IOERR, SQLITE_FULL and their extended codes. Source: https://sqlite.org/rescode.html */
const diskTrouble: ReadonlySet<number> = new Set([5, 10, 13])

function isDiskTrouble(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return diskTrouble.has(error.errcode & 0xff)
}
