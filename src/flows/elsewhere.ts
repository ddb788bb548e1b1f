import { derivedId } from '../fhir/derived-id.ts'
import { passedOnBy, RETURNED, SUPERSEDED } from '../obligations/passing-on.ts'
import { noted } from '../referral/elsewhere.ts'
import { objectionsOf } from '../referral/forward.ts'
import type { Arrival, Decision } from '../referral/rules.ts'
import { unflaggedIn } from '../referral/crisis-flag.ts'
import { deathIn, withdrawalIn } from '../referral/standing.ts'
import type { FactRow, ObjectionScope, StreamVersion, Write } from '../store/change.ts'
import type { DutyFacts, ReferralFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'

/** What a message about one referral changes in the patient's others, and the streams that this was read from. */
export interface Elsewhere {
  readonly writes: readonly Write[]
  readonly expect: readonly StreamVersion[]
}

/** Events of one referral that can mean something for another. */
const farReaching: ReadonlySet<string> = new Set([
  'objection.withdrawn',
  'patient.deceased',
  'crisis.unflagged',
  'referral.rejected',
  'referral.revoked',
  'referral.accepted'
])

/**
 * What a message about one referral means for the patient's others.
 *
 * A patient who has died has died in all of them, and an objection or a flag that was passed on with the patient is withdrawn
 * there, too. A referral that took another's place and is
 * rejected or revoked gives its duties back: the patient is where they were, and somebody must owe the practice its
 * reports; where the performer takes the patient on after all, they are passed on again.
 */
export async function elsewhereOf(
  deps: Deps,
  arrival: Arrival,
  { known, decision }: { readonly known: ReferralFacts; readonly decision: Decision }
): Promise<Elsewhere> {
  const news = decision.writes.flatMap((write) =>
    write.kind === 'fact' && farReaching.has(write.event) ? [write] : []
  )
  if (news.length === 0) return { writes: [], expect: [] }
  const { subject, id: own } = known.referral
  const { facts } = await deps.store.read({ kind: 'subject', subject })
  const writes: Write[] = []
  const expect: StreamVersion[] = []
  for (const id of facts.referrals.filter((referral) => referral !== own)) {
    const duties = await deps.store.read({ kind: 'duties', id })
    const told = factsFor(arrival, duties.facts, { known, news })
    if (told.length === 0) continue
    const other = await deps.store.read({ kind: 'referral', id })
    if (other.facts === undefined) continue
    writes.push(
      ...noted(deps.rules, arrival, { known: other.facts, facts: factsFor(arrival, other.facts, { known, news }) })
    )
    expect.push(...other.versions)
  }
  return { writes, expect }
}

function factsFor(
  arrival: Arrival,
  other: DutyFacts | undefined,
  { known, news }: { readonly known: ReferralFacts; readonly news: readonly FactRow[] }
): readonly FactRow[] {
  if (other === undefined) return []
  const consents = news.flatMap(({ event, objection }) =>
    event === 'objection.withdrawn' ? (objection?.consent ?? []) : []
  )
  return [
    ...consents.flatMap((consent) => withdrawalIn(arrival, other, consent)),
    ...news.flatMap((one) => (one.event === 'patient.deceased' ? deathIn(arrival, other, one.occurredOn) : [])),
    ...news.flatMap((one) => (one.event === 'crisis.unflagged' ? unflaggedIn(arrival, other, one) : [])),
    ...cameBack(arrival, other, { known, news })
  ]
}

/** Whether an earlier referral gets its duties back, or passes them on again. */
function cameBack(
  { message, now, today, participant }: Arrival,
  { referral, facts }: DutyFacts,
  { known, news }: { readonly known: ReferralFacts; readonly news: readonly FactRow[] }
): readonly FactRow[] {
  const own = known.referral.id
  const isEarlier = facts.some(({ event, successor }) => event === SUPERSEDED && successor === own)
  if (!isEarlier) return []
  const isPassedOn = passedOnBy(facts)?.successor === own
  const isOver = news.some(({ event }) => event === 'referral.rejected' || event === 'referral.revoked')
  const isTaken = news.some(({ event }) => event === 'referral.accepted')
  const base = { referral: referral.id, occurredOn: today, heardAt: now, by: participant.id, message, successor: own }
  // What the patient objected to there, they object to here.
  const isNew = ({ objection }: { readonly objection?: ObjectionScope }): boolean =>
    !facts.some((fact) => fact.event === 'objection.made' && fact.objection?.consent === objection?.consent)
  const kept = objectionsOf(known)
    .filter(isNew)
    .map((one) => ({
      ...one,
      id: derivedId(message, referral.id, one.event, one.objection?.consent ?? ''),
      referral: referral.id,
      heardAt: now
    }))
  if (isPassedOn && isOver)
    return [{ ...base, id: derivedId(message, referral.id, RETURNED), event: RETURNED }, ...kept]
  if (isPassedOn || !isTaken || passedOnBy(facts) !== undefined) return []
  return [{ ...base, id: derivedId(message, referral.id, SUPERSEDED), event: SUPERSEDED }]
}
