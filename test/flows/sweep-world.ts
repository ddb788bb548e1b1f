import type { CommunicationRequest, Task } from '@medplum/fhirtypes'
import { readResource } from '../../src/flows/ask.ts'
import type { Change, Committed } from '../../src/store/change.ts'
import type { Query, QueryKind, Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { idsOf, type World } from './world.ts'

// Each referral is received on 2 March and owes a report on 13 April, with rungs on 6, 13 and 27 April.
/** Instants at which the first rung, the second, and all of them have come. */
export const [firstRung, secondRung, afterAll] = ['2026-04-06', '2026-04-13', '2026-05-20'].map(noon) as [
  number,
  number,
  number
]

function noon(day: string): number {
  return Date.parse(`${day}T10:00:00Z`)
}

/** Posts referrals of practice A to institution A, and answers the ids of their ServiceRequests and Tasks. */
export async function referred(here: World, count = 1) {
  const made: { readonly request: string; readonly task: string }[] = []
  for (let index = 0; index < count; index++) {
    const { ServiceRequest = '', Task: task = '' } = idsOf(await here.post(f.hisA, f.referralBundle()))
    made.push({ request: ServiceRequest, task })
  }
  await deliverTo(here, 's-a')
  return made
}

/** Delivers all that waits for a receiver, so that no reminder has to go behind it. */
export async function deliverTo({ deps: { store, clock } }: World, receiver: string): Promise<void> {
  for (;;) {
    const at = clock.now()
    const claim = await store.claim({ receiver, now: at, leaseMs: 1, limit: 100, skip: [] })
    if (claim === undefined || claim.messages.length === 0) return
    const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered', at }) as const)
    await store.settle({ receiver, fence: claim.fence, results })
  }
}

/** Messages enqueued for institution A. */
export async function enqueued(here: World): Promise<number> {
  return (await here.counts()).outbox['s-a']?.enqueued ?? 0
}

/** Reminders that were claimed, by the audit. */
export async function reminders(here: World): Promise<number> {
  return (await here.audit()).filter(({ action, outcome }) => action === 'remind' && outcome === 'claimed').length
}

/** A store in which a test may stand between: `commits` and `reads` see what is asked, and may answer in its place. */
export function between(hooks: {
  readonly read?: (query: Query<QueryKind>) => void | Promise<void>
  readonly commit?: (change: Change) => Committed | undefined
}) {
  return (store: Store): Store => ({
    ...bound(store),
    read: async (query) => {
      await hooks.read?.(query)
      return store.read(query)
    },
    commit: async (change) => hooks.commit?.(change) ?? store.commit(change)
  })
}

/** A store whose methods can be spread. */
export function bound(store: Store): Store {
  return {
    isShared: store.isShared,
    lease: async (ask) => store.lease(ask),
    read: async (query) => store.read(query),
    commit: async (change) => store.commit(change),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  }
}

/** The reminders that institution A has. */
export async function remindersOf({ deps }: World): Promise<readonly CommunicationRequest[]> {
  const all = { projection: 's-a', type: 'CommunicationRequest', criteria: [], limit: 50, offset: 0 }
  const { facts } = await deps.store.read({ kind: 'search', ...all })
  return facts.resources.map(({ json }) => JSON.parse(json) as CommunicationRequest)
}

/** A coordination Task as institution A reads it. */
export async function taskAt(here: World, id: string): Promise<Task> {
  return JSON.parse(f.valueOf(await readResource(here.deps, f.sA, { type: 'Task', id })).json) as Task
}

/** Whether a change claims reminders. */
export function isReminder({ writes }: Change): boolean {
  return writes.some(({ kind }) => kind === 'rung') && !writes.some(({ kind }) => kind === 'received')
}
