import { test } from 'tap'
import type { Store } from '../../src/store/port.ts'
import { change, outgoing, referralWrite, start, type OpenStore } from './fixtures.ts'

const minute = 60_000

/** What leases promise that are no lane's, and settings that the first writer decides. */
export function leaseContract(name: string, open: OpenStore): void {
  test(`${name}: a lease is prolonged under the same fence, and each name is a lease of its own`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const first = await store.lease({ name: 'sweep', leaseMs: minute })
    t.type(first, 'number')
    t.equal(await store.lease({ name: 'sweep', leaseMs: minute }), first)
    t.type(await store.lease({ name: 'other', leaseMs: minute }), 'number')
    t.equal(await commits(store, 'sweep', first), 'committed')
    t.strictSame((await store.read({ kind: 'lanes' })).facts, [], 'and no lane')
  })

  test(`${name}: a lease that ran out and that nobody took is still its holder's`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const fence = await store.lease({ name: 'sweep', leaseMs: 0 })
    t.equal(await commits(store, 'sweep', fence), 'committed')
    t.equal(await store.lease({ name: 'sweep', leaseMs: minute }), fence)
  })

  test(`${name}: a change under a lease that is not held is a conflict and writes nothing`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    t.equal(await commits(store, 'sweep', 1), 'conflict', 'that nobody ever took')
    const fence = (await store.lease({ name: 'sweep', leaseMs: 0 })) ?? 0
    t.equal(await commits(store, 'sweep', fence + 1), 'conflict', 'under another fence')
    t.equal(await commits(store, 'other', fence), 'conflict', 'under another name')
    const opened = await reopen()
    t.equal(await commits(opened, 'sweep', fence), 'conflict', 'that a process before this one held')
    const taken = await opened.lease({ name: 'sweep', leaseMs: minute })
    t.ok((taken ?? 0) > fence)
    t.equal(await commits(opened, 'sweep', fence), 'conflict')
    t.equal((await opened.read({ kind: 'reconciliation' })).facts.referrals, 0)
    t.equal(await commits(opened, 'sweep', taken), 'committed')
    t.equal((await opened.read({ kind: 'reconciliation' })).facts.referrals, 1)
  })

  test(`${name}: a repeat is a repeat whoever holds the lease`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const key = { participant: 'his-1', messageId: 'm-1', bodyHash: 'hash' }
    const message = { key, answer: { status: 201, headers: {}, body: '' } }
    await store.commit(change({ message }))
    t.match(await store.commit(change({ message, lease: { name: 'sweep', fence: 7 } })), { outcome: 'repeat' })
  })

  test(`${name}: a second process takes a lease over when it has run out, and the first one's changes are conflicts`, async (t) => {
    const { store, beside, close } = await open()
    t.teardown(close)
    if (beside === undefined) return t.pass('one process owns this store')
    const second = await beside()
    const fence = await store.lease({ name: 'sweep', leaseMs: minute })
    t.equal(await second.lease({ name: 'sweep', leaseMs: minute }), undefined)
    t.equal(await store.lease({ name: 'sweep', leaseMs: 0 }), fence)
    const taken = await second.lease({ name: 'sweep', leaseMs: minute })
    t.ok((taken ?? 0) > (fence ?? 0))
    t.equal(await store.lease({ name: 'sweep', leaseMs: minute }), undefined)
    t.equal(await commits(store, 'sweep', fence), 'conflict')
    t.equal(await commits(second, 'sweep', taken), 'committed')
  })

  test(`${name}: of two processes that want a free lease at once one has it`, async (t) => {
    const { store, beside, close } = await open()
    t.teardown(close)
    if (beside === undefined) return t.pass('one process owns this store')
    const second = await beside()
    for (const lease of Array.from({ length: 10 }, (_, index) => `sweep-${index}`)) {
      const taken = await Promise.all([store, second].map((one) => one.lease({ name: lease, leaseMs: minute })))
      t.equal(taken.filter((fence) => fence !== undefined).length, 1, lease)
    }
  })

  test(`${name}: a claim leaves a lease as it is of which enough is left, and prolongs any other`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const claim = async (leaseMs: number, enough: { readonly enoughMs?: number } = {}) =>
      store.claim({ receiver: 'ggz-1', now: start, leaseMs, ...enough, limit: 10, skip: [] })
    t.equal((await claim(minute, { enoughMs: 1 }))?.leaseMs, 0, 'none is taken where nothing waits')
    await store.commit(change({ outbox: [outgoing()] }))
    const first = await claim(minute, { enoughMs: 1 })
    t.equal(first?.leaseMs, minute)
    const second = await claim(5 * minute, { enoughMs: minute / 2 })
    t.ok((second?.leaseMs ?? 0) > minute / 2 && (second?.leaseMs ?? 0) <= minute, String(second?.leaseMs))
    t.strictSame([second?.fence, second?.messages], [first?.fence, first?.messages])
    t.match(await claim(5 * minute, { enoughMs: 2 * minute }), { fence: first?.fence, leaseMs: 5 * minute })
    t.match(await claim(6 * minute), { fence: first?.fence, leaseMs: 6 * minute })
  })

  test(`${name}: a lane on which nothing is left to send is free for a second process at once`, async (t) => {
    const { store, beside, close } = await open()
    t.teardown(close)
    if (beside === undefined) return t.pass('one process owns this store')
    const second = await beside()
    const ask = { receiver: 'ggz-1', now: start, leaseMs: minute, limit: 10, skip: [] }
    await store.commit(change({ outbox: [outgoing()] }))
    const claim = await store.claim(ask)
    t.equal(await second.claim(ask), undefined, 'while the first one sends')
    const results = [{ id: 'out-1', outcome: 'delivered' as const, at: start }]
    t.equal(await store.settle({ receiver: 'ggz-1', fence: claim?.fence ?? 0, results }), true)
    t.strictSame((await store.claim(ask))?.messages, [])
    await store.commit(change({ outbox: [outgoing({ id: 'out-2' })] }))
    const taken = await second.claim(ask)
    t.strictSame(
      taken?.messages.map(({ id }) => id),
      ['out-2']
    )
    t.ok((taken?.fence ?? 0) > (claim?.fence ?? 0))
  })

  test(`${name}: a setting that is kept has the value of who wrote it first, and any other that of the last`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const write = (value: string, keep: { readonly keep?: true }) =>
      store.commit(change({ writes: [{ kind: 'setting', name: 'secret/a', value, ...keep }] }))
    await Promise.all(['first', 'second'].map((value) => write(value, { keep: true })))
    t.equal(await setting(store, 'secret/a'), 'first')
    await write('third', { keep: true })
    t.equal(await setting(await reopen(), 'secret/a'), 'first')
  })

  test(`${name}: a setting that is not kept is replaced`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const value of ['first', 'second']) {
      await store.commit(change({ writes: [{ kind: 'setting', name: 'clock', value }] }))
    }
    t.equal(await setting(store, 'clock'), 'second')
  })
}

let referrals = 0

async function commits(store: Store, name: string, fence = 0): Promise<string> {
  referrals += 1
  const writes = [referralWrite(`r-${referrals}`)]
  return (await store.commit(change({ lease: { name, fence }, writes }))).outcome
}

async function setting(store: Store, name: string): Promise<string | undefined> {
  return (await store.read({ kind: 'setting', name })).facts
}
