import { localDay } from '../clock.ts'
import { remind } from '../referral/reminder.ts'
import type { Deps } from './deps.ts'

/** What the sweep needs of the world. */
export type SweepDeps = Pick<Deps, 'store' | 'clock' | 'log' | 'rules' | 'wake'>

/** Referrals that are looked up at once, so that a sweep never holds more than their ids. */
const PAGE_SIZE = 200

/** Referrals that one sweep looks at, some ten days of a large region; what is beyond waits for the next sweep. */
const REFERRALS_MAX = 10_000

/** Decisions made again after a conflict; a referral on which others write all the time waits for the next sweep. */
const DECISIONS_MAX = 4

/** What a sweep did. */
export interface Swept {
  /** Reminders that were put in the outbox. */
  readonly reminded: number
  /** Referrals that are left for the next sweep: others wrote on them, or they failed. */
  readonly left: number
}

/**
 * Sends the reminders whose rung has come, each once, and says in the log what it did.
 *
 * It never rejects: a referral that fails is logged and left, and delays no other. Two sweeps at once, or one that was
 * killed, give each rung once all the same, because a rung is claimed in the commit that enqueues its reminder.
 * Source: design section 3 (way of data: clock), `docs/adr/0010-sweep.md`.
 *
 * @param isStopped - asked between two referrals; what is not done then is left for the next sweep.
 */
export async function sweep(deps: SweepDeps, isStopped: () => boolean = () => false): Promise<Swept> {
  // Looked at and perhaps still due: asked for once more, they would be all that this sweep ever sees.
  const seen = new Set<string>()
  let [looked, reminded, left] = [0, 0, 0]
  try {
    for (let due = await dueNow(deps, seen); due.length > 0 && !isStopped(); due = await dueNow(deps, seen)) {
      if (looked >= REFERRALS_MAX) {
        deps.log.warn({ referrals: looked }, 'the sweep stopped at its limit; the next one goes on')
        break
      }
      for (const referral of due) {
        if (isStopped()) break
        const sent = await remindOf(deps, referral)
        looked += 1
        reminded += sent ?? 0
        if (sent === undefined) left += 1
        if (sent === undefined || sent === 0) seen.add(referral)
      }
    }
  } catch (error) {
    deps.log.error({ err: error }, 'the sweep could not look for reminders; the next one tries again')
  }
  if (looked > 0) deps.log.info({ referrals: looked, reminded, left }, 'swept')
  return { reminded, left }
}

/** Sweeps again and again from its start until it is closed. */
export interface Sweeper {
  start(): void
  /** Starts no other sweep, and resolves when the one that is under way has ended, which is after one referral. */
  close(): Promise<void>
}

/**
 * Makes a sweeper: it sweeps when it is started, and then each time so long after a sweep has ended, so that no two of its
 * sweeps overlap.
 *
 * @param everyMs - real time; 0: never.
 */
export function createSweeper(deps: SweepDeps, everyMs: number): Sweeper {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isClosed = false

  async function run(): Promise<void> {
    await sweep(deps, () => isClosed)
    if (!isClosed) timer = setTimeout(start, everyMs)
  }

  function start(): void {
    if (everyMs > 0 && !isClosed) running = run()
  }

  async function close(): Promise<void> {
    isClosed = true
    clearTimeout(timer)
    await running
  }

  return { start, close }
}

/** The next referrals that are due, without those that were looked at. One look-up in an index where none is. */
async function dueNow({ store, clock }: SweepDeps, seen: ReadonlySet<string>): Promise<readonly string[]> {
  const limit = PAGE_SIZE + seen.size
  const { facts } = await store.read({ kind: 'dueRungs', on: localDay(clock.now()), limit })
  return facts.filter((referral) => !seen.has(referral))
}

/** Reminders sent about a referral; undefined where it is to be left. */
async function remindOf(deps: SweepDeps, referral: string): Promise<number | undefined> {
  try {
    return await claimRungs(deps, referral)
  } catch (error) {
    // Else one referral, such as one whose agreement's version was taken away, would keep all others from being reminded.
    deps.log.error({ err: error, referral }, 'reminders failed; the next sweep tries again')
    return undefined
  }
}

async function claimRungs(deps: SweepDeps, referral: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < DECISIONS_MAX; attempt++) {
    const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: referral })
    if (known === undefined) return undefined
    const now = deps.clock.now()
    const { writes, outbox, audit, reminded } = remind(deps.rules, { known, now, today: localDay(now) })
    // Another sweep was here first, or the clock of the machine was put back.
    if (writes.length === 0) return 0
    const { outcome } = await deps.store.commit({ expect: versions, writes, outbox, audit })
    if (outcome === 'conflict') continue
    for (const { id, receiver } of outbox) deps.log.info({ referral, receiver, message: id }, 'reminder enqueued')
    deps.wake(outbox.map(({ receiver }) => receiver))
    return reminded
  }
  return undefined
}
