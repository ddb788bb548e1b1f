import type { StructureMap, StructureMapGroupRule } from '@medplum/fhirtypes'
import type { IndexedConceptMap } from '../concept-map.ts'
import type { Definitions } from '../definitions.ts'

/** A translation that a map makes, found without running it. */
export interface Translation {
  /** Property of the source; a `code`, so that one value stands there. */
  readonly source: string
  readonly target: string
  readonly conceptMap: IndexedConceptMap
}

/** A rule of the first group of a map. */
export interface CompiledRule {
  readonly rule: StructureMapGroupRule
  /** The source property that it needs; undefined where it needs none. */
  readonly needs: string | undefined
  /** The property that it takes over as it is, where it does no more than that. */
  readonly copies: string | undefined
}

/** A map of one resource type, parsed and fenced. */
export interface CompiledMap {
  readonly name: string
  readonly type: string
  readonly structureMap: StructureMap
  /** The rules of the first group. */
  readonly rules: readonly CompiledRule[]
  readonly translations: readonly Translation[]
  /** Source property to target property, where a rule takes a value of a primitive type whole. */
  readonly primitives: ReadonlyMap<string, string>
}

/** What a map is compiled with. */
export interface MapContext {
  readonly definitions: Definitions
  readonly conceptMaps: ReadonlyMap<string, IndexedConceptMap>
}
