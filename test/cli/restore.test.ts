import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { keepSecrets } from '../../src/directory/secrets.ts'
import { openReadOnly, openStore } from '../../src/store/open.ts'
import { receipt } from '../store/fixtures.ts'
import { runCommand } from './run-command.ts'

interface Backup {
  readonly folder: string
  /** A backup of a store with the referral `r-1`. */
  readonly backup: string
  /** What the backup printed, but for its first line and its last. */
  readonly facts: string
  /** A data directory in which nothing is yet, and the store in it. */
  readonly data: string
  readonly file: string
}

async function backedUp(t: Test): Promise<Backup> {
  const folder = t.testdir({ from: {}, data: {} })
  const from = join(folder, 'from')
  await fill(join(from, 'gateway.sqlite'), 'r-1')
  const backup = join(folder, 'backup.sqlite')
  const { code, out, err } = await runCommand('backup', [backup, '--data-dir', from])
  if (code !== 0) throw new Error(err)
  const data = join(folder, 'data')
  return { folder, backup, facts: out.split('\n').slice(1, -2).join('\n'), data, file: join(data, 'gateway.sqlite') }
}

async function fill(file: string, ...referrals: readonly string[]): Promise<void> {
  const store = await openStore({ file })
  await keepSecrets(store, '/nowhere')
  for (const id of referrals) await store.commit(receipt(id))
  await store.close()
}

async function referralsIn(file: string): Promise<readonly string[]> {
  const store = openReadOnly({ file })
  const found = await Promise.all(
    ['r-1', 'r-2', 'r-3'].map(async (id) => (await store.read({ kind: 'duties', id })).facts)
  )
  await store.close()
  return ['r-1', 'r-2', 'r-3'].filter((_, index) => found[index] !== undefined)
}

test('a restored store has the counts, chain heads and bytes of its backup, and a gateway can own it', async (t) => {
  const { backup, facts, data, file } = await backedUp(t)
  const ended = await runCommand('restore', [backup], { GATEWAY_DATA_DIR: data })
  t.match(ended, { code: 0, err: '' })
  t.equal(ended.out, `restored ${file}\n${facts}\n`)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.same(
    readdirSync(data).filter((name) => name.includes('draft')),
    []
  )
  await fill(file, 'r-2')
  t.same(await referralsIn(file), ['r-1', 'r-2'])
})

test('a store that is there is kept unless it is to be replaced, and then beside it with all of its log', async (t) => {
  const { backup, data, file } = await backedUp(t)
  await fill(file, 'r-2')
  // As a gateway leaves it that was killed: the last commit is in the log alone.
  const folder = join(data, '..', 'killed')
  mkdirSync(folder)
  const store = await openStore({ file })
  await store.commit(receipt('r-3'))
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `gateway.sqlite${end}`))
  await store.close()
  const killed = join(folder, 'gateway.sqlite')

  t.match(await runCommand('restore', [backup, '--data-dir', folder]), { code: 1, out: '', err: /--replace/ })
  t.ok(existsSync(`${killed}-wal`), 'nothing was touched')
  const ended = await runCommand('restore', [backup, '--data-dir', folder, '--replace'])
  t.match(ended, { code: 0, err: '', out: /the store that was there is now .*\.replaced/ })
  t.same(await referralsIn(killed), ['r-1'])
  const old = readdirSync(folder).find((name) => /^gateway\.sqlite\.\d{4}-\d\d-\d\dT\d+Z\.replaced$/.test(name)) ?? ''
  t.same(await referralsIn(join(folder, old)), ['r-2', 'r-3'])
})

test('a store that cannot be read can be replaced, and its files are kept as they are', async (t) => {
  const { backup, data, file } = await backedUp(t)
  writeFileSync(file, 'no database')
  writeFileSync(`${file}-wal`, 'no log')
  t.match(await runCommand('restore', [backup, '--data-dir', data, '--replace']), { code: 0 })
  t.same(await referralsIn(file), ['r-1'])
  const kept = readdirSync(data).filter((name) => name.includes('.replaced'))
  t.same(
    kept.map((name) => readFileSync(join(data, name), 'utf8')),
    ['no database', 'no log']
  )
})

test('a log that was left over is not played into the restored store', async (t) => {
  const { backup, data, file, folder } = await backedUp(t)
  const other = join(folder, 'other.sqlite')
  const store = await openStore({ file: other })
  await store.commit(receipt('r-2'))
  copyFileSync(`${other}-wal`, `${file}-wal`)
  await store.close()
  t.match(await runCommand('restore', [backup, '--data-dir', data]), { code: 0 })
  t.same(await referralsIn(file), ['r-1'])
})

test('while a gateway owns the store it is not replaced', async (t) => {
  const { backup, data, file } = await backedUp(t)
  const store = await openStore({ file })
  await store.commit(receipt('r-2'))
  const ended = await runCommand('restore', [backup, '--data-dir', data, '--replace'])
  t.match(ended, { code: 1, out: '', err: /is in use.*stop the gateway first/ })
  await store.close()
  t.same(await referralsIn(file), ['r-2'])
})

test('a backup that is not whole changes nothing', async (t) => {
  const { backup, data, file, folder } = await backedUp(t)
  await fill(file, 'r-2')
  const bytes = readFileSync(backup)
  const middle = Math.floor(bytes.length / 2)
  const damaged = {
    'cut.sqlite': bytes.subarray(0, middle),
    'none.sqlite': Buffer.from('no database'),
    'empty.sqlite': Buffer.alloc(0),
    'holes.sqlite': Buffer.concat([bytes.subarray(0, 8_192), Buffer.alloc(bytes.length - 8_192)])
  }
  for (const [name, content] of Object.entries(damaged)) {
    writeFileSync(join(folder, name), content)
    const ended = await runCommand('restore', [join(folder, name), '--data-dir', data, '--replace'])
    t.match(ended, { code: 1, out: '', err: /nothing was changed/ }, name)
    t.same(await referralsIn(file), ['r-2'], name)
  }
  t.notOk(readdirSync(data).some((name) => /draft|replaced/.test(name)))
})

test('a store with its log is no backup, and what cannot work ends with one clear line', async (t) => {
  const { backup, data, file, folder } = await backedUp(t)
  const live = join(folder, 'live.sqlite')
  const store = await openStore({ file: live })
  const database = { GATEWAY_DATABASE_URL: 'postgres://gateway:s3cret@127.0.0.1:5432/ggz' }
  const table = [
    [[live, '--data-dir', data], {}, /has a log beside it/],
    [[join(folder, 'nowhere.sqlite'), '--data-dir', data], {}, /there is no file/],
    [[], {}, /^usage: npm run -s restore .*--replace/],
    [[backup], database, /^the store is in PostgreSQL \(127\.0\.0\.1:5432\/ggz\): use pg_restore/]
  ] as const
  for (const [args, env, said] of table) {
    const ended = await runCommand('restore', args, env)
    t.match(ended, { code: 1, out: '', err: said })
    t.equal(ended.err.trim().split('\n').length, 1, 'one line')
    t.notMatch(ended.err, 's3cret')
  }
  await store.close()
  t.notOk(existsSync(file))
})
