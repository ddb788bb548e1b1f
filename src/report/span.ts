import { createHmac, createSecretKey } from 'node:crypto'
import { endOfDay } from '../clock.ts'
import type { Agreements } from '../obligations/agreements/load-agreements.ts'
import type { ObligationPlace, Query, Read } from '../store/port.ts'
import { rulesIn } from './answer.ts'
import { groupsOf, type Grouping, type ReportGroup } from './groups.ts'
import { rowsOf, type Owner, type ReportFilter, type ReportRow } from './rows.ts'
import { runOf } from './runs.ts'

/** Everything that rows of one report are derived with, as data that another thread can be sent. */
export interface ReportJob {
  readonly asOf: string
  /** Epoch milliseconds. */
  readonly knownAt: number
  /** Only what this participant owes or is owed. */
  readonly party?: string
  /** The reader may see nothing of what is asked. */
  readonly isEmpty?: true
  readonly filter: ReportFilter
  readonly groupBy?: Grouping
  readonly agreements: Agreements
  readonly owners: ReadonlyMap<string, Owner>
  /** The reader's own. */
  readonly pseudonymKey: Uint8Array
}

/** Obligations that were opened behind a place and by an instant (epoch ms). */
export interface Span {
  readonly after?: ObligationPlace
  readonly until: number
}

/** What became of a span, or of its first part. */
export interface SpanRows {
  /** The rows, as `runOf` writes them. */
  readonly run: Uint8Array
  readonly count: number
  readonly rules: readonly string[]
  readonly groups: readonly ReportGroup[]
  /** Where it ended before the span did. */
  readonly rest?: ObligationPlace
}

/** How much is done in one go. */
export interface SpanSize {
  /** Obligations read at once: their states are derived in some milliseconds. */
  readonly page: number
  /** Pages of one span before others have their turn; its rows are some megabytes. */
  readonly pagesMax: number
}

/** On a thread that others wait for. */
const usual: SpanSize = { page: 500, pagesMax: 16 }

/** On a thread of its own: fewer and larger statements take less time. */
export const largePages: SpanSize = { page: 2_000, pagesMax: 4 }

/** What was opened or heard after the end of the day that is asked about is in no row, so it need not be read. */
export function lastInstant({ asOf, knownAt }: Pick<ReportJob, 'asOf' | 'knownAt'>): number {
  return Math.min(knownAt, endOfDay(asOf))
}

/** Derives the rows of a span, page by page. */
export async function deriveSpan(
  read: (query: Query<'obligations'>) => Promise<Read<'obligations'>>,
  job: ReportJob,
  span: Span,
  { page, pagesMax } = usual
): Promise<SpanRows> {
  const { asOf, filter, agreements, party } = job
  const of = party === undefined ? {} : { party }
  const directory = { byId: (id: string) => job.owners.get(id) }
  const pseudonym = pseudonymsOf(job.pseudonymKey)
  const rows: ReportRow[] = []
  let { after } = span
  for (let pages = 0; pages < pagesMax; pages++) {
    const ask = { ...questionOf(job), until: span.until, limit: page, ...(after === undefined ? {} : { after }) }
    const { facts: obligations } = await read(ask)
    for (const row of rowsOf({ ...of, obligations, agreements, directory, asOf, filter, pseudonym })) rows.push(row)
    const last = obligations.length < page ? undefined : obligations.at(-1)?.obligation
    if (last === undefined) return spanRows(rows, job)
    after = { openedAt: last.openedAt, id: last.id }
  }
  return { ...spanRows(rows, job), ...(after === undefined ? {} : { rest: after }) }
}

/** Columns are chosen by the store; what the directory says of an owner is looked up for each obligation. */
function questionOf(job: ReportJob): Query<'obligations'> {
  const { owner, creditor, code } = job.filter
  return {
    kind: 'obligations',
    knownAt: lastInstant(job),
    ...(job.party === undefined ? {} : { party: job.party }),
    ...(owner === undefined ? {} : { owner }),
    ...(creditor === undefined ? {} : { creditor }),
    ...(code === undefined ? {} : { code })
  }
}

function spanRows(rows: readonly ReportRow[], { groupBy }: ReportJob): SpanRows {
  return {
    run: runOf(rows),
    count: rows.length,
    rules: rulesIn(rows),
    groups: groupBy === undefined ? [] : groupsOf(rows, groupBy)
  }
}

/** The duties of one referral come together, and have one subject. */
function pseudonymsOf(bytes: Uint8Array): (subject: string) => string {
  // Made once: to make it of the bytes takes longer than the hash.
  const key = createSecretKey(bytes)
  const known = new Map<string, string>()
  return (subject) => {
    const before = known.get(subject)
    if (before !== undefined) return before
    const made = createHmac('sha256', key).update(subject).digest('hex').slice(0, 32)
    known.set(subject, made)
    return made
  }
}
