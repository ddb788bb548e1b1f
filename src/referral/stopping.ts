import type { FactRow, Write } from '../store/change.ts'
import type { DutyFacts } from '../store/port.ts'
import { agreementOf } from './duties.ts'
import { partiesIn } from './known.ts'
import type { Arrival, Rules } from './rules.ts'
import { isWithheld } from './withheld.ts'

/**
 * What an objection stops of what came in before it and has not left: for each receiver that it bars, the letters of its
 * kinds, or everything. Source: design section 7 (an objection also stops the content from leaving).
 *
 * @param news - facts of the message; those that are known of the referral already are in `known`.
 * @returns nothing where the message brings no objection. The writes stand behind the resources of their change.
 */
export function stopsBy(
  rules: Rules,
  { now }: Pick<Arrival, 'now'>,
  {
    known,
    news
  }: { readonly known: Pick<DutyFacts, 'referral' | 'facts' | 'obligations'>; readonly news: readonly FactRow[] }
): readonly Write[] {
  if (!news.some(({ event }) => event === 'objection.made')) return []
  const { referral } = known
  const agreement = agreementOf(rules, referral.agreement)
  const question = { agreement, referral, facts: [...known.facts, ...news], now }
  // What waits for a receiver came from another, so that nothing of it is the receiver's own.
  const isBarred = (receiver: string, kind: string | undefined): boolean =>
    isWithheld(question, { receiver, sender: 'gateway', kind })
  const letters = lettersIn(known.facts)
  // Also who takes no part in the referral and is owed a letter of it.
  const receivers = new Set([...partiesIn(known), ...known.obligations.flatMap(({ creditor }) => creditor ?? [])])
  return [...receivers].flatMap((receiver): readonly Write[] => {
    const of = (barred: boolean): readonly string[] =>
      [...letters].filter(([, kind]) => isBarred(receiver, kind) === barred).map(([id]) => id)
    const stop = { kind: 'stop', referral: referral.id, receiver, at: now } as const
    if (isBarred(receiver, undefined)) return [{ ...stop, despite: of(false) }]
    const communications = of(true)
    return communications.length === 0 ? [] : [{ ...stop, communications }]
  })
}

/** The letters of a referral so far: the kind of each, by the id of its Communication. */
function lettersIn(facts: readonly FactRow[]): ReadonlyMap<string, string> {
  return new Map(
    facts.flatMap(({ communication, kindOfFeedback }) =>
      communication === undefined || kindOfFeedback === undefined ? [] : [[communication, kindOfFeedback] as const]
    )
  )
}
