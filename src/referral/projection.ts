import { isDeepStrictEqual } from 'node:util'
import type { Resource } from '@medplum/fhirtypes'
import { parseJson } from '../fhir/decimal.ts'
import { searchColumns } from '../fhir/search-columns.ts'
import { CANONICAL_PROJECTION, type ReferralRow, type StoredResource } from '../store/change.ts'
import type { CurrentRows } from './rules.ts'

/** The key of a row in `CurrentRows`. */
export function rowKey(projection: string, { resourceType, id }: Resource): string {
  return `${projection}/${resourceType}/${id ?? ''}`
}

/** Rows by `rowKey`. */
export function currentRows(rows: readonly StoredResource[]): CurrentRows {
  return new Map(rows.map((row) => [`${row.projection}/${row.type}/${row.id}`, row]))
}

/** What new versions have in common: what was there, the referral, the instant (epoch ms), and what made them. */
export interface Frame {
  readonly current: CurrentRows
  readonly referral: Pick<ReferralRow, 'id' | 'task' | 'performer'>
  readonly now: number
  readonly cause: NonNullable<StoredResource['cause']>
  /** Who is asked by each negotiated Task: participants by the id of the Task. */
  readonly owners?: ReadonlyMap<string, string>
}

/**
 * The next versions of resources in one projection; a resource that reads as it did gets none.
 *
 * The instant becomes `meta.lastUpdated`.
 */
export function nextRows(
  projection: string,
  resources: readonly Resource[],
  { current, referral, now, cause, owners = new Map() }: Frame
): readonly StoredResource[] {
  return resources.flatMap((resource) => {
    const before = current.get(rowKey(projection, resource))
    if (before !== undefined && readsTheSame(readRow(before), resource)) return []
    const version = (before?.version ?? 0) + 1
    const made = { versionId: String(version), lastUpdated: new Date(now).toISOString() }
    const row: StoredResource = {
      projection,
      type: resource.resourceType,
      id: resource.id ?? '',
      version,
      referral: referral.id,
      lastUpdated: now,
      json: JSON.stringify(withMeta(resource, made)),
      cause,
      // Nobody can search the canonical form, because it is no participant's.
      search:
        projection === CANONICAL_PROJECTION ? [] : [...searchColumns(resource), ...ownerOf(resource, referral, owners)]
    }
    return [row]
  })
}

/** Whether two versions say the same, whatever their order of keys and what the gateway wrote into `meta`. */
export function readsTheSame(one: Resource, other: Resource): boolean {
  return isDeepStrictEqual(contentOf(one), contentOf(other))
}

/** The resource that a row holds; it is read once, because a decision asks for the same row several times. */
export function readRow(row: StoredResource): Resource {
  const before = read.get(row)
  if (before !== undefined) return before
  // The store gives back the text that this module wrote.
  const resource = parseJson(row.json) as Resource
  read.set(row, resource)
  return resource
}

/** Goes with the rows, which live as long as the decision that they were read for. */
const read = new WeakMap<StoredResource, Resource>()

/** Type, id and meta first, as readers of FHIR expect them; what the gateway makes goes before what a sender gave. */
function withMeta({ resourceType, id, meta, ...content }: Resource, made: Resource['meta']): object {
  return { resourceType, id, meta: { ...meta, ...made }, ...content }
}

/** A coordination or negotiated Task can be found by its owner's directory entry, however the sender wrote the owner. */
function ownerOf(
  { resourceType, id = '' }: Resource,
  { task, performer }: Frame['referral'],
  owners: NonNullable<Frame['owners']>
): StoredResource['search'] {
  const owner = resourceType === 'Task' && id === task ? performer : owners.get(id)
  return owner === undefined || resourceType !== 'Task' ? [] : [{ param: 'owner', value: `Organization/${owner}` }]
}

/** What a version is judged by: everything but what the gateway itself writes into `meta`. */
function contentOf({ meta, ...content }: Resource): object {
  const kept = { ...meta }
  delete kept.versionId
  delete kept.lastUpdated
  return { content, kept }
}
