import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import { change, receipt } from '../store/fixtures.ts'

const command = fileURLToPath(new URL('../../src/cli/verify-audit.ts', import.meta.url))

test('a whole chain is one line and exit 0, also while the gateway runs', async (t) => {
  const folder = t.testdir()
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  await store.commit(receipt('r-1'))
  await store.commit(receipt('r-2'))
  const { code, lines } = await verify(folder)
  await store.close()
  t.equal(code, 0)
  t.equal(lines.length, 1)
  t.match(lines[0], /^chain [0-9a-f-]{36}: whole, 2 lines, head [0-9a-f]{64}$/)
})

test('a chain longer than a page is walked to its end', async (t) => {
  const folder = t.testdir()
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  const line = { at: 1, participant: 'his-1', action: 'read' as const, outcome: 'ok' }
  await store.commit(change({ audit: Array.from({ length: 2_500 }, () => line) }))
  await store.close()
  t.match(await verify(folder), { code: 0, lines: [/whole, 2500 lines/] })
})

for (const [what, sql] of [
  ['changed', `UPDATE audit SET participant = 'someone-else' WHERE seq = 2`],
  ['removed', 'DELETE FROM audit WHERE seq = 2'],
  [
    'added',
    `INSERT INTO audit SELECT chain, 4, hash, at, participant, action, outcome, message, referral, reason FROM audit WHERE seq = 3`
  ]
] as const) {
  test(`a line ${what} behind the gateway's back is named, with exit 1`, async (t) => {
    const folder = t.testdir()
    const file = join(folder, 'gateway.sqlite')
    const store = await openStore({ file })
    for (const id of ['r-1', 'r-2', 'r-3']) await store.commit(receipt(id))
    await store.close()
    const intruder = new DatabaseSync(file)
    intruder.exec(sql)
    intruder.close()
    const { code, lines } = await verify(folder)
    t.equal(code, 1)
    t.match(lines[0], what === 'added' ? /BROKEN at line 4/ : /BROKEN at line 2/)
  })
}

test('a folder without a store is said to have none, with exit 1', async (t) => {
  t.match(await verify(t.testdir()), { code: 1, lines: [/no store at/] })
})

function verify(folder: string): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  return new Promise((resolve) => {
    const env = { ...process.env, GATEWAY_DATA_DIR: folder }
    const child = execFile(process.execPath, [command], { env, timeout: 20_000 }, (_error, stdout) => {
      resolve({ code: child.exitCode ?? -1, lines: stdout.trim().split('\n') })
    })
  })
}
