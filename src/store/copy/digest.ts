import { createHash } from 'node:crypto'
import { countOf, pagesOf } from './pages.ts'
import type { Cells, Side } from './side.ts'
import type { CopiedTable } from './tables.ts'

/** What tells the content of a table from another's. */
export interface TableDigest {
  /** As the engine counts them. */
  readonly rows: number
  /** Those that stand in the hash: the same number, unless reading page by page has lost one. */
  readonly hashed: number
  /** SHA-256 in hex over the rows in the order of their key, each as `lineOf` gives it. */
  readonly sha256: string
}

/** Reads a whole table. */
export async function digestOf(side: Side, table: CopiedTable): Promise<TableDigest> {
  const hash = createHash('sha256')
  let hashed = 0
  for await (const rows of pagesOf(side, table)) {
    for (const row of rows) hash.update(lineOf(row), 'utf8')
    hashed += rows.length
  }
  return { rows: await side.perform(countOf(table)), hashed, sha256: hash.digest('hex') }
}

/**
 * A row as a line of JSON, the same on both engines: its values in the order of the columns, bytes as `{"base64": ...}`, so
 * that no two rows have the same line.
 */
function lineOf(row: Cells): string {
  const values = row.map((cell) =>
    cell instanceof Uint8Array
      ? { base64: Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('base64') }
      : cell
  )
  return `${JSON.stringify(values)}\n`
}
