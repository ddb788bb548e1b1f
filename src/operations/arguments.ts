import type { OperationDefinition } from '@medplum/fhirtypes'
import { parseBounded } from '../fhir/bounded-json.ts'
import { issue } from '../fhir/outcome.ts'
import type { Exchange } from '../interactions/interaction.ts'
import { ok, refused, type Result } from '../result.ts'

/** JSON that is known to be an object. */
export type JsonObject = Readonly<Record<string, unknown>>

/** What an operation was given, checked against its definition. */
export interface Arguments {
  /** Undefined where it was not given. */
  readonly text: (name: string) => string | undefined
  /** False where it was not given. */
  readonly flag: (name: string) => boolean
  /** A resource or a data type; what is in it has not been looked at. */
  readonly object: (name: string) => JsonObject | undefined
}

type Parameter = NonNullable<OperationDefinition['parameter']>[number]

/** An input parameter of this name may be the body itself, with the others in the URL. */
const RESOURCE = 'resource'

/** Parameters in one request; an operation has a handful. */
const PARAMETERS_MAX = 50

/** Characters of a uri or a code: canonical URLs have a hundred. */
const TEXT_LENGTH_MAX = 1_000

const texts: ReadonlySet<string> = new Set(['code', 'date', 'id', 'string', 'uri'])

/** Why a parameter is not right, in both languages. */
const wrong = {
  unknown: ['the operation has no such parameter', 'de operatie kent deze parameter niet'],
  twice: ['it is given more than once', 'hij is meer dan eens gegeven'],
  missing: ['it is needed', 'hij is nodig'],
  list: ['a list of parameters was expected', 'er werd een lijst van parameters verwacht'],
  inUrl: ['it belongs in the body of a POST', 'hij hoort in de inhoud van een POST']
} as const

/**
 * Reads what an operation was given: from the query of a GET, from the Parameters of a POST. Where an operation takes a
 * parameter `resource`, that may be the body by itself, and the others may stand in the URL.
 *
 * Errors: those of `parseBounded`, `wrong-type`, `operation-parameter`, all 400.
 * Source: https://hl7.org/fhir/R4/operations.html#request
 */
export function argumentsOf(
  definition: OperationDefinition,
  exchange: Exchange,
  method: 'GET' | 'POST'
): Result<Arguments> {
  const given = method === 'GET' ? fromQuery(definition, exchange.query) : fromBody(definition, exchange)
  if (!given.ok) return given
  const missing = inputsOf(definition).find(({ name, min }) => min > 0 && !given.value.has(name))
  if (missing !== undefined) return refusedParameter(missing.name, wrong.missing)
  const { value } = given
  return ok({
    text: (name) => {
      const held = value.get(name)
      return typeof held === 'string' ? held : undefined
    },
    flag: (name) => value.get(name) === true,
    object: (name) => {
      const held = value.get(name)
      return isObject(held) ? held : undefined
    }
  })
}

/** A refusal that names a parameter, with the reason in English and Dutch. */
export function refusedParameter(
  name: unknown,
  [reason, reasonNl]: readonly [string, string],
  at?: string
): Result<never> {
  // Only what looks like a name is echoed: anything else could be content in the wrong place.
  const parameter = typeof name === 'string' && /^_?[A-Za-z]{1,40}$/.test(name) ? name : '?'
  return refused(issue('operation-parameter', { parameter, reason, reasonNl }, at))
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Given = ReadonlyMap<string, unknown>

function inputsOf({ parameter }: OperationDefinition): readonly Parameter[] {
  return (parameter ?? []).filter(({ use }) => use === 'in')
}

function fromQuery(definition: OperationDefinition, query: JsonObject): Result<Given> {
  const given = new Map<string, unknown>()
  for (const [name, value] of Object.entries(query)) {
    if (name === '_format') continue
    const parameter = inputsOf(definition).find((one) => one.name === name)
    if (parameter === undefined) return refusedParameter(name, wrong.unknown)
    if (Array.isArray(value)) return refusedParameter(name, wrong.twice)
    const { type = '' } = parameter
    if (type !== 'boolean' && !texts.has(type)) return refusedParameter(name, wrong.inUrl)
    const read = type === 'boolean' ? { true: true, false: false }[String(value)] : value
    if (!isOfType(read, type)) return refusedParameter(name, expected(type))
    given.set(name, read)
  }
  return ok(given)
}

function fromBody(definition: OperationDefinition, { query, body }: Exchange): Result<Given> {
  const takesResource = inputsOf(definition).some(({ name, type }) => name === RESOURCE && type === 'Resource')
  const inUrl = Object.keys(query).find((name) => name !== '_format')
  if (inUrl !== undefined && !takesResource) return refusedParameter(inUrl, wrong.inUrl)
  const beside = fromQuery(definition, query)
  if (!beside.ok) return beside
  const parsed = parseBounded(body)
  if (!parsed.ok) return parsed
  const { resourceType, parameter = [], ...more } = parsed.value
  if (takesResource && resourceType !== 'Parameters') return ok(new Map([...beside.value, [RESOURCE, parsed.value]]))
  if (resourceType !== 'Parameters') {
    const named = typeof resourceType === 'string' ? (/^[A-Za-z]{1,40}$/.exec(resourceType)?.[0] ?? '?') : undefined
    const words =
      named === undefined ? { type: 'resource without a type', typeNl: 'resource zonder type' } : { type: named }
    return refused(issue('wrong-type', { expected: 'Parameters', ...words }, 'resourceType'))
  }
  const [stray] = Object.keys(more).filter((key) => key !== 'id' && key !== 'meta')
  if (stray !== undefined) return refusedParameter(stray, wrong.unknown, 'Parameters')
  if (!Array.isArray(parameter) || parameter.length > PARAMETERS_MAX) {
    return refusedParameter('parameter', wrong.list, 'Parameters.parameter')
  }
  const given = new Map(beside.value)
  for (const [index, item] of parameter.entries()) {
    const at = `Parameters.parameter[${String(index)}]`
    if (!isObject(item)) return refusedParameter('parameter', wrong.list, at)
    const { name } = item
    const known = inputsOf(definition).find((one) => one.name === name)
    if (known?.name === undefined) return refusedParameter(name, wrong.unknown, at)
    if (given.has(known.name)) return refusedParameter(name, wrong.twice, at)
    const read = valueOf(item, known)
    if (read === undefined) return refusedParameter(name, expected(known.type ?? ''), at)
    given.set(known.name, read)
  }
  return ok(given)
}

/** The value of a parameter; undefined where it has another one, or more than the one. */
function valueOf(held: JsonObject, { type = '' }: Parameter): unknown {
  const key = keyOf(type)
  const value = held[key]
  const isAlone = Object.keys(held).every((name) => name === 'name' || name === key)
  return isAlone && isOfType(value, type) ? value : undefined
}

function keyOf(type: string): string {
  return type === 'Resource' ? 'resource' : `value${type.charAt(0).toUpperCase()}${type.slice(1)}`
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'boolean') return typeof value === 'boolean'
  if (texts.has(type)) return typeof value === 'string' && value !== '' && value.length <= TEXT_LENGTH_MAX
  return isObject(value) && (type !== 'Resource' || typeof value.resourceType === 'string')
}

function expected(type: string): readonly [string, string] {
  return [`one ${keyOf(type)} was expected`, `er werd een ${keyOf(type)} verwacht`]
}
