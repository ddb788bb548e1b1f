import { setTimeout } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { openReadOnly } from '../../src/store/open.ts'
import { clusterOrSkip, type SkippableTest } from '../postgres/database.ts'
import type { Cluster } from '../postgres/cluster.ts'
import { startFleet, type Fleet } from './fleet.ts'
import { acknowledgedIn, bothAnswer, converse, openDiary, type Diary } from './fleet-senders.ts'
import { ask } from './http.ts'
import { answerSlowly, drained, faultsOf, judge, loggedBy, lostIn } from './fleet-verdict.ts'

const leaseMs = 10_000
const sendTimeoutMs = 2_000

const env = {
  GATEWAY_LEASE_SECONDS: String(leaseMs / 1_000),
  GATEWAY_SEND_TIMEOUT_MS: String(sendTimeoutMs),
  GATEWAY_SWEEP_MINUTES: '0'
}

/** What is acknowledged before the primary dies, and again after it. */
const messagesMin = 40

/** How long no server takes writes: the time in which somebody, or a program, sees that the primary is gone. */
const awayMs = 3_000

/** A gateway that cannot reach its store says so within this time. */
const readyMsMax = 10_000

interface Pair {
  readonly primary: Cluster
  readonly standby: Cluster
  readonly fleet: Fleet
}

/** A primary with a standby, and two gateways that know both; undefined where the test is skipped. */
async function startPair(t: SkippableTest & Pick<Test, 'teardown'>, synchronous: boolean): Promise<Pair | undefined> {
  const primary = await clusterOrSkip(t)
  if (primary === undefined) return undefined
  const standby = await primary.standby({ synchronous })
  t.teardown(async () => standby.stop('immediate'))
  await primary.psql('CREATE DATABASE gateway TEMPLATE template0')
  const url = `postgres://app@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/gateway`
  const fleet = await startFleet(url, { env })
  t.teardown(async () => fleet.stop())
  return { primary, standby, fleet }
}

async function acknowledgedMore(diary: Diary): Promise<void> {
  const before = acknowledgedIn(diary)
  for (let looks = 0; looks < 600; looks++) {
    if (acknowledgedIn(diary) >= before + messagesMin) return
    await setTimeout(50)
  }
  throw new Error('too little is acknowledged')
}

/** What each gateway says about itself. */
async function readiness({ members }: Fleet): Promise<readonly number[]> {
  const asked = { path: '/health/ready', withinMs: readyMsMax }
  return Promise.all(members.map(async ({ opsUrl }) => (await ask(opsUrl, asked)).status))
}

test('a primary that dies under traffic takes nothing with it that was acknowledged', async (t) => {
  const pair = await startPair(t, true)
  if (pair === undefined) return
  const { primary, standby, fleet } = pair
  const times = answerSlowly(fleet)
  const diary = openDiary()
  let isOver = false
  const senders = converse(fleet, diary, () => isOver)
  senders.catch(() => undefined)
  await acknowledgedMore(diary)

  const from = Date.now() - sendTimeoutMs
  await primary.kill()
  const before = acknowledgedIn(diary)
  const away = readiness(fleet)
  await setTimeout(awayMs)
  const meanwhile = acknowledgedIn(diary) - before
  t.ok(
    (await away).every((status) => status >= 500),
    `without a store no gateway is ready: ${(await away).join(', ')}`
  )
  await standby.promote()
  const promotedAt = Date.now()
  await bothAnswer(fleet, diary)
  t.comment(`${before} acknowledged before, the first ${Date.now() - promotedAt} ms after the promotion`)
  await acknowledgedMore(diary)
  isOver = true
  await senders
  await drained(fleet)

  const troubles = [{ from, until: promotedAt + leaseMs }]
  const { figures, repeats, problems } = await judge(fleet, diary, { times, troubles })
  t.comment(JSON.stringify({ ...figures, repeats, meanwhile }))
  t.strictSame(problems, [], 'the promoted server, the senders and the receivers agree')
  t.strictSame(faultsOf(fleet), [], 'no gateway met an error but the lack of a store')
  t.strictSame(await readiness(fleet), [200, 200], 'and each is ready again')
  t.strictSame(await fleet.stop(), [0, 0])
})

test('the same is seen to lose messages where the standby is not waited for, and behind', async (t) => {
  const pair = await startPair(t, false)
  if (pair === undefined) return
  const { primary, standby, fleet } = pair
  answerSlowly(fleet)
  const diary = openDiary()
  // Its link to the primary breaks, and nobody waits for it.
  await standby.psql("ALTER SYSTEM SET primary_conninfo = ''")
  await standby.psql('SELECT pg_reload_conf()')
  const receiving = 'SELECT pid FROM pg_stat_wal_receiver'
  for (let looks = 0; looks < 200 && (await standby.psql(receiving)).length > 0; looks++) await setTimeout(50)
  let isOver = false
  const senders = converse(fleet, diary, () => isOver)
  await acknowledgedMore(diary)
  isOver = true
  await senders
  await primary.kill()
  await standby.promote()
  const store = openReadOnly({ url: fleet.databaseUrl })
  const lost = await lostIn(store, diary)
  await store.close()
  t.comment(`${lost.length} of ${acknowledgedIn(diary)} lost`)
  t.equal(lost.length, acknowledgedIn(diary))
  t.match(loggedBy(fleet, 40).join('\n'), /standby/, 'the gateways have warned of it')
})
