import assert from 'node:assert/strict'
import type { Row } from './statement.ts'

/** A column that holds text. */
export function text(row: Row, column: string): string {
  const value = row[column]
  assert(typeof value === 'string', `column ${column} is not text`)
  return value
}

/** A column that holds text or NULL. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

/** A column that holds a whole number within the range of a double. */
export function integer(row: Row, column: string): number {
  const value = row[column]
  assert(typeof value === 'number', `column ${column} is not a number`)
  return value
}

/** A column that holds bytes. */
export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  assert(value instanceof Uint8Array, `column ${column} is not bytes`)
  return value
}

/** An optional property, absent where the column is NULL: `{...optionalText(row, 'reason', 'reason')}`. */
export function optionalText<K extends string>(row: Row, column: string, property: K): { readonly [P in K]?: string } {
  const made: { [P in K]?: string } = {}
  const value = textOrNull(row, column)
  if (value !== null) made[property] = value
  return made
}

/** A JSON column as the store itself wrote it, checked by `holds`. */
export function json<T>(row: Row, column: string, holds: (value: unknown) => value is T): T {
  const value: unknown = JSON.parse(text(row, column))
  assert(holds(value), `column ${column} does not hold what was written`)
  return value
}

/** Whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Whether a value is an object of texts. */
export function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && isTexts(Object.values(value))
}
