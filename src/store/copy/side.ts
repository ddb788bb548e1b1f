import type { Query, QueryKind, Read, Store } from '../port.ts'
import { checksumOf, type Migration } from '../sql/migration.ts'
import { answerOf } from '../sql/queries.ts'
import { integer, text } from '../sql/row.ts'
import { all, first, type Sql } from '../sql/statement.ts'
import type { Column } from '../sql/tables.ts'
import { copiedTables, type CopiedTable } from './tables.ts'

/** A value of a row, the same on both engines. */
export type Cell = string | number | Uint8Array | null

/** The values of a row, in the order of its table's columns. */
export type Cells = readonly Cell[]

/** A store that is copied or compared: nobody else writes to it until it is closed. */
export interface Side {
  perform<T>(work: Sql<T>): Promise<T>
  /** How a column of a table is selected, under its own name. */
  readonly selected: (table: string, column: Column) => string
  /** The latest instant that the store stamped or reported of; gateway clock, ms. */
  latestStamp(): Promise<number>
  close(): Promise<void>
}

/** An empty store that is being filled. Closing it before `keep` leaves it empty, or not there. */
export interface Target extends Side {
  /** Adds rows; what the other engine does not stamp counts as stamped at `stampedAt`. */
  add(table: CopiedTable, rows: readonly Cells[], stampedAt: number): Promise<void>
  /** Makes what was added complete: counters, checks of references. */
  finish(stampedAt: number): Promise<void>
  /** Makes it durable and lets gateways have it. */
  keep(): Promise<void>
}

/** The store port's reading half on a side, for what reads through it. */
export function readsOf(side: Side): Pick<Store, 'read'> {
  return { read: <K extends QueryKind>(query: Query<K>): Promise<Read<K>> => side.perform(answerOf(query)) }
}

/**
 * Throws unless a store has exactly the migrations of this program: of what another version keeps, this one would leave
 * something behind.
 */
export function* requireMigrations(migrations: readonly Migration[], shown: string): Sql<void> {
  const rows = yield* all('SELECT number, checksum FROM migration ORDER BY number')
  const isOurs = (row: (typeof rows)[number]): boolean => {
    const known = migrations.find(({ number }) => number === integer(row, 'number'))
    return known !== undefined && checksumOf(known) === text(row, 'checksum')
  }
  if (rows.length !== migrations.length || !rows.every(isOurs)) {
    throw new Error(
      `the store ${shown} is of another version: start and stop a gateway of this version on it, then copy it`
    )
  }
}

/** Throws where a table of those that are there has a row. */
export function* requireEmpty(tables: readonly string[], shown: string): Sql<void> {
  for (const { name } of copiedTables.filter((table) => tables.includes(table.name))) {
    const row = yield* first(`SELECT 1 AS found FROM ${name} LIMIT 1`)
    if (row !== undefined) throw new Error(`the store ${shown} is not empty (${name}): a copy replaces nothing`)
  }
}
