import type { ServiceRequest } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import { completing, isUncounted } from '../obligations/completion.ts'
import { ruleOf } from '../obligations/load-agreements.ts'
import { stateOf, SUPERSEDED } from '../obligations/state.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { FactRow, ObligationRow, ReferralRow, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Located } from '../fhir/located.ts'
import { dutiesOf, dutyTasksFor, rungsOf } from './duties.ts'
import { partiesIn, patientOf, resourcesIn } from './known.ts'
import { currentRows, nextRows } from './projection.ts'
import type { Arrival, Rules } from './rules.ts'

/** What passing a referral on leaves behind and takes along. */
export interface Forward {
  /** What the earlier referral's duties become. */
  readonly writes: readonly Write[]
  /** Duties that move: in the new referral they keep the day on which they opened. */
  readonly moved: readonly ObligationRow[]
  /** What the new referral knows of the earlier one: that a report was given, from which the year counts. */
  readonly history: readonly FactRow[]
}

/** The ids of the ServiceRequests that a referral is based on. */
export function basedOn({ basedOn: references }: ServiceRequest): readonly string[] {
  return (references ?? []).flatMap(({ reference }) => {
    const target = splitReference(reference)
    return target?.type === 'ServiceRequest' ? [target.id] : []
  })
}

/** Statuses after which nobody has the patient in care, so that there is nothing to pass on. */
const never: ReadonlySet<string> = new Set(['rejected', 'cancelled', 'entered-in-error'])

/**
 * Passes an earlier referral on: its open duties become `superseded`, and those whose rule says so move along.
 *
 * Source: design section 8 (forward referral GB <-> S: obligations move to the new performer with their history and stay owed
 * to the GP). A notice of transfer alone moves nothing, because nobody would owe what it moves.
 *
 * @param earlier - the referral that the new one is based on, of which the sender is the performer.
 * @param request - the new ServiceRequest, with the path at which its sender has it.
 * @returns else `forward-not-allowed` (409) for one that was rejected or revoked.
 */
export function forwardOf(
  rules: Rules,
  arrival: Arrival,
  {
    earlier,
    referral,
    request
  }: {
    readonly earlier: ReferralFacts
    readonly referral: ReferralRow
    readonly request: Located<ServiceRequest>
  }
): Result<Forward> {
  const task = resourcesIn(earlier, CANONICAL_PROJECTION).find(({ id }) => id === earlier.referral.task)
  if (task?.resourceType === 'Task' && never.has(task.status)) {
    return refused(issue('forward-not-allowed', {}, `${request.path}.basedOn`))
  }
  const base = { occurredOn: arrival.today, heardAt: arrival.now, by: arrival.participant.id, message: arrival.message }
  const superseded: FactRow = {
    ...base,
    id: derivedId(earlier.referral.id, SUPERSEDED, referral.id),
    referral: earlier.referral.id,
    event: SUPERSEDED,
    successor: referral.id
  }
  return ok({
    writes: [{ kind: 'fact', ...superseded }, ...left(rules, arrival, earlier, superseded)],
    moved: movedFrom(rules, arrival, { earlier, referral }),
    history: historyOf(arrival, earlier, referral)
  })
}

function left(rules: Rules, arrival: Arrival, earlier: ReferralFacts, superseded: FactRow): readonly Write[] {
  const { referral, obligations, rungs } = earlier
  const facts = [...earlier.facts, superseded]
  const duties = dutiesOf(rules, { referral, obligations, facts, on: arrival.today, patient: patientOf(earlier) })
  const current = currentRows(earlier.resources)
  const cause = { message: arrival.message, isPosted: false }
  const rows = [CANONICAL_PROJECTION, ...partiesIn(earlier)].flatMap((reader) =>
    nextRows(reader, dutyTasksFor(reader, duties), { current, referral, now: arrival.now, cause })
  )
  return [
    ...rows.map((row): Write => ({ kind: 'resource', ...row })),
    ...rungsOf(duties, rungs).map((rung): Write => ({ kind: 'rung', ...rung }))
  ]
}

function movedFrom(
  rules: Rules,
  { now, today }: Arrival,
  { earlier, referral }: { readonly earlier: ReferralFacts; readonly referral: ReferralRow }
): readonly ObligationRow[] {
  return earlier.obligations.flatMap((obligation) => {
    const rule = ruleOf(rules.agreements, obligation)
    const { state, metBy } = stateOf({ rule, obligation, facts: earlier.facts, on: today })
    const isOpen = metBy.length === 0 && state !== 'not-applicable' && state !== 'superseded'
    if (rule.onForward !== 'moves' || !isOpen) return []
    const id = derivedId(referral.id, 'moved', obligation.id)
    const { performer: owner, gp: creditor } = referral
    return [{ ...obligation, id, referral: referral.id, owner, creditor, turn: 1, openedAt: now }]
  })
}

/** Only that reports were given, without the Communications: those met the earlier referral's duties, and none of this one's. */
function historyOf({ now }: Arrival, earlier: ReferralFacts, referral: ReferralRow): readonly FactRow[] {
  const completed = completing(earlier.facts)
  const counted = earlier.facts.filter((fact) => fact.event === 'report.counted' && !isUncounted(fact, completed))
  const last = counted
    .map(({ occurredOn }) => occurredOn)
    .sort()
    .at(-1)
  const of = counted.find(({ occurredOn }) => occurredOn === last)
  if (of === undefined) return []
  const { event, occurredOn, by, message } = of
  const id = derivedId(referral.id, 'history', event)
  return [{ id, referral: referral.id, event, occurredOn, heardAt: now, by, message }]
}
