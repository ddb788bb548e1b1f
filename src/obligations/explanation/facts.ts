import { endOfDay, localDay } from '../../clock.ts'
import type { FactRow } from '../../store/change.ts'
import { expectations, reportEvents } from '../agreement.ts'
import { completing, GIVEN, isUncounted } from '../completion.ts'
import { concerns, movedIn } from '../ending.ts'
import { keptBack, objectionsFor, performerIn, silentFrom, waives, type Objection } from '../objection.ts'
import { heardBefore, type ObligationState, type StateQuestion } from '../state.ts'
import { suspensionsOf, type Suspension } from '../suspension.ts'
import { uncountedCall } from '../telephone.ts'
import { waiversOf, type Waiver } from '../waiver.ts'

/** Why a known event starts no term. */
export type Discount = 'ahead' | 'incomplete' | 'own-report' | 'after-met' | 'before-opening'

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
  /** Times for which the clock was to stand still, heard before it was met. */
  readonly suspensions: readonly Suspension[]
  readonly waivers: readonly Waiver[]
  /** Feedback by telephone that could have met it and does not count, each with the dispute for which it does not. */
  readonly calls: readonly { readonly call: FactRow; readonly dispute: FactRow | undefined }[]
}

/**
 * The facts behind a state, each with the reason why it does not count, if it does not.
 *
 * It sorts as `stateOf` does; a test holds random histories against both.
 */
export function knownFacts({ rule, obligation, facts, on }: StateQuestion, state: ObligationState): KnownFacts {
  const knownUntil = endOfDay(on)
  const isAbout = concerns(rule, obligation)
  const known = facts.filter((fact) => fact.heardAt <= knownUntil && isAbout(fact))
  // What comes after another practice took a party's place is that one's to read.
  const movedAt = movedIn(known, obligation)?.heardAt
  const heard = movedAt === undefined ? known : known.filter(({ heardAt }) => heardAt <= movedAt)
  const all = objectionsFor(obligation, heard)
  const { creditor: receiver } = obligation
  const performer = performerIn(rule, obligation)
  const isBarred = keptBack(all, { receiver, performer })
  const isDespite = rule.despiteObjection === true
  const waiving = all.filter((one) => waives(one, rule, obligation))
  const silentAt = silentFrom(waiving, { on, last: state.metOn ?? on }) ?? Infinity
  const isNoReport = uncountedCall(rule, obligation, heard)
  const told = heard.filter(
    (fact) =>
      fact.heardAt <= silentAt &&
      (!reportEvents.has(fact.event) || ((isDespite || !isBarred(fact)) && !isNoReport(fact)))
  )
  // A rule that holds despite an objection lets its own kinds leave, and no others.
  const leaves = ({ kindOfFeedback: kind = '' }: FactRow): boolean => isDespite && rule.satisfiedBy.includes(kind)
  const last = state.metOn ?? on
  const reached = told.filter((fact) => isDespite || !isBarred(fact))
  // What was met is judged by what had happened on the day on which that was heard.
  const judgedOn = state.metAt === undefined ? on : localDay(state.metAt)
  const discountOf = discountsOf(told, { state, last: judgedOn, reached, obligation })
  return {
    weighed: told.map((fact) => ({ fact, isKeptBack: isBarred(fact) && !leaves(fact), ...discountOf(fact) })),
    objections: waiving.filter((one) => one.from <= last),
    suspensions: suspensionsOf(rule, obligation, heardBefore(state.metAt ?? Infinity, reached)).filter(
      ({ from }) => from <= last
    ),
    calls: heard.flatMap((call) => {
      const isOfIt = call.event === GIVEN && call.by === obligation.owner && isNoReport(call) && !isBarred(call)
      if (!isOfIt || !rule.satisfiedBy.includes(call.kindOfFeedback ?? '')) return []
      const dispute = heard.find(({ event, by, detail }) => {
        return event === 'feedback.disputed' && by === receiver && detail?.of === call.communication
      })
      return [{ call, dispute }]
    }),
    waivers: waiversOf(obligation, heard).filter(({ from }) => from <= last)
  }
}

function discountsOf(
  told: readonly FactRow[],
  {
    state,
    last,
    reached,
    obligation: { openedOn, turn }
  }: {
    readonly obligation: Pick<StateQuestion['obligation'], 'openedOn' | 'turn'>
    readonly state: ObligationState
    readonly last: string
    readonly reached: readonly FactRow[]
  }
): (fact: FactRow) => { readonly discount?: Discount } {
  const own = state.metBy.at(-1)
  const metAt = state.metAt ?? Infinity
  const inTime = reached.filter(({ heardAt }) => heardAt <= metAt)
  // What the feedback that is judged completes together with earlier parts makes none of those a report that was given.
  const completed = completing(inTime.filter(({ communication }) => own === undefined || communication !== own))
  return (fact) => {
    if (fact.heardAt > metAt) return { discount: 'after-met' }
    const isOwn = own !== undefined && fact.communication === own
    if (isOwn && reportEvents.has(fact.event)) return { discount: 'own-report' }
    if (isUncounted(fact, completed)) return { discount: 'incomplete' }
    if (!expectations.has(fact.event) && fact.occurredOn > last) return { discount: 'ahead' }
    return reportEvents.has(fact.event) && turn === 1 && fact.occurredOn < openedOn
      ? { discount: 'before-opening' }
      : {}
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
