import type { Resource } from '@medplum/fhirtypes'
import { referenceTo } from '../../fhir/references.ts'

/** The resources that a map may look at while it makes one of them. */
export interface Graph {
  /** By `Type/id`. */
  readonly byReference: ReadonlyMap<string, Resource>
  /** The resource that is being mapped, in which `#id` is looked for. */
  readonly root: Resource
}

/** Holds the graph of the map that is running; maps run to their end without a pause, so there is one at most. */
export interface GraphHolder {
  current: Graph | undefined
}

/** The resource behind a reference: in the graph, or contained in the resource that is being mapped. */
export function resolve({ current }: GraphHolder, reference: unknown): Resource | undefined {
  if (current === undefined || typeof reference !== 'string') return undefined
  if (!reference.startsWith('#')) return current.byReference.get(reference)
  const { root } = current
  const contained = 'contained' in root ? root.contained : undefined
  return contained?.find(({ id }) => id === reference.slice(1))
}

/** Whether a resource is contained in the one that is being mapped. */
export function isContained({ current }: GraphHolder, resource: Resource): boolean {
  const reference = resource.id === undefined ? undefined : referenceTo(resource)
  return reference === undefined || current?.byReference.get(reference) !== resource
}
