import type { Resource } from '@medplum/fhirtypes'
import type { Issue } from '../../fhir/outcome.ts'
import type { Result } from '../../result.ts'
import type { IndexedConceptMap } from '../concept-map.ts'
import type { StepCall } from '../dialect-file.ts'
import type { Located } from '../../fhir/located.ts'

/** What a step knows besides its resource. */
export interface StepContext {
  readonly dialect: string
  /** FHIRPath of the resource in its sender's message. */
  readonly path: string
  /** The resources of the message by `Type/id`, as they came into this direction. */
  readonly graph: ReadonlyMap<string, Located>
}

/** What a step made: the resource again, others beside it, and what it wants known. */
export interface StepResult {
  readonly resource: Resource
  readonly beside?: readonly Located[]
  readonly warnings?: readonly Issue[]
}

/** Something that the fenced mapping language cannot say, in code; pure, and it does not change what it is given. */
export type Step = (resource: Resource, context: StepContext) => Result<StepResult>

/** Makes a step from its call in `dialect.json`; throws when the call does not say what the step needs. */
export type StepMaker = (call: StepCall, conceptMaps: ReadonlyMap<string, IndexedConceptMap>) => Step
