import type { Attempt } from '../delivery/classify.ts'
import type { LaneDeps } from '../delivery/deps.ts'
import { judge } from '../delivery/judgement.ts'
import { allows, leaseFor, realTime } from '../delivery/lease.ts'
import type { HeldLease, LeaseAsked } from '../delivery/lease.ts'
import { claimable, reachable } from '../delivery/reach.ts'
import { isFetching } from '../directory/fetching.ts'
import type { Participant } from '../directory/participant.ts'
import type { ClaimedMessage, Settlement } from '../store/port.ts'

/** After a fault of our own (a busy store, a bug) a lane looks again this much later, in real time; doubled each time. */
export const faultMs = 1_000

/** The longest such pause: a store that was away for an hour is not asked by every lane each second. */
const faultMsMax = 8_000

/** While something is in flight a lane looks again this often: for retries that fell due, and to renew its lease. */
const lookAgainMs = 1_000

/** A sleeping lane looks at the clock at least this often, so that a corrected system clock is noticed. */
const sleepMsMax = 60_000

/** The shortest sleep: a message that is due but cannot be claimed must not make the lane spin. */
const sleepMsMin = 50

/** What came of a send, under the fence of the claim that it began under. */
interface Finished {
  readonly referral: string
  readonly fence: number
  /** Undefined where nothing is to be recorded: the message stays waiting. */
  readonly settlement: Settlement | undefined
}

/**
 * The lane of one receiver: claim, send, settle, and sleep until the next message may be tried.
 *
 * All calls to the store are made one after the other by `work`; only the sends run beside it. The order within a
 * referral is the store's: it gives out a referral's oldest message only, and those in flight are skipped.
 *
 * Where other gateways work on the same store, the lane is this one's only under a lease. What a gateway sent whose lease
 * ran out meanwhile is recorded by nobody and sent again by the next holder; a receiver knows it by `Bundle.identifier`.
 */
export class Lane {
  readonly #receiver: string
  readonly #deps: LaneDeps
  readonly #lease: LeaseAsked
  /** Referrals whose message is being sent or is not settled yet. */
  readonly #inFlight = new Set<string>()
  /** What came of sends and is not recorded yet. */
  #finished: readonly Finished[] = []
  #reach = reachable
  /** Undefined while the lane is another's, or nobody's for all that is known here. */
  #held: HeldLease | undefined
  #closed = false
  /** When closing gives up to record what was sent, by `performance.now()`. */
  #closeBy = Infinity
  #ended = false
  #faults = 0
  #woken = false
  #change = Promise.withResolvers<undefined>()
  #working: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #complained = false

  constructor(receiver: string, deps: LaneDeps) {
    this.#receiver = receiver
    this.#deps = deps
    this.#lease = leaseFor(deps.sendTimeoutMs, deps.leaseMs)
  }

  /** Has it something in flight or to look for? */
  get busy(): boolean {
    return this.#working !== undefined
  }

  /** Looks for work now, or once more if it is looking already. */
  wake(): void {
    this.#woken = true
    this.#change.resolve(undefined)
    // What ends after closing gave up finds no store any more.
    if (!this.#ended) this.#working ??= this.#work()
  }

  /** Looks for what another gateway may have left, unless this lane is at work or pauses for a receiver that is away. */
  lookIn(): void {
    if (!this.busy && this.#deps.clock.now() >= this.#reach.probeAt) this.wake()
  }

  /** Resolves when it sleeps. */
  async rest(): Promise<void> {
    await this.#working
  }

  /**
   * Claims nothing more, resolves when what is in flight has ended and is recorded, and gives the lane back.
   * @param graceMs - real time after which it gives up on a store that cannot record it: that is sent again.
   */
  async close(graceMs: number): Promise<void> {
    this.#closed = true
    this.#closeBy = performance.now() + graceMs
    if (this.#inFlight.size > 0) this.wake()
    await this.rest()
    this.#ended = true
    clearTimeout(this.#timer)
    await this.#giveBack()
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer)
    let sleepMs: number | undefined
    do {
      sleepMs = await this.#drain().catch((error: unknown) => this.#failed(error))
      if (this.#mustRecord()) await new Promise((resolve) => setTimeout(resolve, faultMs))
    } while (this.#closed ? this.#mustRecord() : this.#woken)
    this.#working = undefined
    clearTimeout(this.#timer)
    if (sleepMs !== undefined && !this.#closed) this.#wakeAfter(sleepMs)
  }

  /** Is it closing while the store could not record yet what was sent? */
  #mustRecord(): boolean {
    return this.#closed && this.#inFlight.size > 0 && performance.now() < this.#closeBy
  }

  /** Answers how long to sleep after a fault. */
  #failed(error: unknown): number {
    const { log, writes } = this.#deps
    if (!writes.failed(error)) log.error({ err: error, receiver: this.#receiver }, 'lane failed; trying again')
    this.#faults += 1
    return Math.min(faultMs * 2 ** (this.#faults - 1), faultMsMax)
  }

  /** Works until nothing can be claimed or is in flight; answers how long to sleep, undefined for until woken. */
  async #drain(): Promise<number | undefined> {
    for (;;) {
      this.#listen()
      await this.#settle()
      const participant = this.#participant()
      const lane = participant === undefined || this.#closed ? 'shut' : await this.#claim(participant)
      if (this.#inFlight.size > 0) {
        this.#wakeAfter(lookAgainMs)
        await this.#change.promise
      } else if (lane === 'elsewhere') {
        // Where others are at work, the deliverer looks for what they leave, and only while something waits.
        return this.#deps.store.isShared ? undefined : faultMs
      } else if (!this.#woken || this.#closed) return lane === 'shut' ? undefined : this.#sleepMs()
    }
  }

  #wakeAfter(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.wake(), ms)
  }

  /** From here on a wake is noticed: by `#woken`, and by who waits for `#change`. */
  #listen(): void {
    this.#woken = false
    this.#change = Promise.withResolvers()
  }

  #participant(): Participant | undefined {
    const participant = this.#deps.directory.byId(this.#receiver)
    const isPull = isFetching(participant)
    if (isPull || participant?.endpoint !== undefined) this.#complained = false
    // One that has come to fetch its messages itself is sent nothing more; that is no trouble, and nothing is said.
    if (isPull) return undefined
    if (participant?.endpoint !== undefined) return participant
    if (!this.#complained) this.#deps.log.warn({ receiver: this.#receiver }, 'receiver has no endpoint; messages wait')
    this.#complained = true
    return undefined
  }

  /** Records what ended since the last time, in one go; what the store could not record is kept for the next time. */
  async #settle(): Promise<void> {
    const { store, log, writes } = this.#deps
    const [receiver, finished, fence] = [this.#receiver, this.#finished, this.#held?.fence]
    if (finished.length === 0) return
    const known = finished.flatMap(({ settlement }) => settlement ?? [])
    // What began under an earlier claim was another's meanwhile, and its record is that one's.
    const results = finished.flatMap((one) => (one.fence === fence ? (one.settlement ?? []) : []))
    const isOurs = fence === undefined || results.length === 0 || (await store.settle({ receiver, fence, results }))
    if (results.length > 0) writes.answered()
    // Sends may have ended meanwhile; they stand behind these.
    this.#finished = this.#finished.slice(finished.length)
    for (const { referral } of finished) this.#inFlight.delete(referral)
    if (!isOurs) this.#held = undefined
    const dropped = known.length - (isOurs ? results.length : 0)
    // They wait, or the other gateway has sent them; the receiver knows them by their Bundle.identifier.
    if (dropped > 0) log.warn({ receiver, results: dropped }, 'lease lost; results dropped')
  }

  /** Claims what fits in flight and starts sending it; `elsewhere` when another process holds the lane. */
  async #claim(participant: Participant): Promise<'ours' | 'elsewhere'> {
    const { store, clock, writes, log } = this.#deps
    const now = clock.now()
    const limit = claimable(this.#reach, now, this.#inFlight.size)
    if (limit === 0 && !this.#mustProlong()) return 'ours'
    const [receiver, askedAt, skip] = [this.#receiver, realTime(), [...this.#inFlight]]
    const claim = await store.claim({ receiver, now, ...this.#lease, limit, skip })
    writes.answered()
    this.#faults = 0
    this.#held = claim && { fence: claim.fence, askedAt, leaseMs: claim.leaseMs }
    if (claim === undefined) return 'elsewhere'
    if (store.isShared && claim.messages.length === 0 && this.#inFlight.size === 0) this.#held = undefined
    if (this.#closed) return 'ours'
    for (const message of claim.messages) {
      if (!this.#mayStart(claim.fence)) {
        // Such as a process that was stopped between the claim and here: another may be sending the same by now.
        log.warn({ receiver }, 'lease ran out before a send; claiming again')
        this.wake()
        break
      }
      this.#inFlight.add(message.referral)
      void this.#send(participant, message, claim.fence)
    }
    return 'ours'
  }

  /** Where others could take the lane: is something in flight, and no longer enough left of its lease? */
  #mustProlong(): boolean {
    const held = this.#held
    if (!this.#deps.store.isShared || this.#inFlight.size === 0 || held === undefined) return false
    return !allows(held, this.#lease.enoughMs, realTime())
  }

  /**
   * May a send begin, and end, under the lease that its message was claimed under?
   *
   * What remains possible: the process is stopped after the first byte, or after this said yes and before that, or the
   * network holds the message back. Then another holder sends it as well, and the receiver tells by `Bundle.identifier`.
   */
  #mayStart(fence: number): boolean {
    const held = this.#held
    return held?.fence === fence && allows(held, this.#deps.sendTimeoutMs, realTime())
  }

  /** Lets another gateway go on at once; what fails here ends with the lease. */
  async #giveBack(): Promise<void> {
    const { store, clock, log, writes } = this.#deps
    if (!store.isShared || this.#held === undefined || this.#inFlight.size > 0) return
    this.#held = undefined
    const nothing = { receiver: this.#receiver, now: clock.now(), leaseMs: 0, limit: 0, skip: [] }
    await store.claim(nothing).catch((error: unknown) => {
      if (!writes.failed(error))
        log.error({ err: error, receiver: this.#receiver }, 'lane not given back; its lease ends')
    })
  }

  /** Sends one message and leaves its result in `#finished`; never rejects. */
  async #send(participant: Participant, message: ClaimedMessage, fence: number): Promise<void> {
    const { client, log, sendTimeoutMs: timeoutMs } = this.#deps
    const sentUnder = this.#reach.revision
    const mayStart = (): boolean => this.#mayStart(fence)
    const attempt = await client
      .send({ participant, message, timeoutMs, mayStart })
      .catch((error: unknown): Attempt => {
        // A bug, met by this message; it must not stop the lane. Its text could quote the message, its frames cannot.
        const fault = error instanceof Error ? { name: error.name, frames: framesOf(error) } : { name: typeof error }
        log.error({ receiver: this.#receiver, message: message.id, fault }, 'message could not be sent')
        return { kind: 'faulted' }
      })
    const settlement = this.#judge(message, attempt, sentUnder)
    this.#finished = [...this.#finished, { referral: message.referral, fence, settlement }]
    this.wake()
  }

  /** What the attempt means; undefined for one that was withheld or that closing broke off. */
  #judge(message: ClaimedMessage, attempt: Attempt, sentUnder: number): Settlement | undefined {
    const { clock, random, log } = this.#deps
    if (attempt.kind === 'withheld' || (this.#closed && attempt.kind === 'failed')) return undefined
    const { settlement, reach } = judge(message, attempt, { reach: this.#reach, sentUnder, now: clock.now(), random })
    this.#reach = reach
    const { outcome } = settlement
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {}
    const line = { receiver: this.#receiver, message: message.id, referral: message.referral, outcome, ...reason }
    if (outcome === 'delivered') log.info({ ...line, attempts: message.attempts + 1 }, 'message delivered')
    else log.warn({ ...line, attempts: message.attempts + 1 }, 'message not delivered')
    return settlement
  }

  /** Until the earliest message may be tried; a manual clock wakes its lanes itself, when it is set. */
  async #sleepMs(): Promise<number | undefined> {
    const { store, clock, reads } = this.#deps
    if (clock.manual || this.#closed) return undefined
    const read = await store.read({ kind: 'lanes' }).catch((error: unknown) => {
      if (!reads.failed(error)) throw error
    })
    if (read === undefined) return faultMsMax
    reads.answered()
    const lane = read.facts.find(({ receiver }) => receiver === this.#receiver)
    if (lane === undefined) return undefined
    const dueAt = Math.max(lane.notBefore, this.#reach.probeAt)
    return Math.min(Math.max(dueAt - clock.now(), sleepMsMin), sleepMsMax)
  }
}

function framesOf(error: Error): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
}
