import { endOfDay } from '../../clock.ts'
import type { FactRow } from '../../store/change.ts'
import { expectations, reportEvents } from '../agreement.ts'
import { completing, isUncounted } from '../completion.ts'
import { keptBack, objectionsIn, silentFrom, waives, type Objection } from '../objection.ts'
import type { ObligationState, StateQuestion } from '../state.ts'

/** Why a known event starts no term. */
export type Discount = 'ahead' | 'incomplete' | 'own-report' | 'after-met'

/** A fact, and what is to be said of it in an explanation. */
export interface Weighed {
  readonly fact: FactRow
  /** Undefined where it can start a term. */
  readonly discount?: Discount
  /** What told it was kept from the creditor, who may not learn here how it came to be known. */
  readonly isKeptBack: boolean
}

/** What a duty's state rests on, sorted by what can be said of it. */
export interface KnownFacts {
  /** All that had been heard by the day that is asked about, but for reports kept from the creditor: those are not given. */
  readonly weighed: readonly Weighed[]
  /** Objections to this duty that came before it was met. */
  readonly objections: readonly Objection[]
}

/**
 * The facts behind a state, each with the reason why it does not count, if it does not.
 *
 * It sorts as `stateOf` does; a test holds random histories against both.
 */
export function knownFacts({ rule, obligation, facts, on }: StateQuestion, state: ObligationState): KnownFacts {
  const knownUntil = endOfDay(on)
  const heard = facts.filter(({ heardAt }) => heardAt <= knownUntil)
  const all = objectionsIn(heard)
  const { creditor: receiver, owner: performer } = obligation
  const isBarred = keptBack(all, { receiver, performer })
  const isDespite = rule.despiteObjection === true
  const waiving = all.filter((one) => waives(one, rule, obligation))
  const silentAt = silentFrom(waiving, { on, last: state.metOn ?? on }) ?? Infinity
  const told = heard.filter(
    (fact) => fact.heardAt <= silentAt && (isDespite || !reportEvents.has(fact.event) || !isBarred(fact))
  )
  // A rule that holds despite an objection lets its own kinds leave, and no others.
  const leaves = ({ kindOfFeedback: kind = '' }: FactRow): boolean => isDespite && rule.satisfiedBy.includes(kind)
  const last = state.metOn ?? on
  const reached = told.filter((fact) => isDespite || !isBarred(fact))
  const discountOf = discountsOf(told, { state, last, reached })
  return {
    weighed: told.map((fact) => ({ fact, isKeptBack: isBarred(fact) && !leaves(fact), ...discountOf(fact) })),
    objections: waiving.filter((one) => one.from <= last)
  }
}

function discountsOf(
  told: readonly FactRow[],
  {
    state,
    last,
    reached
  }: { readonly state: ObligationState; readonly last: string; readonly reached: readonly FactRow[] }
): (fact: FactRow) => { readonly discount?: Discount } {
  const own = state.metBy.at(-1)
  const metAt = told.find(({ communication }) => own !== undefined && communication === own)?.heardAt ?? Infinity
  const inTime = reached.filter(({ heardAt }) => heardAt <= metAt)
  // What the feedback that is judged completes together with earlier parts makes none of those a report that was given.
  const completed = completing(inTime.filter(({ communication }) => own === undefined || communication !== own))
  return (fact) => {
    if (fact.heardAt > metAt) return { discount: 'after-met' }
    const isOwn = own !== undefined && fact.communication === own
    if (isOwn && reportEvents.has(fact.event)) return { discount: 'own-report' }
    if (isUncounted(fact, completed)) return { discount: 'incomplete' }
    return !expectations.has(fact.event) && fact.occurredOn > last ? { discount: 'ahead' } : {}
  }
}

/**
 * The facts that counted for an event, in the order in which they were heard.
 *
 * What the feedback that is judged says of an event that was known already moves nothing.
 */
export function countedFor(event: string, weighed: readonly Weighed[], own: string | undefined): readonly Weighed[] {
  const counted = weighed.filter(({ fact, discount }) => fact.event === event && discount === undefined)
  const before = counted.filter(({ fact }) => own === undefined || fact.communication !== own)
  return [...(before.length > 0 ? before : counted)].sort(byHearing)
}

function byHearing({ fact: one }: Weighed, { fact: other }: Weighed): number {
  if (one.heardAt !== other.heardAt) return one.heardAt - other.heardAt
  if (one.occurredOn === other.occurredOn) return 0
  return one.occurredOn < other.occurredOn ? -1 : 1
}
