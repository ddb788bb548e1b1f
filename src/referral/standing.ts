import type { CodeableConcept, Consent, Patient, Resource } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { isFeedbackKind } from '../obligations/feedback-kinds.ts'
import { ok, refused, type Result } from '../result.ts'
import type { FactRow, ObjectionScope } from '../store/change.ts'
import type { DutyFacts } from '../store/port.ts'
import { flagFacts, oneFlag, unknownRisk } from './crisis-flag.ts'
import { organisationOf, participantOf } from './parties.ts'
import type { Arrival, Rules } from './rules.ts'
import { permissionIn } from './permission.ts'
import { factOf, type StandingContext } from './standing-context.ts'
import { dayOf } from './stated-dates.ts'
import { isObjection } from './withheld.ts'

/**
 * The facts in what holds until further notice: a Flag that the patient is prone to crises, a Consent with an objection, a
 * Patient who has died.
 *
 * Errors (422): those of `permissionIn`, `unknown-code` for a Flag with a risk that nobody knows, `consent-not-understood` for an objection with a limit that nothing here could keep, `consent-date` for one
 * that is not dated or dated ahead, `consent-receiver` for one against an organisation that nobody knows,
 * `update-not-supported` for any other change of an objection than its withdrawal, and for the withdrawal by somebody else.
 */
export function standingFacts(
  rules: Rules,
  located: readonly Located[],
  context: StandingContext
): Result<readonly FactRow[]> {
  const facts: FactRow[] = []
  for (const { resource, path } of located) {
    const typo = resource.resourceType === 'Flag' ? unknownRisk(resource, path) : undefined
    if (typo !== undefined) return refused(typo)
    if (resource.resourceType === 'Flag') facts.push(...flagFacts(resource, context))
    if (resource.resourceType === 'Patient') facts.push(...deceased(resource, context))
    if (resource.resourceType !== 'Consent') continue
    const read = objectionIn(rules, { resource, path }, context)
    if (!read.ok) return read
    facts.push(...read.value)
    const permitted = permissionIn(rules, { resource, path }, context)
    if (!permitted.ok) return permitted
    facts.push(...permitted.value)
  }
  // Said twice in one message, it is one fact.
  return ok([...new Map(oneFlag(facts).map((fact) => [fact.id, fact])).values()])
}

/**
 * The same of what a new referral carries on from an earlier one: a flag or an objection that its sender names holds here, too,
 * whichever referral it was first recorded for. Errors: those of `standingFacts`.
 */
export function standingCarried(
  rules: Rules,
  carried: readonly Located[],
  context: StandingContext
): Result<readonly FactRow[]> {
  const standing = carried.flatMap(({ resource, path }): readonly Located[] => {
    if (resource.resourceType === 'Flag') return [{ resource, path }]
    if (resource.resourceType !== 'Consent') return []
    const provision = { ...resource.provision }
    delete provision.data
    return [{ resource: { ...resource, provision }, path }]
  })
  return standingFacts(rules, standing, context)
}

function deceased(
  { deceasedBoolean, deceasedDateTime }: Patient,
  { arrival, referral, facts }: StandingContext
): readonly FactRow[] {
  const event = 'patient.deceased'
  if ((deceasedBoolean !== true && deceasedDateTime === undefined) || facts.some((one) => one.event === event))
    return []
  const day = dayOf(deceasedDateTime)
  // A death that is known to the year alone is known today.
  const occurredOn = day === undefined || day > arrival.today ? arrival.today : day
  return [{ ...factOf(arrival, referral), id: derivedId(referral.id, event), event, occurredOn }]
}

/** The death of a patient that was told in another referral; none where it is known. */
export function deathIn(arrival: Arrival, known: DutyFacts | undefined, occurredOn: string): readonly FactRow[] {
  const event = 'patient.deceased'
  if (known === undefined || known.facts.some((one) => one.event === event)) return []
  const { referral } = known
  return [{ ...factOf(arrival, referral), id: derivedId(referral.id, event), event, occurredOn }]
}

function objectionIn(
  rules: Rules,
  { resource, path }: Located<Consent>,
  { arrival, referral, facts, graph }: StandingContext
): Result<readonly FactRow[]> {
  const consent = resource.id ?? ''
  const before = facts.find(({ event, objection }) => event === 'objection.made' && objection?.consent === consent)
  const isOver = facts.some(({ event, objection }) => event === 'objection.withdrawn' && objection?.consent === consent)
  const base = factOf(arrival, referral)
  if (before !== undefined) {
    // Who recorded it heard it from the patient; another could open a file that the patient closed.
    const isOwn = before.by === arrival.participant.id
    if (isOwn && resource.status !== 'active' && isOver) return ok([])
    // A change that nobody reads would let go what its sender believes to be kept: a withdrawn objection that is put back,
    // or one against more. That is a new objection, with a Consent of its own.
    const isWithdrawal = isOwn && withdrawing.has(resource.status)
    if (!isWithdrawal) return refused(issue('update-not-supported', { type: 'Consent' }, path))
    const id = derivedId(referral.id, 'objection.withdrawn', consent)
    return ok([{ ...base, id, event: 'objection.withdrawn', occurredOn: arrival.today, objection: { consent } }])
  }
  if (resource.status !== 'active' || !isObjection(resource)) return ok([])
  const fault = limitIn(resource, { path, referral: referral.id })
  if (fault !== undefined) return refused(fault)
  const occurredOn = dayOf(resource.dateTime)
  if (occurredOn === undefined || occurredOn > arrival.today)
    return refused(issue('consent-date', {}, `${path}.dateTime`))
  const scope = scopeOf(rules, { resource, path }, graph)
  if (!scope.ok) return scope
  // The performer gives the care and must keep the objection; one against it is for its own staff to settle with the patient.
  const own = (scope.value.receivers ?? []).includes(referral.performer)
  if (own) return refused(issue('consent-not-understood', {}, `${path}.provision.actor`))
  const id = derivedId(referral.id, 'objection.made', consent)
  return ok([{ ...base, id, event: 'objection.made', occurredOn, objection: scope.value }])
}

/** The withdrawal of an objection in another referral of the patient in which it stands; none where it does not. */
export function withdrawalIn(arrival: Arrival, known: DutyFacts | undefined, consent: string): readonly FactRow[] {
  if (known === undefined) return []
  const { facts, referral } = known
  const is = (event: string): boolean => facts.some((one) => one.event === event && one.objection?.consent === consent)
  if (!is('objection.made') || is('objection.withdrawn')) return []
  const id = derivedId(referral.id, 'objection.withdrawn', consent)
  const base = factOf(arrival, referral)
  return [{ ...base, id, event: 'objection.withdrawn', occurredOn: arrival.today, objection: { consent } }]
}

/** Statuses by which an objection is taken back. */
const withdrawing: ReadonlySet<string> = new Set(['inactive', 'rejected', 'entered-in-error'])

/** Limits of a provision that this version cannot keep; taking no notice of one would block, or let go, too much. */
const limits = ['period', 'action', 'securityLabel', 'purpose', 'class', 'dataPeriod', 'provision'] as const

function limitIn(
  { provision }: Consent,
  { path, referral }: { readonly path: string; readonly referral: string }
): Issue | undefined {
  const limit = limits.find((name) => provision?.[name] !== undefined)
  if (limit !== undefined) return issue('consent-not-understood', {}, `${path}.provision.${limit}`)
  const unknown = (provision?.code ?? []).findIndex((concept) => kindsIn(concept).length === 0)
  if (unknown !== -1) return issue('consent-not-understood', {}, `${path}.provision.code[${unknown}]`)
  // One letter, or another referral, is something else than what would be kept back here.
  const other = (provision?.data ?? []).findIndex(({ reference: { reference } }) => {
    const target = splitReference(reference)
    return target?.type !== 'ServiceRequest' || target.id !== referral
  })
  return other === -1 ? undefined : issue('consent-not-understood', {}, `${path}.provision.data[${other}]`)
}

function scopeOf(
  rules: Rules,
  { resource: { id = '', provision }, path }: Located<Consent>,
  graph: readonly Resource[]
): Result<ObjectionScope> {
  const kinds = (provision?.code ?? []).flatMap(kindsIn)
  const receivers: string[] = []
  for (const [index, { reference }] of (provision?.actor ?? []).entries()) {
    const listed = splitReference(reference.reference)
    const byId = listed?.type === 'Organization' ? rules.directory.byId(listed.id) : undefined
    const receiver = byId ?? participantOf(rules.directory, organisationOf(graph, reference))
    if (receiver === undefined)
      return refused(issue('consent-receiver', {}, `${path}.provision.actor[${index}].reference`))
    receivers.push(receiver.id)
  }
  return ok({
    consent: id,
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(receivers.length === 0 ? {} : { receivers })
  })
}

function kindsIn({ coding }: CodeableConcept): readonly string[] {
  return (coding ?? []).flatMap(({ system, code }) =>
    system === CodeSystem.feedbackKind && code !== undefined && isFeedbackKind(code) ? [code] : []
  )
}
