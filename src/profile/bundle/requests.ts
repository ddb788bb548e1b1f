import type { Bundle, BundleEntry, BundleEntryRequest, Resource } from '@medplum/fhirtypes'
import { isAbsolute } from '../content/addresses.ts'
import { resourceTypes } from '../content/resource-types.ts'
import { advised, broken, type Tell } from './bundle-rules.ts'

/**
 * Checks the requests of a transaction or batch: a URL of the shape that the method needs, in agreement with the resource.
 *
 * That there is a request, and no response, are invariants (bdl-3, bdl-4).
 * Source: https://hl7.org/fhir/R4/http.html#transaction
 */
export function checkRequests(bundle: Bundle, path: string, tell: Tell): void {
  const changed = new Set<string>()
  for (const [index, entry] of (bundle.entry ?? []).entries()) {
    const { request } = entry
    if (request === undefined) continue
    const at = `${path}.entry[${index}]`
    if (isAbsolute(request.url)) {
      // Of an address elsewhere nobody can tell where its base ends; examples of FHIR itself have such.
      tell(advised('urlAbsolute', `${at}.request.url`))
      continue
    }
    for (const rule of faultsOf(request, entry)) tell(broken(rule, at))
    if (request.ifMatch !== undefined && !etag.test(request.ifMatch)) tell(broken('ifMatch', `${at}.request.ifMatch`))
    if (bundle.type !== 'transaction' || !changes.test(request.method)) continue
    const target = targetOf(request.url)
    if (target?.id === undefined) continue
    const key = `${target.type}/${target.id}`
    if (changed.has(key)) tell(broken('sameTarget', at))
    changed.add(key)
  }
}

type Rule = Parameters<typeof broken>[0]

const etag = /^(?:W\/)?"[^"]*"$/

const changes = /^(?:PUT|PATCH|DELETE)$/

function faultsOf({ method, url }: BundleEntryRequest, { resource }: BundleEntry): readonly Rule[] {
  // A GET may be any search, read or operation; what the server cannot do it answers for that entry.
  if (method === 'GET' || method === 'HEAD' || url.includes('$')) return []
  const target = targetOf(url)
  if (method === 'POST') return faultsOfPost(target, resource)
  if (target === undefined || (target.id === undefined) === !target.isSearch) return ['urlShape']
  if (method === 'PUT') return faultsOfPut(target, resource)
  if (method === 'PATCH') return faultsOfPatch(resource)
  return []
}

function faultsOfPost(target: Target | undefined, resource: Resource | undefined): readonly Rule[] {
  if (target === undefined || target.id !== undefined || target.isSearch) return ['urlShape']
  if (resource === undefined) return ['resourceMissing']
  return resource.resourceType === target.type ? [] : ['urlType']
}

function faultsOfPut({ type, id }: Target, resource: Resource | undefined): readonly Rule[] {
  if (resource === undefined) return ['resourceMissing']
  if (resource.resourceType !== type) return ['urlType']
  if (id === undefined || resource.id === id) return []
  return [resource.id === undefined ? 'putWithoutId' : 'urlId']
}

function faultsOfPatch(resource: Resource | undefined): readonly Rule[] {
  if (resource === undefined) return ['resourceMissing']
  return resource.resourceType === 'Binary' || resource.resourceType === 'Parameters' ? [] : ['patchBody']
}

interface Target {
  readonly type: string
  readonly id: string | undefined
  readonly isSearch: boolean
}

/** What a relative URL names: `[type]`, `[type]/[id]` or `[type]?[search]`; undefined for anything else. */
function targetOf(url: string): Target | undefined {
  const [, type = '', id, search] = /^\/?([A-Za-z]{1,60})(?:\/([A-Za-z0-9.-]{1,64}))?(\?.*)?$/.exec(url) ?? []
  return resourceTypes.has(type) ? { type, id, isSearch: search !== undefined } : undefined
}
