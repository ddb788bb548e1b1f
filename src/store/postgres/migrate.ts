import { all } from '../sql/statement.ts'
import { integer, text } from '../sql/row.ts'
import { checksumOf, type Migration } from '../sql/migration.ts'
import type { Session } from './driver.ts'

/** The advisory lock under which one process at a time migrates. */
const migrationLock = 7_302

/**
 * Applies the migrations that a store does not have yet, each in a transaction of its own, while every other process waits.
 *
 * A migration that this program does not know is accepted where it says of itself that it only adds (`-- adds only` in its
 * first line): the programs of two versions run side by side while an upgrade goes from one to the next.
 *
 * @throws Error when an applied migration was changed since, or the store has one of a newer program that changes.
 */
export async function migrate(session: Session, migrations: readonly Migration[], appliedAt: number): Promise<void> {
  await session.script(
    `SET lock_timeout = '60s'; SELECT pg_advisory_lock(${migrationLock}); SET lock_timeout = '10s'; SET statement_timeout = 0`
  )
  // Asked first, because a role that may only write rows is refused the question whether it may make a table.
  const [table] = (await session.native(`SELECT to_regclass('migration')::text AS name`, [])).rows
  if (table?.['name'] === null) {
    await session.script(`CREATE TABLE migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
      applied_at BIGINT NOT NULL, adds_only BIGINT NOT NULL)`)
  }
  const rows = await session.perform(all('SELECT number, name, checksum, adds_only FROM migration ORDER BY number'))
  for (const row of rows) {
    const known = migrations.find(({ number }) => number === integer(row, 'number'))
    const name = text(row, 'name')
    if (known === undefined && integer(row, 'adds_only') !== 1) {
      throw new Error(`the store has migration ${name}, made by a newer program`)
    }
    if (known !== undefined && checksumOf(known) !== text(row, 'checksum')) {
      throw new Error(`migration ${known.name} was changed after it ran`)
    }
  }
  const applied = new Set(rows.map((row) => integer(row, 'number')))
  for (const migration of migrations.filter(({ number }) => !applied.has(number))) {
    await apply(session, migration, appliedAt)
  }
  // The connection is only for this, and the lock goes with it.
}

async function apply(session: Session, migration: Migration, appliedAt: number): Promise<void> {
  const { number, name, sql } = migration
  await session.script(`BEGIN; ${sql}`)
  await session.native('INSERT INTO migration VALUES ($1, $2, $3, $4, $5)', [
    ...[number, name, checksumOf(migration), appliedAt, addsOnly(migration) ? 1 : 0]
  ])
  await session.script('COMMIT')
}

function addsOnly({ sql }: Migration): boolean {
  return /^-- adds only/i.test(sql)
}
