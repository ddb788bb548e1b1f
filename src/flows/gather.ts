import type { Organization, Resource, Task } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { asOrganization } from '../directory/as-resources.ts'
import type { Graph, GraphEntry } from '../fhir/graph.ts'
import { issue } from '../fhir/outcome.ts'
import { referencesIn, splitReference } from '../fhir/references.ts'
import type { Message } from '../fhir/transaction.ts'
import type { Located } from '../fhir/located.ts'
import { readRow } from '../referral/projection.ts'
import type { StepAsked } from '../referral/task-step.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
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

/** Resources that belong to one referral alone and are not carried into another. */
const focalTypes: ReadonlySet<string> = new Set(['ServiceRequest', 'Task', 'Communication'])

/** Rounds in which references of carried resources are followed: patient, GP's role, practice, location. */
const ROUNDS_MAX = 6

/**
 * Looks up what a message relies on in the sender's own projection, and nowhere else: what the sender cannot see does not
 * exist for it.
 *
 * Errors: `reference-unresolved` (422), `not-found` (404) for a PUT on a resource of somebody else,
 * `update-not-supported` (405) for a PUT on something known that takes no updates.
 */
export async function gather(
  deps: Deps,
  sender: Participant,
  message: Message,
  graph: Graph
): Promise<Result<Gathered>> {
  const sorted = await sortEntries(deps, sender, graph.entries)
  if (!sorted.ok) return sorted
  const directory: Organization[] = []
  const asked: Asked[] = []
  for (const { reference, path } of graph.outside) {
    const target = splitReference(reference)
    const listed = target?.type === 'Organization' ? deps.rules.directory.byId(target.id) : undefined
    if (listed !== undefined) directory.push(asOrganization(listed))
    else if (target !== undefined) asked.push({ ...target, path })
  }
  const visible = await namesIn(deps, sender.id, asked)
  const unseen = asked.find(({ type, id }) => !visible.has(`${type}/${id}`))
  if (unseen !== undefined) return refused(issue('reference-unresolved', {}, unseen.path))
  return ok({ ...sorted.value, directory, asked })
}

/** Canonical resources that a new referral carries on from earlier messages, and the referrals that they came with. */
export interface Carried {
  readonly located: readonly Located[]
  readonly owners: ReadonlySet<string>
}

/** The canonical form of what a new referral refers to, with what that refers to in turn (a patient, their GP, the practice). */
export async function carriedWith(deps: Deps, asked: readonly Asked[]): Promise<Carried> {
  const found = new Map<string, Located>()
  const owners = new Set<string>()
  let wanted = asked.filter(({ type }) => !focalTypes.has(type))
  for (let round = 0; round < ROUNDS_MAX && wanted.length > 0; round++) {
    const { facts } = await deps.store.read({ kind: 'resources', projection: CANONICAL_PROJECTION, refs: wanted })
    for (const { referral } of facts) owners.add(referral)
    const paths = new Map(wanted.map(({ type, id, path }) => [`${type}/${id}`, path]))
    const read = facts.map((row) => ({ resource: readRow(row), path: paths.get(`${row.type}/${row.id}`) ?? '' }))
    for (const one of read) found.set(`${one.resource.resourceType}/${one.resource.id ?? ''}`, one)
    wanted = read.flatMap(({ resource, path }) =>
      referencesIn(resource, path).flatMap(({ reference }) => {
        const target = splitReference(reference)
        const isKnown = target === undefined || found.has(reference) || focalTypes.has(target.type)
        return isKnown ? [] : [{ ...target, path }]
      })
    )
  }
  return { located: [...found.values()], owners }
}

async function sortEntries(
  deps: Deps,
  sender: Participant,
  entries: readonly GraphEntry[]
): Promise<Result<Pick<Gathered, 'fresh' | 'steps'>>> {
  const puts = entries.filter(({ putId }) => putId !== undefined)
  const refs = puts.map(({ resource, id }) => ({ type: resource.resourceType, id }))
  const own = await namesIn(deps, sender.id, refs)
  const taken = await namesIn(deps, CANONICAL_PROJECTION, refs)
  const steps: StepAsked[] = []
  const fresh: Located[] = []
  for (const entry of entries) {
    const { resource, path, id, ifMatch } = entry
    const name = `${resource.resourceType}/${id}`
    if (entry.putId === undefined) fresh.push({ resource, path })
    else if (own.has(name) && isTask(resource)) {
      steps.push({ task: { resource, path }, ...(ifMatch === undefined ? {} : { ifMatch }) })
    } else if (own.has(name)) return refused(issue('update-not-supported', { type: resource.resourceType }, path))
    // An id that the directory's or somebody else's resource has is answered as one that does not exist; so is an update of nothing.
    else if (taken.has(name) || isListed(deps, resource, id) || entries.length === 1)
      return refused(issue('not-found', {}, path))
    else fresh.push({ resource, path })
  }
  return ok({ fresh, steps })
}

/** Everybody reads the directory's Organizations and Endpoints under these ids. */
function isListed(deps: Deps, { resourceType }: Resource, id: string): boolean {
  const isOfDirectory = resourceType === 'Organization' || resourceType === 'Endpoint'
  return isOfDirectory && deps.rules.directory.byId(id) !== undefined
}

async function namesIn(
  deps: Deps,
  projection: string,
  refs: readonly { readonly type: string; readonly id: string }[]
): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set()
  const { facts } = await deps.store.read({ kind: 'resources', projection, refs })
  return new Set(facts.map(({ type, id }) => `${type}/${id}`))
}

function isTask(resource: Resource): resource is Task {
  return resource.resourceType === 'Task'
}
