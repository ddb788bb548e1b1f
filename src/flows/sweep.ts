import { localDay } from '../clock.ts'
import { watchStore } from '../delivery/store-watch.ts'
import type { StoreWatch } from '../delivery/store-watch.ts'
import { remind } from '../referral/reminders/reminder.ts'
import { UnavailableError } from '../unavailable.ts'
import { sendDigests } from './sweep-digest.ts'
import { DECISIONS_MAX, type Going, type SweepDeps } from './sweep-going.ts'
import { awaitTurn, sweepLeaseMs, takeTurn } from './sweep-lease.ts'

export type { SweepDeps } from './sweep-going.ts'

/** Referrals that are looked up at once, so that a sweep never holds more than their ids. */
const PAGE_SIZE = 200

/** Referrals that one sweep looks at, some ten days of a large region; what is beyond waits for the next sweep. */
const REFERRALS_MAX = 10_000

/** What a sweep did. */
export interface Swept {
  /** Reminders that were put in the outbox. */
  readonly reminded: number
  /** Referrals and receivers that are left for the next sweep: others wrote on them, or they failed. */
  readonly left: number
  /** It was not made, or it broke off: another gateway has the turn, or the store is away. Worth another try soon. */
  readonly isPutOff?: true
}

/**
 * Sends the reminders whose rung has come, each once, and says in the log what it did: first every rung is claimed, referral
 * by referral, then what waits for each receiver is put in one message (`sendDigests`).
 *
 * It never rejects: a referral that fails is logged and left, and delays no other. Two sweeps at once, or one that was
 * killed, give each rung once all the same: a reminder is claimed in the commit that moves its rung on, and settled in the
 * commit that enqueues it. Of the gateways on a shared store one sweeps at a time, under a lease; the others skip theirs. On a
 * clock that is set by hand it waits for its turn instead, because nobody comes back later.
 * Source: design section 3 (way of data: clock), `docs/adr/0010-sweep.md`, `docs/adr/0014-digests.md`.
 *
 * @param isStopped - asked between two referrals; what is not done then is left for the next sweep.
 * @param watch - says that the store is away; who sweeps again and again gives the same one, so that it says so once.
 */
export async function sweep(
  deps: SweepDeps,
  isStopped: () => boolean = () => false,
  watch: StoreWatch = watchStore(deps.log, 'sweep')
): Promise<Swept> {
  const before = sweeping.get(deps.store)
  const own =
    before === undefined ? sweepOnce(deps, isStopped, watch) : before.then(() => sweepOnce(deps, isStopped, watch))
  sweeping.set(deps.store, own)
  return own
}

/**
 * The last sweep of a store in this process, which the next one follows: two at once would each send a message, and what the
 * second one finds would wait for the next day.
 */
const sweeping = new WeakMap<object, Promise<Swept>>()

async function sweepOnce(deps: SweepDeps, isStopped: () => boolean, watch: StoreWatch): Promise<Swept> {
  let going: Going | undefined
  let isPutOff: boolean
  try {
    const turn = await (deps.clock.manual ? awaitTurn(deps.store, isStopped) : takeTurn(deps.store))
    if (turn === undefined) return { reminded: 0, left: 0, isPutOff: true }
    going = { deps, turn, isStopped, looked: 0, reminded: 0, left: 0 }
    isPutOff = !((await claimAll(going)) && (await sendDigests(going)))
    if (isPutOff) deps.log.warn({ referrals: going.looked }, 'sweep lease lost; the gateway that has it goes on')
    else await turn.giveBack()
    watch.answered()
  } catch (error) {
    isPutOff = watch.failed(error)
    if (!isPutOff) deps.log.error({ err: error }, 'the sweep could not look for reminders; the next one tries again')
  }
  const { looked, reminded, left } = going ?? { looked: 0, reminded: 0, left: 0 }
  if (looked + reminded > 0) deps.log.info({ referrals: looked, reminded, left }, 'swept')
  return { reminded, left, ...(isPutOff ? { isPutOff } : {}) }
}

/** Looks at what is due, page by page; false when another gateway has taken the turn. */
async function claimAll(going: Going): Promise<boolean> {
  const { deps, turn, isStopped } = going
  // Looked at and perhaps still due: asked for once more, they would be all that this sweep ever sees.
  const seen = new Set<string>()
  for (let due = await dueNow(deps, seen); due.length > 0 && !isStopped(); due = await dueNow(deps, seen)) {
    if (going.looked >= REFERRALS_MAX) {
      deps.log.warn({ referrals: going.looked }, 'the sweep stopped at its limit; the next one goes on')
      return true
    }
    for (const referral of due) {
      if (isStopped()) return true
      const claimed = (await turn.keep()) ? await remindOf(going, referral) : 'lost'
      if (claimed === 'lost') return false
      going.looked += 1
      if (claimed === 'left') going.left += 1
      if (claimed !== 'claimed') seen.add(referral)
    }
  }
  return true
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

  const watch = watchStore(deps.log, 'sweep')

  async function run(): Promise<void> {
    const { isPutOff } = await sweep(deps, () => isClosed, watch)
    // One that was put off is made when the lease of a gateway that died has run out, not an hour later.
    const waitMs = isPutOff === true ? Math.min(everyMs, sweepLeaseMs) : everyMs
    if (!isClosed) timer = setTimeout(start, waitMs)
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

/** What became of a referral: its rungs are claimed, none had come, it is left, or the turn to sweep is another's. */
type Looked = 'claimed' | 'nothing' | 'left' | 'lost'

async function remindOf(going: Going, referral: string): Promise<Looked> {
  try {
    return await claimRungs(going, referral)
  } catch (error) {
    // The next referral would meet the same.
    if (error instanceof UnavailableError) throw error
    // Else one referral, such as one whose agreement's version was taken away, would keep all others from being reminded.
    going.deps.log.error({ err: error, referral }, 'reminders failed; the next sweep tries again')
    return 'left'
  }
}

async function claimRungs({ deps, turn }: Going, referral: string): Promise<Looked> {
  for (let attempt = 0; attempt < DECISIONS_MAX; attempt++) {
    const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: referral })
    if (known === undefined) return 'left'
    const now = deps.clock.now()
    const { writes, audit, claimed } = remind(deps.rules, { known, now, today: localDay(now) })
    // Another sweep was here first, or the clock of the machine was put back.
    if (writes.length === 0) return 'nothing'
    const { outcome } = await deps.store.commit({ ...turn.named, expect: versions, writes, outbox: [], audit })
    // A hint that came too early is written anew, and need not be looked at again.
    if (outcome === 'committed') return claimed > 0 ? 'claimed' : 'nothing'
    if (!(await turn.confirm())) return 'lost'
  }
  return 'left'
}
