import { Lane, faultMs } from './deliver-lane.ts'
import type { DeliverDeps } from './deliver-lane.ts'

export type { DeliverDeps } from './deliver-lane.ts'

/** Sends what is in the outbox: one lane for each receiver, so that one that is down holds up nobody else. */
export interface Deliverer {
  /** Looks for work, for one receiver (something was enqueued) or for all (the start, or a clock that was set). */
  wake(receiver?: string): void
  /** Resolves when nothing can be claimed or is in flight now; what waits for a later instant is not waited for. */
  idle(): Promise<void>
  /** Stops claiming, lets what is in flight finish for `closeGraceMs`, then breaks it off: it stays waiting. */
  close(): Promise<void>
}

/** A send that is under way at a stop may end within this time; what is broken off is sent again at the next start. */
export const closeGraceMs = 5_000

/**
 * Makes the deliverer; it sends nothing before its first `wake()`.
 *
 * Source: design section 3 (way of data: out) and section 9 (Outbound); `docs/adr/0007-outbox-lanes.md`.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  // At most one for each receiver that the outbox names, which are participants of the directory.
  const lanes = new Map<string, Lane>()
  let scan: Promise<void> | undefined
  let scanAgain: NodeJS.Timeout | undefined
  let closed = false

  function wakeLane(receiver: string): void {
    // What waits for one that fetches its messages is delivered when it reads them (`pulled.ts`).
    if (closed || deps.directory.byId(receiver)?.delivery === 'pull') return
    const lane = lanes.get(receiver) ?? new Lane(receiver, deps)
    lanes.set(receiver, lane)
    lane.wake()
  }

  async function wakeWaiting(): Promise<void> {
    try {
      const { facts } = await deps.store.read({ kind: 'lanes' })
      for (const { receiver } of facts) wakeLane(receiver)
    } catch (error) {
      deps.log.error({ err: error }, 'outbox could not be read; trying again')
      clearTimeout(scanAgain)
      scanAgain = setTimeout(wake, faultMs)
    }
  }

  function wake(receiver?: string): void {
    if (closed) return
    if (receiver !== undefined) {
      wakeLane(receiver)
      return
    }
    // One scan after the other: a lane that got work during a scan must be seen by the next one.
    const next = (scan ?? Promise.resolve()).then(wakeWaiting)
    scan = next
  }

  async function idle(): Promise<void> {
    await scan
    const busy = [...lanes.values()].filter((lane) => lane.busy)
    if (busy.length === 0) return
    await Promise.all(busy.map((lane) => lane.rest()))
    return idle()
  }

  async function close(): Promise<void> {
    closed = true
    await scan
    clearTimeout(scanAgain)
    const rest = Promise.all([...lanes.values()].map((lane) => lane.close()))
    const grace = setTimeout(() => void deps.client.close(), closeGraceMs)
    await rest
    clearTimeout(grace)
    await deps.client.close()
  }

  return { wake, idle, close }
}
