import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Connection } from './driver.ts'
import { integer, text } from './row.ts'

/** A numbered migration file. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** Reads the migrations of a folder, `0001-name.sql` and on, in order and without gaps. */
export function readMigrations(folder: URL): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1])
    if (number !== index + 1) throw new Error(`migration ${name}: expected number ${index + 1}`)
    // Line ends differ between checkouts and mean nothing to SQL.
    return { number, name, sql: readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n') }
  })
}

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
    if (checksum(known) !== text(row, 'checksum')) throw new Error(`migration ${known.name} was changed after it ran`)
  }
  for (const migration of migrations.slice(applied.length)) {
    connection.transaction(() => {
      connection.run(
        'INSERT INTO migration VALUES (?, ?, ?, ?)',
        migration.number,
        migration.name,
        checksum(migration),
        appliedAt
      )
      connection.script(migration.sql)
    })
  }
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}
