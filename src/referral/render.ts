import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import type { Issue } from '../fhir/outcome.ts'
import type { Located } from '../fhir/located.ts'
import type { Validator } from '../profile/port.ts'
import { ok, refused, type Result } from '../result.ts'
import { originsOfRendered, toldAtOrigin, type Origins } from './origins.ts'
import type { Rules } from './rules.ts'

/** What a receiver reads, and what travelled on to it without a translation. */
export interface Rendered {
  readonly resources: readonly Resource[]
  readonly warnings: readonly Issue[]
}

/** What is read beside the resources in hand. */
export interface RenderContext {
  /** What the new resources refer to, in canonical form, for the map. */
  readonly canonical: readonly Resource[]
  /** The same as the receiver has it, for the validator. */
  readonly own: readonly Resource[]
  /** Where the canonical resources come from, so that a fault is told at the sender's own field. */
  readonly origins?: Origins
}

/**
 * Canonical resources as a receiver reads them, valid in its dialect: nothing leaves that is not.
 *
 * Errors: those of the dialect's map, and of the receiver's profiles at the sender's own field, all 422.
 */
export function renderFor(
  rules: Rules,
  receiver: Participant,
  canonical: readonly Located[],
  { canonical: context, own, origins }: RenderContext
): Result<Rendered> {
  const dialect = rules.dialects.get(receiver.dialect ?? '')
  if (dialect === undefined) return ok({ resources: [], warnings: [] })
  const mapped = dialect.fromCanonical(canonical, { context })
  if (!mapped.ok) return mapped
  const { resources, warnings } = mapped.value
  const from = originsOfRendered(dialect.fromCanonical, { canonical, context, origins })
  const [first, ...more] = validIn(rules.validator, dialect.name, resources, { context: own, origins: from })
  const read = resources.map(({ resource }) => resource)
  return first === undefined ? ok({ resources: read, warnings }) : refused(first, ...more)
}

/** What is wrong with resources in a dialect or in the canonical form: base structure, then what its profiles ask. */
export function validIn(
  validator: Validator,
  form: string,
  graph: readonly Located[],
  { context, origins }: { readonly context: readonly Resource[]; readonly origins: Origins }
): readonly Issue[] {
  const all = [...graph.map(({ resource }) => resource), ...context]
  return graph.flatMap((located) => {
    const { resource, path } = located
    const structure = validator.base(resource, path)
    const issues = structure.length > 0 ? structure : validator.conforms(form, resource, { path, graph: all })
    return issues.map((one) => toldAtOrigin(one, located, origins))
  })
}

/** An expression relative to a resource, put behind the path at which the sender has that resource. */
export function within(path: string, { resourceType }: Resource, expression: string): string {
  return expression.startsWith(resourceType) ? path + expression.slice(resourceType.length) : `${path}.${expression}`
}
