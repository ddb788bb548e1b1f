import { verifyAudit } from '../../src/audit/verify.ts'
import { openStore, type StoreLocation } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { oddBytes } from '../../test/store/fixtures.ts'

/** How many questions are asked at once, so that a server answers them side by side. */
const AT_ONCE = 32

/** The ids that a child printed. */
export interface Printed {
  /** Acknowledged before the power went. */
  readonly before: readonly string[]
  readonly behind: readonly string[]
}

/** What is looked for. */
export interface Expected {
  /** Every id to look at. */
  readonly ids: readonly string[]
  readonly acknowledged: ReadonlySet<string>
  readonly behind: readonly string[]
}

/** What a store held when it was opened again. */
export interface Found {
  /** Of the acknowledged, those that are not there whole. */
  readonly lost: readonly string[]
  /** Changes of which something is there and not all, acknowledged or not. */
  readonly halves: readonly string[]
  /** Printed behind the cut and not there: nobody was told of them, so this is no loss. */
  readonly goneBehind: readonly string[]
  /** Verdicts on audit chains that are not whole, and totals that do not agree. */
  readonly broken: readonly string[]
  /** From opening until it could be asked. */
  readonly reopenMs: number
}

/** Opens a store and looks at every id: an acknowledged one must be whole, any other whole or absent. */
export async function verify(location: StoreLocation, expected: Expected): Promise<Found> {
  const { ids, acknowledged, behind } = expected
  const began = performance.now()
  const store = await openStore(location)
  try {
    const reopenMs = performance.now() - began
    const states = await statesOf(store, ids)
    const halves = ids.filter((id) => states.get(id) === 'half')
    const lost = ids.filter((id) => acknowledged.has(id) && states.get(id) !== 'whole')
    const goneBehind = behind.filter((id) => states.get(id) === 'absent')
    return { lost, halves, goneBehind, broken: await brokenBooks(store), reopenMs }
  } finally {
    await store.close()
  }
}

type State = 'whole' | 'half' | 'absent'

async function statesOf(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, State>> {
  const states = new Map<string, State>()
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE)
    const found = await Promise.all(some.map(async (id) => [id, await stateOf(store, id)] as const))
    for (const [id, state] of found) states.set(id, state)
  }
  return states
}

/** A receipt has a row in every table that it writes, or in none. */
async function stateOf(store: Store, id: string): Promise<State> {
  const { facts } = await store.read({ kind: 'referral', id })
  const { facts: received } = await store.read({ kind: 'received', id: `message-${id}` })
  const { facts: answer } = await store.read({ kind: 'answer', participant: 'his-1', messageId: `message-${id}` })
  const isReceived = received !== undefined && Buffer.from(received.body).equals(oddBytes)
  const parts = [facts, facts?.resources[0], facts?.facts[0], facts?.obligations[0], answer]
  const there = parts.filter((part) => part !== undefined).length + (isReceived ? 1 : 0)
  if (there === 0) return 'absent'
  return there === parts.length + 1 ? 'whole' : 'half'
}

async function brokenBooks(store: Store): Promise<readonly string[]> {
  const verdicts = await verifyAudit(store)
  const broken = verdicts.flatMap((verdict) => (verdict.ok ? [] : [`chain ${verdict.chain}: ${verdict.reason}`]))
  const { facts } = await store.read({ kind: 'reconciliation' })
  const accepted = facts.received['his-1']?.accepted ?? 0
  const enqueued = Object.values(facts.outbox).reduce((total, counts) => total + counts.enqueued, 0)
  if (accepted === facts.referrals && enqueued === facts.referrals) return broken
  return [...broken, `${facts.referrals} referrals, but ${accepted} audit lines and ${enqueued} messages to send`]
}
