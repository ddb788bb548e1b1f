import { issue, type Issue } from '../../fhir/outcome.ts'
import { scanXhtml } from './scan-xhtml.ts'

/**
 * Links and images of a resource's narratives (`href="#x"`) that lead to nothing in that resource.
 *
 * They may lead to a place in one of its narratives, to an element by its id, or to a contained resource. A resource in
 * an entry of a Bundle is one of its own: links do not cross entries.
 * Warning: `narrative-link-lost`, once for each narrative: a letter is not refused for a link.
 * Source: https://hl7.org/fhir/R4/narrative.html#id
 *
 * @param path - FHIRPath of the resource in its message.
 */
export function unresolvedAnchors(resource: object, path: string): readonly Issue[] {
  const found: Found = { ids: new Set(['']), narratives: [] }
  collect(resource, path, found)
  const scans = found.narratives.map(({ div, path: at }) => ({ ...scanXhtml(div), at }))
  const ids = new Set([...found.ids, ...scans.flatMap((scan) => [...scan.ids])])
  const lost = scans.filter(({ targets }) => [...targets].some((target) => !ids.has(target)))
  return lost.map(({ at }) => issue('narrative-link-lost', {}, at))
}

interface Found {
  /** Of elements and of contained resources; the empty one is the resource itself. */
  readonly ids: Set<string>
  readonly narratives: { readonly div: string; readonly path: string }[]
}

function collect(value: unknown, path: string, found: Found): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => collect(item, `${path}[${index}]`, found))
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}.${key}`
    if (typeof member === 'string') {
      if (key === 'id') found.ids.add(member)
      if (key === 'div') found.narratives.push({ div: member, path: at })
    } else if (key !== 'resource' || !isResource(member)) {
      // What stands in an entry or in a parameter is a resource of its own, and looked at as one.
      collect(member, at, found)
    }
  }
}

function isResource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'resourceType' in value
}
