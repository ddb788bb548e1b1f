import type { Resource } from '@medplum/fhirtypes'
import type { Issue } from '../fhir/outcome.ts'

/** Something that a list in `profiles/required/` asks for and that is not there. */
export interface Missing {
  /** The rule's stable name, as in `reason`, `diagnosis`. */
  readonly code: string
  /** What is missing, for people. */
  readonly what: { readonly en: string; readonly nl: string }
  readonly severity: 'error' | 'warning'
  readonly source: string
  /** FHIRPath at which it was looked for, relative to the resource. */
  readonly expression: string
}

/** The validator: everything compiled once from `profiles/`. */
export interface Validator {
  /** The resource types that have a base definition here. */
  readonly types: ReadonlySet<string>
  /**
   * Is it FHIR R4: known elements, types, cardinalities, required codes, ids; and are identifiers (BSN, AGB, URA) sound.
   *
   * @param path - FHIRPath of the resource in its message, put in front of each expression.
   * @returns no issues when sound; else `unknown-type`, `invalid-structure`, `bsn-invalid`, `identifier-invalid`.
   */
  base(resource: unknown, path: string): readonly Issue[]
  /**
   * What a list of required content misses. A list is `profiles/required/<name>.json`: a dialect (`his`, `s-ggz`),
   * `canonical`, or a feedback kind (`intake-confirmation`).
   *
   * @param graph - the message, so that a rule may look through references with `resolve()`.
   * @returns nothing for a list that does not exist or does not speak of this type.
   */
  required(list: string, resource: Resource, graph: readonly Resource[]): readonly Missing[]
  /** What feedback of a kind is asked for under a code, for people; undefined where its list has no such code. */
  what(kind: string, code: string): Missing['what'] | undefined
}
