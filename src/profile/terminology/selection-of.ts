import type { ValueSetComposeInclude } from '@medplum/fhirtypes'
import type { CodeSystemIndex, CompiledCodeSystem } from './code-system-index.ts'
import { conceptTest } from './filter.ts'
import { grammarOf } from './grammar.ts'
import {
  atLeast,
  exactly,
  intersection,
  keyOf,
  unknownSelection,
  type Comparison,
  type Selection
} from './membership.ts'

/**
 * What an include or exclude with a system selects of that system, its value sets left aside.
 *
 * @returns a selection that says `unknown` where the content of the system is needed and not at hand.
 */
export function selectionOf(part: ValueSetComposeInclude, systems: CodeSystemIndex): Selection {
  const { system = '', version, concept, filter = [] } = part
  const comparison = comparisonOf(system, systems)
  const local = systems(version === undefined ? system : `${system}|${version}`)
  const selections: Selection[] = []
  if (concept !== undefined) {
    selections.push(exactly(new Set(concept.map(({ code }) => keyOf(code, comparison))), comparison))
  }
  for (const one of filter) selections.push(local === undefined ? unknownSelection : filtered(local, one))
  if (selections.length === 0) selections.push(local === undefined ? wholeByGrammar(system) : whole(local))
  return intersection(selections, comparison)
}

/** How codes of a system are compared; of one that is not at hand, exactly. */
export function comparisonOf(system: string, systems: CodeSystemIndex): Comparison {
  return systems(system) ?? { isCaseSensitive: true }
}

function wholeByGrammar(system: string): Selection {
  const has = grammarOf(system)
  return has === undefined ? unknownSelection : { has }
}

function whole(system: CompiledCodeSystem): Selection {
  const codes = new Set(system.concepts.keys())
  return system.isComplete ? exactly(codes, system) : atLeast(codes, system)
}

function filtered(system: CompiledCodeSystem, filter: Parameters<typeof conceptTest>[1]): Selection {
  const test = conceptTest(system, filter)
  if (test === undefined) return unknownSelection
  const codes = new Set<string>()
  for (const [key, concept] of system.concepts) if (test(key, concept)) codes.add(key)
  return system.isComplete ? exactly(codes, system) : atLeast(codes, system)
}
