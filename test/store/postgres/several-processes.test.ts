import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { verifyAudit } from '../../../src/audit/verify.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/port.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { query } from '../../postgres/cluster.ts'
import { change, fact, obligation, outgoing, referralWrite, resource } from '../fixtures.ts'

/** Two stores on one database stand for two processes: they share nothing but the server. */
const referrals = ['a', 'b', 'c', 'd', 'e']

test('two processes that write and deliver on the same referrals lose nothing, double nothing and keep the order', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const stores = [await openStore({ url }), await openStore({ url })]
  t.teardown(async () => Promise.all(stores.map((store) => store.close())))
  const sent: string[] = []
  let isWriting = true
  const delivering = stores.map((store) => deliver(store, sent, () => isWriting))
  await Promise.all(stores.map((store, index) => write(store, `w${index}`, 150)))
  isWriting = false
  await Promise.all(delivering)

  t.equal(sent.length, 300)
  t.equal(new Set(sent).size, 300, 'each message once')
  const outbox = await query(url, 'SELECT id, referral FROM outbox ORDER BY seq')
  for (const referral of referrals) {
    const enqueued = outbox.filter((row) => row['referral'] === referral).map((row) => String(row['id']))
    const order = sent.filter((id) => enqueued.includes(id))
    t.strictSame(order, enqueued, `the messages of ${referral} in their order`)
  }
  for (const referral of referrals) {
    const { facts, versions } = await stores[0]!.read({ kind: 'referral', id: referral })
    t.equal(facts?.resources[0]?.version, versions[0]?.version, 'each commit moved the stream and wrote one version')
  }
  const chains = await verifyAudit(stores[0]!)
  t.equal(chains.length, 2, 'one chain for each process')
  t.ok(chains.every(({ ok }) => ok))
})

test('a key that two processes use at the same time has one effect', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const stores = [await openStore({ url }), await openStore({ url })]
  t.teardown(async () => Promise.all(stores.map((store) => store.close())))
  const ended = await Promise.all(
    Array.from({ length: 200 }, (_, index) => {
      const number = Math.floor(index / 4)
      const key = { participant: 'his-1', messageId: `key-${number}`, bodyHash: 'same' }
      const answer = { status: 201, headers: {}, body: String(index) }
      const line = { at: 0, participant: 'his-1', action: 'receive', outcome: 'accepted' } as const
      return stores[index % 2]!.commit(change({ message: { key, answer }, audit: [line] }))
    })
  )
  t.equal(ended.filter(({ outcome }) => outcome === 'committed').length, 50)
  t.equal(ended.filter(({ outcome }) => outcome === 'repeat').length, 150)
  const { facts } = await stores[0]!.read({ kind: 'reconciliation' })
  t.equal(facts.received['his-1']?.accepted, 50)
})

test('what was reported of an instant never changes, though two processes write with clocks that differ', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const offsets = [0, -40]
  const stores = await Promise.all(offsets.map((offset) => openStore({ url, now: () => Date.now() + offset })))
  const reader = await openStore({ url, now: () => Date.now() })
  t.teardown(async () => Promise.all([...stores, reader].map((store) => store.close())))
  await reader.commit(change({ writes: referrals.map((id) => referralWrite(id)) }))
  let isWriting = true
  const writing = stores.map(async (store, index) => {
    for (let number = 0; isWriting && number < 5_000; number += 1) await state(store, `${index}-${number}`)
  })
  const seen: { readonly knownAt: number; readonly ids: readonly string[] }[] = []
  for (let report = 0; report < 40; report += 1) {
    // An instant that has passed, as near to now as one can be.
    const knownAt = Date.now() - 1
    seen.push({ knownAt, ids: await known(reader, knownAt) })
    await sleep(5)
  }
  isWriting = false
  await Promise.all(writing)
  for (const { knownAt, ids } of seen) t.strictSame(await known(reader, knownAt), ids)
  t.ok((seen.at(-1)?.ids.length ?? 0) > (seen[0]?.ids.length ?? 0), 'while something was written')
})

test('the mark of a reader stands behind a message that another process has numbered and not yet committed', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  t.teardown(async () => store.close())
  const first = outgoing({ id: 'first', referral: 'a', receiver: 'his-1' })
  await store.commit(change({ writes: [referralWrite('a'), referralWrite('b')], outbox: [first] }))
  const { Client } = (await import('pg')).default
  const slow = new Client(url)
  await slow.connect()
  t.teardown(async () => slow.end())
  // A batch of another process, as far as its locks and numbers go.
  await slow.query('BEGIN; SELECT pg_advisory_xact_lock_shared(7300)')
  const sql = `INSERT INTO outbox (id, receiver, referral, priority, cause, enqueued_at, body, not_before, attempts, state, head)
    VALUES ('slow', 'his-1', 'b', 2, 'm', 0, '{}', 0, 0, 'waiting', 1) RETURNING seq`
  const numbered = await slow.query<{ seq: string }>(sql)
  const second = outgoing({ id: 'second', referral: 'a', receiver: 'his-1' })
  await store.commit(change({ outbox: [second] }))
  let isMarked = false
  const marked = store.read({ kind: 'waiting', receiver: 'his-1' }).finally(() => (isMarked = true))
  await sleep(150)
  t.equal(isMarked, false, 'it waits for the batch')
  await slow.query('COMMIT')
  const { facts: mark } = await marked
  t.ok(mark !== undefined && mark >= Number(numbered.rows[0]?.seq))
  const { facts: heads } = await store.read({ kind: 'lanes' })
  t.match(heads, [{ receiver: 'his-1' }])
})

async function write(store: Store, writer: string, count: number): Promise<void> {
  const one = async (number: number): Promise<void> => {
    const referral = referrals[number % referrals.length] ?? ''
    for (let turn = 0; turn < 2_000; turn += 1) {
      const { facts, versions } = await store.read({ kind: 'referral', id: referral })
      const version = (facts?.resources[0]?.version ?? 0) + 1
      const next = { kind: 'resource' as const, ...resource({ id: `sr-${referral}`, referral, version }) }
      const outbox = [outgoing({ id: `${writer}-${number}`, referral })]
      const line = { at: 0, participant: 'his-1', action: 'receive', outcome: 'accepted', referral } as const
      const writes = facts === undefined ? [referralWrite(referral), next] : [next]
      const { outcome } = await store.commit(change({ expect: versions, writes, outbox, audit: [line] }))
      if (outcome === 'committed') return
    }
    throw new Error('no turn')
  }
  for (let from = 0; from < count; from += 8) {
    await Promise.all(Array.from({ length: Math.min(8, count - from) }, (_, index) => one(from + index)))
  }
}

/** Delivers like a lane: claims, notes what it sent, settles; until writing has ended and nothing waits. */
async function deliver(store: Store, sent: string[], isWriting: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    const claim = await store.claim({ receiver: 'ggz-1', now: Date.now() * 2, leaseMs: 60_000, limit: 3, skip: [] })
    if (claim !== undefined && claim.messages.length > 0) {
      sent.push(...claim.messages.map(({ id }) => id))
      const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered' as const, at: Date.now() }))
      await store.settle({ receiver: 'ggz-1', fence: claim.fence, results })
    } else {
      if (!isWriting() && (await store.read({ kind: 'lanes' })).facts.length === 0) return
      await sleep(2)
    }
  }
}

async function state(store: Store, id: string): Promise<void> {
  const referral = referrals[id.length % referrals.length] ?? ''
  const writes = [
    { kind: 'fact' as const, ...fact({ id: `fact-${id}`, referral }) },
    { kind: 'obligation' as const, ...obligation({ id: `obligation-${id}`, referral }) }
  ]
  await store.commit(change({ writes }))
}

async function known(store: Store, knownAt: number): Promise<readonly string[]> {
  const { facts } = await store.read({ kind: 'obligations', knownAt })
  return facts.flatMap((one) => [one.obligation.id, ...one.facts.map(({ id }) => id)]).sort()
}
