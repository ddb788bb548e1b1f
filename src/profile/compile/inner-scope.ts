import type { Resource } from '@medplum/fhirtypes'
import { referenceTo } from '../../fhir/references.ts'
import type { Scope } from '../scope.ts'

/** Whether a value is a resource; every resource of a message went through the gate. */
export function isResource(value: unknown): value is Resource {
  return (
    typeof value === 'object' && value !== null && 'resourceType' in value && typeof value.resourceType === 'string'
  )
}

/** Whether a path is that of a contained resource. */
export function isContainedAt(path: string): boolean {
  return /\.contained\[\d+\]$/.test(path)
}

/** What a resource that stands at a path within another is looked at with: a contained one belongs to its container. */
export function scopeWithin(value: unknown, path: string, scope: Scope): Scope {
  if (!isResource(value) || value === scope.resource) return scope
  const root = isContainedAt(path) ? scope.root : value
  return { ...scope, resource: value, root, graph: graphIn(value, scope.graph) }
}

/** What a resource that a reference leads to is looked at with. */
export function scopeOfTarget(value: unknown, scope: Scope): Scope {
  if (!isResource(value) || value === scope.resource) return scope
  const contained = 'contained' in scope.root ? scope.root.contained : undefined
  return { ...scope, resource: value, root: contained?.includes(value) === true ? scope.root : value }
}

/** Within a Bundle a reference leads to an entry, by its fullUrl or by type and id; to nothing there, as around it. */
export function graphIn(resource: Resource, around: ReadonlyMap<string, Resource>): ReadonlyMap<string, Resource> {
  if (resource.resourceType !== 'Bundle') return around
  const graph = new InnerGraph(around)
  for (const { fullUrl, resource: held } of resource.entry ?? []) {
    if (held === undefined) continue
    if (held.id !== undefined) graph.set(referenceTo(held), held)
    if (fullUrl !== undefined) graph.set(fullUrl, held)
  }
  return graph
}

/** A Bundle may hold thousands of others, so none of them copies what is around it; what it holds itself is what it lists. */
class InnerGraph extends Map<string, Resource> {
  private readonly around: ReadonlyMap<string, Resource>

  constructor(around: ReadonlyMap<string, Resource>) {
    super()
    this.around = around
  }

  override get(reference: string): Resource | undefined {
    return super.get(reference) ?? this.around.get(reference)
  }

  override has(reference: string): boolean {
    return super.has(reference) || this.around.has(reference)
  }
}

/** The type of a resource that went through the gate, which lets only known types pass. */
export function resourceTypeOf(value: unknown): string | undefined {
  return isResource(value) ? value.resourceType : undefined
}
