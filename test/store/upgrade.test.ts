import { DatabaseSync } from 'node:sqlite'
import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import { openReadOnly, openStore, type StoreLocation } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { query } from '../postgres/cluster.ts'
import { fill } from './copy-fixture.ts'
import { engines } from './engines.ts'
import { change, fact, start } from './fixtures.ts'

/** What only a later program could have written is not there. */
const emptied = ['UPDATE fact SET detail = NULL', 'UPDATE unmatched SET assigned_to = NULL']

/** Takes away what the migration `life` made, so that the store stands as the program before it left it. */
const takenBack = [
  'DROP TABLE reminder',
  'DROP INDEX referral_gp',
  'ALTER TABLE fact DROP COLUMN detail',
  'ALTER TABLE unmatched DROP COLUMN assigned_to',
  `DELETE FROM migration WHERE name LIKE '%-life%'`
]

async function runIn(where: StoreLocation, statements: readonly string[]): Promise<void> {
  if ('url' in where) {
    for (const sql of statements) await query(where.url, sql)
    return
  }
  const database = new DatabaseSync(where.file)
  for (const sql of statements) database.exec(sql)
  database.close()
}

/** What the store says of everything that was there before. */
async function said(store: Pick<Store, 'read'>) {
  const referrals = ['a', 'b', 'c', 'd', 'e'].map(async (id) => (await store.read({ kind: 'referral', id })).facts)
  return {
    referrals: await Promise.all(referrals),
    duties: (await store.read({ kind: 'obligations', knownAt: start + 1e6 })).facts,
    unmatched: (await store.read({ kind: 'unmatched', limit: 9 })).facts,
    sums: (await store.read({ kind: 'reconciliation' })).facts
  }
}

for (const { name, place } of engines) {
  test(`${name}: a store of before reminders were rows says what it said, and takes what is new`, async (t) => {
    const where = await place(t)
    if (where === undefined) return
    await fill(where)
    await runIn(where, emptied)
    const before = openReadOnly(where)
    const expected = await said(before)
    await before.close()
    await runIn(where, takenBack)

    const store = await openStore(where)
    t.teardown(async () => store.close())
    t.strictSame(await said(store), expected)
    t.ok((await verifyAudit(store)).every(({ ok }) => ok))
    t.same((await store.read({ kind: 'remindable', on: '2026-12-01' })).facts, [], 'nothing waits to be told')

    const { versions } = await store.read({ kind: 'referral', id: 'a' })
    const reminder = { obligation: 'obligation-a', rung: 1, receiver: 'ggz-1', referral: 'a', isUrgent: false }
    const news = change({
      expect: versions,
      writes: [
        { kind: 'fact', ...fact({ id: 'news', referral: 'a', detail: { reason: 'é😀' } }) },
        { kind: 'gp', referral: 'a', gp: 'his-2', requester: 'his-2' },
        { kind: 'assigned', message: 'u-1', referral: 'a' },
        { kind: 'reminder', ...reminder, claimedAt: start, settledOn: null, message: null }
      ]
    })
    t.same(await store.commit(news), { outcome: 'committed' })
    const { facts } = await store.read({ kind: 'referral', id: 'a' })
    t.match(facts?.facts.at(-1), { id: 'news', detail: { reason: 'é😀' } })
    t.same((await store.read({ kind: 'referralsOfGp', gp: 'his-2', limit: 9 })).facts, ['a'])
    t.match((await store.read({ kind: 'unmatched', limit: 9 })).facts, [{ id: 'u-2' }])
    t.match((await store.read({ kind: 'reminders', receiver: 'ggz-1', isUrgent: false, limit: 9 })).facts, [reminder])
  })
}
