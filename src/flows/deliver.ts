import type { DeliverDeps } from '../delivery/deps.ts'
import { watchStore } from '../delivery/store-watch.ts'
import type { StoreWatch } from '../delivery/store-watch.ts'
import { isFetching } from '../directory/fetching.ts'
import { Lane, faultMs } from './deliver-lane.ts'

export type { DeliverDeps } from '../delivery/deps.ts'

/** Sends what is in the outbox: one lane for each receiver, so that one that is down holds up nobody else. */
export interface Deliverer {
  /** Looks for work, for one receiver (something was enqueued) or for all (the start, or a clock that was set). */
  wake(receiver?: string): void
  /** Resolves when nothing can be claimed or is in flight now; what waits for a later instant is not waited for. */
  idle(): Promise<void>
  /**
   * Stops claiming, lets what is in flight finish for `closeGraceMs`, then breaks it off: it stays waiting. Lanes of a shared
   * store are given back, so that another gateway goes on at once.
   */
  close(): Promise<void>
}

/** A send that is under way at a stop may end within this time; what is broken off is sent again at the next start. */
export const closeGraceMs = 5_000

/** After that, a store that is away for a moment has this long to record what ended; real time. */
const recordGraceMs = 2_000

/**
 * How often the deliverer of a shared store looks for what another gateway left, real time: what one that died had in hand
 * waits for its lease and at most this much longer, and the look is one query of the index of what may be sent next.
 */
export const lookForLeftMs = 2_000

/**
 * Makes the deliverer; it sends nothing before its first `wake()`.
 *
 * Source: design section 3 (way of data: out) and section 9 (Outbound); `docs/adr/0007-outbox-lanes.md`.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  // A store that fails over can be read before it can be written, so each has a watch of its own.
  const [reads, writes] = [watchStore(deps.log, 'outbox'), watchStore(deps.log, 'delivery')]
  // At most one for each receiver that the outbox names, which are participants of the directory.
  const lanes = new Map<string, Lane>()
  const scanner = createScanner(deps, reads, laneOf)
  let closed = false

  function laneOf(receiver: string): Lane | undefined {
    // What waits for one that fetches its messages is delivered when it reads them (`pulled.ts`).
    if (closed || isFetching(deps.directory.byId(receiver))) return undefined
    const lane = lanes.get(receiver) ?? new Lane(receiver, { ...deps, reads, writes })
    lanes.set(receiver, lane)
    return lane
  }

  function wake(receiver?: string): void {
    if (closed) return
    if (receiver === undefined) scanner.scan()
    else laneOf(receiver)?.wake()
    scanner.watch()
  }

  async function idle(): Promise<void> {
    await scanner.rest()
    const busy = [...lanes.values()].filter((lane) => lane.busy)
    if (busy.length === 0) return
    await Promise.all(busy.map((lane) => lane.rest()))
    return idle()
  }

  async function close(): Promise<void> {
    closed = true
    await scanner.close()
    const rest = Promise.all([...lanes.values()].map((lane) => lane.close(closeGraceMs + recordGraceMs)))
    const grace = setTimeout(() => void deps.client.close(), closeGraceMs)
    await rest
    clearTimeout(grace)
    await deps.client.close()
  }

  return { wake, idle, close }
}

/** Reads which receivers have something waiting, one time after the other. */
interface Scanner {
  /** Wakes the lane of each; again after a while where the store could not be read. */
  scan(): void
  /** Of a shared store: looks again and again for what another gateway left, with one timer, until it is closed. */
  watch(): void
  rest(): Promise<void>
  close(): Promise<void>
}

function createScanner(
  { store, clock, log }: Pick<DeliverDeps, 'store' | 'clock' | 'log'>,
  reads: StoreWatch,
  laneOf: (receiver: string) => Lane | undefined
): Scanner {
  let last: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  /** Was a scan that wakes every lane asked for and not made yet? */
  let isOwed = false
  let closed = false

  async function look(): Promise<void> {
    const wakesAll = isOwed
    isOwed = false
    try {
      const { facts } = await store.read({ kind: 'lanes' })
      reads.answered()
      const now = clock.now()
      for (const { receiver, notBefore } of facts) {
        if (wakesAll) laneOf(receiver)?.wake()
        else if (notBefore <= now) laneOf(receiver)?.lookIn()
      }
      if (store.isShared) lookAfter(lookForLeftMs)
    } catch (error) {
      if (!reads.failed(error)) log.error({ err: error }, 'outbox could not be read; trying again')
      isOwed ||= wakesAll
      lookAfter(faultMs)
    }
  }

  /** One look after the other: a lane that got work during a look must be seen by the next one. */
  function start(): void {
    last = (last ?? Promise.resolve()).then(look)
  }

  function lookAfter(ms: number): void {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(start, ms)
  }

  return {
    scan() {
      isOwed = true
      start()
    },
    watch() {
      if (store.isShared && timer === undefined) lookAfter(lookForLeftMs)
    },
    async rest() {
      await last
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await last
    }
  }
}
