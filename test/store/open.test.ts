import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { openReadOnly, openStore } from '../../src/store/open.ts'
import { receipt } from './fixtures.ts'

test('a second opening of a store in use fails with a clear error, and works once the first has closed', async (t) => {
  const file = join(t.testdir(), 'gateway.sqlite')
  const store = await openStore({ file })
  await t.rejects(openStore({ file }), /in use: one process owns a file/)
  t.strictSame(await store.commit(receipt('r-1')), { outcome: 'committed' }, 'the first goes on')
  await store.close()
  const second = await openStore({ file })
  t.ok((await second.read({ kind: 'referral', id: 'r-1' })).facts)
  await second.close()
})

test('a store in use can be opened for reading, and shows each commit', async (t) => {
  const file = join(t.testdir(), 'gateway.sqlite')
  const store = await openStore({ file })
  const reader = openReadOnly({ file })
  t.equal((await reader.read({ kind: 'referral', id: 'r-1' })).facts, undefined)
  await store.commit(receipt('r-1'))
  t.ok((await reader.read({ kind: 'referral', id: 'r-1' })).facts)
  await reader.close()
  await store.close()
})

test('only the owner may read the files of a store', async (t) => {
  const folder = join(t.testdir(), 'data')
  const file = join(folder, 'gateway.sqlite')
  const store = await openStore({ file })
  await store.commit(receipt('r-1'))
  t.equal(statSync(folder).mode & 0o777, 0o700)
  for (const suffix of ['', '-wal'])
    t.equal(statSync(`${file}${suffix}`).mode & 0o777, 0o600, `gateway.sqlite${suffix}`)
  await store.close()
})

test('an id remembered for a time is new again when real time has passed it', async (t) => {
  let now = 1_000
  const store = await openStore({ file: join(t.testdir(), 'gateway.sqlite'), realNow: () => now })
  t.equal(await store.once('jti', 2_000), true)
  now = 1_999
  t.equal(await store.once('jti', 9_000), false)
  now = 2_000
  t.equal(await store.once('jti', 9_000), true)
  t.equal(await store.once('jti', 9_000), false)
  await store.close()
})

test('closing twice is closing once', async (t) => {
  const store = await openStore({ file: join(t.testdir(), 'gateway.sqlite') })
  await Promise.all([store.close(), store.close()])
  await t.rejects(store.read({ kind: 'reconciliation' }), /closed/)
})
