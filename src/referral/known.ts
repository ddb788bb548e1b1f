import type { Resource } from '@medplum/fhirtypes'
import { splitReference } from '../fhir/references.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import { readRow } from './projection.ts'

/** The resources of a referral in one projection, as they stand. */
export function resourcesIn(known: ReferralFacts, projection: string): readonly Resource[] {
  return known.resources.filter((row) => row.projection === projection).map(readRow)
}

/** The id of the Patient that the referral is about; the Patient itself may have come with an earlier referral. */
export function patientOf(known: ReferralFacts): string {
  const request = resourcesIn(known, CANONICAL_PROJECTION).find(({ id }) => id === known.referral.serviceRequest)
  const subject = request?.resourceType === 'ServiceRequest' ? request.subject : undefined
  return splitReference(subject?.reference)?.id ?? ''
}

/** The participants that take part in a referral, each once. */
export function partiesIn({
  referral: { requester, performer, gp }
}: Pick<ReferralFacts, 'referral'>): readonly string[] {
  return [...new Set([requester, performer, ...(gp === null ? [] : [gp])])]
}
