import type { Organization, Resource, Task } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { asOrganization } from '../directory/as-resources.ts'
import type { Graph, GraphEntry } from '../fhir/graph.ts'
import { issue } from '../fhir/outcome.ts'
import { isUuid } from '../fhir/derived-id.ts'
import { splitReference } from '../fhir/references.ts'
import type { Message } from '../fhir/transaction.ts'
import type { Located } from '../fhir/located.ts'
import { readRow, readsTheSame } from '../referral/projection.ts'
import type { StepAsked } from '../referral/lifecycle/task-step.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StoredResource } from '../store/change.ts'
import type { Deps } from './deps.ts'

/** A reference to something outside the message, with the path at which it stands. */
export interface Asked {
  readonly type: string
  readonly id: string
  readonly path: string
}

/** A message sorted by what it wants: new resources, Task steps, and what it refers to outside itself. */
export interface Gathered {
  readonly fresh: readonly Located[]
  readonly steps: readonly StepAsked[]
  /** Organizations of the directory that it refers to. */
  readonly directory: readonly Organization[]
  /** Everything else that it refers to, all of it in the sender's own projection. */
  readonly asked: readonly Asked[]
}

/** Different resources outside the message that it may refer to; a referral refers to a handful. */
const OUTSIDE_MAX = 200

/**
 * Looks up what a message relies on in the sender's own projection, and nowhere else: what the sender cannot see does not
 * exist for it.
 *
 * Errors: `reference-unresolved` (422), `not-found` (404) for a PUT on a resource of somebody else,
 * `update-not-supported` (422) for a PUT that would change something that takes no updates, `id-not-uuid` (422).
 */
export async function gather(
  deps: Deps,
  sender: Participant,
  message: Message,
  graph: Graph
): Promise<Result<Gathered>> {
  const sorted = await sortEntries(deps, sender, graph.entries)
  if (!sorted.ok) return sorted
  const { fresh, steps, unchanged } = sorted.value
  const directory: Organization[] = []
  // Each once, however often it is referred to.
  const named = new Map(unchanged.map((one) => [`${one.type}/${one.id}`, one]))
  for (const { reference, path } of graph.outside) {
    const target = splitReference(reference)
    const listed = target?.type === 'Organization' ? deps.rules.directory.byId(target.id) : undefined
    if (listed !== undefined) directory.push(asOrganization(listed))
    else if (target !== undefined && !named.has(reference)) named.set(reference, { ...target, path })
  }
  const asked = [...named.values()]
  if (asked.length > OUTSIDE_MAX) {
    const reason = `more than ${OUTSIDE_MAX} resources outside the message are referred to`
    return refused(issue('invalid-structure', { reason }, asked[OUTSIDE_MAX]?.path))
  }
  const visible = await rowsIn(deps, sender.id, asked)
  const unseen = asked.find(({ type, id }) => !visible.has(`${type}/${id}`))
  if (unseen !== undefined) return refused(issue('reference-unresolved', {}, unseen.path))
  return ok({ fresh, steps, directory, asked })
}

/** What its author may change, and nobody else: an objection, and a flag. */
const ofAuthor: ReadonlySet<string> = new Set(['Consent', 'Flag'])

interface Sorted extends Pick<Gathered, 'fresh' | 'steps'> {
  /** Entries that put a resource as it stands here already. */
  readonly unchanged: readonly Asked[]
}

async function sortEntries(deps: Deps, sender: Participant, entries: readonly GraphEntry[]): Promise<Result<Sorted>> {
  const refs = entries.flatMap(({ putId, resource }) =>
    putId === undefined ? [] : [{ type: resource.resourceType, id: putId }]
  )
  const own = await rowsIn(deps, sender.id, refs)
  const taken = await rowsIn(deps, CANONICAL_PROJECTION, refs)
  const steps: StepAsked[] = []
  const fresh: Located[] = []
  const unchanged: Asked[] = []
  for (const { resource, path, id, putId, ifMatch } of entries) {
    const name = `${resource.resourceType}/${id}`
    const row = own.get(name)
    if (putId === undefined) fresh.push({ resource, path })
    else if (row !== undefined && isTask(resource)) {
      steps.push({ task: { resource, path }, ...(ifMatch === undefined ? {} : { ifMatch }) })
    } else if (row !== undefined && readsTheSame(readRow(row), resource)) {
      unchanged.push({ type: resource.resourceType, id, path })
    } else if (row?.cause?.isPosted === true && ofAuthor.has(resource.resourceType)) fresh.push({ resource, path })
    else if (row !== undefined) return refused(issue('update-not-supported', { type: resource.resourceType }, path))
    // What the directory or somebody else has is answered as what does not exist; so is an update of nothing.
    else if (taken.has(name) || isListed(deps, resource, id) || entries.length === 1) {
      return refused(issue('not-found', {}, path))
    }
    // Any other id could be a number of the patient, and would be another practice's number, too.
    else if (!isUuid(putId)) return refused(issue('id-not-uuid', {}, `${path}.id`))
    else fresh.push({ resource, path })
  }
  return ok({ fresh, steps, unchanged })
}

/** Everybody reads the directory's Organizations and Endpoints under these ids. */
function isListed(deps: Deps, { resourceType }: Resource, id: string): boolean {
  const isOfDirectory = resourceType === 'Organization' || resourceType === 'Endpoint'
  return isOfDirectory && deps.rules.directory.byId(id) !== undefined
}

async function rowsIn(
  deps: Deps,
  projection: string,
  refs: readonly { readonly type: string; readonly id: string }[]
): Promise<ReadonlyMap<string, StoredResource>> {
  if (refs.length === 0) return new Map()
  const { facts } = await deps.store.read({ kind: 'resources', projection, refs })
  return new Map(facts.map((row) => [`${row.type}/${row.id}`, row]))
}

function isTask(resource: Resource): resource is Task {
  return resource.resourceType === 'Task'
}
