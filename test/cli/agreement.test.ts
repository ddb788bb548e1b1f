import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { manualClock } from '../../src/clock.ts'
import { receive } from '../../src/flows/receive.ts'
import { createLog } from '../../src/log.ts'
import type { WhatIfTold } from '../../src/flows/what-if.ts'
import { openStore } from '../../src/store/open.ts'
import { inbound } from '../flows/world.ts'
import { agreements, lga } from '../obligations/fixtures.ts'
import { nextFile } from '../obligations/next-version.ts'
import * as f from '../referral/fixtures.ts'
import { runCommand } from './run-command.ts'

/** A data folder in which one referral was received on 2 March 2026 under the shipped agreement, and where it is that day. */
async function received(t: Test): Promise<Readonly<Record<'GATEWAY_DATA_DIR' | 'GATEWAY_CLOCK', string>>> {
  const folder = t.testdir()
  const clock = manualClock(f.start)
  const store = await openStore({ file: join(folder, 'gateway.sqlite'), now: () => clock.now() })
  const log = createLog({ level: 'silent' })
  const deps = { store, clock, log, rules: { ...f.rules, agreements }, wake: () => undefined }
  const result = await receive(deps, inbound(f.hisA, f.referralBundle()))
  if (!result.ok) throw new Error(JSON.stringify(result))
  await store.close()
  return { GATEWAY_DATA_DIR: folder, GATEWAY_CLOCK: 'manual:2026-03-02T10:00:00Z' }
}

/** Writes the file of a next version, in which the report after intake is due after four weeks. */
function nextFileIn(folder: string): string {
  const path = join(folder, 'new.json')
  writeFileSync(path, JSON.stringify(nextFile))
  return path
}

test('what a version would change is told as a table and as JSON, and nothing is written', async (t) => {
  const env = await received(t)
  const path = nextFileIn(env.GATEWAY_DATA_DIR)
  const json = await runCommand('agreement', ['diff', path, '--json'], env)
  t.match(json, { code: 0, err: '' })
  const told = JSON.parse(json.out) as WhatIfTold
  t.match(told, { version: 'lga|99.0.0', on: '2026-03-02', counts: { changed: 1, effects: { 'moves-earlier': 1 } } })
  t.match(told.rows, [
    {
      ...{ code: 'intake-confirmation', owner: 's-a', creditor: 'his-a', effects: ['moves-earlier'] },
      ...{ before: { dueOn: '2026-04-13' }, after: { dueOn: '2026-03-30' } }
    }
  ])
  const table = await runCommand('agreement', ['diff', path], env)
  t.match(table, { code: 0, err: '' })
  t.match(table.out, /intake-confirmation +s-a +his-a +2026-04-13 prospective +2026-03-30 prospective +moves-earlier\n/)
  t.match(table.out, /^lga\|99\.0\.0 in force on 2026-03-02: of \d+ open duties 1 would change\nmoves-earlier +1\n$/m)
  for (const { out } of [json, table]) t.notMatch(out, new RegExp(f.bsn))
})

test('putting in force needs the store for itself, says who did it, and may be done twice', async (t) => {
  const env = { ...(await received(t)), GATEWAY_DIRECTORY_FILE: join(import.meta.dirname, '../../demo/directory.json') }
  const args = ['enforce', 'lga', '--reason', 'Agreed by the region']
  const quiet = { ...env, LOG_LEVEL: 'silent' }
  for (const time of ['first', 'second']) {
    t.strictSame(
      await runCommand('agreement', args, quiet),
      {
        code: 0,
        out: `lga|${lga.version} is in force for what is open: 0 referrals changed\n`,
        err: ''
      },
      time
    )
  }
  const gateway = await openStore({ file: join(env.GATEWAY_DATA_DIR, 'gateway.sqlite') })
  t.match(await runCommand('agreement', args, quiet), {
    code: 1,
    out: '',
    err: /^cannot open the store .*\n.*\$enforce/
  })
  const heads = Object.keys((await gateway.read({ kind: 'auditHeads' })).facts)
  const lines = await Promise.all(
    heads.map(async (chain) => (await gateway.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })).facts)
  )
  t.match(
    lines.flat().filter(({ action }) => action === 'agreement'),
    [{ participant: 'operator', outcome: 'begun' }, { outcome: 'enforced' }, {}, {}]
  )
  await gateway.close()
})

test('what cannot be done is said in a line without content', async (t) => {
  const env = await received(t)
  const broken = join(env.GATEWAY_DATA_DIR, 'broken.json')
  writeFileSync(broken, JSON.stringify({ ...nextFile, surprise: 1 }))
  const path = nextFileIn(env.GATEWAY_DATA_DIR)
  const table = [
    [['enforce', 'lga'], /^usage: /],
    [['diff', join(env.GATEWAY_DATA_DIR, 'nothing.json')], /nothing\.json/],
    [['diff', broken], /broken\.json\/surprise is not known/],
    [['enforce', 'nobody', '--reason', 'x'], /No agreement of that id/],
    [['enforce', 'lga', '--reason', 'for 123456782'], /may name no patient/]
  ] as const
  for (const [args, said] of table) {
    t.match(
      await runCommand('agreement', [...args], { ...env, LOG_LEVEL: 'silent' }),
      { code: 1, out: '', err: said },
      args.join(' ')
    )
  }
  const none = join(env.GATEWAY_DATA_DIR, 'none')
  mkdirSync(none)
  for (const args of [
    ['diff', path],
    ['enforce', 'lga', '--reason', 'x']
  ]) {
    const missing = await runCommand('agreement', args, { ...env, GATEWAY_DATA_DIR: none })
    t.match(missing, { code: 1, out: '', err: /^no store at/ }, args.join(' '))
  }
  t.strictSame(readdirSync(none), [], 'none was made')
})
