import type { Bundle, BundleEntry } from '@medplum/fhirtypes'
import { isAbsolute, resourceAddress } from '../content/addresses.ts'
import { broken, type Tell } from './bundle-rules.ts'

/**
 * Checks that each fullUrl is an absolute address that agrees with the resource under it, and stands where it must.
 *
 * Only an address as REST writes it is compared with type and id; of others nobody can tell. bdl-7 and bdl-8 (unique,
 * without a version) are invariants; that a URN is well formed is asked of every uri. Source: https://hl7.org/fhir/R4/bundle.html#bundle-unique
 */
export function checkFullUrls(bundle: Bundle, path: string, tell: Tell): void {
  for (const [index, entry] of (bundle.entry ?? []).entries()) {
    const at = `${path}.entry[${index}]`
    if (entry.fullUrl === undefined) {
      if (needsFullUrl(bundle.type, entry)) tell(broken('fullUrlMissing', at))
    } else if (!isAbsolute(entry.fullUrl)) tell(broken('fullUrlRelative', `${at}.fullUrl`))
    else if (!agrees(entry.fullUrl, entry)) tell(broken('fullUrlOther', `${at}.fullUrl`))
  }
}

/**
 * A document or message hangs together by fullUrls; in other Bundles what has no id may go without one, and so may
 * requests and their answers.
 */
function needsFullUrl(type: Bundle['type'], { resource, search }: BundleEntry): boolean {
  if (resource === undefined || search?.mode === 'outcome') return false
  if (type === 'document' || type === 'message') return true
  return (type === 'searchset' || type === 'collection') && resource.id !== undefined
}

function agrees(fullUrl: string, { resource }: BundleEntry): boolean {
  const address = resourceAddress(fullUrl)
  if (resource === undefined || address === undefined) return true
  if (address.type !== resource.resourceType) return false
  return resource.id === undefined || resource.id === address.id
}
