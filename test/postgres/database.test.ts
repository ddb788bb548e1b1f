import { test } from 'tap'
import { query } from './cluster.ts'
import { clusterOrSkip, freshDatabase, makeDatabase, type SkippableTest } from './database.ts'

/** Stands in for a test that is over when it is told so. */
function standIn() {
  const skipped: string[] = []
  const teardowns: (() => unknown)[] = []
  const t = {
    pass: (line: string, { skip }: { readonly skip: boolean }) => {
      if (skip) skipped.push(line)
    },
    teardown: (work: () => unknown) => void teardowns.push(work)
  } as unknown as SkippableTest
  const end = async () => {
    for (const work of teardowns) await work()
  }
  return { t, skipped, end }
}

test('each test has an empty database of its own, which is gone after it, whoever is still connected', async (t) => {
  const cluster = await clusterOrSkip(t)
  if (cluster === undefined) return
  setServer(t, cluster.url())
  const one = standIn()
  const first = await freshDatabase(one.t)
  const second = await freshDatabase(one.t)
  t.not(first, second)
  await query(first ?? '', 'CREATE TABLE here ()')
  await query(second ?? '', 'CREATE TABLE here ()')
  const held = query(first ?? '', 'SELECT pg_sleep(20)').then(
    () => 'ended by itself',
    () => 'was ended'
  )
  await one.end()
  t.equal(await held, 'was ended')
  const left = await cluster.psql("SELECT datname FROM pg_database WHERE datname LIKE 'gateway%'")
  t.strictSame(left, [])
  t.strictSame(one.skipped, [])
})

test('databases that are made at once do not meet', async (t) => {
  const cluster = await clusterOrSkip(t)
  if (cluster === undefined) return
  const made = await Promise.all(Array.from({ length: 6 }, async () => makeDatabase(cluster.url())))
  t.equal(new Set(made.map(({ url }) => url)).size, 6)
})

test('a test without a server is skipped with a line that says what it needs', async (t) => {
  setServer(t, undefined)
  const one = standIn()
  t.equal(await freshDatabase(one.t), undefined)
  t.match(one.skipped, [/^needs PostgreSQL: set GATEWAY_TEST_DATABASE_URL/])
})

function setServer(t: Pick<SkippableTest, 'teardown'>, url: string | undefined): void {
  const before = process.env['GATEWAY_TEST_DATABASE_URL']
  set(url)
  t.teardown(() => set(before))
}

function set(url: string | undefined): void {
  if (url === undefined) delete process.env['GATEWAY_TEST_DATABASE_URL']
  else process.env['GATEWAY_TEST_DATABASE_URL'] = url
}
