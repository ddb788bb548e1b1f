import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import type { Issue } from '../fhir/outcome.ts'
import type { Result } from '../result.ts'
import type { LineageEntry } from './fml/lineage.ts'
import type { IndexedConceptMap } from './fml/terminology/index-concept-map.ts'
import type { ReversedConceptMap } from './fml/terminology/reverse.ts'

/** What a map made, and what it wants known without refusing (nothing yet beyond warnings for the log). */
export interface Mapped {
  readonly resources: readonly Located[]
  readonly warnings: readonly Issue[]
  /** What came of each resource of the graph, element by element; empty unless asked for. */
  readonly lineage: readonly ResourceLineage[]
}

/** Where the elements of the resources that were made from one resource come from. */
export interface ResourceLineage {
  /** `Type/id` of the resource that was mapped. */
  readonly source: string
  /** `Type/id` of what was made of it: first the target, then what the map put into the entries of the Bundle beside. */
  readonly targets: readonly string[]
  readonly entries: readonly LineageEntry[]
}

/** What a direction is asked for beside its graph. */
export interface MapOptions {
  /** Resources that the graph refers to; looked at, not translated. */
  readonly context?: readonly Resource[]
  readonly lineage?: boolean
}

/** One direction of a dialect: a pure function from a graph to a graph. */
export type Direction = (graph: readonly Located[], options?: MapOptions) => Result<Mapped>

/**
 * A dialect: a folder of `mappings/` compiled once, with a map to and from the canonical form.
 *
 * Both directions take and give whole graphs, because a dialect may say in two resources what another says in one.
 * Ids and references are already the gateway's and stay as they are. Each result keeps the path of the resource it was
 * made from, so that an error found on the target is told at the sender's own field.
 * Errors: `unmapped-code`, `type-not-in-dialect`, `content-not-carried`, `map-failed`, all 422; never partial output.
 */
export interface Dialect {
  readonly name: string
  readonly version: string
  /** Of everything that its maps are made of: another one is another translation, whatever the version says. */
  readonly fingerprint: string
  /** The resource types it can carry. */
  readonly types: ReadonlySet<string>
  readonly toCanonical: Direction
  readonly fromCanonical: Direction
}

/** The dialects by name. */
export type Dialects = ReadonlyMap<string, Dialect>

/** Maps and ConceptMaps by their canonical, for whoever asks for one by name. */
export interface MapCatalogue {
  /** A map as a direction: each resource goes through the group that the map, or one that it imports, has for its type. */
  readonly direction: (url: string) => Direction | undefined
  readonly conceptMap: (url: string) => IndexedConceptMap | undefined
  /** The same turned round, for what one source alone stands for. */
  readonly reversed: (url: string) => ReversedConceptMap | undefined
}
