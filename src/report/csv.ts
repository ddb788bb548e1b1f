/**
 * CSV as Dutch spreadsheets open it: semicolons, UTF-8 with a byte order mark, CRLF (design section 9).
 *
 * Source: RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */

/** A value of a cell; null is an empty one. */
export type Cell = string | number | null

const BYTE_ORDER_MARK = '\uFEFF'

/** A table as CSV text, line by line: the header first, each line with its end. */
export function* csvLines(
  head: readonly string[],
  rows: Iterable<readonly Cell[]>
): Generator<string, undefined, undefined> {
  yield BYTE_ORDER_MARK + line(head)
  for (const row of rows) yield line(row)
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`
}

/**
 * One cell: text that a spreadsheet would take for a formula gets an apostrophe before it, for names come from a file
 * that others write; what would break the line is quoted. A number stays as it is, also below zero.
 *
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  // A comma or a tab too: a reader that splits there must not find the start of a formula behind it.
  return /[";,\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
