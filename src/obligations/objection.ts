import type { FactRow, ObligationRow, ObjectionScope } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'

/** A patient's objection as it stands: from when, and until when if it was withdrawn. Days `YYYY-MM-DD`, instants epoch ms. */
export interface Objection extends ObjectionScope {
  readonly from: string
  readonly heardAt: number
  readonly withdrawn?: { readonly on: string; readonly heardAt: number }
}

/** The objections that facts speak of, each with its withdrawal; facts may come in any order. */
export function objectionsIn(facts: readonly FactRow[]): readonly Objection[] {
  return facts.flatMap(({ event, objection, occurredOn, heardAt }) => {
    if (event !== 'objection.made' || objection === undefined) return []
    const end = facts.find(
      (fact) => fact.event === 'objection.withdrawn' && fact.objection?.consent === objection.consent
    )
    const withdrawn = end === undefined ? {} : { withdrawn: { on: end.occurredOn, heardAt: end.heardAt } }
    return [{ ...objection, from: occurredOn, heardAt, ...withdrawn }]
  })
}

/** Whether feedback of a kind may not reach a receiver under an objection. */
export function bars(
  { kinds, receivers }: ObjectionScope,
  { kind, receiver, performer }: { readonly kind: string; readonly receiver: string; readonly performer: string }
): boolean {
  const isReceiver = receivers === undefined ? receiver !== performer : receivers.includes(receiver)
  return isReceiver && (kinds?.includes(kind) ?? true)
}

/** Whether an objection speaks of all that could meet a duty, so that it cannot be owed while that stands. */
export function waives(
  objection: ObjectionScope,
  rule: Pick<ObligationRule, 'satisfiedBy' | 'despiteObjection'>,
  { creditor, owner }: Pick<ObligationRow, 'creditor' | 'owner'>
): boolean {
  if (rule.despiteObjection === true || creditor === null) return false
  return rule.satisfiedBy.every((kind) => bars(objection, { kind, receiver: creditor, performer: owner }))
}

/** Whether it stands on a day; on the day of its withdrawal it does not. */
export function standsOn({ from, withdrawn }: Objection, day: string): boolean {
  return from <= day && (withdrawn === undefined || day < withdrawn.on)
}

/** Whether it was known, and not known to be withdrawn, at an instant (epoch ms): what came in then was kept back. */
export function stoodAt({ heardAt, withdrawn }: Objection, instant: number): boolean {
  return heardAt <= instant && (withdrawn === undefined || instant < withdrawn.heardAt)
}

/**
 * From when on what is heard moves no day of a duty that is waived: a due day that followed a withheld report would tell its
 * day to the very one from whom it is kept. Instants in epoch milliseconds.
 *
 * @param objections - those that waive the duty. `on`: the day that is asked about; `last`: that on which it was met, if it was.
 * @returns undefined where none of them stands.
 */
export function silentFrom(
  objections: readonly Objection[],
  { on, last }: { readonly on: string; readonly last: string }
): number | undefined {
  const standing = objections.filter((one) => standsOn(one, on) && one.from <= last)
  return standing.length === 0 ? undefined : Math.min(...standing.map(({ heardAt }) => heardAt))
}

/** Whether objections kept the feedback that states a fact from a receiver, when it came; facts without feedback are kept from nobody. */
export function keptBack(
  objections: readonly Objection[],
  { receiver, performer }: { readonly receiver: string | null; readonly performer: string }
): (fact: FactRow) => boolean {
  if (receiver === null) return () => false
  return ({ kindOfFeedback: kind, heardAt }) =>
    kind !== undefined && objections.some((one) => stoodAt(one, heardAt) && bars(one, { kind, receiver, performer }))
}
