import type { CodeSystem, StructureDefinition, ValueSet } from '@medplum/fhirtypes'

/** A FHIR package that definitions were read from, as an answer names it. */
export interface PackageName {
  readonly name: string
  readonly version: string
}

/**
 * The conformance resources that validators are compiled from, indexed once.
 *
 * A canonical may carry `|version`; then only that version is found. Without one, the gateway's own definition comes
 * before that of R4, and both before a package's.
 */
export interface Definitions {
  /** A profile, an extension or a type; its snapshot may be absent where a package has none. */
  structure(canonical: string): StructureDefinition | undefined
  /** The base definition of a data type or resource: `Period`, `ServiceRequest`. */
  type(name: string): StructureDefinition | undefined
  valueSet(canonical: string): ValueSet | undefined
  /** By the URI that stands in `Coding.system`. */
  codeSystem(canonical: string): CodeSystem | undefined
  /** Every profile (`derivation` is `constraint`), extensions included. */
  readonly profiles: readonly StructureDefinition[]
  /** Where the definitions come from: R4, the gateway's own, and the packages of the configuration. */
  readonly packages: readonly PackageName[]
}
