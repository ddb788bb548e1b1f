import { derivedId } from '../../fhir/derived-id.ts'
import type { Agreement } from '../../obligations/agreement.ts'
import { AGREEMENT_CHANGED, isOpen, judge } from '../../obligations/judge.ts'
import type { Agreements } from '../../obligations/agreements/load-agreements.ts'
import { versionKey } from '../../obligations/agreements/version.ts'
import type { FactRow, ObligationRow, Write } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { noted } from '../elsewhere.ts'
import type { Arrival, Rules } from '../rules.ts'

/** A version of an agreement that is put in force, and why. */
export interface Enforcing {
  readonly agreement: Agreement
  /** In the words of whoever decided; shown where no patient is named. */
  readonly reason: string
}

/** Whether a duty is open and judged by another version than this one of the same agreement. */
export function isUnderAnother(
  agreements: Agreements,
  agreement: Agreement,
  {
    obligation,
    facts,
    on
  }: { readonly obligation: ObligationRow; readonly facts: readonly FactRow[]; readonly on: string }
): boolean {
  if (obligation.agreement !== agreement.id) return false
  const { rule, state } = judge(agreements, { obligation, facts, on })
  return isOpen(state) && !agreement.obligations.includes(rule)
}

/**
 * Puts a version in force for what is open in a referral: the fact that says so, and the duties that it moves, as each of
 * their readers reads them. What is met or ended keeps its version, and nothing is sent.
 *
 * @returns undefined where nothing open is judged by another version: a second time there is nothing to do.
 */
export function enforcedIn(
  rules: Rules,
  arrival: Arrival,
  { known, agreement, reason }: Enforcing & { readonly known: ReferralFacts }
): readonly Write[] | undefined {
  const { message, now, today, participant } = arrival
  const { id: referral } = known.referral
  const version = versionKey(agreement)
  const fact: FactRow = {
    id: derivedId(referral, AGREEMENT_CHANGED, version, message),
    ...{ referral, event: AGREEMENT_CHANGED, occurredOn: today, heardAt: now, by: participant.id, message },
    detail: { agreement: version, reason }
  }
  const isUnder = (obligation: ObligationRow, facts: readonly FactRow[]): boolean =>
    !isUnderAnother(rules.agreements, agreement, { obligation, facts, on: today })
  // Only where the fact takes effect: one that did not would be recorded again each time this is asked.
  const takes = known.obligations.some((one) => !isUnder(one, known.facts) && isUnder(one, [...known.facts, fact]))
  return takes ? noted(rules, arrival, { known, facts: [fact] }) : undefined
}
