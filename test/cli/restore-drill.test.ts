import { cp, mkdir, readFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Bundle } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import { localDay } from '../../src/clock.ts'
import { privateKeyPath } from '../../src/directory/keys.ts'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import { secretSetting } from '../../src/directory/secrets.ts'
import type { ReportAnswer } from '../../src/report/answer.ts'
import { verifyAudit } from '../../src/audit/verify.ts'
import { openReadOnly, type StoreLocation } from '../../src/store/open.ts'
import type { Reconciliation } from '../../src/store/port.ts'
import { requestToken } from '../../src/tokens/client.ts'
import { until, type Receiver } from '../delivery/receiver.ts'
import { refer } from '../e2e/conversation.ts'
import { fixedPort, startGateway, type GatewayProcess } from '../e2e/gateway-process.ts'
import { ask, jsonOf, resourceOf, type Answer, type Ask } from '../e2e/http.ts'
import { plein, referral, report, zuiderlicht } from '../e2e/messages.ts'
import { openPosterDiary, postReferrals } from '../e2e/poster.ts'
import { startWorld, type World } from '../e2e/world.ts'
import { freshDatabase } from '../postgres/database.ts'
import { runCommand } from './run-command.ts'

/** Referrals accepted while the backup is made and behind it, so that the two surely overlap. */
const meanwhileMin = 5

interface Restored extends GatewayProcess {
  as(participant: string, asked: Ask): Promise<Answer>
}

/** A dump holds the leases of the gateway that was killed as well; the lanes are free when those have run out. */
const leaseMsMax = 60_000

/** Waits until something holds, for as long as a lane may be another's. */
async function beyondLeases(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + leaseMsMax
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come to hold: ${what}`)
    await setTimeout(100)
  }
}

/** How the stores of the drill are kept, saved and brought back. */
interface Engine {
  /** What the gateways are told of the store; the data folder they have anyway. */
  readonly first: Readonly<Record<string, string>>
  readonly second: Readonly<Record<string, string>>
  readonly backup: (from: Folders) => Promise<string>
  readonly restore: (from: Folders) => Promise<string>
  readonly restored: (from: Folders) => StoreLocation
}

interface Folders {
  readonly dataDir: string
  readonly backup: string
  readonly restored: string
}

/** A gateway on a restored data directory, under another URL, with the directory and the keys of the first one. */
async function startRestored(world: World, dataDir: string, env: Engine['second'], lines: string[]): Promise<Restored> {
  await mkdir(dataDir, { recursive: true })
  for (const name of ['keys', 'directory.json']) {
    await cp(join(world.dataDir, name), join(dataDir, name), { recursive: true })
  }
  const gateway = await startGateway(
    {
      PORT: String(await fixedPort()),
      OPS_PORT: String(await fixedPort()),
      GATEWAY_DATA_DIR: dataDir,
      GATEWAY_DIRECTORY_FILE: join(world.dataDir, '..', 'directory.json'),
      ...env
    },
    lines
  )
  return {
    ...gateway,
    as: async (participant, asked) => {
      const privateJwk = JSON.parse(await readFile(privateKeyPath(dataDir, participant), 'utf8')) as JsonWebKey
      const token = await requestToken({ publicUrl: gateway.url, participant, privateJwk })
      return ask(gateway.url, { ...asked, headers: { authorization: `Bearer ${token}`, ...asked.headers } })
    }
  }
}

/** Each id with the different bodies that came under it. */
function bodiesOf(receiver: Receiver): ReadonlyMap<string, ReadonlySet<string>> {
  const bodies = new Map<string, Set<string>>()
  for (const { id, body } of receiver.arrivals) bodies.set(id, (bodies.get(id) ?? new Set()).add(body))
  return bodies
}

/** The lines that both commands print of a store: counts, chains, SHA-256. */
function factsIn(out: string): readonly string[] {
  return out.split('\n').filter((line) => /^(?:referrals|chain|sha256) /.test(line))
}

const DAY_MS = 86_400_000

/** A backup under traffic, the loss of the first gateway, and a second one on what was restored. */
async function drill(t: Test, engine: Engine): Promise<void> {
  const world = await startWorld(engine.first)
  t.teardown(async () => world.stop())
  const { receivers, dataDir } = world
  const folder = join(dataDir, '..')
  const folders = { dataDir, backup: join(folder, 'backup'), restored: join(folder, 'restored') }

  const first = await refer(world, { patient: 0 })
  // Of yesterday: what an intake of long ago opens would be overdue at once, and bring reminders.
  const feedback = await world.as('s-ggz-parkzicht', {
    method: 'POST',
    path: '/fhir',
    body: report(first.task, { on: localDay(Date.now() - DAY_MS) })
  })
  t.equal(feedback.status, 200, 'there is feedback')
  await refer(world, { patient: 1 })
  await receivers['s-ggz-zuiderlicht'].stop()
  const waiting = referral({ patient: 2, to: zuiderlicht })
  t.equal((await world.as('his-de-linde', { method: 'POST', path: '/fhir', body: waiting })).status, 200)

  const diary = openPosterDiary()
  const running = { isOver: false }
  const posting = postReferrals(world, diary, {
    ...{ as: 'his-het-plein', name: 'meanwhile', wish: { from: plein }, isOver: () => running.isOver }
  })
  await until(() => diary.acknowledged.size > 0, 'traffic flows')
  const knownAt = new Date().toISOString()
  const asked = { path: `/reports/obligations?asOf=2026-12-31&knownAt=${knownAt}` }
  const told = [await engine.backup(folders)]
  const atBackup = diary.acknowledged.size
  await until(() => diary.acknowledged.size >= atBackup + meanwhileMin, 'traffic goes on')
  running.isOver = true
  await posting
  const late = referral({ patient: 0 })
  t.equal((await world.as('his-de-linde', { method: 'POST', path: '/fhir', body: late })).status, 200)
  const before = jsonOf(await world.as('auditor-rho', asked)) as ReportAnswer
  t.ok(before.count >= 12, 'the report is about three referrals and more')
  t.equal(before.knownAt, knownAt)
  await world.kill()

  told.push(await engine.restore(folders))
  const store = openReadOnly(engine.restored(folders))
  const heads = (await store.read({ kind: 'auditHeads' })).facts
  const lines: string[] = []
  const gateway = await startRestored(world, folders.restored, engine.second, lines)
  t.teardown(async () => gateway.stop())

  const after = jsonOf(await gateway.as('auditor-rho', asked)) as ReportAnswer
  t.same([after.hash, after.count], [before.hash, before.count])
  t.same(after.rows, before.rows, 'the same rows, under the same pseudonyms')

  await receivers['s-ggz-zuiderlicht'].start()
  await beyondLeases(() => bodiesOf(receivers['s-ggz-zuiderlicht']).size === 1, 'what was waiting arrives')
  const traffic = async (): Promise<Reconciliation> =>
    jsonOf(await gateway.as('operator', { path: '/reports/reconciliation' })) as Reconciliation
  const lost =
    4 +
    1 +
    diary.acknowledged.size -
    Object.values((await traffic()).received).reduce((sum, one) => sum + one.accepted, 0)
  t.comment(`${diary.acknowledged.size} acknowledged under traffic, ${lost} of all lost with the first gateway`)
  t.ok(lost > meanwhileMin, 'what came after the backup is missing, and the counts tell how much')

  const repeated = await gateway.as('his-de-linde', { method: 'POST', path: '/fhir', body: first.message })
  t.equal(repeated.header('idempotent-replayed'), 'true', 'what was before the backup is known')
  t.same(resourceOf(repeated, 'Bundle'), resourceOf(first.answer, 'Bundle'))
  const again = await gateway.as('his-de-linde', { method: 'POST', path: '/fhir', body: late })
  t.same([again.status, again.header('idempotent-replayed')], [200, undefined], 'what was after it is new, and taken')
  const now = jsonOf(await gateway.as('auditor-rho', { path: '/reports/obligations' })) as ReportAnswer
  const subjectOf = (message: Bundle): string | undefined => {
    const made = message.entry?.map(({ response }) => response?.location ?? '').join() ?? ''
    return now.rows.find(({ referralId }) => made.includes(referralId))?.subject
  }
  t.ok(subjectOf(resourceOf(first.answer, 'Bundle')))
  t.equal(
    subjectOf(resourceOf(again, 'Bundle')),
    subjectOf(resourceOf(first.answer, 'Bundle')),
    'one patient, one name'
  )

  await beyondLeases(
    async () => Object.values((await traffic()).outbox).every((one) => one.waiting === 0),
    'all is delivered'
  )
  for (const [id, receiver] of Object.entries(receivers)) {
    const several = [...bodiesOf(receiver).values()].filter(({ size }) => size > 1)
    t.same(several, [], `what ${id} got twice was the same, under the same identifier`)
  }
  const chains = await verifyAudit(store)
  t.ok(chains.length > 0 && chains.every(({ ok }) => ok), 'the audit chains are whole')
  for (const [chain, { seq, hash }] of Object.entries(heads)) {
    const { facts: head } = await store.read({ kind: 'audit', chain, afterSeq: seq - 1, limit: 1 })
    t.match(head, [{ seq, hash }], 'and go on from where the backup ended')
  }
  for (const name of ['subjects', 'pseudonyms', 'token-signing'] as const) {
    const { facts: secret = '' } = await store.read({ kind: 'setting', name: secretSetting(name) })
    t.ok(secret.length > 40)
    t.notOk(
      [...world.lines, ...lines, ...told].some((line) => line.includes(secret)),
      'told nowhere'
    )
  }
  t.same(
    [...world.lines, ...lines].filter((line) => /"level":(50|60)/.test(line)),
    []
  )
  await store.close()
}

test('a backup made under traffic gives, in another place, the same report and sends what was waiting', async (t) => {
  const command = async (name: string, args: readonly string[]): Promise<string> => {
    const { code, out, err } = await runCommand(name, args)
    t.same([code, err], [0, ''])
    return out
  }
  const facts: (readonly string[])[] = []
  await drill(t, {
    first: {},
    second: {},
    backup: async ({ dataDir, backup }) => {
      const out = await command('backup', [backup, '--data-dir', dataDir])
      facts.push(factsIn(out))
      return out
    },
    restore: async ({ backup, restored }) => {
      const out = await command('restore', [backup, '--data-dir', restored])
      facts.push(factsIn(out))
      return out
    },
    restored: ({ restored }) => ({ file: join(restored, 'gateway.sqlite') })
  })
  t.ok((facts[0]?.length ?? 0) >= 3)
  t.same(facts[1], facts[0], 'what was restored is what was backed up')
})

test('a dump of PostgreSQL made under traffic gives the same in another database', async (t) => {
  const [first, second] = [await freshDatabase(t), await freshDatabase(t)]
  if (first === undefined || second === undefined) return
  const run = async (program: string, args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(program, args)
    return stdout + stderr
  }
  await drill(t, {
    first: { GATEWAY_DATABASE_URL: first },
    second: { GATEWAY_DATABASE_URL: second },
    backup: async ({ backup }) => run('pg_dump', ['-Fc', `--file=${backup}`, first]),
    restore: async ({ backup }) => {
      return run('pg_restore', [
        ...['--exit-on-error', '--single-transaction', '--no-owner'],
        ...[`--dbname=${second}`, backup]
      ])
    },
    restored: () => ({ url: second })
  })
})
