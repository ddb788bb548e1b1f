import type { Resource } from '@medplum/fhirtypes'

/** One resource of a message, with the FHIRPath at which its sender finds it (`Bundle.entry[2].resource`). */
export interface Located<R extends Resource = Resource> {
  readonly resource: R
  readonly path: string
}
