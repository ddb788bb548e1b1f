import { createHmac } from 'node:crypto'
import type { Participant } from '../directory/participant.ts'
import { groupedAnswer, reportAnswer, type GroupedAnswer, type ReportAnswer } from '../report/answer.ts'
import { reportFaces, written, type ReportFace, type WrittenReport } from '../report/faces.ts'
import { reportQuery } from '../report/query.ts'
import { reportRows, type ReportRow } from '../report/rows.ts'
import { ok, type Result } from '../result.ts'
import type { Deps } from './deps.ts'

/** What a report is made with; the key is that of the pseudonyms. */
export type ReportDeps = Deps & { readonly pseudonymKey: Buffer }

/** The media types that the report is given in; the first where nobody asks for another. */
export const faces: readonly ReportFace[] = reportFaces

/** The report in one of its faces, ready to send. Errors: those of `askReport`. */
export async function writeReport(
  deps: ReportDeps,
  reader: Participant,
  { query, face }: { readonly query: Readonly<Record<string, unknown>>; readonly face: ReportFace }
): Promise<Result<WrittenReport>> {
  const answer = await askReport(deps, reader, query)
  return answer.ok ? ok(written(answer.value, face)) : answer
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
  const { manual } = deps.clock
  const now = deps.clock.now()
  // The store stamps what it writes from here on with `now` or later, so all until the millisecond before is settled. A
  // clock that is set by hand stands still instead: there, more can be heard in the present instant until it is moved.
  const asked = reportQuery(query, now, manual ? now : now - 1)
  if (!asked.ok) return asked
  const { asOf, knownAt, filter, groupBy } = asked.value
  const isWatcher = reader.role === 'auditor' || reader.role === 'region'
  const party = isWatcher ? {} : { party: reader.id }
  const { facts: obligations } = await deps.store.read({ kind: 'obligations', knownAt, ...party })
  const { facts: auditHeads } = await deps.store.read({ kind: 'auditHeads' })
  const { agreements, directory } = deps.rules
  const pseudonym = pseudonymsFor(reader, deps.pseudonymKey)
  const all = reportRows({ obligations, agreements, directory, asOf, filter, pseudonym })
  const rows = reader.role === 'region' ? all.filter((row) => isWithin(reader, row)) : all
  const answer = reportAnswer({ asOf, knownAt, rows, agreements, auditHeads })
  return ok(groupBy === undefined ? answer : groupedAnswer(answer, groupBy))
}

/** A region that the directory gives no region sees nothing, and so does nobody see what an owner without one owes. */
function isWithin({ region }: Participant, row: ReportRow): boolean {
  return region !== undefined && row.region === region
}

function pseudonymsFor(reader: Participant, secret: Buffer): (subject: string) => string {
  const key = createHmac('sha256', secret).update(reader.id).digest()
  return (subject) => createHmac('sha256', key).update(subject).digest('hex').slice(0, 32)
}
