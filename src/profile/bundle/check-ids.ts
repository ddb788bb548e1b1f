import { issue } from '../../fhir/outcome.ts'
import type { Tell } from './bundle-rules.ts'

/**
 * Checks that no two elements of a resource have the same id, and no two of its contained resources.
 *
 * A resource within it (contained, in an entry, in a parameter) has ids of its own, and is checked by a call of its own.
 * Errors: `id-duplicate` (422), at the later of the two.
 * Source: https://hl7.org/fhir/R4/element.html (id, "unique within the resource"), https://hl7.org/fhir/R4/references.html#contained
 *
 * @param path - FHIRPath of the resource.
 */
export function checkIds(resource: object, path: string, tell: Tell): void {
  lookWithin(resource, path, { seen: nothingSeen(), tell })
}

interface Looking {
  readonly seen: { readonly elements: Set<string>; readonly contained: Set<string> }
  readonly tell: Tell
}

function look(value: unknown, path: string, looking: Looking): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => look(item, `${path}[${index}]`, looking))
    return
  }
  if (typeof value !== 'object' || value === null) return
  const { seen, tell } = looking
  const isResource = 'resourceType' in value
  const isContained = isResource && /\.contained\[\d+\]$/.test(path)
  const id = 'id' in value && typeof value.id === 'string' ? value.id : undefined
  const taken = isContained ? seen.contained : seen.elements
  if (id !== undefined && (isContained || !isResource)) {
    if (taken.has(id)) tell(issue('id-duplicate', {}, path))
    taken.add(id)
  }
  if (isResource) return
  // The elements of a StructureDefinition have the same ids in its differential and in its snapshot.
  const isTree = /\.(?:differential|snapshot)$/.test(path)
  lookWithin(value, path, isTree ? { seen: nothingSeen(), tell } : looking)
}

function nothingSeen(): Looking['seen'] {
  return { elements: new Set(), contained: new Set() }
}

/** A primitive has its id under its name with `_`, which a FHIRPath leaves out. */
function lookWithin(value: object, path: string, looking: Looking): void {
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'object') look(member, `${path}.${key.replace(/^_/, '')}`, looking)
  }
}
