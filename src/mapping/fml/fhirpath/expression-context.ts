import type { Schema, Typed } from '../schema/types.ts'
import type { HostFunctions } from './functions.ts'

/** Values of the map's variables by slot. */
export type Frame = readonly (Typed | undefined)[]

/** What an expression may speak of. */
export interface ExpressionContext {
  readonly schema: Schema
  /** The variables in scope, by name, with their places in the frame. */
  readonly slots: ReadonlyMap<string, number>
  readonly functions: HostFunctions
  /** `let` constants by name: FHIRPath texts, used as `%name`. */
  readonly constants?: ReadonlyMap<string, string>
}
