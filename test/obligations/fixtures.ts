import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { localDay } from '../../src/clock.ts'
import { agreementSince, judge } from '../../src/obligations/judge.ts'
import { loadAgreements, ruleOf } from '../../src/obligations/agreements/load-agreements.ts'
import type { Opening } from '../../src/obligations/open.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../../src/store/change.ts'

/** The folder of agreements that the product ships. */
export const agreementsFolder = join(import.meta.dirname, '../../profiles/agreements')

const loaded = await loadAgreements(agreementsFolder)
assert(loaded.ok, JSON.stringify(loaded))

/** The agreements that the product ships. */
export const agreements = loaded.agreements

const base = agreements.get('lga')
assert(base !== undefined)
/** The base agreement. */
export const lga: Agreement = base

/** A rule of the base agreement by its code and the event that opens it. */
export function ruleNamed(code: string, opensOn = 'referral.received'): ObligationRule {
  const found = lga.obligations.find((one) => one.code === code && one.opensOn === opensOn)
  assert(found !== undefined, `${code} on ${opensOn}`)
  return found
}

/** Its intake-confirmation: 14 days after an intake done, planned or expected, else 6 weeks after receipt. */
export const rule: ObligationRule = ruleNamed('intake-confirmation')

/** The base agreement with its report after intake alone: what other duties do is told by the tests of the year. */
export const intakeOnly = new Map(
  [lga.id, `${lga.id}|${lga.version}`].map((key) => [key, { ...lga, obligations: [rule] }])
)

/** What opens the duties of a referral under the base agreement; nobody knows an out-of-hours post here. */
export function openingFor(of: ReferralRow, { message, at }: Pick<Opening, 'message' | 'at'>): Opening {
  return {
    agreementBy: (facts) => agreementSince(agreements, lga, facts),
    ruleOf: (row) => ruleOf(agreements, row),
    judge: (question) => judge(agreements, question),
    partyOf: (party) => (party === 'hap' ? null : of[party === 'poh' ? 'gp' : party]),
    performerRole: 's-ggz',
    ...{ referral: of, message, at, today: localDay(at) }
  }
}

/** Whether a duty binds somebody; what is only watched has tests of its own. */
export function binds({ code, trigger }: Pick<ObligationRow, 'code' | 'trigger'>): boolean {
  return ruleNamed(code, trigger).strength !== 'monitor'
}

/** Noon UTC of a day, which is the same local day all year. */
export function noon(day: string): number {
  return Date.parse(`${day}T12:00:00Z`)
}

/** Received on 5 January 2026; without other news its intake-confirmation is due on 16 February. */
export const referral: ReferralRow = {
  id: 'r1',
  requester: 'his-a',
  performer: 's-ggz-a',
  gp: 'his-a',
  subject: 'hmac-of-subject',
  serviceRequest: 'r1',
  task: 't1',
  agreement: 'lga',
  receivedAt: noon('2026-01-05')
}

/** The duty that its receipt opened. */
export const obligation: ObligationRow = {
  id: 'o1',
  referral: 'r1',
  code: 'intake-confirmation',
  trigger: 'referral.received',
  turn: 1,
  agreement: 'lga',
  agreementVersion: lga.version,
  owner: 's-ggz-a',
  creditor: 'his-a',
  openedOn: '2026-01-05',
  openedAt: referral.receivedAt
}

/** A fact that occurred on a day and was heard at its noon, unless told otherwise. */
export function fact(event: string, occurredOn: string, more: Partial<FactRow> = {}): FactRow {
  const heardAt = noon(occurredOn)
  return {
    id: `${event}-${occurredOn}`,
    referral: 'r1',
    event,
    occurredOn,
    heardAt,
    by: 's-ggz-a',
    message: 'm',
    ...more
  }
}

/** The facts of one intake-confirmation: complete and checked unless `missing` says otherwise. */
export function report(
  communication: string,
  { intake, heardAt, missing = [] }: { intake: string; heardAt: number; missing?: readonly string[] | 'unchecked' }
): readonly FactRow[] {
  const feedback = {
    communication,
    kindOfFeedback: 'intake-confirmation',
    ...(missing === 'unchecked' ? {} : { missing })
  }
  return ['intake.done', 'report.counted'].map((event) =>
    fact(event, intake, { id: `${event}-${communication}`, heardAt, ...feedback })
  )
}
