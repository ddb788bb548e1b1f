import type { Bundle, Task } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import { localDay } from '../../src/clock.ts'
import type { Deps } from '../../src/flows/deps.ts'
import { receive } from '../../src/flows/receive.ts'
import { judge } from '../../src/obligations/judge.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { makePlace } from '../store/place.ts'
import { bodyOf, idsOf, inbound, world } from './world.ts'

interface Here {
  readonly clock: { at: number }
  readonly store: Store
  readonly post: (from: typeof f.sA, body: Bundle) => ReturnType<typeof receive>
  /** The states of what is owed, by the gateway's day. */
  readonly states: () => Promise<readonly string[]>
}

/** A gateway on the machine's clock, which a test may move both ways, with a referral of 2 March. */
async function gateway(t: Test): Promise<Here & { readonly task: Task }> {
  const place = await makePlace()
  const clock = { at: f.start }
  const store = await openStore({ ...place.location, now: () => clock.at })
  t.teardown(async () => {
    await store.close()
    await place.remove()
  })
  const { deps: other } = await world(t)
  const deps: Deps = { ...other, store, clock: { manual: false, now: () => clock.at } }
  const post: Here['post'] = async (from, body) => receive(deps, inbound(from, body))
  const { ServiceRequest: id = '' } = idsOf(await post(f.hisA, f.referralBundle()))
  const { facts } = await store.read({ kind: 'referral', id })
  if (facts === undefined) throw new Error('no referral')
  const states = async (): Promise<readonly string[]> => {
    const { facts: known } = await store.read({ kind: 'duties', id })
    const last = Math.max(...(known?.facts ?? []).map(({ heardAt }) => heardAt), clock.at)
    return (known?.obligations ?? []).map((obligation) => {
      const { state } = judge(f.rules.agreements, { obligation, facts: known?.facts ?? [], on: localDay(last) })
      return `${obligation.code} ${state.state}`
    })
  }
  return { clock, store, post, states, task: f.taskOf(facts, 's-a') }
}

/** Delivers what may leave now; how many messages that were. */
async function sent({ store, clock }: Here): Promise<number> {
  const receiver = 'his-a'
  const claim = await store.claim({ receiver, now: clock.at, leaseMs: 1_000, limit: 9, skip: [] })
  const results = (claim?.messages ?? []).map(({ id }) => ({ id, outcome: 'delivered', at: clock.at }) as const)
  if (claim !== undefined) await store.settle({ receiver, fence: claim.fence, results })
  return results.length
}

const jumps: readonly (readonly [string, number])[] = [
  ['an hour back', -3_600_000],
  ['three days back', -3 * f.dayMs],
  ['a year back', -365 * f.dayMs]
]

for (const [what, by] of jumps) {
  test(`a clock that jumps ${what}: a report still meets its duty, is told so, and leaves at once`, async (t) => {
    const here = await gateway(t)
    here.clock.at = f.start + 15 * f.dayMs
    await here.post(f.sA, f.reportBundle(here.task, { without: ['medication'] }))
    t.equal(await sent(here), 1)
    here.clock.at += by
    const answer = await here.post(f.sA, f.reportBundle(here.task))
    t.match(JSON.stringify(bodyOf(answer)), /obligation-met/)
    t.same(await here.states(), ['intake-confirmation met'])
    t.equal(await sent(here), 1)
  })
}

test('a clock that jumps ahead and is put right: what was heard meanwhile keeps its instant, and nothing is lost', async (t) => {
  const here = await gateway(t)
  here.clock.at = f.start + 400 * f.dayMs
  await here.post(f.sA, f.reportBundle(here.task, { without: ['medication'] }))
  here.clock.at = f.start + 15 * f.dayMs
  const answer = await here.post(f.sA, f.reportBundle(here.task))
  t.match(JSON.stringify(bodyOf(answer)), /obligation-met/)
  t.same(await here.states(), ['intake-confirmation met-late'], 'by the day that the clock said')
})
