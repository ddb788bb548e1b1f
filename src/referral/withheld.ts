import type { Consent, ConsentProvision, Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referencesIn, referenceTo, withoutReferencesTo } from '../fhir/references.ts'
import type { Agreement } from '../obligations/agreement.ts'
import { bars, contentKind, objectionsIn, stoodAt } from '../obligations/objection.ts'
import type { FactRow, ReferralRow, StoredResource } from '../store/change.ts'

/** What is on its way to a receiver. */
export interface Passing {
  readonly receiver: string
  readonly sender: string
  /** The feedback kind of the message; undefined for news without feedback, such as a step or a flag. */
  readonly kind: string | undefined
}

/**
 * Whether a patient's objection keeps news of a referral from a receiver.
 *
 * An objection against all that a receiver could get also stops steps and flags, because a status tells of care, too; one
 * against some kinds stops these alone. What the receiver itself sent is its own. Kinds that a rule of the agreement marks
 * `despiteObjection` pass. Source: design section 7, domain section 7 (no content may go; a bare status is off by default).
 *
 * @param facts - known of the referral, those of this message included; an objection in the message itself holds for it.
 * @param now - epoch milliseconds.
 */
export function isWithheld(
  {
    agreement,
    referral,
    facts,
    now
  }: {
    readonly agreement: Agreement
    readonly referral: Pick<ReferralRow, 'performer'>
    readonly facts: readonly FactRow[]
    readonly now: number
  },
  { receiver, sender, kind }: Passing
): boolean {
  if (receiver === sender || (kind !== undefined && sparedKinds(agreement).has(kind))) return false
  const { performer } = referral
  return objectionsIn(facts).some((objection) => {
    if (!stoodAt(objection, now)) return false
    if (kind === undefined && objection.kinds !== undefined) return false
    return bars(objection, { kind: kind ?? '', receiver, performer })
  })
}

/**
 * Whether feedback that a receiver never got was kept from it: by an objection that stood when it came in, or by one that came
 * while it waited. A withdrawal does not let it go, its sender sends it again.
 */
export function wasWithheld(
  question: Omit<Parameters<typeof isWithheld>[0], 'now'>,
  receiver: string,
  { by: sender, heardAt, kindOfFeedback: kind }: Pick<FactRow, 'by' | 'heardAt' | 'kindOfFeedback'>
): boolean {
  const later = objectionsIn(question.facts).flatMap((one) => (one.heardAt > heardAt ? [one.heardAt] : []))
  return [heardAt, ...later].some((now) => isWithheld({ ...question, now }, { receiver, sender, kind }))
}

/** Why an objection stands that no patient made: the agreement asks for a permission, and there is none. */
export const CONSENT_MISSING = 'consent-missing'

/**
 * Why news of a referral is kept from a receiver, as the code of what its sender is told.
 *
 * @returns undefined where nothing keeps it back.
 */
export function keptBecause(
  question: Parameters<typeof isWithheld>[0],
  passing: Passing
): 'feedback-withheld' | typeof CONSENT_MISSING | undefined {
  if (!isWithheld(question, passing)) return undefined
  const facts = question.facts.filter(({ detail }) => detail?.reason !== CONSENT_MISSING)
  return isWithheld({ ...question, facts }, passing) ? 'feedback-withheld' : CONSENT_MISSING
}

/** Types that do not belong to the letter that they came with: who is named in it, and the referral itself. */
const ofNoLetter: ReadonlySet<string> = new Set([
  ...['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Endpoint'],
  ...['ServiceRequest', 'Task']
])

/**
 * What came with feedback that an objection kept from a receiver when it was heard, or keeps from it now, in whatever
 * projection: another message that refers to it must not bring it along.
 *
 * @returns `Type/id`.
 */
export function keptFrom(
  receiver: string,
  {
    resources,
    ...asked
  }: Parameters<typeof isWithheld>[0] & {
    readonly resources: readonly Pick<StoredResource, 'type' | 'id' | 'cause'>[]
  }
): ReadonlySet<string> {
  const messages = new Set(
    asked.facts.flatMap((fact) => {
      const { by: sender, heardAt, message } = fact
      const kind = contentKind(fact)
      const isKept = (now: number): boolean => isWithheld({ ...asked, now }, { receiver, sender, kind })
      return kind !== undefined && (isKept(heardAt) || isKept(asked.now)) ? [message] : []
    })
  )
  if (messages.size === 0) return messages
  return new Set(
    resources.flatMap(({ type, id, cause }) =>
      cause !== undefined && messages.has(cause.message) && !ofNoLetter.has(type) ? [`${type}/${id}`] : []
    )
  )
}

/**
 * What a receiver may read of canonical resources: without an objection, what hangs on one alone (the signed form), and
 * what points at either.
 *
 * An objection is between the patient, who recorded it, and who must keep it: the performer. Other Consents travel.
 *
 * @param known - resources of the referral that were there before, among which an objection may be.
 * @param kept - `Type/id` of what an objection keeps from this receiver.
 */
export function readableBy(
  located: readonly Located[],
  {
    receiver,
    performer,
    known,
    kept
  }: {
    readonly receiver: string
    readonly performer: string
    readonly known: readonly Resource[]
    readonly kept: ReadonlySet<string>
  }
): readonly Located[] {
  const all = [...located.map(({ resource }) => resource), ...known]
  const objections = receiver === performer ? [] : all.filter(isObjection).map(referenceTo)
  const hanging = objections.length === 0 ? [] : hangingOn(new Set(objections), all)
  const hidden = new Set([...kept, ...objections, ...hanging])
  if (hidden.size === 0) return located
  // By its name and not by what it says now: one that was taken back need not say any more what it denied.
  return located
    .filter(({ resource }) => !hidden.has(referenceTo(resource)))
    .map(({ resource, path }) => ({ resource: withoutReferencesTo(resource, hidden), path }))
}

/** What says by itself what it is about, and so hangs on nothing. */
const independent: ReadonlySet<string> = new Set([...ofNoLetter, 'Communication', 'Flag', 'Consent'])

/**
 * What hangs on objections alone: what they name and no other resource does, such as the form that was signed, and what
 * names them and nothing else, such as its scan. Who is named in either stays where somebody else names them, too.
 */
function hangingOn(objections: ReadonlySet<string>, all: readonly Resource[]): readonly string[] {
  const named = new Map(all.map((one) => [referenceTo(one), referencesIn(one, '').map(({ reference }) => reference)]))
  const naming = Map.groupBy(
    [...named].flatMap(([by, names]) => names.map((name) => ({ by, name }))),
    ({ name }) => name
  )
  const tied = new Set(objections)
  const isNamedElsewhere = (name: string): boolean => naming.get(name)?.some(({ by }) => !tied.has(by)) === true
  const namesOthers = (name: string): boolean =>
    named.get(name)?.some((one) => !tied.has(one) && !ofNoLetter.has(typeIn(one))) === true
  // A Set is walked in order of insertion, so what is added while walking is walked, too.
  for (const one of tied) {
    const below = (named.get(one) ?? []).filter((name) => !isNamedElsewhere(name))
    const above = objections.has(one) ? (naming.get(one) ?? []).map(({ by }) => by) : []
    const alone = above.filter((name) => !isNamedElsewhere(name) && !namesOthers(name))
    for (const name of [...below, ...alone]) if (!independent.has(typeIn(name))) tied.add(name)
  }
  return [...tied].filter((name) => !objections.has(name))
}

function typeIn(reference: string): string {
  return reference.split('/')[0] ?? ''
}

/** What a Consent can be about beside privacy: one that denies a treatment or a study says nothing of who may read what. */
const otherScopes: ReadonlySet<string> = new Set(['adr', 'research', 'treatment'])

/** Whether a Consent is about a treatment or a study, and not about who may read what. */
export function isOfOther({ scope }: Pick<Consent, 'scope'>): boolean {
  return scope.coding?.some(({ code = '' }) => otherScopes.has(code)) === true
}

/**
 * Whether a resource is a Consent in which a patient objects to what is sent here, whatever its status.
 *
 * A denial may stand inside a permission, as an exception to it: to overlook it would let go what the patient objects to. One
 * for another purpose alone, such as payment, is not about this.
 * Source: https://terminology.hl7.org/CodeSystem-consentscope.html
 */
export function isObjection(resource: Resource): resource is Consent {
  if (resource.resourceType !== 'Consent') return false
  const { provision } = resource
  return !isOfOther(resource) && (provision?.type === 'deny' || provision?.provision?.some(isException) === true)
}

function isException(nested: ConsentProvision): boolean {
  const isOfPurposeAlone = nested.purpose !== undefined && nested.code === undefined && nested.actor === undefined
  return (nested.type === 'deny' && !isOfPurposeAlone) || nested.provision?.some(isException) === true
}

function sparedKinds({ obligations }: Agreement): ReadonlySet<string> {
  return new Set(obligations.flatMap((rule) => (rule.despiteObjection === true ? rule.satisfiedBy : [])))
}
