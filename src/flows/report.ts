import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { aboutRows, type GroupedAnswer, type ReportAbout, type ReportAnswer } from '../report/answer.ts'
import { rowOfCanonical } from '../report/canonical.ts'
import { reportFaces, written, type ReportFace, type WrittenAnswer, type WrittenReport } from '../report/faces.ts'
import { reportQuery, type ReportQuery } from '../report/query.ts'
import type { ReportFilter, ReportRow } from '../report/rows.ts'
import { merged } from '../report/runs.ts'
import { lastInstant, type ReportJob } from '../report/span.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Deps } from './deps.ts'
import { gather, type Gathered } from './report-gather.ts'
import { handsHere, type ReportHands } from './report-hands.ts'
import { runAt } from './report-runs.ts'

/** What a report is made with; the key is that of the pseudonyms. */
export type ReportDeps = Deps & {
  readonly pseudonymKey: Buffer
  /** Threads that do the work; where absent it is done on this one, in small steps. */
  readonly reports?: ReportHands
}

/** The media types that the report is given in; the first where nobody asks for another. */
export const faces: readonly ReportFace[] = reportFaces

/** A report ready to send; whoever sends it closes it, also where it was not sent to its end. */
export interface OpenReport extends WrittenReport {
  readonly close: () => Promise<void>
}

/** The report in one of its faces. Errors: those of `askReport`; `rate-limited` (429) while too many are made or sent. */
export async function writeReport(
  deps: ReportDeps,
  reader: Participant,
  { query, face }: { readonly query: Readonly<Record<string, unknown>>; readonly face: ReportFace }
): Promise<Result<OpenReport>> {
  const leave = deps.reports === undefined ? () => undefined : deps.reports.enter()
  if (leave === undefined) return refused(issue('rate-limited'))
  let isOpen = false
  try {
    const made = await makeReport(deps, reader, query)
    if (!made.ok) return made
    isOpen = true
    const { answer, close } = made.value
    let closing: Promise<void> | undefined
    return ok({ ...written(answer, face), close: () => (closing ??= close().finally(leave)) })
  } finally {
    if (!isOpen) leave()
  }
}

/**
 * The obligation report: what is owed, by whom, as of a day, with what proves the answer later.
 *
 * An auditor asks about all, a region about what is owed by organisations of that region, everyone else about duties that
 * they owe or that are owed to them; a filter asks for less of that and never for more. Subjects are pseudonyms, another
 * set for each reader, so that two reports cannot be laid side by side to find a patient.
 * Errors: `report-parameter` (400).
 */
export async function askReport(
  deps: ReportDeps,
  reader: Participant,
  query: Readonly<Record<string, unknown>>
): Promise<Result<ReportAnswer | GroupedAnswer>> {
  const made = await makeReport(deps, reader, query)
  if (!made.ok) return made
  const { answer, close } = made.value
  const whole = 'groups' in answer ? answer : { ...answer, rows: [...answer.rows] }
  await close()
  return ok(whole)
}

interface MadeReport {
  readonly answer: WrittenAnswer
  readonly close: () => Promise<void>
}

async function makeReport(
  deps: ReportDeps,
  reader: Participant,
  query: Readonly<Record<string, unknown>>
): Promise<Result<MadeReport>> {
  const { manual } = deps.clock
  const now = deps.clock.now()
  // The store stamps what it writes from here on with `now` or later, so all until the millisecond before is settled. A
  // clock that is set by hand stands still instead: there, more can be heard in the present instant until it is moved.
  const asked = reportQuery(query, now, manual ? now : now - 1)
  if (!asked.ok) return asked
  const { gathered, auditHeads } = await gatherSettled(deps, jobFor(deps, reader, asked.value), now)
  const { count, hash, rules, groups, runs } = gathered
  const { asOf, knownAt, groupBy } = asked.value
  const { agreements } = deps.rules
  const about: ReportAbout = aboutRows({ asOf, knownAt, count, hash, rules, agreements, auditHeads })
  const close = async (): Promise<void> => runs.close()
  if (groupBy === undefined) return ok({ answer: { ...about, rows: rowsIn(gathered) }, close })
  // Counts are all that is left of the rows.
  await close()
  return ok({ answer: { ...about, groupBy, groups }, close })
}

function jobFor(
  { rules, pseudonymKey }: ReportDeps,
  reader: Participant,
  { asOf, knownAt, filter, groupBy }: ReportQuery
): ReportJob {
  const isWatcher = reader.role === 'auditor' || reader.role === 'region'
  const owners = rules.directory.all.map(({ id, name, role, region }) => {
    return [id, { name, role, ...(region === undefined ? {} : { region }) }] as const
  })
  return {
    ...{ asOf, knownAt, agreements: rules.agreements, owners: new Map(owners) },
    pseudonymKey: createHmac('sha256', pseudonymKey).update(reader.id).digest(),
    filter,
    ...(reader.role === 'region' ? within(reader, filter) : {}),
    ...(isWatcher ? {} : { party: reader.id }),
    ...(groupBy === undefined ? {} : { groupBy })
  }
}

/** A region that the directory gives no region sees nothing, and so does nobody see what an owner without one owes. */
function within({ region }: Participant, filter: ReportFilter): Partial<ReportJob> {
  if (region === undefined || (filter.region ?? region) !== region) return { isEmpty: true }
  return { filter: { ...filter, region } }
}

/** Times that a report of the present instant is made again while others write; after them it is as it came. */
const TRIES = 3

/**
 * All rows, of which none moves while they are gathered, and where the audit chains stood behind them.
 *
 * What was known at an instant that has passed never changes. Only under a clock that is set by hand is the present one
 * asked about: nothing is written without its audit line, so where the chains stand as before, nothing came between.
 */
async function gatherSettled(
  { store, clock, reports }: ReportDeps,
  job: ReportJob,
  now: number
): Promise<{ readonly gathered: Gathered; readonly auditHeads: ReportAbout['auditHeads'] }> {
  const hands = reports ?? handsHere(store)
  const heads = async (): Promise<ReportAbout['auditHeads']> => (await store.read({ kind: 'auditHeads' })).facts
  // Other processes write to a shared store: only one that asks through it keeps them from that instant.
  if (store.isShared) await store.read({ kind: 'obligations', knownAt: lastInstant(job), limit: 1 })
  const isOpen = clock.manual && job.knownAt >= now
  for (let left = isOpen ? TRIES : 1; ; left--) {
    const before = isOpen ? await heads() : {}
    const gathered = await gather(hands, job)
    const auditHeads = await heads()
    if (left <= 1 || isDeepStrictEqual(before, auditHeads)) return { gathered, auditHeads }
    await gathered.runs.close()
  }
}

function rowsIn({ runs }: Gathered): Iterable<ReportRow> {
  const decoder = new TextDecoder()
  return {
    *[Symbol.iterator]() {
      for (const text of merged(runs.places.map(runAt))) yield rowOfCanonical(decoder.decode(text))
    }
  }
}
