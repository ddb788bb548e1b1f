/** A lease is ours for this long after it was asked for, in real time; a process that died holds a lane up no longer. */
export const leaseMsDefault = 30_000

/** How lanes are asked for, real time in ms, as `Store.claim` takes it. */
export interface LeaseAsked {
  readonly leaseMs: number
  /** A lease of which so much is left is not prolonged, because to write one costs a flush of the disk. */
  readonly enoughMs: number
}

/**
 * How long a lane is asked for: half of a lease is left beyond a send, so that each send ends and is recorded under the
 * claim that it began under. Half of that again is time enough to begin sends in.
 *
 * @param sendTimeoutMs - what one send may take in all.
 * @param leaseMsMin - what a lease lasts at the least.
 */
export function leaseFor(sendTimeoutMs: number, leaseMsMin = leaseMsDefault): LeaseAsked {
  const leaseMs = Math.max(leaseMsMin, sendTimeoutMs + leaseMsMin / 2)
  return { leaseMs, enoughMs: (sendTimeoutMs + leaseMs) / 2 }
}

/** An instant of real time, by both clocks of the machine. */
export interface RealTime {
  /** Never put forward or back, and goes on while the process is stopped (SIGSTOP). ms. */
  readonly monotonicMs: number
  /** Epoch ms. It also counts what a suspended machine slept through, which the other clock need not do. */
  readonly wallMs: number
}

/** Now, by both clocks of the machine. */
export function realTime(): RealTime {
  return { monotonicMs: performance.now(), wallMs: Date.now() }
}

/** Real time in ms since an instant, by the clock that says more: to give a lease up too early is safe. */
export function elapsedMs(since: RealTime, now: RealTime): number {
  return Math.max(now.monotonicMs - since.monotonicMs, now.wallMs - since.wallMs)
}

/** A lease as its holder knows it. */
export interface HeldLease {
  readonly fence: number
  /** When it was asked for. The store counts from when it grants it, which is later, so that its end here comes first. */
  readonly askedAt: RealTime
  readonly leaseMs: number
}

/**
 * Whether something that takes up to `needsMs` may begin under a lease: it ends before the lease does, even where that is
 * not prolonged any more.
 */
export function allows({ askedAt, leaseMs }: HeldLease, needsMs: number, now: RealTime): boolean {
  return elapsedMs(askedAt, now) + needsMs <= leaseMs
}
