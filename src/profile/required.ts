import type { Resource } from '@medplum/fhirtypes'
import { referenceTo } from '../fhir/references.ts'
import { compiled, type Condition } from './condition.ts'
import type { Missing } from './port.ts'
import { readLists, type RequiredRule } from './required-list.ts'

/** The lists of `profiles/required/`, compiled. */
export interface RequiredContent {
  missing(list: string, resource: Resource, graph: readonly Resource[]): readonly Missing[]
  /** What a kind's list asks of a Communication under a code, in words. */
  what(kind: string, code: string): Missing['what'] | undefined
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
  const lists = compiledByType(readLists(dir), types)
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
    },
    what(kind, code) {
      const rules = lists.get(kind)?.get('Communication') ?? []
      return rules.find(({ missing }) => missing.code === code)?.missing.what
    }
  }
}

/** What an included list asks is compiled once, however many lists include it. */
function compiledByType(
  lists: ReadonlyMap<string, readonly RequiredRule[]>,
  types: ReadonlySet<string>
): ReadonlyMap<string, ReadonlyMap<string, readonly CompiledRule[]>> {
  const made = new Map<RequiredRule, CompiledRule>()
  for (const [name, rules] of lists) {
    for (const rule of rules) {
      const { type, expression, path, ...rest } = rule
      if (!types.has(type)) throw new Error(`${name}: rule ${rest.code} is about ${type}, which is not known here`)
      if (!made.has(rule)) made.set(rule, { holds: compiled(expression, type), missing: { ...rest, expression: path } })
    }
  }
  return new Map([...lists].map(([name, rules]) => [name, byType(rules, made)]))
}

function byType(
  rules: readonly RequiredRule[],
  made: ReadonlyMap<RequiredRule, CompiledRule>
): ReadonlyMap<string, readonly CompiledRule[]> {
  const grouped = Map.groupBy(rules, ({ type }) => type)
  return new Map([...grouped].map(([type, ofType]) => [type, ofType.flatMap((rule) => made.get(rule) ?? [])]))
}
