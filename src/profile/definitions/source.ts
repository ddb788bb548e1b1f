import type { CodeSystem, StructureDefinition, ValueSet } from '@medplum/fhirtypes'
import { indexCanonicals, type CanonicalIndex } from './canonical-index.ts'
import type { PackageName } from './definitions.ts'

/** A resource that validators are compiled from. */
export type ConformanceResource = StructureDefinition | ValueSet | CodeSystem

/** A place that definitions come from: R4, the gateway's own, or a package. */
export interface Source {
  readonly name: PackageName
  readonly structures: CanonicalIndex<StructureDefinition>
  readonly valueSets: CanonicalIndex<ValueSet>
  readonly codeSystems: CanonicalIndex<CodeSystem>
}

/** Indexes what one place has; throws where it has two different definitions of one canonical and version. */
export function sourceOf(name: PackageName, resources: readonly ConformanceResource[]): Source {
  const shown = `${name.name} ${name.version}`
  return {
    name,
    structures: indexCanonicals(resources.filter(isStructure), shown),
    valueSets: indexCanonicals(resources.filter(isValueSet), shown),
    codeSystems: indexCanonicals(resources.filter(isCodeSystem), shown)
  }
}

/**
 * A parsed file as a conformance resource, or undefined where it is something else, which is no fault.
 *
 * Throws where it is one in name only: a StructureDefinition without url, type or kind. A snapshot may be absent: whoever
 * compiles the profile says that it is. A narrative is for people and is left out.
 */
export function conformanceResource(content: unknown): ConformanceResource | undefined {
  if (typeof content !== 'object' || content === null || !('resourceType' in content)) return undefined
  const { resourceType } = content
  if (resourceType === 'StructureDefinition') {
    checkStructure(content)
    return withoutNarrative(content as StructureDefinition)
  }
  if (resourceType !== 'ValueSet' && resourceType !== 'CodeSystem') return undefined
  checkText(content, ['url', 'version'], [])
  if (resourceType === 'ValueSet') return withoutNarrative(content as ValueSet)
  checkConcepts(content)
  return withoutNarrative(content as CodeSystem)
}

function checkStructure(content: object): void {
  checkText(content, ['version', 'derivation', 'baseDefinition'], ['url', 'type', 'kind'])
  for (const view of ['snapshot', 'differential']) {
    const part: unknown = Reflect.get(content, view)
    if (part === undefined) continue
    const elements: unknown = typeof part === 'object' && part !== null && 'element' in part ? part.element : undefined
    if (!Array.isArray(elements) || !elements.every(hasPath)) throw new Error(`its ${view} has no list of elements`)
  }
}

function checkConcepts(content: object): void {
  const concepts: unknown = Reflect.get(content, 'concept')
  if (concepts !== undefined && !Array.isArray(concepts)) throw new Error('its concept is no list')
}

/** Names that may be absent, and names that may not; each a text. */
function checkText(content: object, optional: readonly string[], needed: readonly string[]): void {
  for (const name of [...optional, ...needed]) {
    const value: unknown = Reflect.get(content, name)
    const isAbsent = value === undefined && optional.includes(name)
    if (!isAbsent && (typeof value !== 'string' || value === '')) throw new Error(`it has no ${name}`)
  }
}

function hasPath(element: unknown): boolean {
  return typeof element === 'object' && element !== null && 'path' in element && typeof element.path === 'string'
}

function withoutNarrative<T extends ConformanceResource>(resource: T): T {
  const rest = { ...resource }
  delete rest.text
  return rest
}

function isStructure(resource: ConformanceResource): resource is StructureDefinition {
  return resource.resourceType === 'StructureDefinition'
}

function isValueSet(resource: ConformanceResource): resource is ValueSet {
  return resource.resourceType === 'ValueSet'
}

function isCodeSystem(resource: ConformanceResource): resource is CodeSystem {
  return resource.resourceType === 'CodeSystem'
}
