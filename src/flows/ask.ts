import type { Resource } from '@medplum/fhirtypes'
import { localDay } from '../clock.ts'
import { asEndpoint, asOrganization } from '../directory/as-resources.ts'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { withState } from '../obligations/as-task.ts'
import { dutiesOf } from '../referral/duties.ts'
import { readRow } from '../referral/projection.ts'
import { ok, refused, type Result } from '../result.ts'
import type { StoredResource } from '../store/change.ts'
import type { Deps } from './deps.ts'

/** A resource as its reader sees it, with the version that its ETag names. */
export interface Seen {
  readonly resource: Resource
  /** Absent for what the directory says, which has no versions. `lastUpdated` is epoch ms. */
  readonly stored?: { readonly version: number; readonly lastUpdated: number }
}

/** A search by exact values: all criteria must hold, one value of each. */
export interface Search {
  readonly type: string
  readonly criteria: readonly { readonly param: string; readonly values: readonly string[] }[]
  readonly limit: number
  readonly offset: number
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
  return ok(version === undefined ? await seen(deps, facts) : asStored(facts))
}

/** Searches the reader's own projection, newest first. */
export async function searchResources(
  deps: Deps,
  reader: Participant,
  search: Search
): Promise<{ readonly total: number; readonly found: readonly Seen[] }> {
  const { facts } = await deps.store.read({ kind: 'search', projection: reader.id, ...search })
  return { total: facts.total, found: await Promise.all(facts.resources.map(async (row) => seen(deps, row))) }
}

function listedIn(deps: Deps, type: string, id: string): Resource | undefined {
  const participant = type === 'Organization' || type === 'Endpoint' ? deps.rules.directory.byId(id) : undefined
  if (participant === undefined) return undefined
  return type === 'Organization' ? asOrganization(participant) : asEndpoint(participant)
}

/** A duty's Task is shown with its state of today; everything else as it is stored. */
async function seen(deps: Deps, row: StoredResource): Promise<Seen> {
  const stored = asStored(row)
  const { resource } = stored
  const isDuty = resource.resourceType === 'Task' && resource.code?.coding?.[0]?.system === CodeSystem.obligation
  if (!isDuty) return stored
  const { facts: known } = await deps.store.read({ kind: 'referral', id: row.referral })
  if (known === undefined) return stored
  const duties = dutiesOf(deps.rules, { ...known, on: localDay(deps.clock.now()), patient: '' })
  const duty = duties.find(({ obligation }) => obligation.id === row.id)
  return duty === undefined ? stored : { ...stored, resource: withState(resource, duty.state) }
}

function asStored(row: StoredResource): Seen {
  return { resource: readRow(row), stored: { version: row.version, lastUpdated: row.lastUpdated } }
}
