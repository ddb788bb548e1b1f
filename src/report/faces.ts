import type { GroupedAnswer, ReportAbout } from './answer.ts'
import { csvLines, type Cell } from './csv.ts'
import { groupColumns } from './groups.ts'
import { reportColumns, type ReportRow } from './rows.ts'

/** The media types that a report is given in; the first where nobody asks for another. */
export const reportFaces = ['application/json', 'text/csv', 'application/x-ndjson'] as const

/** A media type that a report is given in. */
export type ReportFace = (typeof reportFaces)[number]

/** A report as it is sent. */
export interface WrittenReport {
  readonly headers: Readonly<Record<string, string>>
  /** The text in parts, because that of a million rows is longer than a string may be. */
  readonly body: Iterable<string>
}

/** An answer whose rows need not all be in memory. */
export type WrittenAnswer = GroupedAnswer | (ReportAbout & { readonly rows: Iterable<ReportRow> })

/** The headers of CSV and NDJSON, each with the member of the JSON answer that it holds; an object is JSON there. */
export const reportHeaders = {
  'Report-As-Of': 'asOf',
  'Report-Known-At': 'knownAt',
  'Report-Count': 'count',
  'Report-Hash': 'hash',
  'Report-Audit-Heads': 'auditHeads',
  'Report-Group-By': 'groupBy'
} as const

/** Lines that are sent together: some ten kilobytes, made in a few milliseconds. */
const LINES_PER_PART = 200

/**
 * A report in one of its faces.
 *
 * CSV and NDJSON hold the rows or groups alone; what the JSON answer says beside them stands in `reportHeaders`.
 */
export function written(answer: WrittenAnswer, face: ReportFace): WrittenReport {
  if (face === 'application/json') return { headers: { 'Content-Type': face }, body: parts(jsonOf(answer)) }
  const isCsv = face === 'text/csv'
  return {
    headers: {
      'Content-Type': isCsv ? 'text/csv; charset=utf-8; header=present' : face,
      ...(isCsv ? { 'Content-Disposition': `attachment; filename="obligations-${answer.asOf}.csv"` } : {}),
      ...headersOf(answer)
    },
    body: parts(isCsv ? csvOf(answer) : ndjsonOf(answer))
  }
}

function headersOf(answer: WrittenAnswer): Readonly<Record<string, string>> {
  const members = new Map<string, unknown>(Object.entries(answer))
  const given = Object.entries(reportHeaders).flatMap(([name, member]) => {
    const value = members.get(member)
    if (value === undefined) return []
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const]
  })
  return Object.fromEntries(given)
}

function csvOf(answer: WrittenAnswer): Iterable<string> {
  return 'groups' in answer
    ? csvLines(groupColumns, cellsOf(answer.groups, groupColumns))
    : csvLines(reportColumns, cellsOf(answer.rows, reportColumns))
}

function* cellsOf<K extends string>(
  rows: Iterable<Readonly<Record<K, Cell>>>,
  columns: readonly K[]
): Generator<readonly Cell[], undefined, undefined> {
  for (const row of rows) yield columns.map((column) => row[column])
}

/** One JSON text in which the rows or groups come last. */
function* jsonOf(answer: WrittenAnswer): Generator<string, undefined, undefined> {
  if ('groups' in answer) {
    const { groups, ...about } = answer
    yield* jsonWith(about, 'groups', groups)
  } else {
    const { rows, ...about } = answer
    yield* jsonWith(about, 'rows', rows)
  }
}

function* jsonWith(about: object, name: string, list: Iterable<object>): Generator<string, undefined, undefined> {
  yield `${JSON.stringify(about).slice(0, -1)},"${name}":[`
  let separator = ''
  for (const one of list) {
    yield separator + JSON.stringify(one)
    separator = ','
  }
  yield ']}'
}

/** One row or group a line. Source: https://github.com/ndjson/ndjson-spec */
function* ndjsonOf(answer: WrittenAnswer): Generator<string, undefined, undefined> {
  for (const one of 'groups' in answer ? answer.groups : answer.rows) yield `${JSON.stringify(one)}\n`
}

function* parts(lines: Iterable<string>): Generator<string, undefined, undefined> {
  let part: string[] = []
  for (const one of lines) {
    part.push(one)
    if (part.length < LINES_PER_PART) continue
    yield part.join('')
    part = []
  }
  if (part.length > 0) yield part.join('')
}
