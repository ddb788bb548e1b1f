import { Worker } from 'node:worker_threads'
import type { Query, QueryKind, Read } from '../port.ts'

/** A query on its way to the report thread. */
export interface ReportAsk {
  readonly number: number
  readonly query: Query<QueryKind>
}

/** An answer on its way back. */
export type ReportAnswer =
  | { readonly number: number; readonly ok: true; readonly read: Read<QueryKind> }
  | { readonly number: number; readonly ok: false; readonly error: unknown }

interface Asker {
  readonly resolve: (read: Read<QueryKind>) => void
  readonly reject: (error: unknown) => void
}

/** The report thread: started with the first report, started again where it died, ended with the store. */
export class ReportThread {
  readonly #file: string
  readonly #askers = new Map<number, Asker>()
  #worker: Worker | undefined
  #asked = 0

  constructor(file: string) {
    this.#file = file
  }

  read<K extends QueryKind>(query: Query<K>): Promise<Read<K>> {
    const { promise, resolve, reject } = Promise.withResolvers<Read<K>>()
    const worker = (this.#worker ??= this.#start())
    this.#asked += 1
    // The thread answers an ask under its number, and with the type that its query has.
    this.#askers.set(this.#asked, { resolve: (read) => resolve(read as Read<K>), reject })
    worker.ref()
    const ask: ReportAsk = { number: this.#asked, query }
    worker.postMessage(ask)
    return promise
  }

  /** Ends the thread; reports under way are rejected. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./report-worker.ts', import.meta.url), { workerData: this.#file })
    worker.on('message', (answer: ReportAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#lose(worker, error))
    worker.on('exit', () => this.#lose(worker, new Error('the report thread ended')))
    return worker
  }

  #settle(answer: ReportAnswer): void {
    const asker = this.#askers.get(answer.number)
    this.#askers.delete(answer.number)
    if (answer.ok) asker?.resolve(answer.read)
    else asker?.reject(answer.error)
    // An idle thread does not keep the process alive.
    if (this.#askers.size === 0) this.#worker?.unref()
  }

  #lose(worker: Worker, error: unknown): void {
    // A thread that failed also exits; by then the next one may be at work.
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#askers.values()) reject(error)
    this.#askers.clear()
  }
}
