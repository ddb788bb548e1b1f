import { checksumOf, type Migration } from '../sql/migration.ts'
import { integer, text } from '../sql/row.ts'
import type { Connection } from './driver.ts'

/**
 * Applies the migrations that a store does not have yet, each in a transaction of its own.
 *
 * @throws Error when an applied migration was changed since, or the store has one that this program does not know.
 */
export function migrate(connection: Connection, migrations: readonly Migration[], appliedAt: number): void {
  connection.script(
    'CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)'
  )
  const applied = connection.all('SELECT number, name, checksum FROM migration ORDER BY number')
  for (const row of applied) {
    const known = migrations.find(({ number }) => number === integer(row, 'number'))
    if (known === undefined) throw new Error(`the store has migration ${text(row, 'name')}, made by a newer program`)
    if (checksumOf(known) !== text(row, 'checksum')) throw new Error(`migration ${known.name} was changed after it ran`)
  }
  for (const migration of migrations.slice(applied.length)) {
    connection.transaction(() => {
      connection.run(
        'INSERT INTO migration VALUES (?, ?, ?, ?)',
        migration.number,
        migration.name,
        checksumOf(migration),
        appliedAt
      )
      connection.script(migration.sql)
    })
  }
}
