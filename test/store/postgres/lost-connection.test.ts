import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { verifyAudit } from '../../../src/audit/verify.ts'
import { openStore } from '../../../src/store/open.ts'
import { query } from '../../postgres/cluster.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { outgoing, receipt } from '../fixtures.ts'

/** Enough that connections are cut at every step of a batch, COMMIT among them. */
const cuts = 40

test('connections that are cut at any moment cost no change, double none, and leave the chain whole', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  t.teardown(async () => store.close())
  let isCutting = true
  let next = 0
  const outcomes: string[] = []
  const work = async (): Promise<void> => {
    while (isCutting && next < 50_000) {
      const id = String((next += 1))
      const outbox = [outgoing({ id: `out-${id}`, referral: id, receiver: `ggz-${id}` })]
      outcomes.push((await store.commit(receipt(id, { outbox }))).outcome)
    }
  }
  const working = Array.from({ length: 8 }, work)
  for (let cut = 0; cut < cuts; cut += 1) {
    await sleep(Math.random() * 250)
    await query(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`
    )
  }
  isCutting = false
  await Promise.all(working)

  t.ok(outcomes.length > cuts, `${outcomes.length} changes`)
  t.ok(
    outcomes.every((outcome) => outcome === 'committed'),
    'each was committed, and none was told to be a repeat of itself'
  )
  const { facts } = await store.read({ kind: 'reconciliation' })
  t.equal(facts.referrals, outcomes.length)
  t.equal(facts.received['his-1']?.accepted, outcomes.length)
  t.equal(Object.keys(facts.outbox).length, outcomes.length)
  const chains = await verifyAudit(store)
  t.ok(chains.every(({ ok }) => ok))
  t.equal(
    chains.reduce((sum, { ok, ...chain }) => sum + (ok && 'head' in chain ? chain.head.seq : 0), 0),
    outcomes.length
  )
})
