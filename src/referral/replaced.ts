import type { ServiceRequest } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { splitReference } from '../fhir/references.ts'
import type { FactRow, ReferralRow, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { noted } from './elsewhere.ts'
import type { Arrival, Rules } from './rules.ts'
import { partOf } from './lifecycle/transition.ts'

/**
 * What a new referral that `replaces` earlier ones writes to these: that they were replaced, as when a patient who was handed
 * over comes back. What that ends of what is owed there, the agreement says.
 *
 * One that is passed on is left out: that says more. Source: design section 8 (substitution: re-entry).
 *
 * @param earlier - referrals that the new one names, of the same patient.
 * @param passedOn - the id of the one that it passes on.
 */
export function replacedBy(
  rules: Rules,
  arrival: Arrival,
  {
    request,
    referral,
    earlier,
    passedOn
  }: {
    readonly request: ServiceRequest
    readonly referral: ReferralRow
    readonly earlier: readonly ReferralFacts[]
    readonly passedOn: string | undefined
  }
): readonly Write[] {
  const named = new Set((request.replaces ?? []).map(({ reference }) => splitReference(reference)?.id))
  const replaced = earlier.filter((known) => {
    const takesPart = partOf(known.referral, arrival.participant.id) !== undefined
    return takesPart && named.has(known.referral.serviceRequest) && known.referral.id !== passedOn
  })
  return replaced.flatMap((known) => {
    const fact: FactRow = {
      id: derivedId(known.referral.id, 'referral.replaced', referral.id),
      referral: known.referral.id,
      event: 'referral.replaced',
      occurredOn: arrival.today,
      heardAt: arrival.now,
      by: arrival.participant.id,
      message: arrival.message,
      detail: { of: referral.id }
    }
    return noted(rules, arrival, { known, facts: [fact] })
  })
}
