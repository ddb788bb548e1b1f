import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { Ajv } from 'ajv'
import { referenceTo } from '../fhir/references.ts'
import { compiled, type Condition } from './condition.ts'
import type { Missing } from './port.ts'

/** One rule of a list: an expression that must be true of each resource of the type. */
export interface RequiredRule extends Omit<Missing, 'expression'> {
  readonly type: string
  /** FHIRPath that must give true; `inGraph()` follows a reference within the message. */
  readonly expression: string
  /** Where to point when it does not, as FHIRPath relative to the resource. */
  readonly path: string
}

/** The lists of `profiles/required/`, compiled. */
export interface RequiredContent {
  missing(list: string, resource: Resource, graph: readonly Resource[]): readonly Missing[]
}

interface CompiledRule {
  readonly holds: Condition
  readonly missing: Missing
}

/**
 * Reads and compiles every list; a file that is no list, or an expression that FHIRPath does not understand, stops the
 * start: a rule that nobody checks is worse than none.
 */
export function readRequired(dir: string, types: ReadonlySet<string>): RequiredContent {
  const lists = new Map<string, ReadonlyMap<string, readonly CompiledRule[]>>()
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.json')) continue
    const list: unknown = JSON.parse(readFileSync(join(dir, file), 'utf8'))
    if (!isList(list)) throw new Error(`${file}: ${ajv.errorsText(isList.errors)}`)
    if (list.name !== basename(file, '.json')) throw new Error(`${file}: name is ${list.name}`)
    lists.set(list.name, rulesByType(list.rules, file, types))
  }
  // One message is asked about many times, so its index is made once and goes when the message goes.
  const indexes = new WeakMap<readonly Resource[], ReadonlyMap<string, Resource>>()
  const indexOf = (graph: readonly Resource[]): ReadonlyMap<string, Resource> => {
    const index = indexes.get(graph) ?? new Map(graph.map((resource) => [referenceTo(resource), resource]))
    indexes.set(graph, index)
    return index
  }
  return {
    missing(list, resource, graph) {
      const rules = lists.get(list)?.get(resource.resourceType) ?? []
      if (rules.length === 0) return []
      const index = indexOf(graph)
      return rules.filter(({ holds }) => !holds(resource, index)).map(({ missing }) => missing)
    }
  }
}

interface List {
  readonly name: string
  readonly source: string
  readonly rules: readonly RequiredRule[]
}

function rulesByType(rules: readonly RequiredRule[], file: string, types: ReadonlySet<string>) {
  const byType = new Map<string, CompiledRule[]>()
  for (const { type, expression, path, ...rest } of rules) {
    if (!types.has(type)) throw new Error(`${file}: rule ${rest.code} is about ${type}, which is not known here`)
    const rule = { holds: compiled(expression, type), missing: { ...rest, expression: path } }
    byType.set(type, [...(byType.get(type) ?? []), rule])
  }
  return byType
}

const text = { type: 'string', minLength: 1 }
const ajv = new Ajv({ allErrors: true })
const isList = ajv.compile<List>({
  type: 'object',
  required: ['name', 'source', 'rules'],
  additionalProperties: false,
  properties: {
    name: text,
    source: text,
    rules: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'type', 'expression', 'path', 'severity', 'what', 'source'],
        additionalProperties: false,
        properties: {
          code: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
          type: text,
          expression: text,
          path: text,
          severity: { enum: ['error', 'warning'] },
          what: {
            type: 'object',
            required: ['en', 'nl'],
            additionalProperties: false,
            properties: { en: text, nl: text }
          },
          source: text
        }
      }
    }
  }
})
