import type { GroupedAnswer, ReportAnswer } from './answer.ts'
import { csvLines, type Cell } from './csv.ts'
import { groupColumns } from './groups.ts'
import { reportColumns } from './rows.ts'

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

/** The headers of CSV and NDJSON, each with the member of the JSON answer that it holds; an object is JSON there. */
export const reportHeaders = {
  'Report-As-Of': 'asOf',
  'Report-Known-At': 'knownAt',
  'Report-Count': 'count',
  'Report-Hash': 'hash',
  'Report-Audit-Heads': 'auditHeads',
  'Report-Group-By': 'groupBy'
} as const

/** Lines that are sent together: some hundred kilobytes. */
const LINES_PER_PART = 1_000

/**
 * A report in one of its faces.
 *
 * CSV and NDJSON hold the rows or groups alone; what the JSON answer says beside them stands in `reportHeaders`.
 */
export function written(answer: ReportAnswer | GroupedAnswer, face: ReportFace): WrittenReport {
  if (face === 'application/json') return { headers: { 'Content-Type': face }, body: [JSON.stringify(answer)] }
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

function headersOf(answer: ReportAnswer | GroupedAnswer): Readonly<Record<string, string>> {
  const members = new Map<string, unknown>(Object.entries(answer))
  const given = Object.entries(reportHeaders).flatMap(([name, member]) => {
    const value = members.get(member)
    if (value === undefined) return []
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const]
  })
  return Object.fromEntries(given)
}

function csvOf(answer: ReportAnswer | GroupedAnswer): Iterable<string> {
  return 'groups' in answer
    ? csvLines(groupColumns, cellsOf(answer.groups, groupColumns))
    : csvLines(reportColumns, cellsOf(answer.rows, reportColumns))
}

function* cellsOf<K extends string>(
  rows: readonly Readonly<Record<K, Cell>>[],
  columns: readonly K[]
): Generator<readonly Cell[], undefined, undefined> {
  for (const row of rows) yield columns.map((column) => row[column])
}

/** One row or group a line. Source: https://github.com/ndjson/ndjson-spec */
function* ndjsonOf(answer: ReportAnswer | GroupedAnswer): Generator<string, undefined, undefined> {
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
