import type { FactRow } from '../store/change.ts'

/** The fact that says that another referral took the place of this one. */
export const SUPERSEDED = 'referral.superseded'

/** The fact that says that the other referral came to nothing: rejected or revoked, the patient is back where they were. */
export const RETURNED = 'referral.returned'

/**
 * The fact by which a referral stands passed on: of each referral that took its place, what was heard last counts.
 *
 * @param facts - in any order; of one instant a return counts as the later one, because it cannot come first.
 * @returns undefined for a referral that was not passed on, or came back.
 */
export function passedOnBy(facts: readonly FactRow[]): FactRow | undefined {
  const last = new Map<string, FactRow>()
  for (const fact of facts) {
    if (fact.successor === undefined || (fact.event !== SUPERSEDED && fact.event !== RETURNED)) continue
    const known = last.get(fact.successor)
    if (known === undefined || isAfter(fact, known)) last.set(fact.successor, fact)
  }
  return [...last.values()].filter(({ event }) => event === SUPERSEDED).sort((a, b) => a.heardAt - b.heardAt)[0]
}

function isAfter(one: FactRow, other: FactRow): boolean {
  return one.heardAt > other.heardAt || (one.heardAt === other.heardAt && one.event === RETURNED)
}
