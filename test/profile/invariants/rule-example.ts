/** Values about which an invariant is asked. */
export interface RuleExample {
  readonly key: string
  /** The FHIR path of the values. */
  readonly at: string
  readonly holds: readonly unknown[]
  readonly broken: readonly unknown[]
  /** Why the FHIRPath library gives another answer to R4's expression than R4's words; absent where both agree. */
  readonly differs?: string
}
