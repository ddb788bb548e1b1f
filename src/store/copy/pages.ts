import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { integer } from '../sql/row.ts'
import { all, first, type Row, type Sql } from '../sql/statement.ts'
import type { Column } from '../sql/tables.ts'
import type { Cell, Cells, Side } from './side.ts'
import type { CopiedTable } from './tables.ts'

/** Rows read at a time, and the bytes that they may have together; a single row may have more. */
const rowsMax = 1_000
const bytesMax = 4 * 1024 * 1024

/** The rows of a table in the order of its key, page by page. Each turn begins behind the last row, so it ends. */
export async function* pagesOf(side: Side, table: CopiedTable): AsyncGenerator<readonly Cells[]> {
  for (let after: Cells | undefined; ;) {
    const rows = await side.perform(page(side, table, after))
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = table.key.map((name) => last[table.columns.findIndex(([column]) => column === name)] ?? null)
  }
}

/** How many rows a table has, as its engine counts them. */
export function* countOf({ name }: CopiedTable): Sql<number> {
  const row = yield* first(`SELECT count(*) AS total FROM ${name}`)
  assert(row !== undefined)
  return integer(row, 'total')
}

function* page(side: Side, table: CopiedTable, after: Cells | undefined): Sql<readonly Cells[]> {
  const { name, columns, key } = table
  const keys = key.map((column) => `${name}.${column}`).join(', ')
  const behind = after === undefined ? '' : `WHERE (${keys}) > (${key.map(() => '?').join(', ')})`
  const from = `FROM ${name} ${behind} ORDER BY ${keys} LIMIT ?`
  // The engines know how long a value is without reading it, so no page of letters is larger than the memory for it.
  const sizes = yield* all(`SELECT ${sizeOf(table)} AS size ${from}`, ...(after ?? []), rowsMax)
  const length = lengthWithin(sizes.map((row) => integer(row, 'size')))
  const list = columns.map((column) => side.selected(name, column)).join(', ')
  const rows = yield* all(`SELECT ${list} ${from}`, ...(after ?? []), length)
  return rows.map((row) => columns.map((column) => cell(row, column, table)))
}

function sizeOf({ name, columns }: CopiedTable): string {
  const long = columns.filter(([, type]) => type !== 'bigint')
  return long.map(([column]) => `coalesce(octet_length(${name}.${column}), 0)`).join(' + ')
}

/** How many of these rows fit into a page: one at the least. */
function lengthWithin(sizes: readonly number[]): number {
  let total = 0
  const over = sizes.findIndex((size) => (total += size) > bytesMax)
  return over === -1 ? Math.max(sizes.length, 1) : Math.max(over, 1)
}

/** SQLite keeps any value in any column; one that is not what its column says would not be the same on both sides. */
function cell(row: Row, [column, type]: Column, { name }: CopiedTable): Cell {
  const value = row[column]
  if (value === null) return value
  if (type === 'bigint' && typeof value === 'number' && Number.isSafeInteger(value)) return value
  if (type === 'bytea' && value instanceof Uint8Array) return value
  if (type === 'text' && typeof value === 'string') return value
  if (type === 'text' && value instanceof Uint8Array && isUtf8(value)) return Buffer.from(value).toString('utf8')
  throw new Error(`table ${name}: a value of ${column} is no ${type}`)
}
