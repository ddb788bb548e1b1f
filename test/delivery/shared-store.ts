import { setTimeout } from 'node:timers/promises'
import type { Claim, Store } from '../../src/store/port.ts'

interface Lease {
  readonly owner: string
  readonly fence: number
  /** By `Shared.now`. */
  readonly until: number
}

/** What a gateway asked of its store, and how a test stands in its way. */
export interface View extends Store {
  readonly claims: Parameters<Store['claim']>[0][]
  /** The kinds of queries. */
  readonly reads: string[]
  /** The names of the leases that were asked for, with how long. */
  readonly leases: Parameters<Store['lease']>[0][]
  /** What each call begins and ends with, such as a process that is stopped, or a store that is away. */
  before: (call: string) => Promise<void> | void
  after: (call: string) => Promise<void> | void
}

/**
 * One SQLite store for several gateways of a test, each a holder of leases of its own: the semantics of a shared store, in
 * one process. The lease is taken first and the messages are read second.
 */
export class Shared {
  readonly #store: Store
  readonly #leases = new Map<string, Lease>()
  /** Of the one holder that the SQLite store knows, by receiver. */
  readonly #fences = new Map<string, number>()
  #skippedMs = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Lets the time of all leases go by. */
  skip(ms: number): void {
    this.#skippedMs += ms
  }

  holder(name: string): string | undefined {
    const lease = this.#leases.get(name)
    return lease !== undefined && lease.until > this.#now() ? lease.owner : undefined
  }

  /** The store as one gateway has it. */
  view(owner: string): View {
    const store = this.#store
    const guarded = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
      await view.before(call)
      const answer = await work()
      await view.after(call)
      return answer
    }
    const view: View = {
      ...{ isShared: true, claims: [], reads: [], leases: [], before: () => undefined, after: () => undefined },
      read: async (query) => guarded('read', async () => (view.reads.push(query.kind), store.read(query))),
      commit: async ({ lease, ...change }) => {
        return guarded('commit', async () => {
          const isOurs = lease === undefined || this.#holds(`lease/${lease.name}`, owner, lease.fence)
          return isOurs ? store.commit(change) : { outcome: 'conflict' }
        })
      },
      claim: async (ask) => (view.claims.push(ask), guarded('claim', async () => this.#claim(owner, ask))),
      settle: async (ask) => {
        return guarded('settle', async () => {
          if (!this.#holds(ask.receiver, owner, ask.fence)) return false
          return store.settle({ ...ask, fence: this.#fences.get(ask.receiver) ?? 0 })
        })
      },
      settlePulled: async (ask) => store.settlePulled(ask),
      lease: async (ask) => {
        view.leases.push(ask)
        return guarded('lease', () => Promise.resolve(this.#take(`lease/${ask.name}`, owner, ask.leaseMs)))
      },
      once: async (id, expiresAt) => store.once(id, expiresAt),
      close: async () => Promise.resolve()
    }
    return view
  }

  async #claim(owner: string, ask: Parameters<Store['claim']>[0]): Promise<Claim | undefined> {
    const { receiver } = ask
    const { owner: holder, until = 0 } = this.#leases.get(receiver) ?? {}
    const leftMs = holder === owner ? until - this.#now() : 0
    const leaseMs = leftMs >= (ask.enoughMs ?? Infinity) ? leftMs : ask.leaseMs
    const fence = this.#take(receiver, owner, leaseMs)
    if (fence === undefined) return undefined
    // Another gateway gets its turn between the two statements.
    await setTimeout(0)
    const claim = await this.#store.claim(ask)
    const messages = claim?.messages ?? []
    const isIdle = messages.length === 0 && ask.skip.length === 0
    if (claim !== undefined && !isIdle) this.#fences.set(receiver, claim.fence)
    if (isIdle && this.#holds(receiver, owner, fence)) this.#leases.set(receiver, { owner, fence, until: 0 })
    return { receiver, fence, leaseMs, messages }
  }

  #take(name: string, owner: string, leaseMs: number): number | undefined {
    const { owner: before = '', fence = 0, until = 0 } = this.#leases.get(name) ?? {}
    if (before !== owner && until > this.#now()) return undefined
    const next = before === owner ? fence : fence + 1
    this.#leases.set(name, { owner, fence: next, until: this.#now() + leaseMs })
    return next
  }

  #holds(name: string, owner: string, fence: number): boolean {
    const lease = this.#leases.get(name)
    return lease?.owner === owner && lease.fence === fence
  }

  #now(): number {
    return performance.now() + this.#skippedMs
  }
}

/** A process that can be stopped and goes on later, as by SIGSTOP and SIGCONT. */
export class Freezer {
  #thawed = Promise.withResolvers<undefined>()
  #isFrozen = false

  freeze(): void {
    this.#isFrozen = true
    this.#thawed = Promise.withResolvers()
  }

  thaw(): void {
    this.#isFrozen = false
    this.#thawed.resolve(undefined)
  }

  /** Nothing goes on here while it is frozen. */
  readonly pass = async (): Promise<void> => {
    if (this.#isFrozen) await this.#thawed.promise
  }
}
