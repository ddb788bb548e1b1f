import { reportColumns, type ReportRow } from './rows.ts'

/** RFC 8785 sorts members by the code units of their names, which `sort` does. */
const members = [...reportColumns].sort().map((column) => [column, `${JSON.stringify(column)}:`] as const)

/**
 * A row as RFC 8785 (JSON Canonicalization Scheme) writes it.
 *
 * Of texts, whole numbers and null, which is all that a row holds, `JSON.stringify` writes the same as that standard asks.
 * Source: https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2
 */
export function canonicalRow(row: ReportRow): string {
  let text = ''
  for (const [column, name] of members) text += (text === '' ? '{' : ',') + name + canonicalValue(row[column])
  return `${text}}`
}

function canonicalValue(value: string | number | null): string {
  // Most are ids, codes and days, in which nothing needs an escape.
  if (typeof value === 'string') return /^[ !#-[\]-~]*$/.test(value) ? `"${value}"` : JSON.stringify(value)
  return String(value)
}

/** The row of such a text, its members in the order of the columns. */
export function rowOfCanonical(text: string): ReportRow {
  // Only `canonicalRow` makes these texts.
  const read = JSON.parse(text) as ReportRow
  const row: Partial<Record<keyof ReportRow, string | number | null>> = {}
  for (const column of reportColumns) row[column] = read[column]
  // All columns of a row are in the list.
  return row as ReportRow
}
