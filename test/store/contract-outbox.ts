import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { OutboxMessage } from '../../src/store/change.ts'
import type { Claim, Settlement, Store } from '../../src/store/port.ts'
import { change, outgoing, start, type OpenStore } from './fixtures.ts'

const minute = 60_000

/** What the outbox promises: in order per referral, urgent first, and nobody delayed by another. */
export function outboxContract(name: string, open: OpenStore): void {
  test(`${name}: the oldest message of each referral goes, urgent referrals first`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a', priority: 0 },
      { id: 'b1', referral: 'b', priority: 1 },
      { id: 'c1', referral: 'c', priority: 0 },
      { id: 'd1', referral: 'd' }
    ])
    const first = await claim(store)
    t.equal(ids(first), 'c1,b1,a1,d1', 'a2 is stat, but its referral has an older message')
    t.equal(ids(await claim(store, { limit: 2 })), 'c1,b1')
    await settle(store, first, ['a1'].map(delivered))
    t.equal(ids(await claim(store)), 'a2,c1,b1,d1')
  })

  test(`${name}: referrals in flight are skipped and what is settled does not come again`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'b1', referral: 'b' }
    ])
    const first = await claim(store)
    t.equal(ids(await claim(store, { skip: ['a'] })), 'b1')
    t.equal(ids(await claim(store, { skip: ['a', 'b'] })), '')
    t.equal(await settle(store, first, ['a1', 'b1'].map(delivered)), true)
    t.equal(ids(await claim(store)), '')
    t.strictSame((await store.read({ kind: 'lanes' })).facts, [])
  })

  test(`${name}: a retry waits for its time, keeps its first attempt, and holds back only its own referral`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a' },
      { id: 'b1', referral: 'b' }
    ])
    const at = [start + 1, start + 5 * minute]
    for (const [index, now] of at.entries()) {
      const retried = { id: 'a1', outcome: 'retry' as const, at: now, notBefore: now + minute, reason: 'http-503' }
      await settle(store, await claim(store, { now }), [retried])
      t.equal(ids(await claim(store, { now })), 'b1', `attempt ${index + 1}`)
    }
    const opened = await reopen()
    t.equal(ids(await claim(opened, { now: at[1]! + minute - 1 })), 'b1')
    const again = await claim(opened, { now: at[1]! + minute })
    t.match(again?.messages[0], { id: 'a1', attempts: 2, firstTriedAt: start + 1 })
    t.notOk(again?.messages[1]?.firstTriedAt)
    t.strictSame(await deliveries(opened), [], 'a retry is no outcome and leaves no audit line')
  })

  test(`${name}: a lane tells when its earliest message may be tried, not one behind it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a' },
      { id: 'x', receiver: 'his-1' }
    ])
    const notBefore = start + 10 * minute
    await settle(store, await claim(store), [{ id: 'a1', outcome: 'retry', at: start, notBefore, reason: 'timeout' }])
    const { facts } = await store.read({ kind: 'lanes' })
    t.strictSame(
      [...facts].sort((one, other) => one.receiver.localeCompare(other.receiver)),
      [
        { receiver: 'ggz-1', notBefore },
        { receiver: 'his-1', notBefore: start }
      ]
    )
  })

  test(`${name}: a dead message lets the later ones go, and they name it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(
      store,
      ['a1', 'a2', 'a3'].map((id) => ({ id, referral: 'a' }))
    )
    await send(store, [{ id: 'b1', referral: 'b' }])
    for (const id of ['a1', 'a2']) {
      await settle(store, await claim(store), [{ id, outcome: 'dead', at: start, reason: 'http-422' }])
    }
    const last = await claim(store)
    t.strictSame(
      last?.messages.map(({ id, undelivered }) => [id, undelivered]),
      [
        ['a3', ['a1', 'a2']],
        ['b1', []]
      ]
    )
    t.match(await deliveries(store), [
      { message: 'a1', outcome: 'dead', participant: 'ggz-1', referral: 'a', reason: 'http-422' },
      { message: 'a2', outcome: 'dead' }
    ])
  })

  test(`${name}: lanes are independent: one receiver's claim and failures leave another's alone`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'h1', referral: 'a', receiver: 'his-1' }
    ])
    const stuck = await claim(store)
    const dead = { id: 'a1', outcome: 'retry' as const, at: start, notBefore: start + minute, reason: 'timeout' }
    await settle(store, stuck, [dead])
    t.equal(ids(await claim(store, { receiver: 'his-1' })), 'h1')
    await t.rejects(settle(store, stuck, [delivered('h1')]), 'a message of another lane')
    t.equal(ids(await claim(store, { receiver: 'his-1' })), 'h1')
  })

  test(`${name}: a holder that claims again keeps its fence, and what is under way can still be settled`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [{ id: 'a1', referral: 'a' }])
    const first = await claim(store)
    await send(store, [{ id: 'b1', referral: 'b' }])
    const second = await claim(store, { skip: ['a'], leaseMs: 0 })
    const third = await claim(store, { skip: ['a'] })
    t.strictSame([second?.fence, third?.fence], [first?.fence, first?.fence])
    t.equal(await settle(store, first, [delivered('a1')]), true)
  })

  test(`${name}: a lane taken over has a higher fence, and settlements under the old one change nothing`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    await send(store, [{ id: 'a1', referral: 'a' }])
    const old = await claim(store)
    const opened = await reopen()
    t.equal(await settle(opened, old, [delivered('a1')]), false, 'before the lane is taken over')
    const taken = await claim(opened)
    t.ok(taken!.fence > old!.fence)
    t.equal(ids(taken), 'a1')
    t.equal(await settle(opened, old, [delivered('a1')]), false)
    t.strictSame(await deliveries(opened), [])
    t.equal(await settle(opened, taken, [delivered('a1')]), true)
  })

  test(`${name}: settling twice is settling once`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a' }
    ])
    const claimed = await claim(store)
    const dead = { id: 'a1', outcome: 'dead' as const, at: start, reason: 'http-400' }
    for (const result of [delivered('a1'), delivered('a1'), dead]) {
      t.equal(await settle(store, claimed, [result]), true)
    }
    t.match(await deliveries(store), [{ message: 'a1', outcome: 'delivered', at: start }])
    t.strictSame(
      (await claim(store))?.messages.map(({ id, undelivered }) => [id, undelivered]),
      [['a2', []]]
    )
    t.match(await verifyAudit(store), [{ ok: true, head: { seq: 1 } }])
  })

  test(`${name}: a message waits exactly as it was enqueued`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const message = outgoing({ communication: 'comm-1', body: '{"é":"☎ \\u0000"}', enqueuedAt: start + minute })
    await store.commit(change({ outbox: [message] }))
    const opened = await reopen()
    t.equal(ids(await claim(opened)), '', 'not before it was enqueued')
    const claimed = await claim(opened, { now: start + minute })
    t.strictSame(claimed?.messages, [{ ...message, attempts: 0, undelivered: [] }])
  })
}

function send(store: Store, messages: readonly Partial<OutboxMessage>[]) {
  return store.commit(change({ outbox: messages.map((message) => outgoing(message)) }))
}

function claim(store: Store, over: Partial<Parameters<Store['claim']>[0]> = {}) {
  return store.claim({ receiver: 'ggz-1', now: start, leaseMs: minute, limit: 10, skip: [], ...over })
}

function settle(store: Store, claimed: Claim | undefined, results: readonly Settlement[]) {
  return store.settle({ receiver: claimed!.receiver, fence: claimed!.fence, results })
}

function delivered(id: string): Settlement {
  return { id, outcome: 'delivered', at: start }
}

function ids(claimed: Claim | undefined): string {
  return claimed?.messages.map(({ id }) => id).join() ?? 'no lane'
}

async function deliveries(store: Store) {
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  const { facts } = await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })
  return facts.filter(({ action }) => action === 'deliver')
}
