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
  return containedOf(current).get(reference.slice(1))
}

const containedByGraph = new WeakMap<Graph, ReadonlyMap<string, Resource>>()

/** What is contained by its id; the first of an id is meant. A hostile message refers to thousands that are not there. */
function containedOf(graph: Graph): ReadonlyMap<string, Resource> {
  const known = containedByGraph.get(graph)
  if (known !== undefined) return known
  const contained = 'contained' in graph.root ? (graph.root.contained ?? []) : []
  const byId = new Map(contained.toReversed().flatMap((one) => (one.id === undefined ? [] : [[one.id, one] as const])))
  containedByGraph.set(graph, byId)
  return byId
}

/** Whether a resource is contained in the one that is being mapped. */
export function isContained({ current }: GraphHolder, resource: Resource): boolean {
  const reference = resource.id === undefined ? undefined : referenceTo(resource)
  return reference === undefined || current?.byReference.get(reference) !== resource
}
