import { createHmac } from 'node:crypto'
import type { Participant } from '../directory/participant.ts'
import { reportAnswer, type ReportAnswer } from '../report/answer.ts'
import { reportQuery } from '../report/query.ts'
import { reportRows } from '../report/rows.ts'
import { ok, type Result } from '../result.ts'
import type { Deps } from './deps.ts'

/**
 * The obligation report: what is owed, by whom, as of a day, with what proves the answer later.
 *
 * An auditor asks about all; everyone else about duties that they owe or that are owed to them. Subjects are pseudonyms,
 * another set for each reader, so that two reports cannot be laid side by side to find a patient.
 * Errors: `report-parameter` (400).
 */
export async function askReport(
  deps: Deps & { readonly pseudonymKey: Buffer },
  reader: Participant,
  query: Readonly<Record<string, unknown>>
): Promise<Result<ReportAnswer>> {
  const { manual } = deps.clock
  const now = deps.clock.now()
  // The store stamps what it writes from here on with `now` or later, so all until the millisecond before is settled. A
  // clock that is set by hand stands still instead: there, more can be heard in the present instant until it is moved.
  const asked = reportQuery(query, now, manual ? now : now - 1)
  if (!asked.ok) return asked
  const { asOf, knownAt, filter } = asked.value
  const party = reader.role === 'auditor' ? {} : { party: reader.id }
  const { facts: obligations } = await deps.store.read({ kind: 'obligations', knownAt, ...party })
  const { facts: auditHeads } = await deps.store.read({ kind: 'auditHeads' })
  const key = createHmac('sha256', deps.pseudonymKey).update(reader.id).digest()
  const { agreements, directory } = deps.rules
  const pseudonym = (subject: string): string => createHmac('sha256', key).update(subject).digest('hex').slice(0, 32)
  const rows = reportRows({ obligations, agreements, directory, asOf, filter, pseudonym })
  return ok(reportAnswer({ asOf, knownAt, rows, agreements, auditHeads }))
}
