/** COMMIT that nobody answered, and what the gateway tells its senders. */
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { openStore } from '../../../src/store/open.ts'
import { query } from '../../postgres/cluster.ts'
import { clusterOrSkip, freshDatabase } from '../../postgres/database.ts'
import { receipt } from '../fixtures.ts'

for (const way of ['pg_cancel_backend', 'pg_terminate_backend']) {
  test(`a commit whose wait for the standby was ended by ${way} is not acknowledged while the standby lacks it`, async (t) => {
    const primary = await clusterOrSkip(t)
    if (primary === undefined) return
    const standby = await primary.standby({ synchronous: true })
    t.teardown(async () => standby.stop('immediate'))
    const store = await openStore({ url: primary.url(), now: () => Date.now() })
    t.teardown(async () => store.close())
    t.strictSame(await store.commit(receipt('before')), { outcome: 'committed' })
    await standby.kill()

    const outcome = store.commit(receipt('lost')).then(
      (answer) => answer.outcome,
      (error: unknown) => String(error)
    )
    const waits = `SELECT ${way}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`
    for (let turn = 0; turn < 50; turn += 1) {
      if ((await query(primary.url(), waits)).length > 0) break
      await sleep(50)
    }
    const answered = await Promise.race([outcome, sleep(15_000, 'hangs')])
    t.not(answered, 'committed', `answered: ${answered}`)
    await query(primary.url(), 'ALTER SYSTEM RESET synchronous_standby_names')
    await query(primary.url(), 'SELECT pg_reload_conf()')
  })
}

test('a server that refuses the gateway after a lost COMMIT neither ends nor stops its writer', async (t) => {
  const primary = await clusterOrSkip(t)
  if (primary === undefined) return
  const standby = await primary.standby({ synchronous: true })
  t.teardown(async () => standby.stop('immediate'))
  await primary.psql('CREATE ROLE gateway SUPERUSER LOGIN')
  const url = primary.url().replace('app@', 'gateway@')
  const store = await openStore({ url })
  let unhandled: unknown
  const note = (error: unknown): void => void (unhandled = error)
  process.on('unhandledRejection', note)
  t.teardown(() => process.off('unhandledRejection', note))
  await store.commit(receipt('before'))
  await standby.kill()
  const outcome = store.commit(receipt('a')).then(
    (answer) => answer.outcome,
    (error: unknown) => String(error)
  )
  await sleep(500)
  await primary.psql('BEGIN; SET LOCAL synchronous_commit = local; ALTER ROLE gateway NOLOGIN; COMMIT')
  await primary.psql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
  t.not(await Promise.race([outcome, sleep(15_000, 'hangs')]), 'hangs', 'the sender gets an answer')
  await primary.psql('BEGIN; SET LOCAL synchronous_commit = local; ALTER ROLE gateway LOGIN; COMMIT')
  await primary.psql('ALTER SYSTEM RESET synchronous_standby_names')
  await primary.psql('SELECT pg_reload_conf()')
  const next = store.commit(receipt('b')).then(
    (answer) => answer.outcome,
    (error: unknown) => String(error)
  )
  t.equal(await Promise.race([next, sleep(15_000, 'hangs')]), 'committed', 'the next change is written')
  t.equal(unhandled, undefined, `an unhandled rejection ends the process: ${String(unhandled)}`)
})

test('a standby that is away makes a commit unavailable within a time that a sender waits', async (t) => {
  const primary = await clusterOrSkip(t)
  if (primary === undefined) return
  const standby = await primary.standby({ synchronous: true })
  t.teardown(async () => standby.stop('immediate'))
  const store = await openStore({ url: primary.url() })
  await store.commit(receipt('before'))
  await standby.kill()
  const begun = performance.now()
  const ended = store.commit(receipt('a')).then(
    () => 'committed',
    () => 'unavailable'
  )
  const answer = await Promise.race([ended, sleep(25_000, 'still waits after 25 s')])
  t.equal(answer, 'unavailable', `after ${Math.round(performance.now() - begun)} ms`)
  await primary.psql('ALTER SYSTEM RESET synchronous_standby_names')
  await primary.psql('SELECT pg_reload_conf()')
  await ended
  await store.close()
})

test('a server that stands still makes a commit unavailable within a time that a sender waits', async (t) => {
  const url = await freshDatabase(t)
  if (url === undefined) return
  const store = await openStore({ url })
  await store.commit(receipt('before'))
  const [row] = await query(
    url,
    `SELECT l.pid FROM pg_locks l WHERE locktype = 'advisory' AND classid = 7301
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  )
  const pid = Number(row?.['pid'])
  process.kill(pid, 'SIGSTOP')
  const begun = performance.now()
  const ended = store.commit(receipt('a')).then(
    () => 'committed',
    () => 'unavailable'
  )
  const answer = await Promise.race([ended, sleep(25_000, 'still waits after 25 s')])
  process.kill(pid, 'SIGCONT')
  t.not(answer, 'still waits after 25 s', `after ${Math.round(performance.now() - begun)} ms`)
  await ended
  await store.close()
})
