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
  const found = facts.flatMap(({ event, objection, occurredOn, heardAt }) => {
    if (event !== 'objection.made' || objection === undefined) return []
    const end = facts.find(
      (fact) => fact.event === 'objection.withdrawn' && fact.objection?.consent === objection.consent
    )
    const withdrawn = end === undefined ? {} : { withdrawn: { on: end.occurredOn, heardAt: end.heardAt } }
    return [{ ...objection, from: occurredOn, heardAt, ...withdrawn }]
  })
  // Of two that stand the first is named, in whatever order they are read.
  return found.length < 2 ? found : found.sort((a, b) => a.heardAt - b.heardAt || (a.consent < b.consent ? -1 : 1))
}

/**
 * The objections as they concern one duty: one against a practice whose place the creditor took, made before that, is one
 * against the creditor, so that what was kept from the first is no news to the second, and its days stay what they were.
 */
export function objectionsFor(
  { creditor, openedAt }: Pick<ObligationRow, 'creditor' | 'openedAt'>,
  facts: readonly FactRow[]
): readonly Objection[] {
  const objections = objectionsIn(facts)
  if (objections.length === 0 || creditor === null) return objections
  const changes = facts.filter(({ event, heardAt }) => event === 'gp.changed' && heardAt <= openedAt)
  if (changes.length === 0) return objections
  // Who had the place when: each change leads to the one before, so that this ends.
  const before = new Map<string, number>()
  let [reader, until] = [creditor, Infinity]
  for (const { detail, heardAt } of changes.toSorted((a, b) => b.heardAt - a.heardAt)) {
    if (detail?.of !== reader || detail.instead === undefined || heardAt >= until) continue
    before.set(detail.instead, heardAt)
    ;[reader, until] = [detail.instead, heardAt]
  }
  return objections.map((one) => {
    const isOfPlace = one.receivers?.some((id) => one.heardAt < (before.get(id) ?? -Infinity)) === true
    return isOfPlace ? { ...one, receivers: [...(one.receivers ?? []), creditor] } : one
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

/** Feedback kinds whose content an event brings that no feedback tells: a hand-over is proposed by a Task as well. */
const contents: Readonly<Partial<Record<string, string>>> = { 'handover.proposed': 'handover-proposal' }

/** The feedback kind as which objections judge what told of a fact; undefined for a step or the like. */
export function contentKind({ kindOfFeedback, event }: Pick<FactRow, 'kindOfFeedback' | 'event'>): string | undefined {
  return kindOfFeedback ?? contents[event]
}

/**
 * Whether an objection keeps what told of a fact from a receiver when it comes: feedback by its kind; a step, a flag or the
 * referral itself only where everything is kept back.
 */
export function keeps(
  objection: Objection,
  fact: Pick<FactRow, 'kindOfFeedback' | 'event' | 'heardAt'>,
  parties: { readonly receiver: string; readonly performer: string }
): boolean {
  if (!stoodAt(objection, fact.heardAt)) return false
  const kind = contentKind(fact)
  if (kind === undefined && objection.kinds !== undefined) return false
  return bars(objection, { kind: kind ?? '', ...parties })
}

/** The performer of the referral, as far as a duty knows it: who owes it, or the one to whom a practice owes an answer. */
export function performerIn(
  { owedBy, owedTo }: Pick<ObligationRule, 'owedBy' | 'owedTo'>,
  { owner, creditor }: Pick<ObligationRow, 'owner' | 'creditor'>
): string {
  if (owedBy === 'performer') return owner
  return owedTo.includes('performer') ? (creditor ?? '') : ''
}

/** Whether an objection speaks of all that could meet a duty, so that it cannot be owed while that stands. */
export function waives(
  objection: ObjectionScope,
  rule: Pick<ObligationRule, 'owedBy' | 'owedTo' | 'satisfiedBy' | 'despiteObjection'>,
  { creditor, owner }: Pick<ObligationRow, 'creditor' | 'owner'>
): boolean {
  // Where no letter is owed there is nothing to keep back, and what happened is measured all the same.
  if (rule.despiteObjection === true || creditor === null || rule.satisfiedBy.length === 0) return false
  return rule.satisfiedBy.every((kind) =>
    bars(objection, { kind, receiver: creditor, performer: performerIn(rule, { creditor, owner }) })
  )
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
