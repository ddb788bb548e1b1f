import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { openReadOnly, openStore } from '../../../src/store/open.ts'
import { openPostgres } from '../../../src/store/postgres/open.ts'
import { readMigrations } from '../../../src/store/sql/migration.ts'
import { query } from '../../postgres/cluster.ts'
import { freshDatabase } from '../../postgres/database.ts'
import { receipt } from '../fixtures.ts'

const own = new URL('../../../src/store/postgres/migrations/', import.meta.url)

/** The migration that comes after those that there are. */
const next = `${String(readMigrations(own).length + 1).padStart(4, '0')}-more.sql`

test('a database that does not wait for the disk is refused, with what to mend', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
  await t.rejects(openStore({ url }), /needs synchronous_commit on/)
})

test('several processes that start at once on an empty database migrate it once', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ url })))
  for (const store of stores) await store.close()
  const [row] = await query(url, 'SELECT count(*)::int AS total FROM migration')
  t.equal(row?.['total'], readMigrations(own).length)
})

test('during an upgrade the older program starts and writes beside the newer one, whose migration only adds', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const older = await openStore({ url })
  const newer = await openPostgres({
    ...options(url),
    migrations: withOneMore(t.testdir(), '-- adds only\nALTER TABLE referral ADD COLUMN hint TEXT;')
  })
  t.strictSame(await older.commit(receipt('a')), { outcome: 'committed' }, 'the older one goes on')
  t.strictSame(await newer.commit(receipt('b')), { outcome: 'committed' })
  const restarted = await openStore({ url })
  t.strictSame(await restarted.commit(receipt('c')), { outcome: 'committed' }, 'and starts again')
  t.equal((await newer.read({ kind: 'reconciliation' })).facts.referrals, 3)
  for (const store of [older, newer, restarted]) await store.close()
})

test('a program that is too old for the store, or whose migration was changed, is refused', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const folder = t.testdir()
  const newer = await openPostgres({
    ...options(url),
    migrations: withOneMore(folder, 'ALTER TABLE referral DROP COLUMN gp;')
  })
  await newer.close()
  await t.rejects(openStore({ url }), new RegExp(`${next}, made by a newer program`))
  writeFileSync(join(folder, 'migrations', next), '-- changed')
  const changed = { ...options(url), migrations: pathToFileURL(join(folder, 'migrations/')) }
  await t.rejects(openPostgres(changed), new RegExp(`${next} was changed after it ran`))
})

test('an operator is warned of several gateways without a synchronous standby, and not of one', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const warnings: string[] = []
  const warn = (warning: string): void => void warnings.push(warning)
  const first = await openStore({ url, warn })
  t.strictSame(warnings, [])
  const second = await openStore({ url, warn })
  t.match(warnings, [/NO SYNCHRONOUS STANDBY/])
  await first.close()
  await second.close()
})

test('a store can be read beside running gateways by who writes nothing', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  await store.commit(receipt('a'))
  const reader = openReadOnly({ url })
  t.ok((await reader.read({ kind: 'referral', id: 'a' })).facts)
  t.equal(Object.keys((await reader.read({ kind: 'auditHeads' })).facts).length, 1)
  await reader.close()
  await store.close()
})

test('of several hosts the one that takes writes is found', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const { host } = new URL(url)
  // Nobody listens on the discard port.
  const store = await openStore({ url: url.replace(host, `127.0.0.1:9,${host}`) })
  t.strictSame(await store.commit(receipt('a')), { outcome: 'committed' })
  t.ok((await store.read({ kind: 'referral', id: 'a' })).facts)
  await store.close()
})

function options(url: string) {
  return { url, now: undefined, realNow: Date.now, warn: () => undefined }
}

/** The program's migrations and a further one, in a folder of their own. */
function withOneMore(folder: string, sql: string): URL {
  const migrations = join(folder, 'migrations')
  mkdirSync(migrations)
  for (const one of readMigrations(own)) writeFileSync(join(migrations, one.name), one.sql)
  writeFileSync(join(migrations, next), sql)
  return pathToFileURL(`${migrations}/`)
}
