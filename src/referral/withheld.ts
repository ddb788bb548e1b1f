import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { referenceTo, withoutReferencesTo } from '../fhir/references.ts'
import type { Agreement } from '../obligations/agreement.ts'
import { bars, objectionsIn, stoodAt } from '../obligations/objection.ts'
import type { FactRow, ReferralRow } from '../store/change.ts'

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
 * What a receiver may read of canonical resources: without an objection and without what points at one.
 *
 * An objection is between the patient, who recorded it, and who must keep it: the performer. Other Consents travel.
 *
 * @param known - resources of the referral that were there before, among which an objection may be.
 */
export function readableBy(
  located: readonly Located[],
  {
    receiver,
    performer,
    known
  }: { readonly receiver: string; readonly performer: string; readonly known: readonly Resource[] }
): readonly Located[] {
  if (receiver === performer) return located
  const all = [...located.map(({ resource }) => resource), ...known]
  const hidden = new Set(all.filter(isObjection).map(referenceTo))
  if (hidden.size === 0) return located
  return located
    .filter(({ resource }) => !isObjection(resource))
    .map(({ resource, path }) => ({ resource: withoutReferencesTo(resource, hidden), path }))
}

function isObjection(resource: Resource): boolean {
  return resource.resourceType === 'Consent' && resource.provision?.type === 'deny'
}

function sparedKinds({ obligations }: Agreement): ReadonlySet<string> {
  return new Set(obligations.flatMap((rule) => (rule.despiteObjection === true ? rule.satisfiedBy : [])))
}
