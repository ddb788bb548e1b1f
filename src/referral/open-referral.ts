import { derivedId } from '../fhir/derived-id.ts'
import { issue } from '../fhir/outcome.ts'
import { beginnings } from '../obligations/agreement.ts'
import { openings } from '../obligations/open.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../store/change.ts'
import { agreementOf, dutiesOf, dutyTasksFor, isOwed, nameOf, openingOf, rungsOf } from './duties.ts'
import type { Forward } from './forward.ts'
import { outboxMessage, rankOf } from './outbound.ts'
import { nextRows } from './projection.ts'
import type { ReadReferral } from './read-referral.ts'
import type { Arrival, CurrentRows, Decision, Rules } from './rules.ts'
import { keptBecause } from './withheld.ts'

/** What a new referral is decided with beside what it says itself. */
export interface Beside {
  /** Rows that exist already: only resources carried over from earlier messages can have any. */
  readonly current: CurrentRows
  /** Where it passes an earlier referral on. */
  readonly forward?: Forward
  /** Care by the same performer that ended less than a year ago; its ServiceRequest, where the sender can see it. */
  readonly again?: { readonly referral: string; readonly location?: string }
}

/**
 * What opening the referral writes and sends: the referral, every projection, the first facts, the duties that it opens,
 * and a message to every other party. Where it passes an earlier one on, also what becomes of that one's duties.
 */
export function openReferral(
  rules: Rules,
  arrival: Arrival,
  read: ReadReferral,
  { current, forward, again }: Beside
): Decision {
  const { referral, canonical, rendered } = read
  const frame = { current, referral, now: arrival.now, cause: { message: arrival.message, isPosted: false } }
  const asPosted = { ...frame, cause: { ...frame.cause, isPosted: true } }
  const sender = arrival.participant.id
  const resumed = again === undefined ? [] : [resumedFact(arrival, referral, again.referral)]
  const facts = [...read.begins, ...resumed, ...read.standing, ...(forward?.history ?? read.carried)]
  const duties = dutiesOf(rules, {
    referral,
    obligations: obligationsOf(rules, arrival, referral, { facts, moved: forward?.moved ?? [] }),
    facts,
    on: arrival.today,
    patient: read.core.patient.resource.id ?? ''
  })
  const posted = arrival.graph.map(({ resource }) => resource)
  const own = [...nextRows(sender, posted, asPosted), ...nextRows(sender, rendered.get(sender) ?? [], frame)]
  const agreement = agreementOf(rules, referral.agreement)
  const question = { agreement, referral, facts, now: arrival.now }
  const others = [...rendered.keys()].filter((id) => id !== sender)
  const reasons = new Map(
    others.map((id) => [id, keptBecause(question, { receiver: id, sender, kind: undefined })] as const)
  )
  const receivers = others.filter((id) => reasons.get(id) === undefined)
  const sent = receivers.map((id) => ({ id, rows: nextRows(id, rendered.get(id) ?? [], frame) }))
  const internal = nextRows(
    CANONICAL_PROJECTION,
    canonical.map(({ resource }) => resource),
    frame
  )
  const dutyRows = [sender, ...receivers].map((reader) => ({
    reader,
    rows: nextRows(reader, dutyTasksFor(reader, duties), frame)
  }))
  const rows = [...internal, ...own, ...sent.flatMap((one) => one.rows), ...dutyRows.flatMap((one) => one.rows)]
  const priority = rankOf(read.core.request.resource.priority)
  const about = { referral: referral.id, priority, cause: arrival.message, now: arrival.now }
  return {
    referral: referral.id,
    writes: [
      { kind: 'referral', ...referral },
      ...rows.map((row) => ({ kind: 'resource' as const, ...row })),
      ...facts.map((fact) => ({ kind: 'fact' as const, ...fact })),
      ...duties.map(({ obligation }) => ({ kind: 'obligation' as const, ...obligation })),
      ...rungsOf(duties, []).map((rung) => ({ kind: 'rung' as const, ...rung })),
      ...(forward?.writes ?? [])
    ],
    outbox: [
      ...sent.map(({ id, rows: message }) => outboxMessage(message, { ...about, receiver: id }, rules.base)),
      ...(forward?.outbox ?? [])
    ],
    own: [...own, ...dutyRows.filter(({ reader }) => reader === sender).flatMap((one) => one.rows)],
    issues: [
      ...duties
        .filter(isOwed)
        .map(({ obligation, state }) => issue('obligation-open', { obligation: nameOf(obligation), due: state.dueOn })),
      ...others.flatMap((receiver) => {
        const reason = reasons.get(receiver) ?? (read.curtailed.includes(receiver) ? 'feedback-withheld' : undefined)
        return reason === undefined ? [] : [issue(reason, { receiver })]
      }),
      ...(again?.location === undefined ? [] : [issue('re-referral', { location: again.location })])
    ],
    warnings: read.warnings
  }
}

/** The patient came back within a year: nothing depends on it, and who looks into the referral finds the earlier one. */
function resumedFact({ message, now, today, participant }: Arrival, referral: ReferralRow, of: string): FactRow {
  const base = { referral: referral.id, occurredOn: today, heardAt: now, by: participant.id, message }
  return { ...base, id: derivedId(message, 'referral.resumed'), event: 'referral.resumed', detail: { of } }
}

/** The duties that the receipt and what came with it open; one that moves along takes the place of one that would open anew. */
function obligationsOf(
  rules: Rules,
  arrival: Arrival,
  referral: ReferralRow,
  { facts, moved }: { readonly facts: readonly FactRow[]; readonly moved: readonly ObligationRow[] }
): readonly ObligationRow[] {
  const opened = openings(openingOf(rules, arrival, referral), { obligations: [], facts, news: facts })
  // Whatever the matter began with, a referral or care without one: it goes on, and what is owed of it is owed once.
  const isMoved = ({ code, trigger, creditor }: ObligationRow): boolean =>
    beginnings.has(trigger) &&
    moved.some((one) => one.code === code && beginnings.has(one.trigger) && one.creditor === creditor)
  return [...moved, ...opened.filter((one) => !isMoved(one))]
}
