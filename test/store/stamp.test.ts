import { test, type Test } from 'tap'
import type { Change } from '../../src/store/change.ts'
import { openStore } from '../../src/store/open.ts'
import type { Settlement, Store } from '../../src/store/port.ts'
import { engines, type Engine } from './engines.ts'
import { change, fact, obligation, outgoing, receipt, referralWrite, start } from './fixtures.ts'

const firsts: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
  ['an audit line', (store) => store.commit(change({ audit: receipt('r-0').audit }))],
  ['a fact', (store) => store.commit(change({ writes: stating('r-0', start).writes.slice(0, 2) }))],
  ['an obligation', (store) => store.commit(change({ writes: [referralWrite('r-0'), duty('r-0', start)] }))]
]

for (const engine of engines) {
  test(`${engine.name}: what a change states is stamped when it is written, and all of it alike`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store, clock } = world
    clock.at = start + 500
    await store.commit(stating('r-1', start))
    const { facts } = await store.read({ kind: 'referral', id: 'r-1' })
    t.match(facts, { facts: [{ heardAt: start + 500 }], obligations: [{ openedAt: start + 500 }] })
    t.equal((await audit(store))[0]?.at, start + 500)
  })

  test(`${engine.name}: a settlement recorded late does not rewrite what was known before`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store, clock } = world
    await store.commit({ ...stating('r-1', start), outbox: [outgoing({ receiver: 'his-1', communication: 'comm-1' })] })
    clock.at = start + 2_000
    const before = await known(store, start + 1_500)
    await settle(store, { id: 'out-1', outcome: 'delivered', at: start + 1_000 })
    t.strictSame(await known(store, start + 1_500), before)
    t.match(await known(store, start + 2_000), [{ heard: [{ communication: 'comm-1', at: start + 2_000 }] }])
    t.equal((await audit(store)).at(-1)?.at, start + 2_000, 'and so is its audit line')
  })

  test(`${engine.name}: what its receiver fetched is delivered at the instant at which that is recorded`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store, clock } = world
    await store.commit({ ...stating('r-1', start), outbox: [outgoing({ receiver: 'his-1', communication: 'comm-1' })] })
    clock.at = start + 2_000
    const before = await known(store, start + 1_500)
    await store.settlePulled({ receiver: 'his-1', at: start + 1_000, messages: ['out-1'] })
    t.strictSame(await known(store, start + 1_500), before)
    t.match(await known(store, start + 2_000), [{ heard: [{ communication: 'comm-1', at: start + 2_000 }] }])
    t.equal((await audit(store)).at(-1)?.at, start + 2_000, 'and so is its audit line')
  })

  test(`${engine.name}: an attempt that failed keeps its own instant, because its next one is counted from that`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store, clock } = world
    await store.commit({ ...stating('r-1', start), outbox: [outgoing({ receiver: 'his-1' })] })
    clock.at = start + 2_000
    await settle(store, { id: 'out-1', outcome: 'retry', at: start + 10, notBefore: start + 20, reason: 'status-503' })
    const claim = await store.claim({ receiver: 'his-1', now: start + 20, leaseMs: 1_000, limit: 1, skip: [] })
    t.match(claim?.messages, [{ firstTriedAt: start + 10 }])
  })

  test(`${engine.name}: a clock that goes back gives no earlier stamp, also after a restart`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store, clock, reopen } = world
    clock.at = start + 9_000
    await store.commit(stating('r-1', start))
    clock.at = start + 1_000
    await store.commit(stating('r-2', start))
    const second = await reopen()
    await second.commit(stating('r-3', start))
    for (const id of ['r-1', 'r-2', 'r-3']) {
      const { facts } = await second.read({ kind: 'referral', id })
      t.match(facts, { facts: [{ heardAt: start + 9_000 }], obligations: [{ openedAt: start + 9_000 }] }, id)
    }
  })

  for (const [title, write] of firsts) {
    test(`${engine.name}: after a restart no stamp is earlier than that of ${title}`, async (t) => {
      const world = await opened(t, engine)
      if (world === undefined) return
      const { store, clock, reopen } = world
      clock.at = start + 9_000
      await write(store)
      clock.at = start + 1_000
      const second = await reopen()
      await second.commit(stating('r-1', start))
      const { facts } = await second.read({ kind: 'referral', id: 'r-1' })
      t.equal(facts?.facts[0]?.heardAt, start + 9_000)
    })
  }

  test(`${engine.name}: an audit line that names a later instant keeps it, as that of a clock being set`, async (t) => {
    const world = await opened(t, engine)
    if (world === undefined) return
    const { store } = world
    await store.commit(
      change({ audit: [{ at: start + 60_000, participant: 'operator', action: 'clock', outcome: 'set' }] })
    )
    t.equal((await audit(store))[0]?.at, start + 60_000)
  })

  test(`${engine.name}: without a clock the instants of a change stay`, async (t) => {
    const place = await engine.place(t)
    if (place === undefined) return
    const store = await openStore(place)
    t.teardown(async () => store.close())
    await store.commit(stating('r-1', start + 7))
    const { facts } = await store.read({ kind: 'referral', id: 'r-1' })
    t.match(facts, { facts: [{ heardAt: start + 7 }], obligations: [{ openedAt: start + 7 }] })
  })
}

async function opened(t: Test, engine: Engine) {
  const clock = { at: start }
  const place = await engine.place(t)
  if (place === undefined) return undefined
  let current = await openStore({ ...place, now: () => clock.at })
  t.teardown(async () => current.close())
  const reopen = async (): Promise<Store> => {
    await current.close()
    current = await openStore({ ...place, now: () => clock.at })
    return current
  }
  return { store: current, clock, reopen }
}

/** A referral, a fact and a duty, decided at an instant. */
function stating(id: string, at: number): Change {
  const writes = [
    referralWrite(id),
    { kind: 'fact' as const, ...fact({ id: `fact-${id}`, referral: id, heardAt: at }) },
    duty(id, at)
  ]
  const line = { at, participant: 'his-1', action: 'receive', outcome: 'accepted', referral: id } as const
  return change({ writes, audit: [line] })
}

function duty(id: string, at: number) {
  return { kind: 'obligation' as const, ...obligation({ id: `obligation-${id}`, referral: id, openedAt: at }) }
}

async function known(store: Store, knownAt: number) {
  return (await store.read({ kind: 'obligations', knownAt })).facts
}

async function audit(store: Store) {
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  return (await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })).facts
}

async function settle(store: Store, result: Settlement): Promise<void> {
  const claim = await store.claim({ receiver: 'his-1', now: start, leaseMs: 60_000, limit: 1, skip: [] })
  const settled = await store.settle({ receiver: 'his-1', fence: claim?.fence ?? 0, results: [result] })
  if (!settled) throw new Error('the lane is not ours')
}
