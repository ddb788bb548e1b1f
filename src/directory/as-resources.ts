import type { Endpoint, Organization, Reference } from '@medplum/fhirtypes'
import { CANONICAL, IdentifierSystem } from '../fhir/systems.ts'
import type { Participant } from './participant.ts'

/** Roles of participants; the codes stand in design section 5. */
const ROLE_SYSTEM = `${CANONICAL}/CodeSystem/participant-role`

/** A participant as FHIR Organization; its id is the participant's. Source: https://hl7.org/fhir/R4/organization.html */
export function asOrganization(participant: Participant): Organization {
  const { ura, agb } = participant.identifiers
  const identifier = [
    ...(ura === undefined ? [] : [{ system: IdentifierSystem.ura, value: ura }]),
    ...(agb === undefined ? [] : [{ system: IdentifierSystem.agb, value: agb }])
  ]
  return {
    resourceType: 'Organization',
    id: participant.id,
    // An empty array is not FHIR, and control roles have no identifiers.
    ...(identifier.length === 0 ? {} : { identifier }),
    active: true,
    type: [{ coding: [{ system: ROLE_SYSTEM, code: participant.role }] }],
    name: participant.name,
    ...(participant.endpoint === undefined ? {} : { endpoint: [{ reference: `Endpoint/${participant.id}` }] })
  }
}

/** A reference to a participant's organisation: its directory entry here, its number everywhere, its name for people. */
export function organisationReference({ id, identifiers, name }: Participant): Reference<Organization> {
  const { ura, agb } = identifiers
  const [system, value] = ura === undefined ? [IdentifierSystem.agb, agb] : [IdentifierSystem.ura, ura]
  return {
    reference: `Organization/${id}`,
    ...(value === undefined ? {} : { identifier: { system, value } }),
    display: name
  }
}

/**
 * Where a participant receives, as FHIR Endpoint; undefined for one that is sent nothing: a control role, or by pull.
 *
 * Source: https://hl7.org/fhir/R4/endpoint.html
 */
export function asEndpoint(participant: Participant): Endpoint | undefined {
  if (participant.endpoint === undefined) return undefined
  return {
    resourceType: 'Endpoint',
    id: participant.id,
    status: 'active',
    connectionType: {
      system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
      code: 'hl7-fhir-rest'
    },
    name: participant.name,
    managingOrganization: { reference: `Organization/${participant.id}` },
    payloadType: [{ text: `FHIR R4 transaction Bundle in dialect ${participant.dialect ?? 'none'}` }],
    payloadMimeType: ['application/fhir+json'],
    address: participant.endpoint.url
  }
}
