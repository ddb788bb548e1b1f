import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import type { Located } from '../fhir/located.ts'
import { issue } from '../fhir/outcome.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import type { Mapped, MapOptions } from '../mapping/port.ts'
import { refused, type Result } from '../result.ts'
import type { Rules } from './rules.ts'

/**
 * A sender's resources in canonical form, valid there.
 *
 * Errors: those of the dialect's map, and `required-missing`, `invalid-structure` of the canonical form, all 422.
 */
export function canonicalOf(
  rules: Pick<Rules, 'dialects'>,
  sender: Pick<Participant, 'dialect'>,
  graph: readonly Located[],
  options: MapOptions = {}
): Result<Mapped> {
  const dialect = rules.dialects.get(sender.dialect ?? '')
  if (dialect === undefined) return refused(issue('not-allowed', { scope: 'a care role' }))
  return dialect.toCanonical(
    standAlone(graph).map(({ resource, path }) => ({ path, resource: withoutClaims(resource) })),
    options
  )
}

/**
 * A resource without what its sender's server says about its own copy: the profiles that it claims, which are those of
 * another shape than the receiver will read, and its version there. The sender's own projection keeps them.
 */
function withoutClaims(resource: Resource): Resource {
  const { meta, ...content } = resource
  if (meta === undefined) return resource
  const { security, tag, extension } = meta
  const kept = {
    ...(extension === undefined ? {} : { extension }),
    ...(security === undefined ? {} : { security }),
    ...(tag === undefined ? {} : { tag })
  }
  // The type of a resource does not depend on its meta, which every type may leave out.
  return Object.keys(kept).length === 0 ? content : { ...content, meta: kept }
}
