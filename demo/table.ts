import type { ReportAnswer } from '../src/report/answer.ts'

type Row = ReportAnswer['rows'][number]

/** States in the order in which a reader asks for them, with what stands above the column. */
const columns = [
  ['overdue', 'overdue'],
  ['due-soon', 'due soon'],
  ['prospective', 'open'],
  ['met', 'met'],
  ['met-late', 'met late'],
  ['met-unchecked', 'met, text'],
  ['waived', 'waived'],
  ['superseded', 'passed on'],
  ['not-applicable', 'closed'],
  ['blocked', 'blocked']
] as const

/**
 * Who owes what to whom, since when, and how long overdue: a line for each duty that is overdue, the longest first. What is only
 * watched is owed by nobody.
 *
 * @param names - organisations' names by their ids; the report itself names only who owes.
 */
export function overdueTable({ rows, agreements }: ReportAnswer, names: ReadonlyMap<string, string>): string {
  const late = rows
    .filter((row) => row.state === 'overdue' && !isWatched(row))
    .sort((a, b) => b.daysOverdue - a.daysOverdue)
  const head = ['who owes', 'what', 'to whom', 'due since', 'days', 'heard', 'strength', 'patient']
  const lines = late.map((row) => [
    row.ownerName ?? row.owner,
    row.code,
    names.get(row.creditor ?? '') ?? row.creditor ?? 'nobody known',
    row.dueOn,
    String(row.daysOverdue),
    row.heard === 'heard' ? 'yes' : 'no',
    row.strength,
    row.subject.slice(0, 8)
  ])
  return `${aligned([head, ...lines], new Set([4]))}\n\n${termsOf(agreements)}`
}

/** How the duties stand, by what is owed; of what was met, how much reached the one to whom it is owed. */
export function stateTable({ rows }: Pick<ReportAnswer, 'rows'>): string {
  return statesOf(
    rows.filter((row) => !isWatched(row)),
    'duty'
  )
}

/** How long patients waited: what is only watched, by the norm that it is held against. */
export function watchedTable({ rows }: Pick<ReportAnswer, 'rows'>): string {
  return statesOf(rows.filter(isWatched), 'norm')
}

function isWatched({ strength }: Row): boolean {
  return strength === 'monitor'
}

function statesOf(rows: readonly Row[], what: 'duty' | 'norm'): string {
  const codes = [...new Set(rows.map(({ code }) => code))].sort()
  const used = columns.filter(([state]) => rows.some((row) => row.state === state))
  const head = [what, ...used.map(([, title]) => title), ...(what === 'duty' ? ['heard'] : [])]
  const lines = codes.map((code) => {
    const own = rows.filter((row) => row.code === code)
    const met = own.filter(({ metOn }) => metOn !== null)
    const counts = used.map(([state]) => String(own.filter((row) => row.state === state).length))
    // Nobody is to hear of what is only watched.
    return [code, ...counts, ...(what === 'duty' ? [`${met.filter(isHeard).length} of ${met.length}`] : [])]
  })
  return aligned([head, ...lines], new Set(head.map((_, column) => column).slice(1)))
}

function isHeard({ heard }: Row): boolean {
  return heard === 'heard'
}

/** Whoever reads a day in the table must know that no law names it. */
function termsOf(agreements: ReportAnswer['agreements']): string {
  const versions = [...new Set(agreements.map(({ agreement, version }) => `${agreement} ${version}`))].join(', ')
  return [
    `"strength" is the word of the source that asks for the feedback. A report once a year stands in a national agreement;`,
    `every other term is a default of the agreement in use (${versions}), to be replaced by one of a region, and no law.`,
    `The patient is a pseudonym that only this reader gets.`
  ].join('\n')
}

/** Columns of text side by side; the numbered ones to the right. */
function aligned(lines: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((text, column) => {
          const width = widths[column] ?? 0
          return right.has(column) ? text.padStart(width) : text.padEnd(width)
        })
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}
