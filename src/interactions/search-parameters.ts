import { dateCriterion } from '../fhir/date-criterion.ts'
import { keptSystem } from '../fhir/identifiers.ts'
import { searchParameters, type SearchParameter } from '../fhir/search-parameters.ts'
import { CodeSystem } from '../fhir/systems.ts'
import { derivedState } from '../flows/duty-search.ts'
import type { Search } from '../flows/search.ts'
import { businessStatuses } from '../referral/lifecycle/lifecycle.ts'

/**
 * One search parameter with its values, as search columns have them: a reference as `Type/id`, as this gateway's URL of it,
 * or as the id alone where only one type makes sense; a code with its system or without; an identifier with its system
 * under either name.
 *
 * @param values - the values between the commas; one of them must match.
 * @returns undefined for a parameter that the type has not, and for a value that nothing can match: it would be answered
 *   with nothing, as if nothing were there.
 */
export function readCriterion(
  { type, base }: { readonly type: string; readonly base: string },
  name: string,
  values: readonly string[]
): Search['criteria'][number] | undefined {
  const parameter = parameterNamed(type, name)
  if (parameter === undefined) return undefined
  const wanted = values.map((value) => readValue(parameter, value, { type, base }))
  if (wanted.length === 0 || wanted.includes(undefined)) return undefined
  return { param: name, values: wanted.filter((one) => one !== undefined) }
}

function parameterNamed(type: string, name: string): SearchParameter | undefined {
  const all = searchParameters.get(type) ?? []
  const [plain, modifier, ...more] = name.split(':')
  const parameter = all.find((one) => one.name === plain)
  if (parameter === undefined || modifier === undefined) return parameter
  const isByNumber = modifier === 'identifier' && more.length === 0 && parameter.hasIdentifier === true
  return isByNumber ? { ...parameter, type: 'identifier' } : undefined
}

function readValue(
  { name, type, target }: SearchParameter,
  given: string,
  { type: of, base }: { readonly type: string; readonly base: string }
): string | undefined {
  if (type === 'uri') return given
  if (type === 'token') return (readers.get(`${of}.${name}`) ?? token)(given)
  if (type === 'identifier') return identifier(given)
  if (type === 'date') return dateCriterion(given) === undefined ? undefined : given
  const value = given.startsWith(`${base}/`) ? given.slice(base.length + 1) : given
  return target === undefined || value.includes('/') ? value : `${target}/${value}`
}

/** Parameters whose codes are known, so that a wrong one can be told. */
const readers: ReadonlyMap<string, (given: string) => string | undefined> = new Map([
  ['PlanDefinition.status', publicationStatus],
  ['Task.status', status],
  ['Task.business-status', businessStatus]
])

/** Systems under which the codes of `status` may be named; none is the same. */
const statusSystem = /^(?:http:\/\/hl7\.org\/fhir\/task-status)?\|/

/** Source: https://hl7.org/fhir/R4/valueset-task-status.html */
const statuses: ReadonlySet<string> = new Set([
  ...['draft', 'requested', 'received', 'accepted', 'rejected', 'ready', 'cancelled', 'in-progress', 'on-hold'],
  ...['failed', 'completed', 'entered-in-error']
])

function publicationStatus(given: string): string | undefined {
  const read = token(given)
  const [code = ''] = (read ?? '').split('|').reverse()
  return ['active', 'draft', 'retired', 'unknown'].includes(code) ? read : undefined
}

function status(given: string): string | undefined {
  const code = given.replace(statusSystem, '')
  return statuses.has(code) ? code : undefined
}

/** A duty's derived state, or the business status of a coordination Task; of another system any code may be meant. */
function businessStatus(given: string): string | undefined {
  const derived = derivedState(given)
  if (derived !== undefined) return derived
  const [code = '', system] = (token(given) ?? '').split('|').reverse()
  if (system === undefined || system === CodeSystem.businessStatus) {
    return businessStatuses.has(code) ? token(given) : undefined
  }
  return system === CodeSystem.obligationState ? undefined : token(given)
}

/** `system|code`, `|code` for one without a system, or `code` for one in any. */
function token(given: string): string | undefined {
  const [, system, code] = /^(?:([^|]*)\|)?([^|]+)$/.exec(given) ?? []
  if (code === undefined) return undefined
  return system === undefined ? code : `${keptSystem(system)}|${code}`
}

function identifier(given: string): string | undefined {
  const [, system, value] = /^([^|]*)\|([^|]+)$/.exec(given) ?? []
  return system === undefined || value === undefined ? undefined : `${keptSystem(system)}|${value}`
}
