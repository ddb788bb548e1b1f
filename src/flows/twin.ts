import type { Identifier, Resource } from '@medplum/fhirtypes'
import { keptSystem } from '../fhir/identifiers.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import type { Arrival } from '../referral/rules.ts'
import type { StoredResource } from '../store/change.ts'
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
      limit: TWINS_MAX,
      offset: 0
    })
    for (const row of facts.resources) {
      if (!(await wrote(deps, participant.id, row))) continue
      const location = `${deps.rules.base}/${row.type}/${row.id}`
      return issue('business-identifier-known', { location }, `${path}.identifier`)
    }
  }
  return undefined
}

/** Resources under one business identifier that are looked through: one of each party, if all use the same numbers. */
const TWINS_MAX = 10

/** What somebody else sent stands in the same projection, and may have the same number in the same system. */
async function wrote(deps: Deps, participant: string, { type, id, referral }: StoredResource): Promise<boolean> {
  const { facts } = await deps.store.read({ kind: 'referral', id: referral })
  if (type === 'ServiceRequest') return facts?.referral.requester === participant
  return facts?.facts.some(({ communication, by }) => communication === id && by === participant) === true
}

/** Only acts have business identifiers that are used once; a patient's or an organisation's stand in every message. */
function identifiersOf(resource: Resource): readonly Identifier[] {
  if (resource.resourceType !== 'ServiceRequest' && resource.resourceType !== 'Communication') return []
  return resource.identifier ?? []
}
