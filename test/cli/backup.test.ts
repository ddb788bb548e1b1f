import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'tap'
import { keepSecrets } from '../../src/directory/secrets.ts'
import { openReadOnly, openStore } from '../../src/store/open.ts'
import { receipt } from '../store/fixtures.ts'
import { runCommand } from './run-command.ts'

/** A data directory and a folder for backups. */
function folders(folder: string): { readonly data: string; readonly file: string; readonly target: string } {
  mkdirSync(join(folder, 'data'))
  mkdirSync(join(folder, 'backups'))
  const data = join(folder, 'data')
  return { data, file: join(data, 'gateway.sqlite'), target: join(folder, 'backups', 'today.sqlite') }
}

test('a backup beside a gateway that goes on writing is whole, as of one commit, and ends', async (t) => {
  const { data, file, target } = folders(t.testdir())
  const store = await openStore({ file })
  await keepSecrets(store, data)
  for (let id = 0; id < 50; id++) await store.commit(receipt(`before-${id}`))
  const running = { isOver: false }
  const writing = (async () => {
    let count = 0
    for (; !running.isOver; count++) await store.commit(receipt(`meanwhile-${count}`))
    return count
  })()
  const ended = await runCommand('backup', [target], { GATEWAY_DATA_DIR: data })
  running.isOver = true
  const meanwhile = await writing
  await store.close()

  t.match(ended, { code: 0, err: '', out: /the keys are inside/ })
  const [, referrals = '', lines = ''] = /^referrals (\d+), .*audit lines (\d+)$/m.exec(ended.out) ?? []
  t.comment(`${referrals} referrals, ${meanwhile} written meanwhile`)
  t.ok(Number(referrals) >= 50 && meanwhile > 0 && Number(referrals) <= 50 + meanwhile)
  t.equal(lines, referrals, 'each referral is there with its audit line')
  t.match(ended.out, new RegExp(`^chain [0-9a-f-]{36}: whole, ${lines} lines, head [0-9a-f]{64}$`, 'm'))
  const bytes = readFileSync(target)
  t.match(ended.out, `sha256 ${createHash('sha256').update(bytes).digest('hex')}`)
  t.equal(statSync(target).mode & 0o777, 0o600)
  t.same(readdirSync(join(target, '..')), ['today.sqlite'], 'one file, and nothing left over')
  const copy = openReadOnly({ file: target })
  const original = openReadOnly({ file })
  const secret = { kind: 'setting', name: 'secret/subjects' } as const
  t.same((await copy.read(secret)).facts, (await original.read(secret)).facts)
  t.equal(ended.out.includes((await copy.read(secret)).facts ?? ''), false, 'no key is printed')
  await copy.close()
  await original.close()
})

test('a store that no gateway of this version has opened says that its keys are elsewhere', async (t) => {
  const { data, file, target } = folders(t.testdir())
  await (await openStore({ file })).close()
  t.match(await runCommand('backup', [target, '--data-dir', data]), { code: 0, out: /THE KEYS ARE NOT INSIDE/ })
})

test('a backup replaces nothing', async (t) => {
  const { data, file, target } = folders(t.testdir())
  await (await openStore({ file })).close()
  writeFileSync(target, 'of yesterday')
  t.match(await runCommand('backup', [target, '--data-dir', data]), { code: 1, out: '', err: /is there already/ })
  t.equal(readFileSync(target, 'utf8'), 'of yesterday')
})

for (const [what, sql, said] of [
  ['a changed audit line', `UPDATE audit SET participant = 'someone-else' WHERE seq = 2`, /BROKEN at line 2/],
  ['a duty without its referral', `PRAGMA foreign_keys = OFF; DELETE FROM referral WHERE id = 'r-2'`, /without their/]
] as const) {
  test(`a store with ${what} is told of, and no file is left`, async (t) => {
    const { data, file, target } = folders(t.testdir())
    const store = await openStore({ file })
    for (const id of ['r-1', 'r-2', 'r-3']) await store.commit(receipt(id))
    await store.close()
    const intruder = new DatabaseSync(file)
    intruder.exec(sql)
    intruder.close()
    t.match(await runCommand('backup', [target, '--data-dir', data]), { code: 1, out: '', err: said })
    t.same(readdirSync(join(target, '..')), [])
  })
}

test('what cannot work ends with one clear line, and a database is left to its own tools', async (t) => {
  const { data, target } = folders(t.testdir())
  const database = { GATEWAY_DATABASE_URL: 'postgres://gateway:s3cret@h1:5432,h2:5432/ggz' }
  const table = [
    [[target, '--data-dir', data], {}, /^no store at .*gateway\.sqlite/],
    [[], {}, /^usage: npm run -s backup/],
    [[target, '--replace'], {}, /^usage: /],
    [[target, 'more'], {}, /^usage: /],
    [[target], { GATEWAY_DATADIR: data }, /GATEWAY_DATADIR is not a variable/],
    [[target], database, /^the store is in PostgreSQL \(h1:5432,h2:5432\/ggz\): use pg_dump -Fc or pg_basebackup/]
  ] as const
  for (const [args, env, said] of table) {
    const ended = await runCommand('backup', args, env)
    t.match(ended, { code: 1, out: '', err: said })
    t.equal(ended.err.trim().split('\n').length, 1, 'one line')
    t.notMatch(ended.err, 's3cret')
  }
})
