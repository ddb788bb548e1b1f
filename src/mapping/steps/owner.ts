import type { Identifier, Organization, Reference, Resource, Task } from '@medplum/fhirtypes'
import { organisationNumbers } from '../../fhir/identifiers.ts'
import { issue } from '../../fhir/outcome.ts'
import { IdentifierSystem } from '../../fhir/systems.ts'
import { ok, refused } from '../../result.ts'
import type { Located } from '../../fhir/located.ts'
import type { Step, StepContext } from './step.ts'

/**
 * Names Task.owner by the URA of its organisation, as a logical reference of type HealthcareService.
 *
 * The organisation is looked for in the message: the owner itself, or what a PractitionerRole, HealthcareService or
 * Location belongs to. Error: `map-failed` at the owner when that leads to no URA.
 */
export const ownerByUra: Step = (resource, context) => {
  if (resource.resourceType !== 'Task' || resource.owner === undefined) return ok({ resource })
  const { owner } = resource
  const known = uraOf(owner.identifier === undefined ? [] : [owner.identifier])
  const identifier = known ?? uraOf(organisationBehind(owner, context)?.identifier ?? [])
  if (identifier === undefined) {
    const reason = 'Task.owner leads to no organisation with a URA in the message'
    return refused(issue('map-failed', { dialect: context.dialect, reason }, `${context.path}.owner`))
  }
  const named: Owner = { ...owner, type: 'HealthcareService', identifier }
  delete named.reference
  return ok({ resource: withOwner(resource, named) })
}

/**
 * The inverse: the owner is the Organization of the message that has the URA; its identifier stays beside the reference.
 *
 * Without that Organization in the message the owner stays a logical reference, of type Organization.
 */
export const ownerInGraph: Step = (resource, { graph }) => {
  if (resource.resourceType !== 'Task' || resource.owner === undefined) return ok({ resource })
  const { owner } = resource
  const ura = uraOf(owner.identifier === undefined ? [] : [owner.identifier])?.value
  if (owner.reference !== undefined || ura === undefined) return ok({ resource })
  for (const [reference, { resource: other }] of graph) {
    if (other.resourceType !== 'Organization' || organisationNumbers(other.identifier).ura !== ura) continue
    return ok({ resource: withOwner(resource, { reference, ...owner, type: 'Organization' }) })
  }
  return ok({ resource: withOwner(resource, { ...owner, type: 'Organization' }) })
}

type Owner = NonNullable<Task['owner']>

function withOwner(task: Task, owner: Owner): Task {
  return { ...task, owner }
}

/** References followed from an owner to its organisation: role, service, organisation. */
const STEPS_MAX = 3

function organisationBehind(owner: Reference, { graph }: StepContext): Organization | undefined {
  let reference: Reference | undefined = owner
  for (let step = 0; step < STEPS_MAX && reference !== undefined; step++) {
    const found: Located | undefined = graph.get(reference.reference ?? '')
    if (found?.resource.resourceType === 'Organization') return found.resource
    reference = found === undefined ? undefined : belongsTo(found.resource)
  }
  return undefined
}

function belongsTo(resource: Resource): Reference | undefined {
  if (resource.resourceType === 'PractitionerRole') return resource.organization
  if (resource.resourceType === 'HealthcareService') return resource.providedBy
  return resource.resourceType === 'Location' ? resource.managingOrganization : undefined
}

function uraOf(identifiers: readonly Identifier[]): Identifier | undefined {
  const { ura } = organisationNumbers([...identifiers])
  return ura === undefined ? undefined : { system: IdentifierSystem.ura, value: ura }
}
