import type { CodeSystem, CodeSystemConcept, ValueSetComposeInclude } from '@medplum/fhirtypes'
import type { Definitions } from '../definitions/definitions.ts'

/** More codes than this are not listed: such sets (all types, all languages) catch little and weigh much. */
const CODES_MAX = 200

/** Value sets that import each other are followed this deep; those of R4 go two deep. */
const IMPORTS_MAX = 8

/**
 * The codes of a ValueSet for the gate: only what can be listed without reckoning, as defined and each once.
 *
 * @returns a function from canonical to codes; undefined where they cannot be listed here: a filter, an exclusion, a
 *   system whose content is not at hand, or more than the gate takes. The terminology of the profiles looks at those.
 */
export function requiredCodes(
  definitions: Pick<Definitions, 'valueSet' | 'codeSystem'>
): (canonical: string) => readonly string[] | undefined {
  const codesOf = (canonical: string, depth: number): readonly string[] | undefined => {
    const compose = definitions.valueSet(canonical)?.compose
    if (compose === undefined || compose.exclude !== undefined || depth > IMPORTS_MAX) return undefined
    const parts = compose.include.map((one) => included(one, depth))
    return parts.includes(undefined) ? undefined : [...new Set(parts.flatMap((part) => part ?? []))]
  }

  const included = (include: ValueSetComposeInclude, depth: number): readonly string[] | undefined => {
    const { system, concept, filter, valueSet } = include
    if (filter !== undefined) return undefined
    // What is both in a system and in a set would have to be intersected.
    if (valueSet !== undefined) return system === undefined ? common(valueSet, depth) : undefined
    if (concept !== undefined) return concept.map(({ code }) => code)
    return system === undefined ? undefined : codesOfSystem(definitions.codeSystem(system))
  }

  /** Of several sets only what is in all of them is meant; one is common. */
  const common = (valueSets: readonly string[], depth: number): readonly string[] | undefined => {
    const [only, ...more] = valueSets
    return only === undefined || more.length > 0 ? undefined : codesOf(only, depth + 1)
  }

  return (canonical) => {
    const codes = codesOf(canonical, 0)
    return codes === undefined || codes.length === 0 || codes.length > CODES_MAX ? undefined : codes
  }
}

function codesOfSystem(system: CodeSystem | undefined): readonly string[] | undefined {
  return system?.content === 'complete' ? flat(system.concept) : undefined
}

function flat(concepts: readonly CodeSystemConcept[] = []): readonly string[] {
  return concepts.flatMap(({ code, concept }) => [code, ...flat(concept)])
}
