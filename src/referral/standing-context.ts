import type { Resource } from '@medplum/fhirtypes'
import type { FactRow, ReferralRow } from '../store/change.ts'
import type { Arrival } from './rules.ts'

/** What standing information is read against. */
export interface StandingContext {
  readonly arrival: Arrival
  readonly referral: Pick<ReferralRow, 'id' | 'receivedAt' | 'performer' | 'agreement'>
  /** What is known of the referral already. */
  readonly facts: readonly FactRow[]
  /** The message's canonical resources with those that it refers to. */
  readonly graph: readonly Resource[]
}

/** What facts of one message about one referral have in common. */
export function factOf(
  { now, participant, message }: Arrival,
  { id }: Pick<ReferralRow, 'id'>
): Pick<FactRow, 'referral' | 'heardAt' | 'by' | 'message'> {
  return { referral: id, heardAt: now, by: participant.id, message }
}
