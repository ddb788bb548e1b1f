import type { Resource, Task } from '@medplum/fhirtypes'
import { CodeSystem } from '../fhir/systems.ts'

/** Where the gateway's own profiles have their canonicals. */
export const PROFILE_BASE = 'https://ggz-gateway.example/fhir/StructureDefinition/'

/** The form in which the gateway keeps everything, beside those of the dialects. */
export const CANONICAL = 'canonical'

/**
 * Canonical of the profile that a form asks of a resource: of a dialect `<dialect>-<type>`, of the canonical form the one
 * for what the resource is. It need not exist: then its base definition alone is asked.
 *
 * @param form - `canonical`, or the name of a dialect.
 */
export function profileFor(form: string, resource: Resource): string {
  const { resourceType } = resource
  if (form !== CANONICAL) return `${PROFILE_BASE}${form}-${kebab(resourceType)}`
  if (resourceType === 'ServiceRequest') return `${PROFILE_BASE}referral`
  if (resourceType === 'Communication') return `${PROFILE_BASE}feedback`
  return PROFILE_BASE + (resourceType === 'Task' ? taskProfile(resource) : kebab(resourceType))
}

/** Canonical of the profile of feedback of a kind, which says what makes it complete. */
export function feedbackProfile(kind: string): string {
  return `${PROFILE_BASE}feedback-${kind}`
}

function taskProfile({ code }: Task): string {
  const kind = code?.coding?.find(({ system }) => system === CodeSystem.taskKind)?.code
  if (kind === undefined) return 'coordination-task'
  return kind === 'substitution' ? 'substitution' : 'negotiation-task'
}

/** Each name is made once: a form is asked for with every resource. */
const kebabs = new Map<string, string>()

function kebab(type: Resource['resourceType']): string {
  const known = kebabs.get(type)
  if (known !== undefined) return known
  const made = type.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()
  kebabs.set(type, made)
  return made
}
