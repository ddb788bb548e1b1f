import type { FuncKeywordDefinition } from 'ajv'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'

/** What the generated schemas say of an object with the keyword `fhir`; names are JSON property names. */
interface Rules {
  /** Of each group at least one must be there: the value, its extension, or a type of a choice. */
  readonly needs?: readonly (readonly string[])[]
  /** Of each group at most one may be there: the types of a choice such as `value[x]`. */
  readonly choices?: readonly (readonly string[])[]
  /** Arrays of primitives, where null may stand only for an item that has an extension. */
  readonly arrays?: readonly string[]
}

/** What was broken, as `params` of the ajv error: the reason in words, and the property it is about. */
export interface BrokenRule {
  readonly reason: string
  readonly property: string
}

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
  compile(rules: Rules) {
    const choiceOf = new Map(rules.choices?.flatMap((names, index) => names.map((name) => [name, index] as const)))
    const validate: DataValidateFunction = (data: Readonly<Record<string, unknown>>): boolean => {
      const broken = [...lacking(data, rules.needs), ...doubled(data, choiceOf), ...unfilled(data, rules.arrays)]
      validate.errors = broken.map((params) => ({ keyword: 'fhir', params }))
      return broken.length === 0
    }
    return validate
  }
}

function* lacking(data: Readonly<Record<string, unknown>>, groups: Rules['needs'] = []): Generator<BrokenRule> {
  for (const names of groups) {
    if (names.some((name) => Object.hasOwn(data, name))) continue
    const values = names.filter((name) => !name.startsWith('_'))
    const property = values.length === 1 ? (values[0] ?? '') : ''
    yield { reason: `the required element ${values.slice(0, 4).join(' or ')} is missing`, property }
  }
}

function* doubled(
  data: Readonly<Record<string, unknown>>,
  choiceOf: ReadonlyMap<string, number>
): Generator<BrokenRule> {
  if (choiceOf.size === 0) return
  const chosen = new Map<number, string>()
  for (const key of Object.keys(data)) {
    const name = key.startsWith('_') ? key.slice(1) : key
    const choice = choiceOf.get(name)
    if (choice === undefined) continue
    const earlier = chosen.get(choice)
    if (earlier !== undefined && earlier !== name) {
      yield { reason: `only one of ${earlier} and ${name} may be present`, property: name }
    }
    chosen.set(choice, name)
  }
}

function* unfilled(data: Readonly<Record<string, unknown>>, arrays: Rules['arrays'] = []): Generator<BrokenRule> {
  for (const name of arrays) {
    const values = listIn(data, name)
    const extensions = listIn(data, `_${name}`)
    if (!values.includes(null) && !extensions.includes(null)) continue
    for (let index = 0; index < Math.max(values.length, extensions.length); index++) {
      if ((values[index] ?? extensions[index] ?? null) !== null) continue
      yield { reason: 'a list holds an item without a value', property: `${name}[${index}]` }
    }
  }
}

function listIn(data: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = data[name]
  return Array.isArray(value) ? value : []
}
