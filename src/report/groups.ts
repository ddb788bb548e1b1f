import { obligationStates, type ObligationStateCode } from '../obligations/state.ts'
import type { ReportRow } from './rows.ts'

/** The columns by which rows can be counted. */
export const groupings = [
  'owner',
  'creditor',
  'echelon',
  'region',
  'code',
  'state',
  'agreement'
] as const satisfies readonly (keyof ReportRow)[]

/** A column by which rows can be counted. */
export type Grouping = (typeof groupings)[number]

/** The counter of a state: its code in the manner of a JSON member, `metLate` for `met-late`. */
export type Counter = CamelCase<ObligationStateCode>

type CamelCase<Code extends string> = Code extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Code

/**
 * The rows that have one value in a column, counted. Every state has its counter, so that these add up to `count`;
 * `heard` is beside them and counts the rows whose feedback reached the creditor.
 */
export type ReportGroup = Readonly<
  { key: string | null; count: number } & Record<Counter, number> & { readonly heard: number }
>

/** The columns of a group in their order, the same in every face of the report. */
export const groupColumns: readonly (keyof ReportGroup)[] = [
  'key',
  'count',
  ...obligationStates.map(counterOf),
  'heard'
]

/** Rows counted by the values of a column, by key in order of code units; what has no value comes last under null. */
export function groupsOf(rows: readonly ReportRow[], by: Grouping): readonly ReportGroup[] {
  const groups = new Map<string | null, ReportRow[]>()
  for (const row of rows) {
    const group = groups.get(row[by])
    if (group === undefined) groups.set(row[by], [row])
    else group.push(row)
  }
  return [...groups].sort(byKey).map(([key, members]) => counted(key, members))
}

/** Groups of the same column that were counted apart, added up. */
export function mergedGroups(parts: readonly (readonly ReportGroup[])[]): readonly ReportGroup[] {
  const groups = new Map<string | null, ReportGroup>()
  for (const one of parts.flat()) {
    const known = groups.get(one.key)
    groups.set(one.key, known === undefined ? one : sum(known, one))
  }
  return [...groups].sort(byKey).map(([, group]) => group)
}

function sum(one: ReportGroup, other: ReportGroup): ReportGroup {
  const added = groupColumns.map((column) => [column, column === 'key' ? one.key : one[column] + other[column]])
  // Every column of a group is in the list.
  return Object.fromEntries(added) as ReportGroup
}

function counted(key: string | null, rows: readonly ReportRow[]): ReportGroup {
  const counters = new Map<Counter, number>(obligationStates.map((state) => [counterOf(state), 0]))
  for (const { state } of rows) counters.set(counterOf(state), (counters.get(counterOf(state)) ?? 0) + 1)
  const heard = rows.filter((row) => row.heard === 'heard').length
  // Every counter is in the map, which was made of all states.
  const counts = Object.fromEntries(counters) as Record<Counter, number>
  return { key, count: rows.length, ...counts, heard }
}

/** The counter of a state. */
export function counterOf(state: ObligationStateCode): Counter {
  // The same replacement as that of the type.
  return state.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as Counter
}

function byKey([a]: readonly [string | null, unknown], [b]: readonly [string | null, unknown]): number {
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}
