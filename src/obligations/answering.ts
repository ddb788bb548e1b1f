import { localDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { EventName } from './agreement.ts'

/** What is asked of somebody, and the events that answer it: each time that it is asked it is answered anew. */
const answers: ReadonlyMap<string, readonly string[]> = new Map<EventName, readonly EventName[]>([
  ['consultation.asked', ['consultation.answered']],
  ['information.requested', ['information.answered']],
  ['handover.proposed', ['handover.accepted', 'handover.refused', 'handover.withdrawn']],
  ['abort.asked', ['abort.refused']]
])

/** Events that answer something, or take back a flag: they end only what was open when they were heard. */
export const answeringEvents: ReadonlySet<string> = new Set(['crisis.unflagged', ...[...answers.values()].flat()])

/**
 * Whether something is asked again, and not told again, where a fact of the same day says that it was asked: by a Task of its
 * own, or after an answer.
 *
 * @param before - the earlier one.
 */
export function isAskedAgain(fact: FactRow, before: FactRow, facts: readonly FactRow[]): boolean {
  const replies = answers.get(fact.event)
  if (replies === undefined) return false
  const [one, other] = [fact.detail?.of, before.detail?.of]
  if (one !== undefined && other !== undefined) return one !== other
  return facts.some(
    ({ event, heardAt }) => replies.includes(event) && before.heardAt <= heardAt && heardAt < fact.heardAt
  )
}

/**
 * Whether an event that answers, answers something else than what opened a duty: it names another Task.
 *
 * @param facts - what is known, in any order.
 */
export function isAnswerToAnother(
  obligation: Pick<ObligationRow, 'trigger' | 'openedOn' | 'openedAt'>,
  facts: readonly FactRow[]
): (answer: Pick<FactRow, 'event' | 'detail'>) => boolean {
  const replies = answers.get(obligation.trigger)
  const of = replies === undefined ? undefined : askedBy(obligation, facts)?.detail?.of
  if (replies === undefined || of === undefined) return () => false
  return ({ event, detail }) => replies.includes(event) && detail?.of !== undefined && detail.of !== of
}

/**
 * The instant (epoch ms) before which nothing that came in answers a duty: it was asked then, on the very day. Of what was
 * told later the gateway cannot say what came first, and 0 is given.
 */
export function askedAt(
  obligation: Pick<ObligationRow, 'trigger' | 'openedOn' | 'openedAt'>,
  facts: readonly FactRow[]
): number {
  if (obligation.trigger === 'handover.proposed' || !answers.has(obligation.trigger)) return 0
  const asked = askedBy(obligation, facts)
  return asked !== undefined && localDay(asked.heardAt) === obligation.openedOn ? asked.heardAt : 0
}

/** The fact that opened a duty: of that day the last that had been heard then. */
function askedBy(
  { trigger, openedOn, openedAt }: Pick<ObligationRow, 'trigger' | 'openedOn' | 'openedAt'>,
  facts: readonly FactRow[]
): FactRow | undefined {
  let last: FactRow | undefined
  for (const one of facts) {
    if (one.event !== trigger || one.occurredOn !== openedOn || one.heardAt > openedAt) continue
    const isAfter = last === undefined || one.heardAt > last.heardAt
    if (isAfter || (one.heardAt === last?.heardAt && one.id < last.id)) last = one
  }
  return last
}
