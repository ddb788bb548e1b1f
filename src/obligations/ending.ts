import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { answeringEvents, isAnswerToAnother } from './answering.ts'
import type { Completion } from './completion.ts'
import { standsOn, type Objection } from './objection.ts'
import { passedOnBy } from './passing-on.ts'
import { isInForce, type Waiver } from './waiver.ts'

/**
 * Whether a fact says something to a duty: a treatment that the performer before this one gave starts no term but that of a duty
 * which moved along with it.
 */
export function concerns(
  { onForward }: Pick<ObligationRule, 'onForward'>,
  { owner }: Pick<ObligationRow, 'owner'>
): (fact: Pick<FactRow, 'event' | 'by'>) => boolean {
  return ({ event, by }) => onForward === 'moves' || by === owner || !event.startsWith('treatment.')
}

/** Why a duty is owed no more. */
export interface End {
  readonly state: 'waived' | 'not-applicable' | 'superseded'
  readonly why: {
    /** The event that made it not applicable. */
    readonly closedBy?: string
    /** The Consent with the patient's objection that waives it. */
    readonly waivedBy?: string
    readonly waiver?: Waiver
    /** The referral that took the place of this one. */
    readonly supersededBy?: string
    /** The practice that took the place of the one to whom it was owed. */
    readonly movedTo?: string
  }
}

/** What ended a duty on or before a day, unless it was met before that. */
export function endOf(
  heard: readonly FactRow[],
  asked: {
    readonly rule: ObligationRule
    readonly objections: readonly Objection[]
    readonly waivers: readonly Waiver[]
    readonly on: string
    readonly obligation: ObligationRow
    readonly met: Completion | undefined
  }
): End | undefined {
  const { rule, obligation, objections, waivers, on, met } = asked
  const last = met?.metOn ?? on
  const objection = objections.find((one) => standsOn(one, on) && one.from <= last)
  if (objection !== undefined) return { state: 'waived', why: { waivedBy: objection.consent } }
  const waiver = waivers.find((one) => isInForce(one, on) && one.from <= last)
  if (waiver !== undefined) return { state: 'waived', why: { waiver } }
  // What ended it first ended it; what would have, later, found it ended.
  const closings = rule.closedBy.flatMap((name) => {
    const day = ending(name, heard, obligation)
    return day === undefined || day > last ? [] : [{ name, day }]
  })
  const [first] = closings.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)))
  if (first !== undefined) return { state: 'not-applicable', why: { closedBy: first.name } }
  // Passed on after the report came, be it on the same day or at the same instant: then it was met, and nothing moved.
  const metAt = met?.metAt ?? Infinity
  const before = heard.filter(({ heardAt }) => heardAt < metAt)
  const movedTo = movedIn(before, obligation)?.detail?.of
  if (movedTo !== undefined) return { state: 'superseded', why: { movedTo } }
  const successor = rule.onForward === 'stays' ? undefined : passedOnBy(before)?.successor
  return successor === undefined ? undefined : { state: 'superseded', why: { supersededBy: successor } }
}

/** The fact that another practice took the place of the one to whom a duty is owed, or of the one who owes it, since it opened. */
export function movedIn(
  facts: readonly FactRow[],
  { owner, creditor, openedAt }: Pick<ObligationRow, 'owner' | 'creditor' | 'openedAt'>
): FactRow | undefined {
  let first: FactRow | undefined
  for (const one of facts) {
    const { event, detail, heardAt } = one
    if (event !== 'gp.changed' || heardAt < openedAt || detail?.instead === undefined) continue
    const isOfIt = detail.instead === creditor || detail.instead === owner
    if (isOfIt && (first === undefined || heardAt < first.heardAt)) first = one
  }
  return first
}

/**
 * The day on which an event ended a duty: the one heard of last, because a fact is corrected by a new fact (design section 8).
 * A treatment that the performer before this one gave ends nothing, and neither does a rejection after which the performer
 * took the patient on all the same.
 */
export function ending(
  name: string,
  facts: readonly FactRow[],
  {
    owner,
    openedAt = 0,
    openedOn = '',
    trigger = ''
  }: Pick<ObligationRow, 'owner'> & Partial<Pick<ObligationRow, 'openedAt' | 'openedOn' | 'trigger'>>
): string | undefined {
  const isOfAnother = isAnswerToAnother({ trigger, openedOn, openedAt }, facts)
  let last: FactRow | undefined
  for (const one of facts) {
    if (one.event !== name || (name.startsWith('treatment.') && one.by !== owner)) continue
    // A refusal of last year answers no proposal of today.
    if (answeringEvents.has(name) && (one.heardAt < openedAt || isOfAnother(one))) continue
    const isAfter =
      last === undefined ||
      one.heardAt > last.heardAt ||
      (one.heardAt === last.heardAt && one.occurredOn > last.occurredOn)
    if (isAfter) last = one
  }
  const since = last?.heardAt ?? Infinity
  const isTakenBack =
    name === 'referral.rejected' && facts.some(({ event, heardAt }) => event === 'referral.accepted' && heardAt > since)
  return isTakenBack ? undefined : last?.occurredOn
}
