import type { Identifier, Reference, Resource } from '@medplum/fhirtypes'
import { asOrganization } from '../directory/as-resources.ts'
import type { Directory, Participant } from '../directory/participant.ts'
import { organisationNumbers } from '../fhir/identifiers.ts'
import { follow } from '../fhir/references.ts'

/** Numbers by which an organisation is known; empty when a reference leads to one without any. */
export interface Numbers {
  readonly ura?: string
  readonly agb?: string
}

/** References that are followed to reach an organisation: role -> organisation, or service -> organisation. */
const STEPS_MAX = 3

/**
 * The numbers of the organisation that a reference leads to: by itself when it is logical, else through PractitionerRole,
 * HealthcareService or Location to the Organization.
 *
 * @returns undefined when it leads to no organisation at all.
 * Source: design section 5, routing: the organisation (URA, else AGB) reached from the reference.
 */
export function organisationOf(graph: readonly Resource[], reference: Reference | undefined): Numbers | undefined {
  const end = lastOf(graph, reference)
  const numbers = logicalNumbers(end?.identifier)
  if (numbers !== undefined) return numbers
  const resource = follow(graph, end)
  return resource?.resourceType === 'Organization' ? organisationNumbers(resource.identifier) : undefined
}

/** The literal reference of the organisation that a reference leads to, whether or not it has numbers. */
export function organisationReached(graph: readonly Resource[], reference: Reference | undefined): string | undefined {
  return lastOf(graph, reference)?.reference
}

/** The participant that the numbers name. */
export function participantOf(directory: Directory, numbers: Numbers | undefined): Participant | undefined {
  return numbers === undefined ? undefined : directory.byIdentifier(numbers)
}

/**
 * What the directory shows of the parties of a referral, beside what a message refers to itself.
 *
 * A Task that the gateway makes names them by one number and their entry; a dialect that knows organisations by the other
 * number finds it there.
 */
export function withParties(
  directory: readonly Resource[],
  parties: readonly (Participant | undefined)[]
): readonly Resource[] {
  const known = new Set(directory.map(({ id }) => id))
  const others = parties.filter((party) => party !== undefined).filter(({ id }) => !known.has(id))
  return [...directory, ...others.map(asOrganization)]
}

/** Numbers as an error may show them: organisation numbers are public. */
export function shown({ ura, agb }: Numbers): string {
  return [ura === undefined ? '' : `URA ${ura}`, agb === undefined ? '' : `AGB ${agb}`].filter(Boolean).join(', ')
}

/** The reference at which the way to an organisation ends: one with numbers, or one that leads no further. */
function lastOf(graph: readonly Resource[], reference: Reference | undefined): Reference | undefined {
  let current = reference
  for (let step = 0; step < STEPS_MAX && current !== undefined; step++) {
    const next = logicalNumbers(current.identifier) === undefined ? onwards(follow(graph, current)) : undefined
    if (next === undefined) return current
    current = next
  }
  return current
}

function logicalNumbers(identifier: Identifier | undefined): Numbers | undefined {
  if (identifier === undefined) return undefined
  const numbers = organisationNumbers([identifier])
  return numbers.ura === undefined && numbers.agb === undefined ? undefined : numbers
}

function onwards(resource: Resource | undefined): Reference | undefined {
  if (resource?.resourceType === 'PractitionerRole') return resource.organization
  if (resource?.resourceType === 'HealthcareService') return resource.providedBy
  if (resource?.resourceType === 'Location') return resource.managingOrganization
  return undefined
}
