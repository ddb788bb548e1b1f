import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import type { Located } from '../fhir/located.ts'
import type { Mapped, MapOptions } from '../mapping/port.ts'
import type { Validator } from '../profile/port.ts'
import { ok, refused, type Result } from '../result.ts'
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

/** What a receiver reads, and what travelled on to it without a translation. */
export interface Rendered {
  readonly resources: readonly Resource[]
  readonly warnings: readonly Issue[]
}

/**
 * Canonical resources as a receiver reads them, valid in its dialect: nothing leaves that is not.
 *
 * @param context - what the new resources refer to: in canonical form for the map, in the receiver's for the validator.
 * Errors: those of the dialect's map, and `required-missing`, `invalid-structure` at the sender's own field, all 422.
 */
export function renderFor(
  rules: Rules,
  receiver: Participant,
  canonical: readonly Located[],
  context: { readonly canonical: readonly Resource[]; readonly own: readonly Resource[] }
): Result<Rendered> {
  const dialect = rules.dialects.get(receiver.dialect ?? '')
  if (dialect === undefined) return ok({ resources: [], warnings: [] })
  const mapped = dialect.fromCanonical(canonical, { context: context.canonical })
  if (!mapped.ok) return mapped
  const { resources, warnings } = mapped.value
  const issues = validIn(rules.validator, dialect.name, resources, context.own)
  const [first, ...more] = issues
  const read = resources.map(({ resource }) => resource)
  return first === undefined ? ok({ resources: read, warnings }) : refused(first, ...more)
}

/** What is wrong with resources in a dialect or in the canonical form: base structure, then required content. */
export function validIn(
  validator: Validator,
  list: string,
  graph: readonly Located[],
  context: readonly Resource[] = []
): readonly Issue[] {
  const all = [...graph.map(({ resource }) => resource), ...context]
  return graph.flatMap(({ resource, path }) => {
    const structure = validator.base(resource, path)
    if (structure.length > 0) return structure
    return validator
      .required(list, resource, all)
      .filter(({ severity }) => severity === 'error')
      .map(({ what, source, expression }) => {
        return issue('required-missing', { what: what.en, whatNl: what.nl, source }, within(path, resource, expression))
      })
  })
}

/** An expression relative to a resource, put behind the path at which the sender has that resource. */
export function within(path: string, { resourceType }: Resource, expression: string): string {
  return expression.startsWith(resourceType) ? path + expression.slice(resourceType.length) : `${path}.${expression}`
}
