import { derivedId } from '../../fhir/derived-id.ts'
import { issue } from '../../fhir/outcome.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { FactRow, ObligationRow, OutboxMessage, StoredResource, Write } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { noted } from '../elsewhere.ts'
import { outboxMessage } from '../outbound.ts'
import type { Arrival, Rules } from '../rules.ts'

/** Codes of the CodeSystem dispute-reason. */
export const disputeReasons = ['not-received-call', 'not-agreed', 'other'] as const

/** A reason of the CodeSystem dispute-reason. */
export type DisputeReason = (typeof disputeReasons)[number]

/** What the one to whom feedback is owed says of it. */
export interface DisputeAsked {
  readonly duty: ObligationRow
  readonly reason: DisputeReason
  readonly about:
    | { readonly communication: string }
    /** The id of the fact that stopped the clock, or the day since when it stands still, `YYYY-MM-DD`. */
    | { readonly suspension: string }
}

/** What a dispute writes, and the message by which the debtor is told. */
export interface Disputed {
  readonly writes: readonly Write[]
  readonly outbox: readonly OutboxMessage[]
  /** The id of the fact. */
  readonly fact: string
}

/** Facts that stop the clock of a duty. */
const stops: ReadonlySet<string> = new Set(['clock.suspended', 'information.requested'])

/**
 * Records that the one to whom feedback is owed disputes it: feedback by telephone counts no more for that one, and a
 * suspension is shown as disputed and moves nothing. The debtor is sent the Tasks of the duties that changed.
 *
 * Errors: `dispute-unknown`, `dispute-in-writing` (422), `dispute-known` (409).
 * Source: design section 7 (feedback by telephone; suspension).
 */
export function disputed(
  rules: Rules,
  arrival: Arrival,
  { known, asked }: { readonly known: ReferralFacts; readonly asked: DisputeAsked }
): Result<Disputed> {
  const about = 'communication' in asked.about ? feedbackOf(known, asked) : suspensionOf(known, asked)
  if (!about.ok) return about
  const { event, of } = about.value
  const isKnown = known.facts.some((fact) => {
    return fact.event === event && fact.detail?.of === of && fact.by === arrival.participant.id
  })
  if (isKnown) return refused(issue('dispute-known'))
  const { referral } = known
  const fact: FactRow = {
    id: derivedId(arrival.message, event, of),
    referral: referral.id,
    event,
    occurredOn: arrival.today,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message,
    detail: { of, reason: asked.reason }
  }
  const writes = noted(rules, arrival, { known, facts: [fact] })
  return ok({ writes, outbox: toDebtor(rules, arrival, { known, writes, duty: asked.duty }), fact: fact.id })
}

interface About {
  readonly event: 'feedback.disputed' | 'suspension.disputed'
  readonly of: string
}

function feedbackOf({ facts }: ReferralFacts, { about, duty }: DisputeAsked): Result<About> {
  const of = 'communication' in about ? about.communication : ''
  const feedback = facts.find(({ communication, by }) => communication === of && by === duty.owner)
  if (feedback === undefined) return refused(issue('dispute-unknown'))
  if (feedback.detail?.medium !== 'phone') return refused(issue('dispute-in-writing'))
  return ok({ event: 'feedback.disputed', of })
}

function suspensionOf({ facts }: ReferralFacts, { about }: DisputeAsked): Result<About> {
  const named = 'suspension' in about ? about.suspension : ''
  // The latest: of two stops since one day the later is the one that holds.
  const stop = facts.findLast(({ id, event, occurredOn }) => stops.has(event) && (id === named || occurredOn === named))
  return stop === undefined ? refused(issue('dispute-unknown')) : ok({ event: 'suspension.disputed', of: stop.id })
}

/** The duties' Tasks that changed for the debtor, and in any case the one that it is about. */
function toDebtor(
  rules: Rules,
  { message: cause, now }: Arrival,
  { known, writes, duty }: { known: ReferralFacts; writes: readonly Write[]; duty: ObligationRow }
): readonly OutboxMessage[] {
  const receiver = duty.owner
  if (rules.directory.byId(receiver) === undefined) return []
  const isOwn = ({ projection, type }: StoredResource): boolean => projection === receiver && type === 'Task'
  const changed = writes.filter((write) => write.kind === 'resource').filter(isOwn)
  const current = known.resources.filter((row) => isOwn(row) && row.id === duty.id)
  const rows = changed.some(({ id }) => id === duty.id) ? changed : [...current, ...changed]
  if (rows.length === 0) return []
  const about = { receiver, referral: known.referral.id, priority: 2, cause, now } as const
  return [outboxMessage(rows, about, rules.base)]
}
