import type { Participant } from '../../src/directory/participant.ts'
import { aboutRows, rulesIn, type ReportAnswer } from '../../src/report/answer.ts'
import type { ReportParts, ReportRow } from '../../src/report/rows.ts'
import { hashOf, runOf, runOfBytes } from '../../src/report/runs.ts'
import type { ObligationFacts } from '../../src/store/port.ts'
import { agreements, noon, obligation as opened, referral, report } from '../obligations/fixtures.ts'

const participants: readonly Participant[] = [
  { id: 's-ggz-a', name: 'Instelling A', role: 's-ggz', identifiers: { ura: '00000002' }, region: 'noord' }
]

/** The duty to report after intake, which the receipt of the referral opens. */
export const obligation = { ...opened, code: 'intake-confirmation', trigger: 'referral.received', turn: 1 }

/** Met in time, and heard two days later. */
export const met: ObligationFacts = {
  obligation: { ...obligation, id: 'o-met' },
  referral,
  facts: report('c1', { intake: '2026-02-02', heardAt: noon('2026-02-10') }),
  heard: [{ communication: 'c1', at: noon('2026-02-12') }]
}

/** Nothing came. */
export const silent: ObligationFacts = { obligation: { ...obligation, id: 'o-silent' }, referral, facts: [], heard: [] }

/** Owed to a GP whom nobody knows. */
export const blocked: ObligationFacts = {
  ...silent,
  obligation: { ...obligation, id: 'o-blocked', creditor: null, owner: 'gb-ggz-gone' }
}

/** A question about three duties, as of 1 March 2026. */
export const parts: ReportParts = {
  obligations: [silent, met, blocked],
  agreements,
  directory: { byId: (id) => participants.find((one) => one.id === id) },
  asOf: '2026-03-01',
  filter: {},
  pseudonym: (subject) => `pseudonym of ${subject.length}`
}

/** The hash of rows that were gathered at once. */
export function hashOfRows(rows: readonly ReportRow[]): string {
  return hashOf([runOfBytes(runOf(rows))])
}

/** An answer with these rows, in the order in which they are given. */
export function answerWith(rows: readonly ReportRow[]): ReportAnswer {
  const counted = { count: rows.length, rules: rulesIn(rows), hash: hashOfRows(rows) }
  const about = { asOf: parts.asOf, knownAt: noon('2026-03-02'), auditHeads: { main: { seq: 7, hash: 'ab' } } }
  return { ...aboutRows({ ...counted, ...about, agreements }), rows }
}
