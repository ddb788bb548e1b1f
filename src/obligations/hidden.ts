import type { FactRow, ObligationRow } from '../store/change.ts'
import { beginnings } from './agreement.ts'
import { keeps, objectionsFor } from './objection.ts'
import { isRepeated } from './occurrence.ts'

/**
 * Whether a duty is hidden from a reader: it is the one to whom it is owed, and all that told of what opened it was kept back
 * from it. That an offer is owed since a day says that there was an intake, which the patient does not want it to know.
 *
 * It stays hidden after a withdrawal, until something that reaches the reader tells of it; the referral itself is handed over then. Source: design section 7 (an
 * objection stops the content).
 *
 * @param facts - everything known of the referral, in any order.
 */
export function isHiddenFrom(
  reader: string,
  { creditor, owner, trigger, turn, openedOn, openedAt }: ObligationRow,
  facts: readonly FactRow[]
): boolean {
  if (reader !== creditor || turn > 1) return false
  // Who is let in after all gets the referral itself, and with it the day of its receipt.
  const objections = objectionsFor({ creditor, openedAt }, facts).filter(({ withdrawn }) => {
    return withdrawn === undefined || !beginnings.has(trigger)
  })
  if (objections.length === 0) return false
  const told = facts.filter(({ event, occurredOn }) => {
    return event === trigger && (!isRepeated(event) || occurredOn === openedOn)
  })
  const isKept = (fact: FactRow): boolean => {
    return fact.by !== reader && objections.some((one) => keeps(one, fact, { receiver: reader, performer: owner }))
  }
  return told.length > 0 && told.every(isKept)
}
