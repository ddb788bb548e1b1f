import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { UnavailableError } from '../../../src/unavailable.ts'
import { verifyChain, genesis } from '../../../src/audit/chain.ts'
import { auditHeads, auditPage } from '../../../src/store/sql/audit-read.ts'
import { readMigrations } from '../../../src/store/sql/migration.ts'
import { openAuditLog } from '../../../src/store/sqlite/audit.ts'
import { applyChange } from '../../../src/store/sqlite/change.ts'
import { Connection } from '../../../src/store/sqlite/driver.ts'
import { makeDurable } from '../../../src/store/sqlite/durability.ts'
import { migrate } from '../../../src/store/sqlite/migrate.ts'
import { Writer } from '../../../src/store/sqlite/writer.ts'
import { receipt } from '../fixtures.ts'

const migrations = readMigrations(new URL('../../../src/store/sqlite/migrations/', import.meta.url))

test('changes of one moment share a durable commit', async (t) => {
  const { file, commit, close } = open(t.testdir())
  t.teardown(close)
  const before = commitsInLog(file)
  await Promise.all(Array.from({ length: 100 }, (_, index) => commit(`r-${index}`)))
  t.equal(commitsInLog(file) - before, 2, '100 changes in batches of at most 64')
  await commit('alone')
  t.equal(commitsInLog(file) - before, 3)
})

test('work that changes nothing costs no commit', async (t) => {
  const { file, commit, close } = open(t.testdir())
  t.teardown(close)
  await commit('r-1')
  const before = commitsInLog(file)
  t.match(await commit('r-1'), { outcome: 'repeat' })
  t.equal(commitsInLog(file), before)
})

test('a full disk refuses what does not fit, loses nothing, and takes the rest when there is room', async (t) => {
  const { connection, commit, close, chainHolds } = open(t.testdir())
  t.teardown(close)
  await commit('before')
  // SQLite answers a file at its greatest size as it answers a full disk.
  connection.script('PRAGMA max_page_count = 80')
  const ended = await Promise.allSettled(Array.from({ length: 200 }, (_, index) => commit(`r-${index}`)))
  const kept = ended.flatMap(({ status }, index) => (status === 'fulfilled' ? [`r-${index}`] : []))
  const refusals = ended.flatMap((one): readonly unknown[] => (one.status === 'rejected' ? [one.reason] : []))
  t.ok(kept.length > 0 && refusals.length > 0, `${kept.length} kept, ${refusals.length} refused`)
  t.ok(
    refusals.every((reason) => reason instanceof UnavailableError && String(reason.cause).includes('full')),
    'said as what it is: not a bug, and nothing was stored'
  )
  connection.script('PRAGMA max_page_count = 100000')
  await commit('after')
  const rows = connection.all('SELECT id FROM referral ORDER BY rowid').map(({ id }) => id)
  t.strictSame(rows, ['before', ...kept, 'after'])
  t.ok(chainHolds())
})

test('one failing piece of work in a full batch rejects alone, and the others keep their order', async (t) => {
  const { connection, writer, commit, close, chainHolds } = open(t.testdir())
  t.teardown(close)
  const work = Array.from({ length: 64 }, (_, index) =>
    index === 40 ? writer.write(() => bug()) : commit(`r-${String(index).padStart(2, '0')}`)
  )
  const ended = await Promise.allSettled(work)
  t.strictSame(
    ended.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
    [40]
  )
  const lines = connection.all('SELECT referral FROM audit ORDER BY seq').map(({ referral }) => referral)
  t.strictSame(lines, [...lines].sort())
  t.equal(lines.length, 63)
  t.ok(chainHolds())
})

test('the writer refuses more than its queue holds', async (t) => {
  const { writer, close } = open(t.testdir())
  t.teardown(close)
  const waiting = Array.from({ length: 8_192 }, (_, index) => writer.write(() => index))
  await t.rejects(
    writer.write(() => 0),
    /8192 writes wait/
  )
  t.equal((await Promise.all(waiting)).at(-1), 8_191)
})

function open(folder: string) {
  const file = join(folder, 'gateway.sqlite')
  const connection = new Connection(file, 'write')
  makeDurable(connection)
  migrate(connection, migrations, 0)
  const audit = openAuditLog(connection, 'chain-1', 0)
  const writer = new Writer(connection, audit)
  return {
    file,
    connection,
    writer,
    commit: (id: string) => writer.write(() => applyChange({ connection, audit, token: 'here' }, receipt(id))),
    chainHolds: () => {
      const rows = connection.perform(auditPage({ kind: 'audit', chain: 'chain-1', afterSeq: 0, limit: 1_000 }))
      const verified = verifyChain(rows, genesis('chain-1'))
      return verified.ok && verified.head.hash === connection.perform(auditHeads())['chain-1']?.hash
    },
    close: () => {
      writer.close()
      connection.close()
    }
  }
}

function bug(): never {
  throw new Error('a bug')
}

/**
 * Commits in a write-ahead log: frames that say how large the database is after them, under the log's current salts.
 * Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
function commitsInLog(file: string): number {
  const log = readFileSync(`${file}-wal`)
  const frameBytes = 24 + log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let commits = 0
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes) {
    const current = salts.equals(log.subarray(at + 8, at + 16))
    if (current && log.readUInt32BE(at + 4) > 0) commits += 1
  }
  return commits
}
