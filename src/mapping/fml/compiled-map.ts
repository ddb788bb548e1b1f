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

/** A map of one resource type, parsed and fenced. */
export interface CompiledMap {
  readonly name: string
  readonly type: string
  readonly structureMap: StructureMap
  /** The rules of the first group, each with the source property that it needs; undefined where it needs none. */
  readonly rules: readonly { readonly needs: string | undefined; readonly rule: StructureMapGroupRule }[]
  readonly translations: readonly Translation[]
  /** Source property to target property, where a rule takes a value of a primitive type whole. */
  readonly primitives: ReadonlyMap<string, string>
}

/** What a map is compiled with. */
export interface MapContext {
  readonly definitions: Definitions
  readonly conceptMaps: ReadonlyMap<string, IndexedConceptMap>
}
