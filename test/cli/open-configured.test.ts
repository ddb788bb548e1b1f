import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { openConfigured } from '../../src/cli/open-configured.ts'
import { openStore } from '../../src/store/open.ts'
import { receipt } from '../store/fixtures.ts'
import { freshDatabase } from '../postgres/database.ts'

test('the store that the configuration names is read beside a gateway', async (t) => {
  const GATEWAY_DATA_DIR = t.testdir()
  const url = await freshDatabase(t)
  const places = [
    { env: { GATEWAY_DATA_DIR }, where: { file: join(GATEWAY_DATA_DIR, 'gateway.sqlite') } },
    ...(url === undefined ? [] : [{ env: { GATEWAY_DATABASE_URL: url }, where: { url } }])
  ]
  for (const { env, where } of places) {
    const gateway = await openStore(where)
    await gateway.commit(receipt('r-1'))
    const opened = await openConfigured(env)
    if (!opened.ok) throw new Error(opened.problems.join('\n'))
    t.match((await opened.store.read({ kind: 'reconciliation' })).facts, { referrals: 1 })
    await opened.store.close()
    await gateway.close()
  }
})

test('a store that is missing, is none or is away is told in one line without a password', async (t) => {
  const folder = t.testdir({ none: {} })
  writeFileSync(join(folder, 'gateway.sqlite'), 'no database')
  const table = [
    [{ GATEWAY_DATA_DIR: join(folder, 'none') }, /^no store at .*gateway\.sqlite/],
    [{ GATEWAY_DATA_DIR: folder }, /^cannot read the store .*gateway\.sqlite: file is not a database/],
    [
      { GATEWAY_DATABASE_URL: 'postgres://gateway:s3cret@127.0.0.1:9/ggz' },
      /^cannot read the store 127\.0\.0\.1:9\/ggz: /
    ],
    [{ GATEWAY_DATADIR: folder }, /GATEWAY_DATADIR is not a variable/]
  ] as const
  for (const [env, said] of table) {
    const opened = await openConfigured(env)
    t.match(opened, { ok: false, problems: [said] })
    t.notMatch(JSON.stringify(opened), 's3cret')
  }
})
