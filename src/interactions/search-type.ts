import type { Bundle } from '@medplum/fhirtypes'
import { keptSystem } from '../fhir/identifiers.ts'
import { issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { taskSearchParameters } from '../fhir/search-columns.ts'
import { searchResources, type Search } from '../flows/ask.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Interaction, Handler } from './interaction.ts'

/** Resources on one page: a working list for a person; more comes by link. */
const COUNT_DEFAULT = 50
const COUNT_MAX = 200
/** Values of one parameter, joined by commas. */
const VALUES_MAX = 50

const searchable: ReadonlySet<string> = new Set(['Task'])

const handle: Handler = async (deps, { participant, params, query }) => {
  const search = readSearch(params.type, query, deps.rules.base)
  if (!search.ok) return search
  const { total, found } = await searchResources(deps, participant, search.value)
  const { base } = deps.rules
  const next = search.value.offset + found.length
  const self = { relation: 'self', url: urlOf(base, search.value, search.value.offset) }
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total,
    // A page of nothing has no next one: whoever follows links would never end.
    link:
      found.length > 0 && next < total ? [self, { relation: 'next', url: urlOf(base, search.value, next) }] : [self],
    entry: found.map(({ resource }) => ({
      fullUrl: `${base}/${referenceTo(resource)}`,
      resource,
      search: { mode: 'match' }
    }))
  }
  return ok({ status: 200, headers: {}, body: JSON.stringify(bundle) })
}

/** Source: https://hl7.org/fhir/R4/http.html#search */
export const searchType: Interaction = {
  code: 'search-type',
  method: 'GET',
  url: '/:type',
  writes: false,
  letter: 's',
  types: searchable,
  handle
}

/** The same with the parameters in a form body, for values that may not stand in a URL. */
export const searchByPost: Interaction = { ...searchType, method: 'POST', url: '/:type/_search' }

/** An unknown parameter is refused: ignoring it would answer another question than the one asked. */
function readSearch(type: string, query: Readonly<Record<string, unknown>>, base: string): Result<Search> {
  const criteria: { param: string; values: string[] }[] = []
  const page = { count: COUNT_DEFAULT, offset: 0 }
  for (const [name, given] of Object.entries(query)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      const values = typeof value === 'string' ? value.split(',').filter(Boolean) : []
      if (name === '_format') continue
      if (values.length === 0 || values.length > VALUES_MAX) return refusedParameter(name)
      if (name === '_count' || name === '_offset') {
        if (!/^\d{1,6}$/.test(String(value))) return refusedParameter(name)
        page[name === '_count' ? 'count' : 'offset'] = Number(value)
        continue
      }
      const wantedValues = isSearchParameter(name) ? values.map((one) => wanted(name, one, base)) : []
      // A value that nothing can match would be answered with nothing, as if nothing were there.
      if (wantedValues.length === 0 || wantedValues.includes(undefined)) return refusedParameter(name)
      criteria.push({ param: name, values: wantedValues.filter((one) => one !== undefined) })
    }
  }
  return ok({ type, criteria, limit: Math.min(page.count, COUNT_MAX), offset: page.offset })
}

function isSearchParameter(name: string): boolean {
  const names: readonly string[] = taskSearchParameters
  return names.includes(name) || name === 'owner:identifier'
}

/** Systems under which the codes of `status` may be named; none is the same. */
const statusSystem = /^(?:http:\/\/hl7\.org\/fhir\/task-status)?\|/

/** Source: https://hl7.org/fhir/R4/valueset-task-status.html */
const statuses: ReadonlySet<string> = new Set([
  ...['draft', 'requested', 'received', 'accepted', 'rejected', 'ready', 'cancelled', 'in-progress', 'on-hold'],
  ...['failed', 'completed', 'entered-in-error']
])

/**
 * A value as the search columns have it: a reference as `Type/id`, as this gateway's URL of it, or as the id alone where
 * only one type makes sense; a status with its system or without; an identifier with its system under either name.
 *
 * @returns undefined for a value that cannot be meant.
 */
function wanted(name: string, given: string, base: string): string | undefined {
  if (name === 'status') {
    const status = given.replace(statusSystem, '')
    return statuses.has(status) ? status : undefined
  }
  if (name === 'owner:identifier') {
    const [, system, value] = /^([^|]*)\|([^|]+)$/.exec(given) ?? []
    return system === undefined || value === undefined ? undefined : `${keptSystem(system)}|${value}`
  }
  const value = given.startsWith(`${base}/`) ? given.slice(base.length + 1) : given
  if (name === 'focus' && !value.includes('/')) return `ServiceRequest/${value}`
  return name === 'owner' && !value.includes('/') ? `Organization/${value}` : value
}

function refusedParameter(name: string): Result<Search> {
  return refused(issue('search-parameter', { parameter: /^[\w:.-]{1,40}$/.test(name) ? name : '?' }))
}

function urlOf(base: string, { type, criteria, limit }: Search, offset: number): string {
  const query = new URLSearchParams()
  for (const { param, values } of criteria) query.append(param, values.join(','))
  query.set('_count', String(limit))
  if (offset > 0) query.set('_offset', String(offset))
  return `${base}/${type}?${query.toString()}`
}
