import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import { query } from '../postgres/cluster.ts'
import { freshDatabase } from '../postgres/database.ts'
import { receipt } from '../store/fixtures.ts'
import { runCommand } from './run-command.ts'

const password = 's3cret'

/** The URL of a test's database with a password in it, which loopback does not ask for. */
function withPassword(url: string): string {
  const made = new URL(url)
  made.password = password
  return made.href
}

test('the store that the configuration names moves to the database that it names, and back to a folder', async (t) => {
  const database = await freshDatabase(t)
  if (database === undefined) return
  const folder = t.testdir()
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  await store.commit(receipt('r-1'))
  await store.close()
  const url = withPassword(database)
  const env = { GATEWAY_DATA_DIR: folder, GATEWAY_DATABASE_URL: url }

  const there = await runCommand('store', ['copy', '--from', 'sqlite', '--to', 'postgres'], env)
  t.match(there, { code: 0, err: '' })
  t.match(there.out, /^table +rows +sha256\nchain +1 +[0-9a-f]{64}\n/)
  t.match(there.out, /^chain .*: whole, 1 lines, head/m)
  t.match(there.out, /^copied \d+ rows of .*gateway\.sqlite to 127\.0\.0\.1:\d+\/gateway_.* found them equal$/m)
  const back = await runCommand('store', ['copy', '--from', url, '--to', join(folder, 'back')])
  t.match(back, { code: 0, err: '' })
  const hashes = (out: string) => out.split('\n').filter((line) => /[0-9a-f]{64}/.test(line))
  t.same(hashes(back.out), hashes(there.out))
  t.ok(existsSync(join(folder, 'back', 'gateway.sqlite')))
  const compared = await runCommand('store', ['compare', '--from', folder, '--to', url])
  t.match(compared, { code: 0, out: /^equal: /m, err: '' })
  t.notMatch([there, back, compared].map(({ out }) => out).join(''), password)
})

test('a copy that differs is told with what differs, and content of the stores is not', async (t) => {
  const database = await freshDatabase(t)
  if (database === undefined) return
  const folder = t.testdir()
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  await store.commit(receipt('r-1'))
  await store.close()
  const route = ['--from', folder, '--to', withPassword(database)]
  t.match(await runCommand('store', ['copy', ...route]), { code: 0 })
  await query(database, `UPDATE referral SET subject = 'somebody'`)
  const compared = await runCommand('store', ['compare', ...route])
  t.match(compared, { code: 1, out: /^referral +1\|1 +DIFFERS$/m, err: /^table referral: .*\nTHE STORES DIFFER\n$/ })
  const again = await runCommand('store', ['copy', ...route])
  t.match(again, { code: 1, out: '', err: /^the store 127\.0\.0\.1:.* is not empty \(chain\)/ })
  for (const { out, err } of [compared, again]) t.notMatch(`${out}${err}`, /somebody|s3cret/)
})

test('what cannot work ends with a clear line, makes nothing, and shows no password', async (t) => {
  const folder = t.testdir()
  const nowhere = join(folder, 'nowhere')
  const away = `postgres://gateway:${password}@127.0.0.1:1/ggz`
  const table = [
    [[], /^usage: npm run -s store -- copy/],
    [['move', '--from', 'a', '--to', 'b'], /^usage: /],
    [['copy', '--from', folder], /^usage: /],
    [['copy', '--from', folder, '--to', away, '--force'], /^usage: /],
    [['copy', '--from', folder, '--to', `postgres://gateway:${password}/x@127.0.0.1/ggz`], /^a location is no URL/],
    [['copy', '--from', `pg://gateway:${password}@127.0.0.1/ggz`, '--to', folder], /^a location is no URL/],
    [['copy', '--from', folder, '--to', 'postgres'], /^postgres: GATEWAY_DATABASE_URL is not set/],
    [['copy', '--from', nowhere, '--to', away], /^there is no store at .*nowhere\/gateway\.sqlite/],
    [['copy', '--from', away, '--to', nowhere], /^no writable PostgreSQL .*ECONNREFUSED/],
    [['copy', '--from', nowhere, '--to', folder], /^a store is copied from SQLite to PostgreSQL or back/]
  ] as const
  for (const [args, said] of table) {
    const ended = await runCommand('store', args)
    t.match(ended, { code: 1, out: '', err: said }, args.join(' '))
    t.notMatch(ended.err, password)
  }
  t.notOk(existsSync(nowhere))
})
