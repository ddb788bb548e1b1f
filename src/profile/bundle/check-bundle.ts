import type { Bundle } from '@medplum/fhirtypes'
import type { Tell } from './bundle-rules.ts'
import { checkFullUrls } from './full-urls.ts'
import { checkReferences } from './bundle-references.ts'
import { checkRequests } from './requests.ts'
import { checkSearchSet } from './search-set.ts'

/**
 * Checks what FHIR asks of a Bundle beyond its invariants (bdl-*): fullUrls, references between entries, requests, and the
 * answers to searches.
 *
 * A Bundle within a Bundle is checked by a call of its own.
 * Errors (422): `bundle-rule`, `reference-lost`, `reference-ambiguous`. Warning: `bundle-advice`.
 * Source: https://hl7.org/fhir/R4/bundle.html
 *
 * @param bundle - one whose base structure was found sound.
 * @param path - FHIRPath of the Bundle.
 */
export function checkBundle(bundle: Bundle, path: string, tell: Tell): void {
  checkFullUrls(bundle, path, tell)
  checkReferences(bundle, path, tell)
  if (bundle.type === 'transaction' || bundle.type === 'batch') checkRequests(bundle, path, tell)
  if (bundle.type === 'searchset' || bundle.type === 'history') checkSearchSet(bundle, path, tell)
}
