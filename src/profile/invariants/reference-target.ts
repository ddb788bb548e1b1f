import type { Resource } from '@medplum/fhirtypes'
import { isElement } from './element.ts'

/** Where a reference is looked up: in what is sent with it, and in the resource that it stands in. */
export interface Surroundings {
  /** FHIRPath's `%resource`. */
  readonly resource: unknown
  /** FHIRPath's `%rootResource`. */
  readonly root: unknown
  readonly graph: ReadonlyMap<string, Resource>
}

/**
 * The resource that a Reference, a canonical or a URI names; undefined where it is not in the message.
 *
 * `#id` is one that the root resource contains, and `#` the root itself.
 * Source: https://hl7.org/fhir/R4/fhirpath.html#functions, https://hl7.org/fhir/R4/references.html#contained
 */
export function referenceTarget(value: unknown, { root, graph }: Surroundings): unknown {
  const reference = isElement(value) ? value['reference'] : value
  if (typeof reference !== 'string') return undefined
  if (!reference.startsWith('#')) return graph.get(reference)
  if (reference === '#') return root
  const contained: unknown = isElement(root) ? root['contained'] : undefined
  if (!Array.isArray(contained)) return undefined
  return contained.find((one) => isElement(one) && one['id'] === reference.slice(1)) as unknown
}
