import type { Resource, Task } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { asEndpoint, asOrganization } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { withState } from '../obligations/as-task.ts'
import { ruleOf } from '../obligations/load-agreements.ts'
import { stateOf, type ObligationState } from '../obligations/state.ts'
import { readRow } from '../referral/projection.ts'
import { ok, refused, type Result } from '../result.ts'
import type { StoredResource } from '../store/change.ts'
import type { Deps } from './deps.ts'
import { byId, isDerived } from './duty-search.ts'
import type { Search } from './search.ts'

/** A resource as its reader sees it, with the version that its ETag names. */
export interface Seen {
  readonly resource: Resource
  /** Absent for what the directory says, which has no versions. `lastUpdated` is epoch ms. */
  readonly stored?: { readonly version: number; readonly lastUpdated: number; readonly referral: string }
}

/**
 * Reads a resource in the reader's own projection; a directory entry, where it is an Organization or Endpoint of one.
 *
 * @param version - an earlier version; it is given as it was stored, without a derived state.
 * Errors: `not-found` (404), also for what somebody else may see.
 */
export async function readResource(
  deps: Deps,
  reader: Participant,
  { type, id, version }: { readonly type: string; readonly id: string; readonly version?: number }
): Promise<Result<Seen>> {
  const listed = version === undefined ? listedIn(deps, type, id) : undefined
  if (listed !== undefined) return ok({ resource: listed })
  const at = version === undefined ? {} : { version }
  const { facts } = await deps.store.read({ kind: 'resource', projection: reader.id, type, id, ...at })
  if (facts === undefined) return refused(issue('not-found'))
  const [one = asStored(facts)] = await seen(deps, [facts], version === undefined ? 'today' : 'stored')
  return ok(one)
}

/** Searches the reader's own projection, newest first. Errors: `search-too-wide` (400). */
export async function searchResources(
  deps: Deps,
  reader: Participant,
  search: Search
): Promise<Result<{ readonly total: number; readonly found: readonly Seen[] }>> {
  const asked = isDerived(search) ? await byId(deps, reader, search) : ok(search)
  if (!asked.ok) return asked
  const { facts } = await deps.store.read({ kind: 'search', projection: reader.id, ...asked.value })
  return ok({ total: facts.total, found: await seen(deps, facts.resources, 'today') })
}

/** What the directory says under this type and id, which everybody may read. */
export function listedIn(deps: Deps, type: string, id: string): Resource | undefined {
  const participant = type === 'Organization' || type === 'Endpoint' ? deps.rules.directory.byId(id) : undefined
  if (participant === undefined) return undefined
  return type === 'Organization' ? asOrganization(participant) : asEndpoint(participant)
}

/**
 * Rows as their reader sees them: everything of the store that a read or a search answers passes here.
 *
 * Duties' Tasks are shown with their state of today, an earlier version and everything else as it is stored. Duties of one
 * referral share one read.
 */
async function seen(deps: Deps, rows: readonly StoredResource[], as: 'today' | 'stored'): Promise<readonly Seen[]> {
  if (as === 'stored') return rows.map(asStored)
  const stored = rows.map((row) => ({ row, ...asStored(row) }))
  const referrals = new Set(stored.flatMap(({ row, resource }) => (isDuty(resource) ? [row.referral] : [])))
  const states = new Map(await Promise.all([...referrals].map(async (id) => [id, await statesOf(deps, id)] as const)))
  return stored.map(({ row, ...one }) => {
    const state = states.get(row.referral)?.get(row.id)
    return state === undefined || !isDuty(one.resource) ? one : { ...one, resource: withState(one.resource, state) }
  })
}

/** Whether a resource is the Task of a duty, which the gateway itself writes. */
export function isDuty(resource: Resource): resource is Task {
  return resource.resourceType === 'Task' && resource.code?.coding?.[0]?.system === CodeSystem.obligation
}

/** The states of a referral's duties today, by the id of the duty. */
async function statesOf(deps: Deps, referral: string): Promise<ReadonlyMap<string, ObligationState>> {
  const { facts: known } = await deps.store.read({ kind: 'duties', id: referral })
  if (known === undefined) return new Map()
  const { facts, obligations } = known
  const on = localDay(deps.clock.now())
  const { agreements } = deps.rules
  return new Map(
    obligations.map((one) => [one.id, stateOf({ rule: ruleOf(agreements, one), obligation: one, facts, on })])
  )
}

function asStored(row: StoredResource): Seen {
  const { version, lastUpdated, referral } = row
  return { resource: readRow(row), stored: { version, lastUpdated, referral } }
}
