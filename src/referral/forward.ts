import type { ServiceRequest } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import { issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import { beginnings } from '../obligations/agreement.ts'
import { completing, isUncounted } from '../obligations/completion.ts'
import { keptBack, objectionsIn } from '../obligations/objection.ts'
import { isOpen, judge } from '../obligations/judge.ts'
import { ruleOf } from '../obligations/agreements/load-agreements.ts'
import { SUPERSEDED } from '../obligations/passing-on.ts'
import { uncountedCall } from '../obligations/telephone.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { FactRow, ObligationRow, OutboxMessage, ReferralRow, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Located } from '../fhir/located.ts'
import { noted } from './elsewhere.ts'
import { resourcesIn } from './known.ts'
import type { Arrival, Rules } from './rules.ts'
import { transferred } from './transferred.ts'
import { CONSENT_MISSING } from './withheld.ts'

/** What passing a referral on leaves behind and takes along. */
export interface Forward {
  /** What the earlier referral and its duties become. */
  readonly writes: readonly Write[]
  /** Who is told that the earlier referral was passed on. */
  readonly outbox: readonly OutboxMessage[]
  /** Duties that move: in the new referral they keep the day on which they opened. */
  readonly moved: readonly ObligationRow[]
  /** What the new referral knows of the earlier one: that a report was given, and what the patient objects to. */
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
 * @returns else `forward-not-allowed` (409) for one that was rejected or revoked, `consent-not-understood` (422) for a new
 *   performer to whom the patient objects.
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
  // It would owe what it never hears of: the objection keeps the referral itself from it.
  const isKept = objectionsOf(earlier).some(({ objection }) => {
    return objection?.kinds === undefined && objection?.receivers?.includes(referral.performer) === true
  })
  if (isKept) return refused(issue('consent-not-understood', {}, `${request.path}.performer`))
  const base = { occurredOn: arrival.today, heardAt: arrival.now, by: arrival.participant.id, message: arrival.message }
  const superseded: FactRow = {
    ...base,
    id: derivedId(earlier.referral.id, SUPERSEDED, referral.id),
    referral: earlier.referral.id,
    event: SUPERSEDED,
    successor: referral.id
  }
  // Who passes a patient on owes the practice word of it, whether or not a notice came along.
  const forwarded: FactRow = {
    ...base,
    id: derivedId(earlier.referral.id, 'referral.forwarded', referral.id),
    referral: earlier.referral.id,
    event: 'referral.forwarded'
  }
  const moved = movedFrom(rules, arrival, { earlier, referral })
  const { writes, outbox } = transferred(rules, arrival, earlier)
  return ok({
    writes: [...noted(rules, arrival, { known: earlier, facts: [superseded, forwarded] }), ...writes],
    outbox,
    moved,
    history: [...yearOf(rules, arrival, { earlier, moved }), ...objectionsOf(earlier)].map((fact) => ({
      ...fact,
      id: derivedId(referral.id, 'history', fact.event, fact.objection?.consent ?? ''),
      referral: referral.id,
      heardAt: arrival.now
    }))
  })
}

function movedFrom(
  rules: Rules,
  { now, today, message }: Arrival,
  { earlier, referral }: { readonly earlier: ReferralFacts; readonly referral: ReferralRow }
): readonly ObligationRow[] {
  // What one event opened for several is owed to the GP from now on, and once.
  const moved = new Map<string, ObligationRow>()
  for (const obligation of earlier.obligations) {
    const { rule, version, state } = judge(rules.agreements, { obligation, facts: earlier.facts, on: today })
    // What an objection waives moves along with the objection.
    const isLeft = isOpen(state) || (state.state === 'waived' && state.metOn === undefined)
    if (rule.onForward !== 'moves' || !isLeft) continue
    const { code, trigger, openedOn, openedAt } = obligation
    const id = derivedId(message, 'moved', obligation.id)
    const { performer: owner, gp: creditor } = referral
    // The new referral does not know by what the version was put in force that holds for it.
    const under = { agreementVersion: version, openedAt: now }
    const row = { ...obligation, ...under, id, referral: referral.id, owner, creditor, turn: 1 }
    moved.set([code, trigger, openedOn, openedAt].join(' '), row)
  }
  return [...moved.values()]
}

/** What is carried along of a fact; the new referral gives it an id and the instant of its own receipt. */
type Carried = Pick<FactRow, 'event' | 'occurredOn' | 'by' | 'message' | 'objection'>

/**
 * The days from which the year counts, if its duty moves: of the last report that reached the GP, and of the start of treatment.
 * Without the Communications, which met the earlier referral's duties and none of this one's.
 */
function yearOf(
  rules: Rules,
  { participant, message }: Arrival,
  { earlier: { referral, facts, obligations }, moved }: { earlier: ReferralFacts; moved: readonly ObligationRow[] }
): readonly Carried[] {
  const year = moved.find(({ trigger }) => beginnings.has(trigger))
  if (year === undefined) return []
  const isKeptBack = keptBack(objectionsIn(facts), { receiver: referral.gp, performer: referral.performer })
  // What did not reach the GP is no report to them, and no part of one.
  const isNoReport = uncountedCall(ruleOf(rules.agreements, year), { creditor: referral.gp }, facts)
  const reached = facts.filter((fact) => !isKeptBack(fact) && !isNoReport(fact))
  const completed = completing(reached)
  const counted = reached.filter((fact) => fact.event === 'report.counted' && !isUncounted(fact, completed))
  // A later turn opened on the day of the report before it, also where that named no day.
  const turns = obligations.filter(({ code, turn }) => code === year.code && turn > 1)
  const days = [...counted.map(({ occurredOn }) => occurredOn), ...turns.map(({ openedOn }) => openedOn)]
  // Whoever gave it: this performer may itself have been sent the patient, with the day on which treatment started.
  const started = lastHeard('treatment.started', facts)
  const history = [['report.counted', days.sort().at(-1)] as const, ['treatment.started', started] as const]
  return history.flatMap(([event, occurredOn]) =>
    occurredOn === undefined ? [] : [{ event, occurredOn, by: participant.id, message }]
  )
}

function lastHeard(event: string, facts: readonly FactRow[]): string | undefined {
  const heard = facts.filter((fact) => fact.event === event)
  const at = Math.max(...heard.map(({ heardAt }) => heardAt))
  const days = heard.filter(({ heardAt }) => heardAt === at).map(({ occurredOn }) => occurredOn)
  return days.sort().at(-1)
}

/** An objection holds on: the patient made it to keep the practice from hearing, and a new performer is no reason to tell it all. */
export function objectionsOf({ facts }: ReferralFacts): readonly Carried[] {
  const withdrawn = new Set(
    facts.flatMap(({ event, objection }) => (event === 'objection.withdrawn' ? (objection?.consent ?? []) : []))
  )
  // What stands for the lack of a permission is the agreement's, and the new referral's agreement may ask for none.
  const made = facts.filter(({ detail }) => detail?.reason !== CONSENT_MISSING)
  return made.flatMap(({ event, occurredOn, by, message, objection }) =>
    event !== 'objection.made' || objection === undefined || withdrawn.has(objection.consent)
      ? []
      : [{ event, occurredOn, by, message, objection }]
  )
}
