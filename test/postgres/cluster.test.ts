import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { test } from 'tap'
import { findPostgres, query, startCluster } from './cluster.ts'
import { clusterOrSkip } from './database.ts'

/** A process that was told to end, and what follows from it, is over by then even on a busy machine. */
const overMsMax = 30_000

const skip = (await findPostgres()) === undefined ? 'needs the programs of PostgreSQL 15 or later' : false

test('a cluster listens on loopback alone, is as durable as in production, and leaves nothing when it stops', async (t) => {
  const cluster = await clusterOrSkip(t, { settings: { work_mem: '5MB' } })
  if (cluster === undefined) return
  const names = ['listen_addresses', 'fsync', 'full_page_writes', 'synchronous_commit', 'work_mem']
  const shown = await Promise.all(names.map(async (name) => (await cluster.psql(`SHOW ${name}`))[0]?.[name]))
  t.strictSame(shown, ['127.0.0.1', 'on', 'on', 'on', '5MB'])
  await cluster.stop()
  t.equal(isAlive(cluster.pid), false)
  t.equal(existsSync(cluster.folder), false)
  await t.rejects(cluster.psql('SELECT 1'))
})

test('a killed cluster starts again from its folder with what was committed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-cluster-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const cluster = await clusterOrSkip(t, { folder })
  if (cluster === undefined) return
  await cluster.psql('CREATE TABLE kept AS SELECT 7 AS answer')
  await cluster.kill()
  t.equal(isAlive(cluster.pid), false)
  const again = await startCluster({ folder, port: cluster.port })
  t.teardown(async () => again.stop())
  t.strictSame(await again.psql('SELECT answer FROM kept'), [{ answer: 7 }])
})

test('a synchronous standby has what the primary committed when the primary dies, and takes its place', async (t) => {
  const primary = await clusterOrSkip(t)
  if (primary === undefined) return
  const standby = await primary.standby({ synchronous: true })
  t.teardown(async () => standby.stop('immediate'))
  t.match((await primary.psql('SHOW synchronous_standby_names'))[0], { synchronous_standby_names: /^standby_1_/ })
  await primary.psql('CREATE TABLE kept AS SELECT 7 AS answer')
  await t.rejects(standby.psql('CREATE TABLE refused ()'), /read-only/)
  await primary.kill()
  await standby.promote()
  t.strictSame(await standby.psql('SELECT answer FROM kept'), [{ answer: 7 }])
  await standby.psql('INSERT INTO kept VALUES (8)')
})

test('a server does not outlive the process that started it, and neither does its folder', { skip }, async (t) => {
  const { script, url } = await serve()
  const [row] = await query(url, "SELECT current_setting('data_directory') AS data")
  const data = String(row?.['data'])
  script.kill('SIGKILL')
  await once(script, 'exit')
  t.equal(await becomesTrue(() => !existsSync(data)), true)
  await t.rejects(query(url, 'SELECT 1'))
})

test('the served server ends when its input ends', { skip }, async (t) => {
  const { script, url } = await serve()
  script.stdin.end()
  const [code] = (await once(script, 'exit')) as [number]
  t.equal(code, 0)
  await t.rejects(query(url, 'SELECT 1'))
})

test('what cannot start says why', { skip }, async (t) => {
  await t.rejects(startCluster({ settings: { max_connections: 'many' } }), /max_connections/)
})

async function serve() {
  const script = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts')], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const [url] = (await once(createInterface(script.stdout), 'line')) as [string]
  return { script, url }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function becomesTrue(holds: () => boolean): Promise<boolean> {
  const until = Date.now() + overMsMax
  while (!holds() && Date.now() < until) await setTimeout(20)
  return holds()
}
