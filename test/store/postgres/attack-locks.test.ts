/** Locks: what two processes do to each other, and one that holds them for too long. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { test, type Test } from 'tap'
import { openStore } from '../../../src/store/open.ts'
import { query } from '../../postgres/cluster.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { bareReferral, change, outgoing, receipt } from '../fixtures.ts'

async function raw(t: Pick<Test, 'teardown'>, url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(async () => client.end())
  return client
}

test('a message enqueued while one is settled that an objection has just moved to its referral is let go', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  t.teardown(async () => store.close())
  await store.commit(receipt('one', { outbox: [outgoing({ id: 'moved', referral: 'one' })] }))
  await store.commit(receipt('two', { outbox: [] }))
  const ask = { receiver: 'ggz-1', now: Date.now() * 2, leaseMs: 60_000, limit: 5, skip: [] }
  const claim = await store.claim(ask)
  t.match(claim?.messages, [{ id: 'moved' }])

  const [stop, lane, other] = [await raw(t, url), await raw(t, url), await raw(t, url)]
  // The stop of another process: it holds the streams of both referrals, and moves what is left of the message.
  await stop.query(`BEGIN; SELECT id FROM stream WHERE id IN ('referral/one', 'referral/two') ORDER BY id FOR UPDATE`)
  await stop.query(`UPDATE outbox SET referral = 'two', communication = NULL WHERE id = 'moved'`)
  // Who claims at the same time holds the lane for a moment.
  await lane.query(`BEGIN; SELECT * FROM lane WHERE receiver = 'ggz-1' FOR UPDATE`)
  const at = Date.now()
  const settled = store.settle({
    receiver: 'ggz-1',
    fence: claim?.fence ?? 0,
    results: [{ id: 'moved', outcome: 'delivered', at }]
  })
  await sleep(300)
  await stop.query('COMMIT')
  await sleep(300)
  // A third process enqueues for the other referral, as the batch does: stream, then the row behind what waits.
  await other.query(`BEGIN; SET lock_timeout = '1s'`)
  const held = await other
    .query(`SELECT id FROM stream WHERE id = 'referral/two' FOR UPDATE`)
    .then(() => true)
    .catch(() => false)
  if (held) {
    await other.query(`INSERT INTO outbox (id, receiver, referral, priority, cause, enqueued_at, body, not_before, attempts, state, head)
      SELECT 'behind', 'ggz-1', 'two', 2, 'm', 0, '{}', 0, 0, 'waiting',
        CASE WHEN NOT EXISTS (SELECT 1 FROM outbox WHERE receiver = 'ggz-1' AND referral = 'two' AND state = 'waiting') THEN 1 ELSE 0 END`)
  }
  await lane.query('COMMIT')
  await Promise.race([settled, sleep(2_000)])
  await other.query('COMMIT')
  t.equal(await settled, true)
  if (!held) return void t.pass('the settling holds the other referral, so nobody enqueues beside it')
  const next = await store.claim({ ...ask, now: Date.now() * 2 })
  t.match(next?.messages, [{ id: 'behind' }], 'what waits behind it is sent')
  t.match(await query(url, `SELECT head::int FROM outbox WHERE id = 'behind'`), [{ head: 1 }])
})

test('reads that wait do not open more connections than a process may have', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url, now: () => Date.now() })
  t.teardown(async () => store.close())
  await store.commit(bareReferral('a'))
  const slow = await raw(t, url)
  // Something slow that the readings wait for, such as a batch that waits for a standby.
  await slow.query('BEGIN; LOCK TABLE obligation IN ACCESS EXCLUSIVE MODE')
  let most = 0
  const over = new AbortController()
  const counting = (async () => {
    const count = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ggz-gateway'`
    for (let look = 0; look < 200 && !over.signal.aborted; look += 1) {
      most = Math.max(most, Number((await query(url, count))[0]?.['n']))
      await sleep(200)
    }
  })()
  const reads = Array.from({ length: 100 }, async () =>
    store.read({ kind: 'obligations', knownAt: 1 }).then(
      () => 'read',
      (error: unknown) => String(error)
    )
  )
  const easy: number[] = []
  for (let turn = 0; turn < 20; turn += 1) {
    const begun = performance.now()
    await store.read({ kind: 'setting', name: 'clock' }).catch(() => undefined)
    easy.push(Math.round(performance.now() - begun))
    await sleep(100)
  }
  await Promise.all(reads)
  over.abort()
  await counting
  await slow.query('COMMIT')
  t.comment(`an easy read beside it took ${easy.join(', ')} ms`)
  t.ok(most <= 11, `${most} connections: one writes, eight read, two are for reports`)
})

test('work that nobody can write is refused within a time that a sender waits', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  await store.commit(receipt('before'))
  const slow = await raw(t, url)
  // Such as REINDEX, or a report whose backend stands still.
  await slow.query('BEGIN; LOCK TABLE answer IN ACCESS EXCLUSIVE MODE')
  const begun = performance.now()
  const after: number[] = []
  const writes = Array.from({ length: 10 }, async (_, index) =>
    store
      .commit(receipt(`x${index}`))
      .catch(() => undefined)
      .finally(() => after.push(Math.round((performance.now() - begun) / 1_000)))
  )
  await Promise.race([Promise.all(writes), sleep(45_000)])
  t.equal(after.length, 10, `after 45 s ${after.length} of 10 senders have an answer, after ${after.join(', ')} s`)
  await slow.query('COMMIT')
  await Promise.all(writes)
  await store.close()
})

test('one referral whose stream is held does not keep the others waiting', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  await store.commit(receipt('stuck'))
  const slow = await raw(t, url)
  await slow.query(`BEGIN; SELECT * FROM stream WHERE id = 'referral/stuck' FOR UPDATE`)
  const begun = performance.now()
  const stuck = store.commit(change({ outbox: [outgoing({ id: 'o', referral: 'stuck' })] })).catch(() => undefined)
  const others = store.commit(receipt('free')).then(() => Math.round(performance.now() - begun))
  const ms = await others
  t.ok(ms < 12_000, `another referral waited ${ms} ms`)
  await slow.query('COMMIT')
  await stuck
  await store.close()
})
