/** Text and settings of the database that the store does not expect. */
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { openStore } from '../../../src/store/open.ts'
import { openPostgres } from '../../../src/store/postgres/open.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readMigrations } from '../../../src/store/sql/migration.ts'
import { query } from '../../postgres/cluster.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { bareReferral, change, fact, receipt, resource } from '../fixtures.ts'

test('a message id that is no well-formed Unicode is known again', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  const key = { participant: 'his-1', messageId: 'urn:x|a\ud800', bodyHash: 'same' }
  const answer = { status: 201, headers: {}, body: '' }
  const line = { at: 0, participant: 'his-1', action: 'receive', outcome: 'accepted' } as const
  const again = change({ message: { key, answer }, audit: [line] })
  t.strictSame(await store.commit(again), { outcome: 'committed' })
  const second = await Promise.race([store.commit(again).then(({ outcome }) => outcome), sleep(3_000, 'hangs')])
  t.equal(second, 'repeat')
  const xacts = async (): Promise<number> =>
    Number(
      (await query(url, 'SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()'))[0]?.[
        'n'
      ]
    )
  const before = await xacts()
  await sleep(2_000)
  t.comment(`${(await xacts()) - before} transactions in two seconds without work`)
  await query(url, `SELECT 1`)
  if (second === 'repeat') await store.close()
  // Else it never closes: end the test by dropping the database.
})

test('ids with a NUL are not found, and are no fault', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  t.teardown(async () => store.close())
  const id = 'a\0b'
  const ask = { projection: 'his-1', type: 'Task' }
  await t.resolves(store.read({ kind: 'resource', ...ask, id }), 'resource')
  await t.resolves(store.read({ kind: 'resources', projection: 'his-1', refs: [{ type: 'Task', id }] }), 'resources')
  await t.resolves(
    store.read({ kind: 'search', ...ask, criteria: [{ param: '_id', values: [id] }], limit: 1, offset: 0 }),
    'search _id'
  )
  await t.resolves(store.read({ kind: 'referral', id }), 'referral')
  await t.resolves(store.read({ kind: 'obligations', knownAt: 0, owner: id }), 'obligations owner')
  await t.resolves(store.read({ kind: 'received', id }), 'received')
})

test('a gateway of the older version goes on reading where a newer one has added a column', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const older = await openStore({ url })
  t.teardown(async () => older.close())
  await older.commit(receipt('a'))
  await Promise.all(Array.from({ length: 8 }, async () => older.read({ kind: 'referral', id: 'a' })))
  const own = new URL('../../../src/store/postgres/migrations/', import.meta.url)
  const folder = join(t.testdir(), 'migrations')
  mkdirSync(folder)
  for (const one of readMigrations(own)) writeFileSync(join(folder, one.name), one.sql)
  const next = `${String(readMigrations(own).length + 1).padStart(4, '0')}-more.sql`
  writeFileSync(join(folder, next), '-- adds only\nALTER TABLE referral ADD COLUMN hint TEXT;')
  const newer = await openPostgres({
    url,
    now: undefined,
    realNow: Date.now,
    warn: () => undefined,
    migrations: pathToFileURL(`${folder}/`)
  })
  t.teardown(async () => newer.close())
  const ended = await Promise.allSettled(
    Array.from({ length: 8 }, async () => older.read({ kind: 'referral', id: 'a' }))
  )
  const faults = ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
  t.strictSame(faults, [])
})

test('a database that is set to another isolation keeps what was reported', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  await query(
    url,
    `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_isolation = 'repeatable read'`
  )
  // One clock is 5 s behind the other.
  const slow = await openStore({ url, now: () => Date.now() - 5_000 })
  const ahead = await openStore({ url, now: () => Date.now() })
  t.teardown(async () => Promise.all([slow.close(), ahead.close()]))
  await ahead.commit(bareReferral('a'))
  const { Client } = (await import('pg')).default
  const gate = new Client(url)
  await gate.connect()
  t.teardown(async () => gate.end())
  // A report of another process, as far as its locks go: it waits for nobody and is slow.
  await gate.query('BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(7300)')
  const written = slow.commit(change({ writes: [{ kind: 'fact', ...fact({ referral: 'a' }) }] }))
  await sleep(300)
  const knownAt = Date.now() - 1
  await gate.query(`UPDATE reported SET until = ${knownAt + 1} WHERE until < ${knownAt + 1}`)
  await gate.query('COMMIT')
  await written
  const { facts } = await ahead.read({ kind: 'referral', id: 'a' })
  t.ok((facts?.facts[0]?.heardAt ?? 0) > knownAt, 'nothing is stamped before an instant that was reported of')
})

test('facts and resources of one reading of a referral are of one commit', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const stores = [await openStore({ url }), await openStore({ url })] as const
  t.teardown(async () => Promise.all(stores.map((store) => store.close())))
  await stores[0].commit(bareReferral('a'))
  const writing = (async () => {
    for (let version = 1; version < 500; version += 1) {
      await stores[0].commit(
        change({
          expect: [{ stream: 'referral/a', version: version - 1 }],
          writes: [
            { kind: 'resource', ...resource({ id: 'sr-a', referral: 'a', version }) },
            { kind: 'fact', ...fact({ id: `f${version}`, referral: 'a' }) }
          ]
        })
      )
    }
  })()
  let torn = 0
  let older = 0
  for (let turn = 0; turn < 300; turn += 1) {
    const { facts, versions } = await stores[1].read({ kind: 'referral', id: 'a' })
    const version = facts?.resources[0]?.version ?? 0
    if (version !== (facts?.facts.length ?? 0)) torn += 1
    if (versions[0]!.version > version) older += 1
  }
  await writing
  t.equal(older, 0, 'never facts that are older than their version')
  t.equal(torn, 0, `${torn} of 300 readings mix two commits`)
})
