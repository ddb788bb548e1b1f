import type { Consent, Reference, Resource, ServiceRequest } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { derivedId } from '../fhir/derived-id.ts'
import type { Located } from '../fhir/located.ts'
import { issue } from '../fhir/outcome.ts'
import { follow } from '../fhir/references.ts'
import { CodeSystem } from '../fhir/systems.ts'
import type { EventName } from '../obligations/agreement.ts'
import { ok, refused, type Result } from '../result.ts'
import type { FactRow, ReferralRow } from '../store/change.ts'
import { organisationOf } from './parties.ts'
import { isPermission } from './permission.ts'
import type { Parties } from './routing.ts'
import type { Arrival } from './rules.ts'
import { dayOf, instantOf, isTooFar } from './stated-dates.ts'

/** What a ServiceRequest asks other than a referral: codes of the CodeSystem referral-form, in its category. Design section 8. */
export const referralForms = ['second-opinion', 'consultation', 'unreferred'] as const

/** A code of the CodeSystem referral-form. */
export type ReferralForm = (typeof referralForms)[number]

/** What begins with a ServiceRequest, and on which day. */
interface Beginning {
  readonly event: EventName
  /** `YYYY-MM-DD`. */
  readonly on: string
  /** Epoch ms. */
  readonly at?: number
}

/**
 * The form of a ServiceRequest; undefined for a referral.
 *
 * Errors (422): `unknown-code` for a code of that system that nobody knows, `form-ambiguous` for two forms: a slip would
 * open duties that nobody owes, or none.
 */
export function formOf({ resource, path }: Located<ServiceRequest>): Result<ReferralForm | undefined> {
  const forms = new Set<ReferralForm>()
  for (const [index, { coding = [] }] of (resource.category ?? []).entries()) {
    for (const [at, { system, code }] of coding.entries()) {
      if (system !== CodeSystem.referralForm) continue
      const form = referralForms.find((one) => one === code)
      const words = { code: 'given', system: CodeSystem.referralForm, map: referralForms.join(', ') }
      if (form === undefined)
        return refused(issue('unknown-code', words, `${path}.category[${index}].coding[${at}].code`))
      forms.add(form)
    }
  }
  const [one, other] = forms
  return other === undefined ? ok(one) : refused(issue('form-ambiguous', {}, `${path}.category`))
}

/**
 * Whether a ServiceRequest of a form may be taken, and what begins with it.
 *
 * A case is discussed only with the patient's consent (the NHG summary of the LGA), and care without a referral is told by
 * who gives it, with the day on which it started: the letter to the GP is due 60 days after that (Verwijsafspraken ggz).
 * Errors (422): those of `formOf`, `consultation-consent`, `care-not-own`, `care-start`.
 */
export function beginningOf(
  arrival: Arrival,
  request: Located<ServiceRequest>,
  { parties, graph }: { readonly parties: Parties; readonly graph: readonly Resource[] }
): Result<readonly Beginning[]> {
  const form = formOf(request)
  if (!form.ok) return form
  const { resource, path } = request
  if (form.value === 'consultation') {
    if (!hasConsent(resource, { graph, performer: parties.performer, today: arrival.today }))
      return refused(issue('consultation-consent', {}, `${path}.supportingInfo`))
    return ok([{ event: 'consultation.asked', on: arrival.today }])
  }
  if (form.value === 'unreferred') {
    const isOwn = parties.requester.id === parties.performer.id
    if (!isOwn) return refused(issue('care-not-own', {}, `${path}.performer`))
    const started = careStarted(resource, arrival)
    return started === undefined ? refused(issue('care-start', {}, `${path}.occurrence`)) : ok([started])
  }
  const received: Beginning = { event: 'referral.received', on: arrival.today }
  const isUrgent = resource.priority !== undefined && resource.priority !== 'routine'
  return ok(isUrgent ? [received, { event: 'referral.urgent', on: arrival.today, at: arrival.now }] : [received])
}

/** What begins, as facts of the referral that its sender states. */
export function beginningFacts(
  { message, now, participant }: Arrival,
  referral: Pick<ReferralRow, 'id'>,
  beginnings: readonly Beginning[]
): readonly FactRow[] {
  return beginnings.map(({ event, on, at }) => ({
    id: derivedId(message, event),
    referral: referral.id,
    event,
    occurredOn: on,
    heardAt: now,
    by: participant.id,
    message,
    ...(at === undefined ? {} : { detail: { at } })
  }))
}

/** The day on which care without a referral started; undefined where none is told, or one that is still to come. */
function careStarted(
  { occurrencePeriod, occurrenceDateTime }: ServiceRequest,
  { today, now }: Arrival
): Beginning | undefined {
  const value = occurrencePeriod?.start ?? occurrenceDateTime
  const on = dayOf(value)
  if (on === undefined || on > today || isTooFar(on, today)) return undefined
  const at = instantOf(value)
  return { event: 'care.started', on, ...(at === undefined ? {} : { at: Math.min(at, now) }) }
}

interface Consenting {
  readonly graph: readonly Resource[]
  readonly performer: Participant
  /** `YYYY-MM-DD`. */
  readonly today: string
}

/** Whether it names the patient's consent: one that is sent along and holds, or the number of one on file. */
function hasConsent({ supportingInfo }: ServiceRequest, consenting: Consenting): boolean {
  return (supportingInfo ?? []).some((reference) => {
    const target = follow(consenting.graph, reference)
    if (target !== undefined) return target.resourceType === 'Consent' && holds(target, consenting)
    return reference.type === 'Consent' && (reference.identifier?.value ?? '').trim() !== ''
  })
}

/** Whether a permission is given by now, not over, and not one to others alone. */
function holds(consent: Consent, { graph, performer, today }: Consenting): boolean {
  const { period, actor } = consent.provision ?? {}
  const [given, start, end] = [dayOf(consent.dateTime), dayOf(period?.start), dayOf(period?.end)]
  const isNow = [given, start].every((day) => day === undefined || day <= today) && (end === undefined || today <= end)
  const isTo = ({ reference }: { readonly reference: Reference }): boolean => {
    const { ura, agb } = organisationOf(graph, reference) ?? {}
    const { identifiers } = performer
    const isNumbered = (ura !== undefined && ura === identifiers.ura) || (agb !== undefined && agb === identifiers.agb)
    return isNumbered || reference.reference === `Organization/${performer.id}`
  }
  return isPermission(consent) && isNow && (actor === undefined || actor.some(isTo))
}
