import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import type { ObligationRule } from '../obligations/agreement.ts'
import { isHiddenFrom } from '../obligations/hidden.ts'
import { hearingIn } from '../obligations/hearing.ts'
import { judge } from '../obligations/judge.ts'
import type { Agreements } from '../obligations/agreements/load-agreements.ts'
import type { ObligationState, ObligationStateCode } from '../obligations/state.ts'
import type { ObligationFacts } from '../store/port.ts'

/** The columns of a row in their order, the same in every face of the report (design section 9). */
export const reportColumns = [
  'obligationId',
  'code',
  'strength',
  'state',
  'heard',
  'dueOn',
  'openedOn',
  'metOn',
  'heardOn',
  'daysOverdue',
  'owner',
  'ownerName',
  'echelon',
  'creditor',
  'region',
  'agreement',
  'agreementVersion',
  'referralId',
  'subject',
  'reason'
] as const satisfies readonly (keyof ReportRow)[]

/** The two echelons of mental health care, which are roles of participants too. */
export const echelons = ['gb-ggz', 's-ggz'] as const

/** An echelon of mental health care. */
export type Echelon = (typeof echelons)[number]

/** One duty in the report; days are `YYYY-MM-DD` in Europe/Amsterdam, null where there is nothing to say. */
export interface ReportRow {
  readonly obligationId: string
  readonly code: string
  readonly strength: ObligationRule['strength']
  readonly state: ObligationStateCode
  readonly heard: 'heard' | 'not-heard'
  readonly dueOn: string
  readonly openedOn: string
  readonly metOn: string | null
  readonly heardOn: string | null
  readonly daysOverdue: number
  readonly owner: string
  readonly ownerName: string | null
  /** The owner's echelon; null for one that has none. */
  readonly echelon: Echelon | null
  readonly creditor: string | null
  /** The owner's region. */
  readonly region: string | null
  readonly agreement: string
  readonly agreementVersion: string
  readonly referralId: string
  /** A pseudonym, another one for each reader. */
  readonly subject: string
  /**
   * Why the state is what it is: `objection`, `waiver <reason>`, the closing event, `forwarded`, `practice-changed`, the reason of a
   * suspension (`disputed` where it is), `creditor-unknown`, `content-unchecked`, `lacks <codes>`.
   */
  readonly reason: string | null
}

/** Which rows are wanted; what is left out asks nothing. */
export interface ReportFilter {
  readonly states?: readonly ObligationStateCode[]
  readonly owner?: string
  readonly creditor?: string
  readonly code?: string
  /** The owner's. */
  readonly echelon?: Echelon
  /** The owner's. */
  readonly region?: string
}

/** What the directory says of who owes. */
export type Owner = Pick<Participant, 'name' | 'role' | 'region'>

/** What rows are made of. */
export interface ReportParts {
  /** As the store answers them for `knownAt`. */
  readonly obligations: readonly ObligationFacts[]
  readonly agreements: Agreements
  readonly directory: { byId(id: string): Owner | undefined }
  /** The participant that asks about itself: what is kept from it is not in its report. */
  readonly party?: string
  /** The day whose end the report is about; what was opened or heard after it is not in it. */
  readonly asOf: string
  readonly filter: ReportFilter
  /** A subject under another name, always the same for the same reader. */
  readonly pseudonym: (subject: string) => string
}

/** The rows of the report, earliest due day first, then by id. */
export function reportRows(parts: ReportParts): readonly ReportRow[] {
  return rowsOf(parts).toSorted(byDueDay)
}

/** The rows of the report in the order of the obligations. */
export function rowsOf({ obligations, filter, ...parts }: ReportParts): readonly ReportRow[] {
  const rows: ReportRow[] = []
  for (const one of obligations) {
    const owner = parts.directory.byId(one.obligation.owner)
    // What is known before the state is derived is asked first: deriving takes longest.
    if (parts.party !== undefined && isHiddenFrom(parts.party, one.obligation, one.facts)) continue
    if (!wanted(one.obligation, filter) || !isOf(owner, filter) || !opened(one.obligation, parts.asOf)) continue
    const made = row(one, owner, parts)
    if (filter.states?.includes(made.state) ?? true) rows.push(made)
  }
  return rows
}

function wanted({ owner, creditor, code }: ObligationFacts['obligation'], filter: ReportFilter): boolean {
  return (
    (filter.owner ?? owner) === owner &&
    (filter.creditor === undefined || filter.creditor === creditor) &&
    (filter.code ?? code) === code
  )
}

/** What a filter asks of who owes; one that the directory does not know is of no echelon and of no region. */
function isOf(owner: Owner | undefined, { echelon, region }: ReportFilter): boolean {
  return (echelon === undefined || echelonOf(owner) === echelon) && (region === undefined || owner?.region === region)
}

function echelonOf(owner: Owner | undefined): Echelon | undefined {
  return echelons.find((one) => one === owner?.role)
}

function opened({ openedOn, openedAt }: ObligationFacts['obligation'], asOf: string): boolean {
  return openedOn <= asOf && localDay(openedAt) <= asOf
}

function row(
  { obligation, referral, facts, heard }: ObligationFacts,
  owner: Owner | undefined,
  { agreements, asOf, pseudonym }: Pick<ReportParts, 'agreements' | 'asOf' | 'pseudonym'>
): ReportRow {
  const { rule, version, state } = judge(agreements, { obligation, facts, on: asOf })
  const hearing = hearingIn(state, heard, asOf)
  return {
    obligationId: obligation.id,
    code: obligation.code,
    strength: rule.strength,
    state: state.state,
    heard: hearing.heard,
    dueOn: state.dueOn,
    openedOn: obligation.openedOn,
    metOn: state.metOn ?? null,
    heardOn: hearing.heardOn ?? null,
    daysOverdue: state.daysOverdue,
    owner: obligation.owner,
    ownerName: owner?.name ?? null,
    echelon: echelonOf(owner) ?? null,
    creditor: obligation.creditor,
    region: owner?.region ?? null,
    agreement: obligation.agreement,
    agreementVersion: version,
    referralId: referral.id,
    subject: pseudonym(referral.subject),
    reason: reasonOf(state)
  }
}

function reasonOf(stands: ObligationState): string | null {
  const { state, closedBy, unchecked, missing, waiver, suspended, movedTo } = stands
  if (waiver !== undefined) return `waiver ${waiver.reason}`
  if (suspended !== undefined) return `${suspended.reason}${suspended.isDisputed ? ' disputed' : ''}`
  if (movedTo !== undefined) return 'practice-changed'
  const word = reasonOfState[state] ?? closedBy
  if (word !== undefined) return word
  if (unchecked) return 'content-unchecked'
  return missing.length > 0 ? `lacks ${missing.join(' ')}` : null
}

/** States that say by themselves why they are what they are; the Consent and the other referral are not named here. */
const reasonOfState: Partial<Readonly<Record<ObligationStateCode, string>>> = {
  waived: 'objection',
  superseded: 'forwarded',
  blocked: 'creditor-unknown'
}

/** By code units, so that no locale changes the order and with it the hash. */
export function byDueDay(a: ReportRow, b: ReportRow): number {
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn ? -1 : 1
  if (a.obligationId === b.obligationId) return 0
  return a.obligationId < b.obligationId ? -1 : 1
}
