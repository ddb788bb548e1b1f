import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

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

/** By which a store knows a migration that it has: SHA-256 in hex of its text. */
export function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex')
}
