import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeSystem, CodeSystemConcept, Resource, ValueSet } from '@medplum/fhirtypes'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { emptyMemory } from '../../../src/profile/compile/memory.ts'
import type { Definitions } from '../../../src/profile/definitions/definitions.ts'
import type { Check, Scope } from '../../../src/profile/scope.ts'

/** The terminology of R4 that is checked in. */
export function standardDefinitions(): TerminologyDefinitions {
  const file = join(import.meta.dirname, '..', '..', '..', 'profiles', 'base', 'terminology.json')
  const { codeSystems, valueSets } = JSON.parse(readFileSync(file, 'utf8')) as {
    codeSystems: CodeSystem[]
    valueSets: ValueSet[]
  }
  return definitionsOf(codeSystems, valueSets)
}

export type TerminologyDefinitions = Pick<Definitions, 'valueSet' | 'codeSystem'>

/** Definitions with these resources, found by url and by `url|version`. */
export function definitionsOf(
  codeSystems: readonly CodeSystem[],
  valueSets: readonly ValueSet[]
): TerminologyDefinitions {
  const [systems, sets] = [byCanonical(codeSystems), byCanonical(valueSets)]
  return { codeSystem: (canonical) => systems.get(canonical), valueSet: (canonical) => sets.get(canonical) }
}

function byCanonical<T extends CodeSystem | ValueSet>(resources: readonly T[]): ReadonlyMap<string, T> {
  return new Map(
    resources.flatMap((one): [string, T][] => [
      [one.url ?? '', one],
      [`${one.url ?? ''}|${one.version ?? ''}`, one]
    ])
  )
}

export const SYSTEM = 'http://test.example/system'
export const OTHER = 'http://test.example/other'
export const ABSENT = 'http://test.example/absent'
export const SET = 'http://test.example/set'

/** A complete code system, with something else where the test says so. */
export function codeSystem(concept: CodeSystemConcept[], other: Partial<CodeSystem> = {}): CodeSystem {
  return {
    resourceType: 'CodeSystem',
    url: SYSTEM,
    version: '1',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    concept,
    ...other
  }
}

/** A value set by its composition. */
export function valueSet(compose: ValueSet['compose'], other: Partial<ValueSet> = {}): ValueSet {
  return {
    resourceType: 'ValueSet',
    url: SET,
    version: '2',
    title: 'Test set',
    status: 'active',
    compose,
    ...other
  } as ValueSet
}

/** A scope that keeps what it is told. */
export function listeningScope(): { readonly scope: Scope; readonly told: Issue[] } {
  const told: Issue[] = []
  const resource: Resource = { resourceType: 'Basic', code: {} }
  const tell = (issue: Issue): number => told.push(issue)
  return { scope: { resource, root: resource, graph: new Map(), tell, memory: emptyMemory() }, told }
}

/** What a check tells of a value. */
export function toldOf(check: Check | undefined, value: unknown): readonly Issue[] {
  const { scope, told } = listeningScope()
  check?.(value, 'Basic.code', scope)
  return told
}

/** The codes of what a check tells. */
export function codesOf(check: Check | undefined, value: unknown): readonly string[] {
  return toldOf(check, value).map(({ code }) => code)
}
