import type { Bundle } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { searchParameters } from '../fhir/search-parameters.ts'
import { searchResources, type Seen } from '../flows/ask.ts'
import { markPulled, startReading } from '../flows/pulled.ts'
import type { Search } from '../flows/search.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Interaction, Handler } from './interaction.ts'
import { readCriterion } from './search-parameters.ts'

/** Resources on one page: a working list for a person; more comes by link. */
const COUNT_DEFAULT = 50
const COUNT_MAX = 200
/** Values of one parameter, joined by commas. */
const VALUES_MAX = 50
/** Criteria of one search; a parameter may stand several times, as a range of days does. */
const CRITERIA_MAX = 20

const searchable: ReadonlySet<string> = new Set(searchParameters.keys())

const handle: Handler = async (deps, exchange) => {
  const { participant, params, query } = exchange
  const search = readSearch(params.type, query, deps.rules.base)
  if (!search.ok) return search
  const reading = await startReading(deps, exchange)
  const answer = await searchResources(deps, participant, search.value)
  if (!answer.ok) return answer
  const { total, found } = answer.value
  await markPulled(deps, reading, { seen: found })
  const { base } = deps.rules
  const next = search.value.offset + found.length
  const self = { relation: 'self', url: urlOf(base, search.value, search.value.offset) }
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total,
    // A page of nothing has no next one: whoever follows links would never end.
    link: found.length > 0 && next < total ? [self, { relation: 'next', url: urlOf(base, search.value, next) }] : [self]
  }
  return ok({ status: 200, headers: {}, body: withEntries(bundle, found, base) })
}

/** The text of a Bundle whose entries are texts already, which are neither read nor written again. */
function withEntries(bundle: Bundle, found: readonly Seen[], base: string): string {
  const entries = found.map(({ type, id, json }) => {
    return `{"fullUrl":${JSON.stringify(`${base}/${type}/${id}`)},"resource":${json},"search":{"mode":"match"}}`
  })
  return `${JSON.stringify(bundle).slice(0, -1)},"entry":[${entries.join(',')}]}`
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
  const criteria: Search['criteria'][number][] = []
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
      const criterion = readCriterion({ type, base }, name, values)
      if (criterion === undefined || criteria.length === CRITERIA_MAX) return refusedParameter(name)
      criteria.push(criterion)
    }
  }
  return ok({ type, criteria, limit: Math.min(page.count, COUNT_MAX), offset: page.offset })
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
