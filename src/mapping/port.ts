import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import type { Issue } from '../fhir/outcome.ts'
import type { Result } from '../result.ts'

/** What a map made, and what it wants known without refusing (nothing yet beyond warnings for the log). */
export interface Mapped {
  readonly resources: readonly Located[]
  readonly warnings: readonly Issue[]
}

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
  /** The resource types it can carry. */
  readonly types: ReadonlySet<string>
  toCanonical(graph: readonly Located[]): Result<Mapped>
  /** @param context - canonical resources that the graph refers to; looked at, not translated. */
  fromCanonical(graph: readonly Located[], context?: readonly Resource[]): Result<Mapped>
}

/** The dialects by name. */
export type Dialects = ReadonlyMap<string, Dialect>
