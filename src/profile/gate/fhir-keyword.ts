import type { FuncKeywordDefinition } from 'ajv'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'

/** What the generated schemas say of an object with the keyword `fhir`; names are JSON property names. */
interface Rules {
  /** Of each group at least one must be there: the value, its extension, or a type of a choice. */
  readonly needs?: readonly (readonly string[])[]
  /** Of each group, under the name of its element (`value[x]`), at most one may be there. */
  readonly choices?: Readonly<Record<string, readonly string[]>>
  /** Arrays of primitives, where null may stand only for an item that has an extension. */
  readonly arrays?: readonly string[]
}

/** What was broken, as `params` of the ajv error: the reason in words, and the property it is about. */
export interface BrokenRule {
  readonly reason: string
  readonly reasonNl: string
  readonly property: string
}

/** Items without a value that are told of one list; their number is the sender's. */
const UNFILLED_MAX = 20

/**
 * The ajv keyword for what JSON Schema says badly: choices, values that only have an extension, nulls.
 *
 * Source: https://hl7.org/fhir/R4/json.html#primitive, https://hl7.org/fhir/R4/formats.html#choice
 */
export const fhirKeyword: FuncKeywordDefinition = {
  keyword: 'fhir',
  type: 'object',
  schemaType: 'object',
  errors: true,
  compile({ needs = [], choices = {}, arrays = [] }: Rules) {
    const choiceOf = new Map(Object.entries(choices).flatMap(([name, keys]) => keys.map((key) => [key, name] as const)))
    const lists = arrays.map((name) => [name, `_${name}`] as const)
    const validate: DataValidateFunction = (data: Readonly<Record<string, unknown>>): boolean => {
      validate.errors = []
      if (isSoundAtSight(data, { needs, choiceOf, lists })) return true
      const broken = [...lacking(data, needs), ...doubled(data, choiceOf), ...misaligned(data, arrays)]
      validate.errors = broken.map((params) => ({ keyword: 'fhir', params }))
      return broken.length === 0
    }
    return validate
  }
}

interface Seen {
  readonly needs: readonly (readonly string[])[]
  readonly choiceOf: ReadonlyMap<string, string>
  /** The names in `arrays`, each with that of what stands beside it. */
  readonly lists: readonly (readonly [name: string, beside: string])[]
}

/** Nearly every object has all that it needs, one type of a choice at most, and values in all lists; that is seen at once. */
function isSoundAtSight(data: Readonly<Record<string, unknown>>, { needs, choiceOf, lists }: Seen): boolean {
  for (const names of needs) if (!isAnyThere(data, names)) return false
  for (const [name, beside] of lists) {
    const values = data[name]
    if (data[beside] !== undefined || (Array.isArray(values) && values.includes(null))) return false
  }
  if (choiceOf.size === 0) return true
  let chosen = 0
  for (const key in data) if (choiceOf.has(key.charCodeAt(0) === UNDERSCORE ? key.slice(1) : key)) chosen += 1
  return chosen <= 1
}

const UNDERSCORE = 0x5f

function isAnyThere(data: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  for (const name of names) if (Object.hasOwn(data, name)) return true
  return false
}

function* lacking(
  data: Readonly<Record<string, unknown>>,
  groups: readonly (readonly string[])[]
): Generator<BrokenRule> {
  for (const names of groups) {
    if (isAnyThere(data, names)) continue
    const values = names.filter((name) => !name.startsWith('_'))
    const shown = values.slice(0, 4)
    yield {
      reason: `the required element ${shown.join(' or ')} is missing`,
      reasonNl: `het verplichte element ${shown.join(' of ')} ontbreekt`,
      property: values.length === 1 ? (values[0] ?? '') : ''
    }
  }
}

function* doubled(
  data: Readonly<Record<string, unknown>>,
  choiceOf: ReadonlyMap<string, string>
): Generator<BrokenRule> {
  if (choiceOf.size === 0) return
  const chosen = new Map<string, string>()
  for (const key of Object.keys(data)) {
    const name = key.startsWith('_') ? key.slice(1) : key
    const choice = choiceOf.get(name)
    if (choice === undefined) continue
    const earlier = chosen.get(choice)
    if (earlier !== undefined && earlier !== name) {
      yield {
        reason: `only one of ${earlier} and ${name} may be present`,
        reasonNl: `van ${earlier} en ${name} mag er maar een zijn`,
        property: name
      }
    }
    chosen.set(choice, name)
  }
}

/** An array of primitives and the one with their extensions go together item by item, so they are of one length. */
function* misaligned(data: Readonly<Record<string, unknown>>, arrays: readonly string[]): Generator<BrokenRule> {
  for (const name of arrays) {
    const values = listIn(data, name)
    const extensions = listIn(data, `_${name}`)
    if (values !== undefined && extensions !== undefined && values.length !== extensions.length) {
      yield {
        reason: `${name} and _${name} are not of one length`,
        reasonNl: `${name} en _${name} zijn niet even lang`,
        property: name
      }
    }
    if (values?.includes(null) === true || extensions?.includes(null) === true) {
      yield* unfilled(name, values ?? [], extensions ?? [])
    }
  }
}

function* unfilled(name: string, values: readonly unknown[], extensions: readonly unknown[]): Generator<BrokenRule> {
  const length = Math.max(values.length, extensions.length)
  let told = 0
  for (let index = 0; index < length && told < UNFILLED_MAX; index++) {
    if ((values[index] ?? extensions[index] ?? null) !== null) continue
    told++
    yield {
      reason: 'a list holds an item without a value',
      reasonNl: 'een lijst bevat een onderdeel zonder waarde',
      property: `${name}[${index}]`
    }
  }
}

function listIn(data: Readonly<Record<string, unknown>>, name: string): readonly unknown[] | undefined {
  const value = data[name]
  return Array.isArray(value) ? value : undefined
}
