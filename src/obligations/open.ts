import type { ObligationRow, ReferralRow } from '../store/change.ts'
import type { Agreement, EventName, ObligationRule } from './agreement.ts'

/** What opens duties. */
export interface Opening {
  readonly agreement: Agreement
  readonly event: EventName
  readonly referral: ReferralRow
  /** The day on which the event occurred, `YYYY-MM-DD` in Europe/Amsterdam. */
  readonly day: string
  /** When the gateway heard of it, epoch milliseconds. */
  readonly at: number
  /** Names the duty; the same for the same rule, trigger and creditor, so that a second try opens nothing new. */
  readonly id: (code: string, creditor: string | null) => string
}

/**
 * The duties that an event opens: one for each rule, trigger and creditor.
 *
 * A requester who is also the GP counts once. A GP whom nobody knows gives a duty without creditor, which is `blocked`
 * and shows. Source: design section 7.
 */
export function openObligations({ agreement, event, referral, day, at, id }: Opening): readonly ObligationRow[] {
  const rules = agreement.obligations.filter(({ opensOn }) => opensOn === event)
  return rules.flatMap((rule) =>
    creditorsOf(rule, referral).map((creditor) => ({
      id: id(rule.code, creditor),
      referral: referral.id,
      code: rule.code,
      agreement: agreement.id,
      agreementVersion: agreement.version,
      owner: referral.performer,
      creditor,
      openedOn: day,
      openedAt: at
    }))
  )
}

function creditorsOf(rule: ObligationRule, referral: ReferralRow): readonly (string | null)[] {
  return [...new Set(rule.owedTo.map((party) => referral[party]))]
}
