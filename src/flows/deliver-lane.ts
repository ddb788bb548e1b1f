import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.ts'
import { isAbsence, verdictOf } from '../delivery/classify.ts'
import type { Attempt } from '../delivery/classify.ts'
import type { DeliveryClient } from '../delivery/client.ts'
import { answered, claimable, reachable, unanswered } from '../delivery/reach.ts'
import type { Reach } from '../delivery/reach.ts'
import { settlementOf } from '../delivery/settlement.ts'
import type { Directory, Participant } from '../directory/participant.ts'
import type { ClaimedMessage, Settlement, Store } from '../store/port.ts'

/** What delivery needs of the world. */
export interface DeliverDeps {
  readonly store: Store
  readonly clock: Clock
  readonly directory: Directory
  readonly client: DeliveryClient
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
  /** From 0 up to 1, for the jitter of retries. */
  readonly random: () => number
  /** For one attempt in all, real time. */
  readonly sendTimeoutMs: number
}

/** A lane is ours for this long after a claim, in real time; a process that died holds it up no longer. */
const leaseMsMin = 30_000

/** What a lease lasts beyond a send, so that each send ends and is recorded under the claim that it began under. */
const leaseBeyondSendMs = 15_000

/** After a fault of our own (a busy store, a bug) a lane looks again this much later, in real time. */
export const faultMs = 1_000

/** While something is in flight a lane looks again this often: for retries that fell due, and to renew its lease. */
const lookAgainMs = 1_000

/** A sleeping lane looks at the clock at least this often, so that a corrected system clock is noticed. */
const sleepMsMax = 60_000

/** The shortest sleep: a message that is due but cannot be claimed must not make the lane spin. */
const sleepMsMin = 50

/**
 * The lane of one receiver: claim, send, settle, and sleep until the next message may be tried.
 *
 * All calls to the store are made one after the other by `work`; only the sends run beside it. The order within a
 * referral is the store's: it gives out a referral's oldest message only, and those in flight are skipped.
 */
export class Lane {
  readonly #receiver: string
  readonly #deps: DeliverDeps
  /** Referrals whose message is being sent or is not settled yet. */
  readonly #inFlight = new Set<string>()
  /** What came of sends and is not recorded yet, with the referral it belongs to. */
  #finished: { readonly referral: string; readonly settlement: Settlement | undefined }[] = []
  #reach = reachable
  #fence = 0
  #closed = false
  #woken = false
  #change = Promise.withResolvers<undefined>()
  #working: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #complained = false

  constructor(receiver: string, deps: DeliverDeps) {
    this.#receiver = receiver
    this.#deps = deps
  }

  /** Has it something in flight or to look for? */
  get busy(): boolean {
    return this.#working !== undefined
  }

  /** Looks for work now, or once more if it is looking already. */
  wake(): void {
    this.#woken = true
    this.#change.resolve(undefined)
    this.#working ??= this.#work()
  }

  /** Resolves when it sleeps. */
  async rest(): Promise<void> {
    await this.#working
  }

  /** Claims nothing more and resolves when what is in flight has ended and is recorded. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#inFlight.size > 0) this.wake()
    await this.rest()
    clearTimeout(this.#timer)
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer)
    let sleepMs: number | undefined
    do {
      sleepMs = await this.#drain().catch((error: unknown) => {
        this.#deps.log.error({ err: error, receiver: this.#receiver }, 'lane failed; trying again')
        return faultMs
      })
    } while (this.#woken && !this.#closed)
    this.#working = undefined
    clearTimeout(this.#timer)
    if (sleepMs !== undefined && !this.#closed) this.#wakeAfter(sleepMs)
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
      } else if (lane === 'elsewhere') return faultMs
      else if (!this.#woken || this.#closed) return lane === 'shut' ? undefined : this.#sleepMs()
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
    const isPull = participant?.delivery === 'pull'
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
    const finished = this.#finished
    if (finished.length === 0) return
    const results = finished.flatMap(({ settlement }) => settlement ?? [])
    const ours =
      results.length === 0 || (await this.#deps.store.settle({ receiver: this.#receiver, fence: this.#fence, results }))
    // Sends may have ended meanwhile; they stand behind these.
    this.#finished = this.#finished.slice(finished.length)
    for (const { referral } of finished) this.#inFlight.delete(referral)
    // They stay waiting and are sent again; the receiver knows them by their Bundle.identifier.
    if (!ours) this.#deps.log.warn({ receiver: this.#receiver, results: results.length }, 'lease lost; results dropped')
  }

  /** Claims what fits in flight and starts sending it; `elsewhere` when another process holds the lane. */
  async #claim(participant: Participant): Promise<'ours' | 'elsewhere'> {
    const { store, clock, sendTimeoutMs } = this.#deps
    const now = clock.now()
    const leaseMs = Math.max(leaseMsMin, sendTimeoutMs + leaseBeyondSendMs)
    const limit = claimable(this.#reach, now, this.#inFlight.size)
    if (limit === 0) return 'ours'
    const claim = await store.claim({ receiver: this.#receiver, now, leaseMs, limit, skip: [...this.#inFlight] })
    if (claim === undefined) return 'elsewhere'
    this.#fence = claim.fence
    if (this.#closed) return 'ours'
    for (const message of claim.messages) {
      this.#inFlight.add(message.referral)
      void this.#send(participant, message)
    }
    return 'ours'
  }

  /** Sends one message and leaves its result in `#finished`; never rejects. */
  async #send(participant: Participant, message: ClaimedMessage): Promise<void> {
    const { client, log, sendTimeoutMs: timeoutMs } = this.#deps
    const sentUnder = this.#reach.revision
    const attempt = await client.send({ participant, message, timeoutMs }).catch((error: unknown): Attempt => {
      // A bug, met by this message; it must not stop the lane. Its text could quote the message, its frames cannot.
      const fault = error instanceof Error ? { name: error.name, frames: framesOf(error) } : { name: typeof error }
      log.error({ receiver: this.#receiver, message: message.id, fault }, 'message could not be sent')
      return { kind: 'faulted' }
    })
    const settlement = this.#judge(message, attempt, sentUnder)
    this.#finished = [...this.#finished, { referral: message.referral, settlement }]
    this.wake()
  }

  /** What the attempt means for the message and for the lane; undefined for one that closing broke off. */
  #judge(message: ClaimedMessage, attempt: Attempt, sentUnder: number): Settlement | undefined {
    const { clock, random, log } = this.#deps
    if (this.#closed && attempt.kind === 'failed') return undefined
    const now = clock.now()
    const verdict = verdictOf(attempt)
    const next = reachAfter(this.#reach, attempt, { sentUnder, now, random: random() })
    const absent = attempt.kind === 'failed' && isAbsence(attempt.reason) && next.failures > 0
    const settlement = settlementOf(message, verdict, {
      now,
      random: random(),
      ...(absent ? { probeAt: next.probeAt } : {})
    })
    // A message that was given up is no reason to wait: the next one is the probe, at once.
    if (attempt.kind !== 'failed' || settlement.outcome === 'retry') this.#reach = next
    const { outcome } = settlement
    const reason = 'reason' in settlement ? { reason: settlement.reason } : {}
    const line = { receiver: this.#receiver, message: message.id, referral: message.referral, outcome, ...reason }
    if (outcome === 'delivered') log.info({ ...line, attempts: message.attempts + 1 }, 'message delivered')
    else log.warn({ ...line, attempts: message.attempts + 1 }, 'message not delivered')
    return settlement
  }

  /** Until the earliest message may be tried; a manual clock wakes its lanes itself, when it is set. */
  async #sleepMs(): Promise<number | undefined> {
    const { store, clock } = this.#deps
    if (clock.manual || this.#closed) return undefined
    const { facts } = await store.read({ kind: 'lanes' })
    const lane = facts.find(({ receiver }) => receiver === this.#receiver)
    if (lane === undefined) return undefined
    const dueAt = Math.max(lane.notBefore, this.#reach.probeAt)
    return Math.min(Math.max(dueAt - clock.now(), sleepMsMin), sleepMsMax)
  }
}

function reachAfter(reach: Reach, attempt: Attempt, sent: { sentUnder: number; now: number; random: number }): Reach {
  if (attempt.kind === 'faulted') return reach
  return attempt.kind === 'answered' ? answered(reach) : unanswered(reach, sent)
}

function framesOf(error: Error): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
}
