import type { Bundle, Resource } from '@medplum/fhirtypes'
import { isAbsolute, resourceAddress } from '../content/addresses.ts'

/** An entry with a resource, and its number in the Bundle. */
export interface Place {
  readonly index: number
  readonly resource: Resource
  readonly fullUrl: string | undefined
}

/** The entries of a Bundle by what a reference may name. */
export interface EntryIndex {
  readonly places: readonly Place[]
  readonly byFullUrl: ReadonlyMap<string, readonly Place[]>
  /** By `fullUrl/_history/versionId`. */
  readonly byVersion: ReadonlyMap<string, readonly Place[]>
  /** By `Type/id` of the resource itself: what a sender may have meant, where the rules do not lead there. */
  readonly byTypeAndId: ReadonlyMap<string, readonly Place[]>
}

/** Indexes the entries of a Bundle that have a resource. */
export function indexEntries(bundle: Bundle): EntryIndex {
  const places = (bundle.entry ?? []).flatMap(({ resource, fullUrl }, index) =>
    resource === undefined ? [] : [{ index, resource, fullUrl }]
  )
  return {
    places,
    byFullUrl: grouped(places, ({ fullUrl }) => fullUrl),
    byVersion: grouped(places, ({ fullUrl, resource: { meta } }) =>
      fullUrl === undefined || meta?.versionId === undefined ? undefined : `${fullUrl}/_history/${meta.versionId}`
    ),
    byTypeAndId: grouped(places, ({ resource }) =>
      resource.id === undefined ? undefined : `${resource.resourceType}/${resource.id}`
    )
  }
}

/**
 * The entries that a reference in an entry means by FHIR's rules: none, one, or more, which is ambiguous.
 *
 * A relative reference is taken relative to the base of the entry's own fullUrl, where that is an address of REST; a
 * version is matched with `meta.versionId`.
 * Source: https://hl7.org/fhir/R4/bundle.html#references
 */
export function placesOf(reference: string, from: Place, { byFullUrl, byVersion }: EntryIndex): readonly Place[] {
  const exact = byFullUrl.get(reference)
  if (exact !== undefined) return exact
  const target = isAbsolute(reference) ? reference : besideIt(reference, from)
  return byFullUrl.get(target ?? '') ?? byVersion.get(target ?? '') ?? []
}

/** The entries whose type and id a relative reference names, wherever their fullUrl says that they are. */
export function lookalikes(reference: string, { byTypeAndId }: EntryIndex): readonly Place[] {
  const address = resourceAddress(reference)
  if (address === undefined || address.base !== '') return []
  return byTypeAndId.get(`${address.type}/${address.id}`) ?? []
}

function besideIt(reference: string, from: Place): string | undefined {
  const address = resourceAddress(reference)
  const base = from.fullUrl === undefined ? undefined : resourceAddress(from.fullUrl)?.base
  return address === undefined || base === undefined ? undefined : `${base}${reference}`
}

function grouped(places: readonly Place[], keyOf: (place: Place) => string | undefined): Map<string, Place[]> {
  const groups = new Map<string, Place[]>()
  for (const place of places) {
    const key = keyOf(place)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [place])
    else group.push(place)
  }
  return groups
}
