import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test, type Test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import { compareStores, copyStore, type Copied } from '../../src/store/copy/copy.ts'
import { openPostgresSource } from '../../src/store/copy/postgres.ts'
import { copiedTables, uncopied } from '../../src/store/copy/tables.ts'
import { openReadOnly, openStore, type StoreLocation } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { query } from '../postgres/cluster.ts'
import { fill, line } from './copy-fixture.ts'
import { engines } from './engines.ts'
import { change, fact, outgoing, start } from './fixtures.ts'

interface Places {
  readonly file: string
  readonly other: string
  readonly url: string
}

/** Two names of files and an empty database; undefined where the test is skipped. */
async function places(t: Test): Promise<Places | undefined> {
  const [sqlite, postgres] = await Promise.all(engines.map(({ place }) => place(t)))
  if (sqlite === undefined || postgres === undefined || 'url' in sqlite || 'file' in postgres) return undefined
  return { file: sqlite.file, other: join(dirname(sqlite.file), 'back', 'gateway.sqlite'), url: postgres.url }
}

const hashes = ({ tables }: Pick<Copied, 'tables'>) => tables.map(({ name, to }) => ({ name, ...to }))

async function facts(where: StoreLocation) {
  const store = openReadOnly(where)
  const reports = []
  for (const knownAt of [start, start + 7, start + 1e6]) {
    reports.push((await store.read({ kind: 'obligations', knownAt })).facts)
  }
  const { facts: sums } = await store.read({ kind: 'reconciliation' })
  await store.close()
  return { reports, sums }
}

/** The next message of referral `c` under a clock that is behind; what it wrote has followed on all that was there. */
async function writeOn(t: Test, store: Store, name: string): Promise<void> {
  const { versions, facts } = await store.read({ kind: 'referral', id: 'c' })
  const next = change({
    expect: versions,
    writes: [{ kind: 'fact', ...fact({ id: `next-${name}`, referral: 'c' }) }],
    outbox: [outgoing({ id: `next-${name}`, referral: 'c' })],
    audit: [line]
  })
  t.same(await store.commit(next), { outcome: 'committed' })
  t.same(await store.commit({ ...next, writes: [], outbox: [] }), { outcome: 'conflict' })
  const after = await store.read({ kind: 'referral', id: 'c' })
  t.equal(after.versions[0]?.version, (versions[0]?.version ?? 0) + 1)
  t.equal(after.facts?.facts.length, (facts?.facts.length ?? 0) + 1)
  t.equal(after.facts?.facts.at(-1)?.id, `next-${name}`, 'numbered behind those that were copied')
  t.ok((await verifyAudit(store)).every(({ ok }) => ok))
}

test('a store with rows in every table comes to PostgreSQL and back with equal hashes, reports and chains', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  const [a, b, c] = [{ file: at.file }, { url: at.url }, { file: at.other }]
  await fill(a)
  const there = await copyStore({ from: a, to: b })
  const back = await copyStore({ from: b, to: c })
  t.same([...there.differences, ...back.differences], [])
  t.same(
    there.tables.filter(({ from }) => from.rows === 0),
    [],
    'no table without rows'
  )
  t.same(hashes(there), hashes(back))
  t.same(there.chains, back.chains)
  t.equal(statSync(at.other).mode & 0o777, 0o600)
  t.notOk(readdirSync(dirname(at.other)).some((name) => name.includes('draft')))
  const before = await facts(a)
  t.ok(before.reports[0]?.length)
  t.same(await facts(b), before)
  t.same(await facts(c), before)
})

test('each engine goes on with a copy where the other stopped, and several chains survive the way back', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  const [a, b, c] = [{ file: at.file }, { url: at.url }, { file: at.other }]
  await fill(a)
  const { chains } = await copyStore({ from: a, to: b })
  const both = [await openStore({ ...b, now: () => 0 }), await openStore({ ...b, now: () => 0 })]
  await writeOn(t, both[0]!, 'one')
  await writeOn(t, both[1]!, 'two')
  const { facts: heads } = await both[0]!.read({ kind: 'auditHeads' })
  for (const store of both) await store.close()
  t.equal(
    heads[chains[0]?.chain ?? '']?.seq,
    (chains[0]?.ok === true ? chains[0].head.seq : 0) + 1,
    'the chain goes on'
  )
  t.equal(Object.keys(heads).length, 2)

  const back = await copyStore({ from: b, to: c })
  t.same(back.differences, [])
  t.equal(back.chains.length, 2)
  const store = await openStore({ ...c, now: () => 0 })
  await writeOn(t, store, 'three')
  const late = await store.read({ kind: 'referral', id: 'c' })
  t.same(
    late.facts?.facts.slice(-3).map(({ heardAt }) => heardAt),
    [start + 7, start + 7, start + 7],
    'no stamp before the last'
  )
  await store.close()
})

test('the instant that PostgreSQL reported of is told where SQLite cannot keep it', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  await fill({ url: at.url })
  const store = await openStore({ url: at.url, now: () => start + 5_000 })
  await store.read({ kind: 'obligations', knownAt: start + 4_000 })
  await store.close()
  const { stampedAt } = await copyStore({ from: { url: at.url }, to: { file: at.other } })
  t.same(stampedAt, { from: start + 4_001, to: start + 7 })
})

test('what was changed by hand in a copy is found: a byte, a row, a chain', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  const route = { from: { file: at.file }, to: { url: at.url } }
  await fill(route.from)
  await copyStore(route)
  t.same((await compareStores(route)).differences, [])
  const table = [
    [`UPDATE message SET body = set_byte(body, 4999999, 7) WHERE id = 'large-2'`, [/^table message: the rows differ/]],
    [
      `DELETE FROM search WHERE value = 'sha256:x' OR id = 'sr-a' AND value = '\uffff'`,
      [/^table search: 5 rows and 4/]
    ],
    [
      `UPDATE audit SET reason = '' WHERE seq = 1500`,
      [/^table audit/, /^to: the audit chain .* broken: line 1500/, /chains differ/]
    ],
    [`UPDATE stream SET version = version + 1 WHERE id = 'referral/e'`, [/^table stream/]]
  ] as const
  let expected: readonly RegExp[] = []
  for (const [sql, found] of table) {
    await query(at.url, sql)
    expected = [...expected, ...found]
    const { differences } = await compareStores(route)
    t.equal(differences.length, expected.length, sql)
    for (const one of found)
      t.ok(
        differences.some((difference) => one.test(difference)),
        String(one)
      )
  }
})

test('a store is not copied from or to while a gateway is on it, nor can one start meanwhile', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  const route = { from: { file: at.file }, to: { url: at.url } }
  const [sqlite, postgres] = [await openStore(route.from), await openStore(route.to)]
  await t.rejects(copyStore(route), /gateway\.sqlite is in use/)
  await t.rejects(copyStore({ from: route.to, to: { file: at.other } }), /in use: a gateway is connected/)
  await sqlite.close()
  await t.rejects(copyStore(route), /in use: a gateway is connected/)
  const other = await openStore({ file: at.other })
  await postgres.close()
  await t.rejects(copyStore({ from: route.to, to: { file: at.other } }), /gateway\.sqlite is in use/)
  await other.close()

  const held = await openPostgresSource(at.url, 'it')
  await t.rejects(openStore(route.to), { code: '55P03' })
  await held.close()
  await (await openStore(route.to)).close()
})

test('a target with rows is left as it is, an empty one is used, and one side must be the other engine', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  await fill({ file: at.file })
  await (await openStore({ file: at.other })).close()
  const toUrl = { from: { file: at.file }, to: { url: at.url } }
  const toFile = { from: { url: at.url }, to: { file: at.other } }
  await t.rejects(copyStore({ ...toUrl, to: { file: at.other } }), /SQLite to PostgreSQL or back/)
  await t.rejects(copyStore({ ...toUrl, from: { file: `${at.file}.no` } }), /there is no store at/)
  t.notOk(existsSync(`${at.file}.no`))
  await t.rejects(copyStore(toFile), /holds no store of the gateway/)
  t.same((await copyStore(toUrl)).differences, [])
  await t.rejects(copyStore(toUrl), /is not empty \(chain\)/)
  await t.rejects(copyStore(toFile), /is not empty \(chain\)/, 'a gateway has opened it: it has a chain')
  const empty = new DatabaseSync(at.other)
  empty.exec('DELETE FROM chain')
  empty.close()
  t.same((await copyStore(toFile)).differences, [])
})

test('a copy that fails leaves the target empty, whatever was in it by then', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  await fill({ file: at.file })
  const source = new DatabaseSync(at.file)
  source.exec(`INSERT INTO setting VALUES ('zero', 'a' || char(0))`)
  await t.rejects(copyStore({ from: { file: at.file }, to: { url: at.url } }), /table setting: .* NUL/)
  source.exec(`UPDATE setting SET value = CAST(X'C328' AS TEXT) WHERE name = 'zero'`)
  await t.rejects(
    copyStore({ from: { file: at.file }, to: { url: at.url } }),
    /table setting: a value of value is no text/
  )
  source.exec(`DELETE FROM setting WHERE name = 'zero'; UPDATE audit SET reason = 'x' WHERE seq = 3`)
  source.close()
  const broken = await copyStore({ from: { file: at.file }, to: { url: at.url } })
  t.match(broken.differences, [/^from: .* broken: line 3/, /^to: .* broken: line 3/])
  for (const { name } of copiedTables) t.same(await query(at.url, `SELECT 1 FROM ${name} LIMIT 1`), [], name)

  await fill({ url: at.url })
  await query(at.url, `UPDATE audit SET reason = 'x' WHERE seq = 3`)
  const { differences } = await copyStore({ from: { url: at.url }, to: { file: at.other } })
  t.equal(differences.length, 2)
  t.same(
    readdirSync(dirname(at.other)).filter((name) => !name.endsWith('.lock')),
    []
  )
})

test('every table and column of both engines is copied or is listed as one that is not', async (t) => {
  const at = await places(t)
  if (at === undefined) return
  for (const place of [{ file: at.file }, { url: at.url }]) await (await openStore(place)).close()
  const listed = (isPostgres: boolean) =>
    copiedTables
      .flatMap(({ name, columns, isStamped }) => [
        ...columns.map(([column, type]) => `${name}.${column} ${type}`),
        ...(isStamped === true && isPostgres ? [`${name}.stamped_at bigint`] : [])
      ])
      .sort()
  const isCopied = (row: object) =>
    !Object.keys(uncopied).some((name) => String(Object.values(row)[0]).startsWith(`${name}.`))
  const columns = (rows: readonly object[]) =>
    rows
      .filter(isCopied)
      .map((row) => String(Object.values(row)[0]))
      .sort()

  const sqlite = new DatabaseSync(at.file)
  const ofSqlite = sqlite.prepare(`SELECT t.name || '.' || c.name || ' ' ||
    CASE c.type WHEN 'BLOB' THEN 'bytea' WHEN 'INTEGER' THEN 'bigint' ELSE lower(c.type) END AS shown
    FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`)
  t.same(columns(ofSqlite.all()), listed(false))
  const keys = sqlite.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
  for (const { name, key } of copiedTables)
    t.same(
      keys.all(name).map((row) => row['name']),
      key,
      name
    )
  sqlite.close()
  const ofPostgres = `SELECT table_name || '.' || column_name || ' ' || data_type AS shown
    FROM information_schema.columns WHERE table_schema = 'public'`
  t.same(columns(await query(at.url, ofPostgres)), listed(true))
})
