import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule, SuspensionReason } from './agreement.ts'
import { calendars } from './time/calendar.ts'

/** A time for which the clock of a duty stood still; days `YYYY-MM-DD`, the clock stands from the first and runs on the second. */
export interface Suspension {
  readonly reason: SuspensionReason
  /** Participant that suspended. */
  readonly by: string
  readonly from: string
  /** The day from which the clock runs again, whoever says otherwise: the rule's limit, or an earlier end that was told. */
  readonly to: string
  /** Whether it ended by a fact or a told end, and not by the rule's limit alone. */
  readonly isEnded: boolean
  /** The fact that suspended. */
  readonly fact: string
  readonly heardAt: number
  /** Whether the one to whom the duty is owed disputes it: that shows, and moves nothing. */
  readonly isDisputed: boolean
}

/** Facts that stop the clock, with the reason that they say themselves. */
const stops: ReadonlyMap<string, SuspensionReason | undefined> = new Map([
  ['clock.suspended', undefined],
  ['information.requested', 'awaiting-information']
])

/** Facts after which nobody waits: the clock that was stopped for a patient runs again, or the duty is judged by them. */
const SUSPENSIONS_MAX = 200

/**
 * The ledger of a duty: for each time that its clock stood still, from when to when, by the rule's leave.
 *
 * Only a reason counts that the rule lists, stated by a party that the rule lists, and never longer than the rule allows:
 * who says again for the same reason what was not ended yet goes on with it, and gets no other such time. What lies ahead of
 * its day does not count yet. Source: design section 7 (suspension).
 *
 * @param facts - what has been heard, in any order.
 */
export function suspensionsOf(
  rule: Pick<ObligationRule, 'suspendedBy' | 'owedBy'>,
  obligation: Pick<ObligationRow, 'owner' | 'creditor'>,
  facts: readonly FactRow[]
): readonly Suspension[] {
  const allowed = rule.suspendedBy ?? []
  if (allowed.length === 0) return []
  const leaveOf = (fact: FactRow): (typeof allowed)[number] | undefined => {
    if (!stops.has(fact.event)) return undefined
    const reason = stops.get(fact.event) ?? fact.detail?.reason
    const leave = allowed.find((one) => one.reason === reason)
    return leave?.by.some((party) => partyOf(rule, obligation, party) === fact.by) === true ? leave : undefined
  }
  // Cut before their ends are looked for, which goes through all facts for each.
  const stopped = facts.filter((fact) => leaveOf(fact) !== undefined)
  const first = stopped.sort((a, b) => order(a.occurredOn, b.occurredOn) || order(a.id, b.id)).slice(0, SUSPENSIONS_MAX)
  const held = holdsIn(facts)
  // The request that was made last and is not answered yet, by the day since which it has been asked.
  let asked: { readonly since: string; readonly end: string | undefined; readonly limit: string } | undefined
  return first.flatMap((fact): readonly Suspension[] => {
    const leave = leaveOf(fact)
    if (leave === undefined) return []
    const from = fact.occurredOn
    const hold = held.get(fact.id)
    const ends = [hold === undefined ? answerTo(fact, facts) : hold.end, told(fact)].filter((day) => day !== undefined)
    const isOpen = asked !== undefined && from <= asked.limit && (asked.end === undefined || from < asked.end)
    const since = hold?.since ?? (isOpen ? asked?.since : undefined) ?? from
    const limit = laterOf(calendars.get('calendar-days')?.add(since, leave.atMost) ?? from, from)
    if (hold === undefined) asked = { since, end: ends[0], limit }
    return [
      {
        reason: leave.reason,
        by: fact.by,
        from,
        to: [...ends, limit].sort()[0] ?? limit,
        isEnded: ends.some((day) => day <= limit),
        fact: fact.id,
        heardAt: fact.heardAt,
        isDisputed: facts.some(({ event, detail, by }) => {
          return event === 'suspension.disputed' && detail?.of === fact.id && by === obligation.creditor
        })
      }
    ]
  })
}

/** The participant that a party of a suspension is in a duty. */
function partyOf(
  { owedBy }: Pick<ObligationRule, 'owedBy'>,
  { owner, creditor }: Pick<ObligationRow, 'owner' | 'creditor'>,
  party: 'performer' | 'requester'
): string | null {
  return party === owedBy ? owner : creditor
}

/** A time on hold: the day since when for this reason, and that of the step that ended it, or went on with it. */
interface Hold {
  readonly since: string
  readonly end: string | undefined
}

/**
 * The times on hold by the fact that says so. Steps come one after the other, so that what was heard next ends one, whatever
 * day it carries: an end from before the stop ends it at once, and that of another hold ends nothing here.
 */
function holdsIn(facts: readonly FactRow[]): ReadonlyMap<string, Hold> {
  const steps = facts
    .filter(({ event }) => event === 'clock.suspended' || event === 'clock.resumed')
    .sort((a, b) => a.heardAt - b.heardAt || order(a.occurredOn, b.occurredOn) || order(a.id, b.id))
  const holds = new Map<string, Hold>()
  for (const [index, { id, event, occurredOn, detail }] of steps.entries()) {
    if (event !== 'clock.suspended') continue
    const [before, next] = [steps[index - 1], steps[index + 1]]
    const isGoingOn = before?.event === event && before.detail?.reason === detail?.reason
    // An end that was told ended it by itself, and this is another one.
    const isOver = isGoingOn && (told(before) ?? occurredOn) < occurredOn
    const earlier = isGoingOn && !isOver ? holds.get(before.id)?.since : undefined
    const since = earlier !== undefined && earlier < occurredOn ? earlier : occurredOn
    holds.set(id, { since, end: next === undefined ? undefined : laterOf(next.occurredOn, occurredOn) })
  }
  return holds
}

/** The first day on which what was asked was answered; an answer from before it, or heard before it on its day, answered another. */
function answerTo(asked: FactRow, facts: readonly FactRow[]): string | undefined {
  return facts
    .filter(({ event, occurredOn, heardAt }) => {
      const isAfter = occurredOn > asked.occurredOn || (occurredOn === asked.occurredOn && heardAt >= asked.heardAt)
      return event === 'information.answered' && isAfter
    })
    .map(({ occurredOn }) => occurredOn)
    .sort()[0]
}

function laterOf(one: string, other: string): string {
  return one < other ? other : one
}

/** An end that was told with the stop is the last day of it. */
function told({ detail, occurredOn }: FactRow): string | undefined {
  if (detail?.until === undefined || detail.until < occurredOn) return undefined
  return calendars.get('calendar-days')?.add(detail.until, 'P1D')
}

/** The same times without those that lie in each other, so that no day is counted twice; in order. */
export function merged(
  suspensions: readonly Pick<Suspension, 'from' | 'to'>[]
): readonly { readonly from: string; readonly to: string }[] {
  const spans: { from: string; to: string }[] = []
  for (const { from, to } of suspensions.toSorted((a, b) => order(a.from, b.from))) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last.to) last.to = last.to < to ? to : last.to
    else if (from < to) spans.push({ from, to })
  }
  return spans
}

function order(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
