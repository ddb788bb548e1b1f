import type { StructureMap } from '@medplum/fhirtypes'
import type { Position } from '../fault.ts'

/** A map as it was read, with what faults need to point at its text. */
export interface MapSource {
  readonly structureMap: StructureMap
  /** Of every structure, group, input, rule, source, target, dependent and dropped path; empty for JSON. */
  readonly positions: WeakMap<object, Position>
  readonly file: string
  /** The lines of the text; none for JSON. */
  readonly lines: readonly string[]
}
