import { Worker } from 'node:worker_threads'
import { deriveSpan, type ReportJob, type Span, type SpanRows } from '../report/span.ts'
import { hashOf } from '../report/runs.ts'
import type { StoreLocation } from '../store/open.ts'
import type { Store } from '../store/port.ts'
import { UnavailableError } from '../unavailable.ts'
import { runAt, type RunPlace } from './report-runs.ts'

/** Who does the work of a report. */
export interface ReportHands {
  /** Pieces of work that are done at once. */
  readonly width: number
  derive(job: ReportJob, span: Span): Promise<SpanRows>
  hash(places: readonly RunPlace[]): Promise<string>
  /** Lets one more report be made; undefined while too many are. What it gives is called when that one is sent. */
  enter(): (() => void) | undefined
}

/** A piece of work on its way to a thread. */
export type ReportTask =
  | { readonly kind: 'derive'; readonly job: ReportJob; readonly span: Span }
  | { readonly kind: 'hash'; readonly places: readonly RunPlace[] }

/** What became of it; a thread cannot throw to who asked it. */
export type ReportDone =
  | { readonly ok: true; readonly value: SpanRows | string }
  | { readonly ok: false; readonly error: unknown; readonly isUnavailable: boolean }

/** Threads for reports; each has a connection of its own. The machine's other processors are left to what must not wait. */
const THREADS = 2

/** Reports that are made or sent at once; beyond it they would only wait for each other, and fill the disk with rows. */
const REPORTS_MAX = 16

/** A thread that has nothing to do for so long is ended. Real time. */
const IDLE_MS = 60_000

/**
 * Heap of a thread, more than it needs: what outgrows it must not take the gateway along. Pages and their rows die young, so
 * that much room for the young spares the thread a third of its time.
 */
const heapLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64 }

/** The work on this thread, for one that has no others. */
export function handsHere(store: Pick<Store, 'read'>): ReportHands {
  return {
    width: 1,
    derive: (job, span) => deriveSpan((query) => store.read(query), job, span),
    hash: (places) => Promise.resolve(hashOf(places.map(runAt))),
    enter: () => () => undefined
  }
}

interface Asked {
  readonly task: ReportTask
  readonly resolve: (value: SpanRows | string) => void
  readonly reject: (error: unknown) => void
}

/**
 * Threads that read the store and derive reports, so that the main thread goes on with intake.
 *
 * Started when they are needed, ended when they are not. Work is taken in the order in which it was asked for, and a report
 * asks for no more at once than there are threads: so several reports have their turns, a small one between those of a
 * large one.
 */
export class ReportThreads implements ReportHands {
  readonly width = THREADS
  readonly #place: StoreLocation
  readonly #waiting: Asked[] = []
  readonly #threads = new Map<Worker, Asked | undefined>()
  #idle: NodeJS.Timeout | undefined
  #reports = 0
  #isClosed = false

  constructor(place: StoreLocation) {
    this.#place = place
  }

  async derive(job: ReportJob, span: Span): Promise<SpanRows> {
    const value = await this.#ask({ kind: 'derive', job, span })
    if (typeof value === 'string') throw new Error('a thread gave a hash for rows')
    return value
  }

  async hash(places: readonly RunPlace[]): Promise<string> {
    const value = await this.#ask({ kind: 'hash', places })
    if (typeof value !== 'string') throw new Error('a thread gave rows for a hash')
    return value
  }

  enter(): (() => void) | undefined {
    if (this.#reports >= REPORTS_MAX) return undefined
    this.#reports += 1
    return () => void (this.#reports -= 1)
  }

  /** Ends the threads; reports under way are rejected. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#idle)
    for (const { reject } of this.#waiting.splice(0)) reject(closed())
    await Promise.all([...this.#threads.keys()].map(async (thread) => thread.terminate()))
  }

  #ask(task: ReportTask): Promise<SpanRows | string> {
    if (this.#isClosed) return Promise.reject(closed())
    const { promise, resolve, reject } = Promise.withResolvers<SpanRows | string>()
    this.#waiting.push({ task, resolve, reject })
    clearTimeout(this.#idle)
    this.#next()
    return promise
  }

  #next(): void {
    const next = this.#waiting[0]
    if (next === undefined) return
    const idle = [...this.#threads].find(([, asked]) => asked === undefined)?.[0]
    const thread = idle ?? (this.#threads.size < THREADS ? this.#start() : undefined)
    if (thread === undefined) return
    this.#waiting.shift()
    this.#threads.set(thread, next)
    thread.ref()
    thread.postMessage(next.task)
  }

  #start(): Worker {
    const thread = new Worker(new URL('./report-worker.ts', import.meta.url), {
      workerData: this.#place,
      resourceLimits: heapLimits
    })
    thread.on('message', (done: ReportDone) => this.#settle(thread, done))
    thread.on('error', (error) => this.#lose(thread, error))
    thread.on('exit', () => this.#lose(thread, closed()))
    return thread
  }

  #settle(thread: Worker, done: ReportDone): void {
    const asked = this.#threads.get(thread)
    this.#threads.set(thread, undefined)
    // An idle thread does not keep the process alive.
    thread.unref()
    if (done.ok) asked?.resolve(done.value)
    else asked?.reject(done.isUnavailable ? new UnavailableError(String(done.error)) : done.error)
    this.#next()
    if ([...this.#threads.values()].every((one) => one === undefined)) this.#endLater()
  }

  #lose(thread: Worker, error: unknown): void {
    const asked = this.#threads.get(thread)
    if (!this.#threads.delete(thread)) return
    asked?.reject(error)
    this.#next()
  }

  #endLater(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      for (const [thread, asked] of this.#threads) {
        if (asked !== undefined) continue
        this.#threads.delete(thread)
        void thread.terminate()
      }
    }, IDLE_MS).unref()
  }
}

function closed(): UnavailableError {
  return new UnavailableError('the threads of reports have ended')
}
