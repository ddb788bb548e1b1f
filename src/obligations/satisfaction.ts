import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { byHearing, completionsOf, type Completion } from './completion.ts'

/** What became of a duty: how it was met, or what the feedback so far still lacks. */
export type Satisfaction =
  { readonly met: Completion } | { readonly met?: undefined; readonly missing: readonly string[] }

/**
 * Whether feedback has met a duty, and if not what is still missing.
 *
 * Only feedback counts that its owner sent, of a kind that the rule names, heard since the duty opened. Turn k of a duty
 * that recurs is met by the k-th report; a second report about the same day is the same report, and one about an earlier
 * day, heard late, belongs to a turn that was met already (design section 7).
 *
 * @param facts - what has been heard, in any order.
 */
export function satisfaction(
  rule: Pick<ObligationRule, 'satisfiedBy' | 'recurs'>,
  obligation: Pick<ObligationRow, 'owner' | 'openedAt' | 'turn'>,
  facts: readonly FactRow[]
): Satisfaction {
  const isSeries = rule.recurs === true
  const mine = facts.filter(
    ({ by, heardAt }) => by === obligation.owner && (isSeries || heardAt >= obligation.openedAt)
  )
  const kinds = rule.satisfiedBy.map((kind) => completionsOf(kind, mine))
  const found = kinds.flatMap((one) => one.found).sort(byHearing)
  const counted = isSeries ? turnsIn(found) : found
  const met = counted[obligation.turn - 1]
  if (met !== undefined) return { met }
  // What a later report lacks says nothing of a turn that lies further ahead.
  if (isSeries && counted.length < obligation.turn - 1) return { missing: [] }
  const lacking = kinds.map(({ missing }) => missing).filter((missing) => missing.length > 0)
  return { missing: lacking.sort((a, b) => a.length - b.length)[0] ?? [] }
}

function turnsIn(found: readonly Completion[]): readonly Completion[] {
  const turns: Completion[] = []
  for (const one of found) {
    const last = turns.at(-1)
    if (last === undefined || one.day > last.day) turns.push(one)
  }
  return turns
}
