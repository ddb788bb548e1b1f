import type { Bundle, BundleEntry } from '@medplum/fhirtypes'
import { resourceTypes } from '../content/resource-types.ts'
import { advised, broken, type Tell } from './bundle-rules.ts'

/**
 * Checks the links of an answer to a search or a history, and of a search what each entry is in it for.
 *
 * Source: https://hl7.org/fhir/R4/search.html#return, https://hl7.org/fhir/R4/http.html#paging
 */
export function checkSearchSet(bundle: Bundle, path: string, tell: Tell): void {
  const relations = new Set<string>()
  for (const [index, { relation }] of (bundle.link ?? []).entries()) {
    if (single.has(relation) && relations.has(relation)) tell(broken('linkTwice', `${path}.link[${index}]`))
    relations.add(relation)
  }
  if (bundle.type !== 'searchset') return
  if (!relations.has('self')) tell(advised('selfMissing', path))
  const searched = searchedTypes(bundle)
  for (const [index, entry] of (bundle.entry ?? []).entries()) {
    const rule = faultOf(entry, searched)
    if (rule !== undefined) tell(broken(rule, `${path}.entry[${index}]`))
  }
}

/** Relations of which there is one by their meaning. Source: https://www.iana.org/assignments/link-relations */
const single = new Set(['self', 'first', 'last', 'next', 'previous', 'prev'])

type Rule = Parameters<typeof broken>[0]

function faultOf({ resource, search }: BundleEntry, searched: ReadonlySet<string> | undefined): Rule | undefined {
  if (resource === undefined) return undefined
  const { resourceType, id } = resource
  if (search?.mode === 'outcome') return resourceType === 'OperationOutcome' ? undefined : 'outcomeMode'
  if (resourceType === 'OperationOutcome') return search?.mode === 'match' ? 'outcomeAsMatch' : undefined
  if (id === undefined) return 'matchWithoutId'
  const isMatch = search?.mode === 'match'
  return isMatch && searched !== undefined && !searched.has(resourceType) ? 'matchOtherType' : undefined
}

/** The types that the self link says were searched for; undefined where it does not tell. */
function searchedTypes({ link }: Bundle): ReadonlySet<string> | undefined {
  const self = link?.find(({ relation }) => relation === 'self')?.url
  if (self === undefined) return undefined
  const [address = '', query = ''] = self.split('?', 2)
  const parameters = new URLSearchParams(query)
  // With these the matches may be of other types: containers, or what an operation gives.
  if (address.includes('$') || parameters.has('_contained') || parameters.has('_query')) return undefined
  const listed = parameters.get('_type')?.split(',') ?? []
  const last =
    address
      .replace(/\/(?:_search)?$/, '')
      .split('/')
      .at(-1) ?? ''
  const types = listed.length > 0 ? listed : [last]
  return types.every((type) => resourceTypes.has(type)) ? new Set(types) : undefined
}
