import type { Resource } from '@medplum/fhirtypes'
import type { Issue } from '../fhir/outcome.ts'
import type { Unsupported } from './compile/compiler.ts'
import type { Definitions } from './definitions/definitions.ts'

/** Something that a profile asks for, as a warning, and that is not there. */
export interface Missing {
  /** The rule's stable name, as in `reason`, `diagnosis`: the key of its invariant without the name of the profile. */
  readonly code: string
  /** What is missing, for people. */
  readonly what: { readonly en: string; readonly nl: string }
  readonly source: string
  /** FHIRPath at which it was looked for, from the type on. */
  readonly expression: string
}

/** Where a resource stands, and what its references may lead to. */
export interface Standing {
  /** FHIRPath of the resource in its message, put in front of each expression. */
  readonly path: string
  /** The message, so that a rule may look through references with `resolve()`. */
  readonly graph: readonly Resource[]
}

/** What `$validate` asks: everything that the gateway can say of a resource. */
export interface ValidateOptions {
  /** Canonicals of profiles to check against beside those that the resource claims. */
  readonly profiles?: readonly string[]
  /** What references may lead to; a Bundle stands for its entries. */
  readonly graph?: readonly Resource[]
}

/** The validator: everything compiled once from `profiles/`, each definition when it is first needed. */
export interface Validator {
  /** The resource types that the gateway carries. */
  readonly types: ReadonlySet<string>
  /** The types that `structure` and `validate` take: these, and what wraps or records them, as Bundle and Provenance. */
  readonly known: ReadonlySet<string>
  /** Is it of a known type and of sound base structure; where it is not, `validate` tells no more than this. */
  structure(resource: unknown, path: string): readonly Issue[]
  /**
   * Is it FHIR R4 as far as one resource alone tells: known elements, types, cardinalities, required codes, ids; and are
   * identifiers (BSN, AGB, URA) sound, and narratives harmless.
   *
   * @param path - FHIRPath of the resource in its message, put in front of each expression.
   * @returns no issues when sound; else `unknown-type`, `invalid-structure`, `bsn-invalid`, `identifier-invalid`, `narrative-active`.
   */
  base(resource: unknown, path: string): readonly Issue[]
  /**
   * What a resource of sound base structure does that a form does not allow, or that R4 does not.
   *
   * @param form - `canonical`, or the name of a dialect.
   * @returns errors only: what a profile advises is not told to whoever sends a message.
   */
  conforms(form: string, resource: Resource, standing: Standing): readonly Issue[]
  /**
   * What a profile of the gateway asks for as a warning and a resource does not have: of feedback, what keeps it from being
   * complete.
   *
   * @param profile - canonical of one of the gateway's own profiles; of one that does not exist nothing is missing.
   */
  lacking(profile: string, resource: Resource, graph: readonly Resource[]): readonly Missing[]
  /** What a profile asks for under a code, for people; undefined where it asks for nothing under it. */
  what(profile: string, code: string): Missing['what'] | undefined
  /** Everything that can be said of a resource: errors, warnings, and what was not checked; its claims count. */
  validate(resource: unknown, path: string, options?: ValidateOptions): readonly Issue[]
  /** What a profile asks that is not checked here; undefined for a profile that is not known. */
  unsupportedIn(canonical: string): readonly Unsupported[] | undefined
  readonly definitions: Definitions
}
