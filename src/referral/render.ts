import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { normalised } from '../fhir/identifiers.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import type { Located } from '../mapping/port.ts'
import type { Validator } from '../profile/port.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Rules } from './rules.ts'

/**
 * A sender's resources in canonical form, valid there.
 *
 * Errors: those of the dialect's map, and `required-missing`, `invalid-structure` of the canonical form, all 422.
 */
export function canonicalOf(rules: Rules, sender: Participant, graph: readonly Located[]): Result<readonly Located[]> {
  const dialect = rules.dialects.get(sender.dialect ?? '')
  if (dialect === undefined) return refused(issue('not-allowed', { scope: 'a care role' }))
  const mapped = dialect.toCanonical(standAlone(graph).map((one) => ({ ...one, resource: normalised(one.resource) })))
  return mapped.ok ? ok(mapped.value.resources) : mapped
}

/**
 * Canonical resources as a receiver reads them, valid in its dialect: nothing leaves that is not.
 *
 * @param context - canonical resources that the new ones refer to and that the map may need to see.
 * Errors: those of the dialect's map, and `required-missing`, `invalid-structure` at the sender's own field, all 422.
 */
export function renderFor(
  rules: Rules,
  receiver: Participant,
  canonical: readonly Located[],
  context: readonly Resource[] = []
): Result<readonly Resource[]> {
  const dialect = rules.dialects.get(receiver.dialect ?? '')
  if (dialect === undefined) return ok([])
  const mapped = dialect.fromCanonical(canonical)
  if (!mapped.ok) return mapped
  const resources = mapped.value.resources
  const issues = validIn(rules.validator, dialect.name, resources, context)
  const [first, ...more] = issues
  return first === undefined ? ok(resources.map(({ resource }) => resource)) : refused(first, ...more)
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
        return issue('required-missing', { what: what.en, source }, within(path, resource, expression))
      })
  })
}

/** An expression relative to a resource, put behind the path at which the sender has that resource. */
export function within(path: string, { resourceType }: Resource, expression: string): string {
  return expression.startsWith(resourceType) ? path + expression.slice(resourceType.length) : `${path}.${expression}`
}
