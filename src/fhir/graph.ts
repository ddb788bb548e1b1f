import type { Located } from './located.ts'
import { ok, refused, type Result } from '../result.ts'
import { derivedId } from './derived-id.ts'
import { issue, type Issue } from './outcome.ts'
import { referencesIn, splitReference, withReferences, type FoundReference } from './references.ts'
import type { Entry } from './transaction.ts'

/** An entry with the id that it has here. */
export interface GraphEntry extends Entry {
  readonly id: string
}

/** A message's resources with ids of this gateway, and what they refer to outside the message. */
export interface Graph {
  readonly entries: readonly GraphEntry[]
  /** References to `Type/id` that no entry answers: the caller looks them up in what the sender can see. */
  readonly outside: readonly FoundReference[]
}

/**
 * Gives each entry its id and makes every reference between entries a reference to that id.
 *
 * A reference is resolved as FHIR says (fullUrl, then relative to the entry's own base); beyond that an entry's own
 * `Type/id` is taken when exactly one entry has it, because senders that fill `resource.id` mean just that.
 * Errors (422): `reference-unresolved`, `reference-ambiguous`.
 * Source: https://hl7.org/fhir/R4/bundle.html#references
 *
 * @param seed - what ids are derived from: the sender and its message id.
 * @param base - the FHIR base URL of this gateway, under which a sender may write references to what it got from here.
 */
export function readGraph(entries: readonly Entry[], seed: readonly string[], base: string): Result<Graph> {
  const numbered = entries.map((entry, index) => ({
    ...entry,
    id: entry.putId ?? derivedId(...seed, entry.resource.resourceType, String(index))
  }))
  const index = indexOf(numbered)
  const outside: FoundReference[] = []
  const problems: Issue[] = []
  const resolved = numbered.map((entry) => {
    problems.push(...containedTwice(entry))
    const targets = new Map<string, string>()
    for (const found of referencesIn(entry.resource, entry.path)) {
      const target = resolve(found, entry, index, base)
      if (typeof target === 'object') problems.push(target)
      else if (target !== undefined) {
        targets.set(found.reference, target)
        if (!index.ids.has(target)) outside.push({ reference: target, path: found.path })
      }
    }
    const resource = withReferences(entry.resource, (reference) => targets.get(reference))
    return { ...entry, resource: { ...resource, id: entry.id } }
  })
  const [first, ...more] = problems
  return first === undefined ? ok({ entries: resolved, outside }) : refused(first, ...more)
}

/**
 * The entries that hang on nothing: neither an anchor, nor tied to one by references in either direction.
 */
export function unattached(graph: readonly Located[], isAnchor: (located: Located) => boolean): readonly Located[] {
  const neighbours = new Map<string, Set<string>>()
  const tie = (a: string, b: string): void => {
    neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b))
    neighbours.set(b, (neighbours.get(b) ?? new Set()).add(a))
  }
  for (const { resource, path } of graph) {
    for (const { reference } of referencesIn(resource, path)) tie(keyOf(resource), reference)
  }
  // Only ties between entries count: two letters about one patient do not hang together through the patient's file.
  const entries = new Set(graph.map(({ resource }) => keyOf(resource)))
  const reached = new Set(graph.filter(isAnchor).map(({ resource }) => keyOf(resource)))
  // A Set is walked in order of insertion, so what is added while walking is walked, too.
  for (const key of reached) {
    for (const next of neighbours.get(key) ?? []) if (entries.has(next)) reached.add(next)
  }
  return graph.filter(({ resource }) => !reached.has(keyOf(resource)))
}

interface EntryIndex {
  readonly byFullUrl: ReadonlyMap<string, string>
  /** By the `Type/id` that the sender wrote; null where two entries have the same. */
  readonly byOwnId: ReadonlyMap<string, string | null>
  readonly ids: ReadonlySet<string>
}

function indexOf(entries: readonly GraphEntry[]): EntryIndex {
  const byFullUrl = new Map<string, string>()
  const byOwnId = new Map<string, string | null>()
  for (const entry of entries) {
    const key = `${entry.resource.resourceType}/${entry.id}`
    const own = entry.putId ?? entry.resource.id
    if (entry.fullUrl !== undefined) byFullUrl.set(entry.fullUrl, key)
    if (own === undefined) continue
    const ownKey = `${entry.resource.resourceType}/${own}`
    byOwnId.set(ownKey, byOwnId.has(ownKey) ? null : key)
  }
  return { byFullUrl, byOwnId, ids: new Set(entries.map(({ resource, id }) => `${resource.resourceType}/${id}`)) }
}

/** The `Type/id` that a reference means, undefined where it is to stay as it is, or the issue that it gives. */
function resolve(
  found: FoundReference,
  entry: GraphEntry,
  index: EntryIndex,
  base: string
): string | Issue | undefined {
  const { reference, path } = found
  if (reference.startsWith('#')) {
    return hasContained(entry, reference) ? undefined : issue('reference-unresolved', {}, path)
  }
  const direct = index.byFullUrl.get(reference)
  if (direct !== undefined) return direct
  if (reference.startsWith('urn:uuid:')) return issue('reference-unresolved', {}, path)
  const relative = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference
  const named = splitReference(relative)
  // What is neither ours nor relative (another server's URL, an OID) is the sender's own and travels as it came.
  if (named === undefined) return isAbsolute(relative) ? undefined : issue('reference-unresolved', {}, path)
  const key = `${named.type}/${named.id}`
  const sameBase = entry.fullUrl?.replace(/[A-Za-z]+\/[^/]+$/, '')
  const besideIt = sameBase === undefined ? undefined : index.byFullUrl.get(`${sameBase}${key}`)
  if (besideIt !== undefined) return besideIt
  const byOwnId = index.byOwnId.get(key)
  return byOwnId === null ? issue('reference-ambiguous', {}, path) : (byOwnId ?? key)
}

/** A scheme before anything else: a conditional reference (`Patient?identifier=urn:x|1`) has none. */
function isAbsolute(reference: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)
}

/** Contained resources that share an id with an earlier one: a reference to it could mean either. */
function containedTwice({ resource, path }: GraphEntry): readonly Issue[] {
  const ids = ('contained' in resource ? (resource.contained ?? []) : []).map(({ id }) => id)
  return ids.flatMap((id, at) =>
    ids.indexOf(id) < at ? [issue('reference-ambiguous', {}, `${path}.contained[${at}]`)] : []
  )
}

function hasContained(entry: GraphEntry, reference: string): boolean {
  const contained = 'contained' in entry.resource ? entry.resource.contained : undefined
  return reference === '#' || (contained?.some(({ id }) => id === reference.slice(1)) ?? false)
}

function keyOf({ resourceType, id }: Located['resource']): string {
  return `${resourceType}/${id ?? ''}`
}
