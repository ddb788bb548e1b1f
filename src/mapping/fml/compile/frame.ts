import type { Run } from '../run/run.ts'
import type { Typed } from '../schema/types.ts'

/** The values of a group's variables by slot, made anew at each call of the group. */
export type Frame = (Typed | undefined)[]

/** A piece of a map, ready to run. */
export type Action = (run: Run, frame: Frame) => void
