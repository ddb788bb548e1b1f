import type { Resource } from '@medplum/fhirtypes'
import type { FoundReference } from '../../fhir/references.ts'

/**
 * Every literal reference of a resource and of what it contains, in document order.
 *
 * A resource in an entry or a parameter of it is left out: its references are resolved by its own Bundle.
 *
 * @param path - FHIRPath of the resource.
 */
export function ownReferences(resource: Resource, path: string): readonly FoundReference[] {
  const found: FoundReference[] = []
  walk(resource, path, found)
  return found
}

function walk(value: unknown, path: string, found: FoundReference[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, `${path}[${index}]`, found))
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}.${key}`
    if (key === 'reference' && typeof member === 'string') found.push({ reference: member, path: at })
    else if (key !== 'resource' || !isResource(member)) walk(member, at, found)
  }
}

function isResource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'resourceType' in value
}
