import { localDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { ObligationRule } from './agreement.ts'

/** How a duty was met. */
export interface Met {
  /** The local day on which the gateway accepted the feedback that completed it, whatever date that carries. */
  readonly metOn: string
  readonly metAt: number
  /** The Communications that met it together; the last one completed it. */
  readonly metBy: readonly string[]
  /** Their feedback kind. */
  readonly metAs: string
  /** No rule could check the content, as with a letter in text or PDF. */
  readonly unchecked: boolean
}

/** What became of a duty: how it was met, or what the feedback so far still lacks. */
export type Satisfaction = { readonly met: Met } | { readonly met?: undefined; readonly missing: readonly string[] }

interface Feedback {
  readonly communication: string
  readonly heardAt: number
  readonly missing: readonly string[] | undefined
}

/**
 * Whether feedback has met a duty, and if not what is still missing.
 *
 * Only feedback counts that its owner sent, of a kind that the rule names, heard since the duty opened. Feedback that
 * lacks something leaves that owed: what it did bring counts, so a supplement that brings the rest completes it.
 * Feedback without `missing` could not be checked and meets the duty as such; `missing: []` was checked and is complete.
 *
 * @param facts - what has been heard, in any order.
 */
export function satisfaction(
  rule: Pick<ObligationRule, 'satisfiedBy'>,
  obligation: Pick<ObligationRow, 'owner' | 'openedAt'>,
  facts: readonly FactRow[]
): Satisfaction {
  const mine = facts.filter(({ by, heardAt }) => by === obligation.owner && heardAt >= obligation.openedAt)
  const found = rule.satisfiedBy.map((kind) => ofKind(kind, mine))
  const met = found.flatMap((one) => (one.met === undefined ? [] : [one.met])).sort((a, b) => a.metAt - b.metAt)[0]
  if (met !== undefined) return { met }
  const lacking = found.flatMap((one) => (one.met === undefined && one.missing.length > 0 ? [one.missing] : []))
  return { missing: lacking.sort((a, b) => a.length - b.length)[0] ?? [] }
}

function ofKind(kind: string, facts: readonly FactRow[]): Satisfaction {
  const seen: string[] = []
  let owed: readonly string[] | undefined
  for (const { communication, heardAt, missing } of feedbackOf(kind, facts)) {
    seen.push(communication)
    owed = missing === undefined ? [] : stillMissing(owed, missing)
    if (owed.length > 0) continue
    const alone = missing === undefined || missing.length === 0
    const metBy = alone ? [communication] : seen
    return { met: { metOn: localDay(heardAt), metAt: heardAt, metBy, metAs: kind, unchecked: missing === undefined } }
  }
  return { missing: owed ?? [] }
}

function stillMissing(owed: readonly string[] | undefined, missing: readonly string[]): readonly string[] {
  return owed === undefined ? [...missing].sort() : owed.filter((code) => missing.includes(code))
}

/** Each Communication once (one states several facts), in the order in which they were heard. */
function feedbackOf(kind: string, facts: readonly FactRow[]): readonly Feedback[] {
  const byCommunication = new Map<string, Feedback>()
  for (const { communication, kindOfFeedback, heardAt, missing } of facts) {
    if (communication === undefined || kindOfFeedback !== kind) continue
    byCommunication.set(communication, { communication, heardAt, missing })
  }
  return [...byCommunication.values()].sort(
    (a, b) => a.heardAt - b.heardAt || (a.communication < b.communication ? -1 : 1)
  )
}
