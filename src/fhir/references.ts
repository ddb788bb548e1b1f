import type { Identifier, Reference, Resource } from '@medplum/fhirtypes'
import { isDecimal } from './decimal.ts'

/** A literal reference somewhere in a resource, with the FHIRPath at which it stands. */
export interface FoundReference {
  readonly reference: string
  readonly path: string
}

/** A reference by number somewhere in a resource. */
export interface LogicalReference {
  readonly identifier: Identifier
  /** The type of what it names, where the sender told it. */
  readonly type: string | undefined
  readonly path: string
}

/** Every literal reference in a resource, in document order, contained resources included. */
export function referencesIn(resource: Resource, path: string): readonly FoundReference[] {
  const found: FoundReference[] = []
  walk(resource, path, found)
  return found
}

/** Every reference by number in a resource, contained resources included. */
export function logicalReferencesIn(value: unknown, path: string): readonly LogicalReference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => logicalReferencesIn(item, `${path}[${index}]`))
  if (!isObject(value)) return []
  const { identifier, type } = value
  // A resource has a list of identifiers, a reference has one.
  const own = isObject(identifier) ? [{ identifier, type: typeof type === 'string' ? type : undefined, path }] : []
  return [...own, ...Object.entries(value).flatMap(([key, member]) => logicalReferencesIn(member, `${path}.${key}`))]
}

/** A copy in which each literal reference is replaced by what `rewrite` says; undefined leaves it as it is. */
export function withReferences<R extends Resource>(resource: R, rewrite: (reference: string) => string | undefined): R {
  // Only strings are replaced, by strings, so the copy has the shape of the resource.
  return rewritten(resource, rewrite) as R
}

/** A copy without references to any of `hidden` (`Type/id`): the element that holds one goes, and what it leaves empty. */
export function withoutReferencesTo<R extends Resource>(resource: R, hidden: ReadonlySet<string>): R {
  // Its type and id stay, and every other element of a resource that may name these is one that may be left out.
  return pruned(resource, hidden) as R
}

/** `Type/id` of a resource of this gateway. */
export function referenceTo(resource: Resource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`
}

/** Splits `Type/id` (a version after it is ignored); undefined for anything else. */
export function splitReference(
  reference: string | undefined
): { readonly type: string; readonly id: string } | undefined {
  const match = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(reference ?? '')
  return match?.[1] === undefined || match[2] === undefined ? undefined : { type: match[1], id: match[2] }
}

/** The resource of a graph that a reference names. */
export function follow(graph: readonly Resource[], reference: Reference | undefined): Resource | undefined {
  const named = splitReference(reference?.reference)
  if (named === undefined) return undefined
  return graph.find(({ resourceType, id }) => resourceType === named.type && id === named.id)
}

function walk(value: unknown, path: string, found: FoundReference[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, `${path}[${index}]`, found))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'reference' && typeof member === 'string')
        found.push({ reference: member, path: `${path}.reference` })
      else walk(member, `${path}.${key}`, found)
    }
  }
}

function rewritten(value: unknown, rewrite: (reference: string) => string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, rewrite))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) =>
      key === 'reference' && typeof member === 'string'
        ? [key, rewrite(member) ?? member]
        : [key, rewritten(member, rewrite)]
    )
  )
}

function pruned(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    const kept = value.map((item) => pruned(item, hidden)).filter((item) => item !== undefined)
    return kept.length === 0 && value.length > 0 ? undefined : kept
  }
  if (!isObject(value)) return value
  if (typeof value.reference === 'string' && hidden.has(value.reference)) return undefined
  const members = Object.entries(value).map(([key, member]) => [key, pruned(member, hidden)] as const)
  const kept = members.filter(([, member]) => member !== undefined)
  // An extension without its value, or a Task's output, says nothing but that there was one, and is no valid FHIR either.
  const isBare = members.some(([key, member]) => member === undefined && whole.test(key))
  return isBare && value.resourceType === undefined ? undefined : Object.fromEntries(kept)
}

/** Elements that their parent must have: `value[x]`, `content[x]`, `target[x]` of a relation, the `item` of a list's entry. */
const whole = /^(?:value|content|target|item|what)(?:Reference)?$/

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDecimal(value)
}
