import type { CodeSystem, CodeSystemConcept, CodeSystemConceptProperty } from '@medplum/fhirtypes'
import type { Definitions } from '../definitions/definitions.ts'
import { plainDisplay } from './display.ts'
import { keyOf, type Comparison } from './membership.ts'
import { wellKnownSystems } from './system-name.ts'

/** A concept of a code system, with what may be said or asked of it. */
export interface Concept {
  readonly code: string
  /** Its display and designations, in any language. */
  readonly displays: readonly string[]
  readonly properties: readonly CodeSystemConceptProperty[]
  /** Keys of the concepts directly below it. */
  readonly children: ReadonlySet<string>
}

/** A code system whose content, or part of it, is at hand. */
export interface CompiledCodeSystem extends Comparison {
  readonly url: string
  readonly version: string | undefined
  /** `url|version`, as far as it has one. */
  readonly canonical: string
  /** Whether a code that is not here does not exist. */
  readonly isComplete: boolean
  /** By the form in which codes are compared (`keyOf`). */
  readonly concepts: ReadonlyMap<string, Concept>
  /** Properties that it says its concepts have. */
  readonly declared: ReadonlySet<string>
  concept(code: string): Concept | undefined
  /** Whether any of its concepts is called so, as displays are compared. */
  hasDisplay(display: string): boolean
}

/** Finds a code system by what stands in `Coding.system`, or by `url|version`; compiled when it is first asked for. */
export type CodeSystemIndex = (canonical: string) => CompiledCodeSystem | undefined

/**
 * An index over the code systems of these definitions.
 *
 * One without content (`not-present`) or that only adds to another (`supplement`) is as one that is not at hand.
 */
export function codeSystemIndex(definitions: Pick<Definitions, 'codeSystem'>): CodeSystemIndex {
  // By canonical, and found ones only: what a message names at random may not fill the memory.
  const compiled = new Map<string, CompiledCodeSystem>()
  // Nearly every code of a letter is of one of these, and of most the content is not at hand.
  const absent = new Set<string>()
  return (canonical) => {
    const known = compiled.get(canonical)
    if (known !== undefined || absent.has(canonical)) return known
    const resource = definitions.codeSystem(canonical)
    if (resource?.url === undefined || !hasContent(resource)) {
      if (wellKnownSystems.has(canonical)) absent.add(canonical)
      return undefined
    }
    const system = compileCodeSystem(resource, resource.url)
    compiled.set(canonical, system)
    return system
  }
}

function hasContent({ content, concept }: CodeSystem): boolean {
  return content !== 'not-present' && content !== 'supplement' && concept !== undefined
}

interface GrowingConcept extends Concept {
  readonly displays: string[]
  readonly properties: CodeSystemConceptProperty[]
  readonly children: Set<string>
}

function compileCodeSystem(resource: CodeSystem, url: string): CompiledCodeSystem {
  const { version } = resource
  // Where it is not said, codes are to be accepted in any case (R4, CodeSystem.caseSensitive).
  const comparison = { isCaseSensitive: resource.caseSensitive === true }
  const concepts = new Map<string, GrowingConcept>()
  // A list in place of recursion, for hierarchies of any depth; a resource read from JSON has an end.
  const waiting: (readonly [CodeSystemConcept, string | undefined])[] = []
  for (const top of resource.concept ?? []) waiting.push([top, undefined])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [concept, parent] = next
    const key = keyOf(concept.code, comparison)
    add(concepts, key, concept)
    if (parent !== undefined) concepts.get(parent)?.children.add(key)
    for (const below of concept.concept ?? []) waiting.push([below, key])
  }
  linkByProperties(concepts, comparison)
  // Made when it is first asked for: most displays are those of their code.
  let displays: ReadonlySet<string> | undefined
  return {
    ...comparison,
    url,
    version,
    canonical: version === undefined ? url : `${url}|${version}`,
    isComplete: resource.content === 'complete',
    concepts,
    declared: new Set(resource.property?.map(({ code }) => code)),
    concept: (code) => concepts.get(keyOf(code, comparison)),
    hasDisplay(display) {
      displays ??= new Set([...concepts.values()].flatMap((one) => one.displays.map(plainDisplay)))
      return displays.has(plainDisplay(display))
    }
  }
}

/** A code that stands twice is one concept that is called by the names of both. */
function add(concepts: Map<string, GrowingConcept>, key: string, concept: CodeSystemConcept): void {
  const { code, display, designation = [], property = [] } = concept
  const one = concepts.get(key) ?? { code, displays: [], properties: [], children: new Set() }
  for (const name of [display, ...designation.map(({ value }) => value)]) {
    if (name !== undefined) one.displays.push(name)
  }
  one.properties.push(...property)
  concepts.set(key, one)
}

/** A concept may have more parents than the one it is nested in; they then stand in its properties. */
function linkByProperties(concepts: ReadonlyMap<string, GrowingConcept>, comparison: Comparison): void {
  for (const [key, { properties, children }] of concepts) {
    for (const { code, valueCode } of properties) {
      if (valueCode === undefined) continue
      const other = keyOf(valueCode, comparison)
      if (code === 'child' && concepts.has(other)) children.add(other)
      if (code === 'parent' || code === 'subsumedBy') concepts.get(other)?.children.add(key)
    }
  }
}
