import { elapsedMs, realTime } from '../delivery/lease.ts'
import type { Change } from '../store/change.ts'
import type { Store } from '../store/port.ts'

/**
 * The lease under which a gateway sweeps, real time: one that died or froze holds up the reminders of the others no longer.
 * To lose it harms nothing, because each rung is claimed in the commit of its reminder; so it is short.
 */
export const sweepLeaseMs = 10_000

const NAME = 'sweep'

/** The right to sweep, which no other gateway has meanwhile. */
export interface Turn {
  /** What each commit of the sweep names, so that none is made after another gateway took over. */
  readonly named: Pick<Change, 'lease'>
  /** Prolongs the lease where a third of it is gone; false when another gateway has it. */
  keep(): Promise<boolean>
  /** Asks the store, as after a conflict; false when another gateway has it, or had it meanwhile. */
  confirm(): Promise<boolean>
  /** Lets another gateway sweep at once. */
  giveBack(): Promise<void>
}

/** Where one process owns the store, every sweep is its turn. */
const alone: Turn = {
  named: {},
  keep: async () => Promise.resolve(true),
  confirm: async () => Promise.resolve(true),
  giveBack: async () => Promise.resolve()
}

/** Takes the turn to sweep; undefined while another gateway has it. Rejects as the store does. */
export async function takeTurn(store: Store): Promise<Turn | undefined> {
  if (!store.isShared) return alone
  let askedAt = realTime()
  const fence = await store.lease({ name: NAME, leaseMs: sweepLeaseMs })
  if (fence === undefined) return undefined

  async function confirm(): Promise<boolean> {
    const now = realTime()
    const held = await store.lease({ name: NAME, leaseMs: sweepLeaseMs })
    askedAt = now
    return held === fence
  }

  return {
    named: { lease: { name: NAME, fence } },
    keep: async () => elapsedMs(askedAt, realTime()) < sweepLeaseMs / 3 || confirm(),
    confirm,
    async giveBack() {
      await store.lease({ name: NAME, leaseMs: 0 })
    }
  }
}

/** How often a sweep that must not be skipped asks for its turn; real time. */
const askAgainMs = 250

/** Takes the turn, and waits for it as long as a gateway that died may still hold it. */
export async function awaitTurn(store: Store, isStopped: () => boolean): Promise<Turn | undefined> {
  const since = realTime()
  for (;;) {
    const turn = await takeTurn(store)
    if (turn !== undefined || isStopped() || elapsedMs(since, realTime()) > sweepLeaseMs) return turn
    await new Promise((resolve) => setTimeout(resolve, askAgainMs))
  }
}
