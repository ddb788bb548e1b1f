import { derivedId } from '../../fhir/derived-id.ts'
import { issue } from '../../fhir/outcome.ts'
import { isInForce, waiversOf } from '../../obligations/waiver.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { FactRow, Write } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { dutiesOf, isOwed, type Duty } from '../duties.ts'
import { noted } from '../elsewhere.ts'
import { patientOf } from '../known.ts'
import type { Arrival, Rules } from '../rules.ts'

/** Codes of the CodeSystem waiver-reason: why feedback need not be given. */
export const waiverReasons = [
  'patient-objection',
  'deceased',
  'moved',
  'other-provider-reports',
  'agreed-otherwise',
  'error'
] as const

/** A reason of the CodeSystem waiver-reason. */
export type WaiverReason = (typeof waiverReasons)[number]

/** Why feedback need not be given, who decided that and what shows it. */
export interface WaiverAsked {
  readonly reason: WaiverReason
  /** In words. */
  readonly authority: string
  /** In words or as a reference. */
  readonly evidence: string
  /** The last day on which it holds, `YYYY-MM-DD`; from the next on the feedback is owed again. */
  readonly until?: string
}

/** What waiving writes, with the duties as they stand then. */
export interface Waived {
  readonly writes: readonly Write[]
  /** The ids of the facts that waive, or that end a waiver. */
  readonly facts: readonly string[]
  /** The duties that are waived or owed again, as they are from then on. */
  readonly duties: readonly Duty[]
}

/**
 * Waives duties of one referral that are open; what is met or ended is left as it is.
 *
 * The ids of the facts follow from the message and the duty, so that the same request has no second effect.
 * Source: design section 7 (waiver: coded reason, who, evidence, expiry).
 */
export function waived(
  rules: Rules,
  arrival: Arrival,
  { known, duties, asked }: { known: ReferralFacts; duties: ReadonlySet<string>; asked: WaiverAsked }
): Waived {
  const open = standing(rules, arrival, known, known.facts).filter((duty) => {
    return duties.has(duty.obligation.id) && isOwed(duty)
  })
  const facts = open.map(({ obligation }): FactRow => {
    const detail = { of: obligation.id, ...asked }
    return { ...base(arrival, known), id: waiverId(arrival.message, obligation.id), event: 'obligation.waived', detail }
  })
  return written(rules, arrival, { known, facts, duties: new Set(open.map(({ obligation }) => obligation.id)) })
}

/** The id of the fact by which a request waives a duty. */
export function waiverId(message: string, duty: string): string {
  return derivedId(message, 'obligation.waived', duty)
}

/** Waives one duty. Errors: `duty-not-open` (409) for one that is met or ended. */
export function waiveOne(
  rules: Rules,
  arrival: Arrival,
  { known, duty, asked }: { readonly known: ReferralFacts; readonly duty: string; readonly asked: WaiverAsked }
): Result<Waived> {
  const one = standing(rules, arrival, known, known.facts).find(({ obligation }) => obligation.id === duty)
  if (one === undefined) return refused(issue('not-found'))
  if (!isOwed(one)) return refused(issue('duty-not-open', { state: one.state.state }))
  return ok(waived(rules, arrival, { known, duties: new Set([duty]), asked }))
}

/** Takes back what waives a duty: it is owed again from today. Errors: `waiver-none` (409) where nothing waives it. */
export function unwaived(
  rules: Rules,
  arrival: Arrival,
  { known, duty }: { readonly known: ReferralFacts; readonly duty: string }
): Result<Waived> {
  const inForce = waiversOf({ id: duty }, known.facts).filter((waiver) => isInForce(waiver, arrival.today))
  if (inForce.length === 0) return refused(issue('waiver-none'))
  const facts = inForce.map(({ fact: of }): FactRow => {
    const id = derivedId(arrival.message, 'waiver.ended', of)
    return { ...base(arrival, known), id, event: 'waiver.ended', detail: { of } }
  })
  return ok(written(rules, arrival, { known, facts, duties: new Set([duty]) }))
}

function written(
  rules: Rules,
  arrival: Arrival,
  { known, facts, duties }: { known: ReferralFacts; facts: readonly FactRow[]; duties: ReadonlySet<string> }
): Waived {
  if (facts.length === 0) return { writes: [], facts: [], duties: [] }
  const after = standing(rules, arrival, known, [...known.facts, ...facts])
  return {
    writes: noted(rules, arrival, { known, facts }),
    facts: facts.map(({ id }) => id),
    duties: after.filter(({ obligation }) => duties.has(obligation.id))
  }
}

function standing(
  rules: Rules,
  { today: on }: Arrival,
  known: ReferralFacts,
  facts: readonly FactRow[]
): readonly Duty[] {
  const { referral, obligations } = known
  return dutiesOf(rules, { referral, obligations, facts, on, patient: patientOf(known) })
}

function base(
  { today: occurredOn, now: heardAt, participant, message }: Arrival,
  { referral }: ReferralFacts
): Pick<FactRow, 'referral' | 'occurredOn' | 'heardAt' | 'by' | 'message'> {
  return { referral: referral.id, occurredOn, heardAt, by: participant.id, message }
}
