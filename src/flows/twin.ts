import type { Identifier, Resource } from '@medplum/fhirtypes'
import { keptSystem } from '../fhir/identifiers.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import type { Arrival } from '../referral/rules.ts'
import type { Deps } from './deps.ts'

/**
 * The resource that this sender posted before under a business identifier of one that it posts now.
 *
 * @returns `business-identifier-known` (409), which names it; undefined where everything is new.
 * Source: design section 9, idempotency.
 */
export async function twinOf(deps: Deps, { graph, participant }: Arrival): Promise<Issue | undefined> {
  for (const { resource, path } of graph) {
    const values = identifiersOf(resource).flatMap(({ system, value }) => {
      return value === undefined ? [] : [`${keptSystem(system ?? '')}|${value}`]
    })
    if (values.length === 0) continue
    const { facts } = await deps.store.read({
      kind: 'search',
      projection: participant.id,
      type: resource.resourceType,
      criteria: [{ param: 'identifier', values }],
      limit: 1,
      offset: 0
    })
    const [first] = facts.resources
    if (first === undefined) continue
    const location = `${deps.rules.base}/${first.type}/${first.id}`
    return issue('business-identifier-known', { location }, `${path}.identifier`)
  }
  return undefined
}

/** Only acts have business identifiers that are used once; a patient's or an organisation's stand in every message. */
function identifiersOf(resource: Resource): readonly Identifier[] {
  if (resource.resourceType !== 'ServiceRequest' && resource.resourceType !== 'Communication') return []
  return resource.identifier ?? []
}
