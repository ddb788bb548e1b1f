import { daysBetween } from '../obligations/time/calendar.ts'
import { ending } from '../obligations/ending.ts'
import { partOf } from '../referral/lifecycle/transition.ts'
import type { ReferralRow } from '../store/change.ts'
import type { Deps } from './deps.ts'

/** Care of a patient by the same performer that ended less than a year before a new referral. */
export interface EarlierCare {
  readonly referral: string
  /** Its ServiceRequest, where the sender of the new one took part in it: another practice hears nothing of it. */
  readonly location?: string
}

/** Days after the end of care within which no new referral is needed. Source: Verwijsafspraken ggz (Normenkader). */
const DAYS_MAX = 365

/** Referrals of one patient that are looked through, the latest: one who comes back does so within a few. */
const REFERRALS_MAX = 20

/**
 * The last referral of a patient to the same performer of which the care ended at most 365 days ago.
 *
 * @param referrals - of the patient, oldest first.
 */
export async function earlierCare(
  deps: Deps,
  { performer }: Pick<ReferralRow, 'performer'>,
  asked: { readonly referrals: readonly string[]; readonly sender: string; readonly today: string }
): Promise<EarlierCare | undefined> {
  const { referrals, sender, today } = asked
  for (const id of referrals.slice(-REFERRALS_MAX).reverse()) {
    const { facts: known } = await deps.store.read({ kind: 'duties', id })
    if (known?.referral.performer !== performer) continue
    const ended = ending('treatment.ended', known.facts, { owner: performer })
    if (ended === undefined || ended > today || daysBetween(ended, today) > DAYS_MAX) continue
    const isKnown = partOf(known.referral, sender) !== undefined
    return { referral: id, ...(isKnown ? { location: `ServiceRequest/${known.referral.serviceRequest}` } : {}) }
  }
  return undefined
}
