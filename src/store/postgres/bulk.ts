import type { Column, Table } from '../sql/tables.ts'
import type { Outcome } from '../sql/statement.ts'
import type { Session } from './driver.ts'

/** A value of a column of a row. */
type Cell = string | number | Uint8Array | null

/**
 * Inserts rows in the order given with one statement, whatever their number.
 *
 * @param onConflict - such as `ON CONFLICT DO NOTHING`, and what is to be given of the rows that were inserted.
 * @returns how many were inserted or changed, and what was asked of them.
 */
export async function insertRows<T>(
  session: Session,
  table: Table<T>,
  rows: readonly T[],
  onConflict = ''
): Promise<Outcome> {
  if (rows.length === 0) return { rows: [], changes: 0 }
  const names = table.columns.map(([name]) => name).join(', ')
  const sql = `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM ${asRows(table.columns)}
    ORDER BY place ${onConflict}`
  return session.native(sql, columnsOf(rows.map(table.values), table.columns.length))
}

/** Deletes the rows that equal one of these in every column. */
export async function deleteRows<T>(session: Session, table: Table<T>, rows: readonly T[]): Promise<void> {
  if (rows.length === 0) return
  const equal = table.columns.map(([name]) => `t.${name} = u.${name}`).join(' AND ')
  const sql = `DELETE FROM ${table.name} t USING ${asRows(table.columns)} WHERE ${equal}`
  await session.native(sql, columnsOf(rows.map(table.values), table.columns.length))
}

/** `unnest(...) AS u(...)` of as many arrays as columns, from `$1` on, with the row's place in the list as `place`. */
export function asRows(columns: readonly Column[]): string {
  const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')
  return `unnest(${arrays}) WITH ORDINALITY AS u(${columns.map(([name]) => name).join(', ')}, place)`
}

/** Rows turned into one array for each column. */
export function columnsOf(rows: readonly (readonly Cell[])[], width: number): readonly (readonly Cell[])[] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null))
}
