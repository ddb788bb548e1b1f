/**
 * SQL that every engine of the store speaks, written once: a piece of work is a generator that yields statements and is
 * given their outcome, so that one engine runs it without waiting and another over a network.
 */

/** A value as an engine gives it. */
export type Value = string | number | bigint | Uint8Array | null

/** A row as an engine gives it; `row.ts` reads its columns with their types checked. */
export type Row = Readonly<Record<string, Value>>

/** A value for a bound parameter. */
export type Bound = string | number | Uint8Array | null

/** One statement with its parameters, which stand as `?` in the text; no `?` stands in it for anything else. */
export interface Statement {
  readonly sql: string
  readonly values: readonly Bound[]
}

/** What a statement did: the rows that it gave, or how many it changed. */
export interface Outcome {
  readonly rows: readonly Row[]
  readonly changes: number
}

/** Work on the store that ends in a `T`; run by an engine, inside a snapshot or a transaction as its docstring says. */
export type Sql<T> = Generator<Statement, T, Outcome>

/** Every row of a selection. */
export function* all(sql: string, ...values: readonly Bound[]): Sql<readonly Row[]> {
  return (yield { sql, values }).rows
}

/** The first row of a selection. */
export function* first(sql: string, ...values: readonly Bound[]): Sql<Row | undefined> {
  return (yield { sql, values }).rows[0]
}

/** Runs a writing statement and says how many rows it changed. */
export function* run(sql: string, ...values: readonly Bound[]): Sql<number> {
  return (yield { sql, values }).changes
}

/** As many `?` as there are values, for a list: `IN (${marks(ids)})`. Callers bound the list. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
