import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'

/**
 * Whether feedback was given by telephone and does not count for a duty: the rule asks for a letter, or the one to whom it is
 * owed says that it never got the call. It meets nothing then, and is no report from which a term would start anew; what it
 * tells beside, as that an intake took place, is so all the same.
 *
 * Source: design section 7 (feedback by telephone counts where the agreement says so; the receiver can dispute it).
 *
 * @param facts - what has been heard, in any order.
 */
export function uncountedCall(
  { telephone }: Pick<ObligationRule, 'telephone'>,
  { creditor }: Pick<ObligationRow, 'creditor'>,
  facts: readonly FactRow[]
): (fact: Pick<FactRow, 'detail' | 'communication'>) => boolean {
  if (telephone !== true) return ({ detail }) => detail?.medium === 'phone'
  const disputed = new Set(
    facts.flatMap(({ event, by, detail }) =>
      event === 'feedback.disputed' && by === creditor ? (detail?.of ?? []) : []
    )
  )
  return ({ detail, communication = '' }) => detail?.medium === 'phone' && disputed.has(communication)
}
