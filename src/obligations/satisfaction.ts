import { localDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'
import { askedAt, isAnswerToAnother } from './answering.ts'
import { byHearing, completionsOf, type Completion, type Completions } from './completion.ts'
import { isRepeated, isToldByItself } from './occurrence.ts'
import { uncountedCall } from './telephone.ts'

/** What became of a duty: how it was met, or what the feedback so far still lacks. */
export type Satisfaction =
  { readonly met: Completion } | { readonly met?: undefined; readonly missing: readonly string[] }

/**
 * Whether feedback has met a duty, and if not what is still missing.
 *
 * Only feedback counts that its owner sent, of a kind that the rule names, heard on or after the day of what opened the duty,
 * whichever of the two the gateway was told first; of plans, of which each is owed by itself, heard since it opened. By
 * telephone only where the rule says so, and not where the one to whom it is owed disputes it.
 * A later turn of a duty that recurs is met by the report that follows the one which opened it; a second report about the same
 * day is the same report, and one about an earlier day, heard late, belongs to a turn that was met already (design section 7).
 * Where the rule says so, an event meets it, too.
 *
 * @param facts - what has been heard, in any order.
 */
export function satisfaction(
  rule: Pick<ObligationRule, 'satisfiedBy' | 'recurs' | 'metBy' | 'strength' | 'telephone'>,
  obligation: Pick<ObligationRow, 'owner' | 'creditor' | 'trigger' | 'openedAt' | 'openedOn' | 'turn'>,
  facts: readonly FactRow[]
): Satisfaction {
  const isNone = uncountedCall(rule, obligation, facts)
  const heardRight = rule.strength === 'monitor' ? facts : facts.filter((fact) => !isNone(fact))
  const mine = heardRight.filter(({ by }) => by === obligation.owner)
  const kinds = rule.satisfiedBy.map((kind) => completionsOf(kind, mine))
  const isOwn = isToldByItself(obligation.trigger)
  const isLater = rule.recurs === true && obligation.turn > 1
  const since = askedAt(obligation, facts)
  const openedOn = openedAsTold(obligation, facts)
  const counts = ({ metOn, metAt }: Completion): boolean =>
    isLater || (isOwn ? metAt >= obligation.openedAt : metOn >= openedOn && metAt >= since)
  const events = byEvent(rule, { ...obligation, openedOn }, heardRight)
  const found = [...kinds.flatMap((one) => one.found).filter(counts), ...events]
  const inOrder = found.sort(byHearing)
  if (!isLater) return inOrder[0] === undefined ? { missing: leastOf(kinds) } : { met: inOrder[0] }
  const turns = turnsIn(inOrder)
  const at = placeOf(rule, obligation, { turns, facts })
  const met = turns[at]
  if (met !== undefined) return { met }
  // What a later report lacks says nothing of a turn that lies further ahead.
  return { missing: turns.length < at ? [] : leastOf(kinds) }
}

/** The day of what opened a duty: of what happens once the day that was heard of last, where that lies before the first. */
function openedAsTold(
  { trigger, openedOn }: Pick<ObligationRow, 'trigger' | 'openedOn'>,
  facts: readonly FactRow[]
): string {
  if (isRepeated(trigger)) return openedOn
  let last: FactRow | undefined
  for (const one of facts) {
    if (one.event !== trigger) continue
    const isAfter = last === undefined || one.heardAt > last.heardAt
    if (isAfter || (one.heardAt === last?.heardAt && one.occurredOn > last.occurredOn)) last = one
  }
  return last !== undefined && last.occurredOn < openedOn ? last.occurredOn : openedOn
}

/**
 * The place of the report that meets a later turn: the one after the report that opened it, whichever kinds counted then.
 * Where that was a call that is disputed since, what is heard next meets the turn before this one.
 */
function placeOf(
  { satisfiedBy }: Pick<ObligationRule, 'satisfiedBy'>,
  { owner, openedOn }: Pick<ObligationRow, 'owner' | 'openedOn'>,
  { turns, facts }: { readonly turns: readonly Completion[]; readonly facts: readonly FactRow[] }
): number {
  const next = turns.findIndex(({ day }) => day > openedOn)
  const place = next === -1 ? turns.length : next
  if (turns[place - 1]?.day === openedOn || !facts.some(({ event }) => event === 'feedback.disputed')) return place
  const mine = facts.filter(({ by }) => by === owner)
  const all = turnsIn(satisfiedBy.flatMap((kind) => completionsOf(kind, mine).found).sort(byHearing))
  const opener = all.findIndex(({ day }) => day === openedOn)
  return opener === -1 ? place : opener + 1
}

function leastOf(kinds: readonly Completions[]): readonly string[] {
  const lacking = kinds.map(({ missing }) => missing).filter((missing) => missing.length > 0)
  return lacking.sort((a, b) => a.length - b.length)[0] ?? []
}

/**
 * An event that meets a duty: a monitor measures when it happened, by what was heard of it last; for anything that is owed it
 * counts when it is told. What the owner before this one did meets nothing.
 */
function byEvent(
  { metBy = [], strength }: Pick<ObligationRule, 'metBy' | 'strength'>,
  obligation: Pick<ObligationRow, 'owner' | 'openedOn' | 'openedAt' | 'trigger'>,
  facts: readonly FactRow[]
): readonly Completion[] {
  if (metBy.length === 0) return []
  const { owner, openedOn } = obligation
  const isMonitor = strength === 'monitor'
  const isOfAnother = isAnswerToAnother(obligation, facts)
  const since = askedAt(obligation, facts)
  return metBy.flatMap((name): readonly Completion[] => {
    const told = facts.filter((one) => {
      const { event, by, occurredOn, heardAt, missing = [] } = one
      if (event !== name || isOfAnother(one) || heardAt < since) return false
      const isOwn = !name.startsWith('treatment.') || by === owner
      // What an incomplete letter says of it happened, and meets no more than the letter does.
      const isWhole = isMonitor || missing.length === 0
      return isOwn && isWhole && (isMonitor ? occurredOn : localDay(heardAt)) >= openedOn
    })
    const sorted = told.toSorted((a, b) => a.heardAt - b.heardAt || (a.occurredOn < b.occurredOn ? -1 : 1))
    const fact = isMonitor ? sorted.at(-1) : sorted[0]
    if (fact === undefined) return []
    const { communication, kindOfFeedback, heardAt, occurredOn } = fact
    return [
      {
        metOn: isMonitor ? occurredOn : localDay(heardAt),
        metAt: heardAt,
        metBy: communication === undefined ? [] : [communication],
        ...(kindOfFeedback === undefined ? {} : { metAs: kindOfFeedback }),
        metThrough: name,
        unchecked: false,
        day: occurredOn
      }
    ]
  })
}

function turnsIn(found: readonly Completion[]): readonly Completion[] {
  const turns: Completion[] = []
  for (const one of found) {
    const last = turns.at(-1)
    if (last === undefined || one.day > last.day) turns.push(one)
  }
  return turns
}
