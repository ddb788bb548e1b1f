import { isError, type Issue } from '../../fhir/outcome.ts'
import type { Memory, Scope } from '../scope.ts'
import type { ItemCheck } from './compiler.ts'

/** The memory with which a check of a resource begins. */
export function emptyMemory(): Memory {
  return { done: new Map(), passes: new Map(), told: new Set(), walked: new Map(), depth: 0 }
}

/**
 * A check that is run once for each value and place, as far as it tells to one and the same.
 *
 * A slice repeats what is asked of every item, and both lead to the same definition; where that definition leads to itself,
 * each step down would double the work. Values that are no objects have no parts, and cost less than to be remembered.
 */
export function once(check: ItemCheck): ItemCheck {
  return (value, path, scope, companion) => {
    const { memory } = scope
    if (memory !== undefined && typeof value === 'object' && value !== null) {
      const places = memory.done.get(check)
      if (places === undefined) memory.done.set(check, new Map([[value, path]]))
      else if (places.get(value) === path) return
      else places.set(value, path)
    }
    check(value, path, scope, companion)
  }
}

/**
 * Checks that are tried one within another, as along a chain of references whose targets must be of a profile. What lies
 * deeper counts as passing: a message has a few steps of them, and the stack has room for some hundreds.
 */
export const TRIED_DEEP_MAX = 40

/** Where a value stands that is tried. */
export interface Tried {
  readonly path: string
  readonly scope: Scope
  readonly companion?: unknown
}

/**
 * Whether a value passes a check without an error; what the check tells beside that is not told.
 *
 * A value that is asked about while it is being tried, as by a reference back to it, counts as passing.
 */
export function conforms(check: ItemCheck, value: unknown, { path, scope, companion }: Tried): boolean {
  const { passes, depth } = scope.memory ?? emptyMemory()
  if (depth >= TRIED_DEEP_MAX) return true
  const isKept = typeof value === 'object' && value !== null
  const results = passes.get(check) ?? new Map<unknown, boolean>()
  const known = isKept ? results.get(value) : undefined
  if (known !== undefined) return known
  passes.set(check, results)
  if (isKept) results.set(value, true)
  let isRight = true
  const tell = (told: Issue): void => {
    isRight &&= !isError(told)
  }
  const memory = { ...emptyMemory(), passes, depth: depth + 1 }
  check(value, path, { ...scope, tell, memory, isAdviceIgnored: true }, companion)
  if (isKept) results.set(value, isRight)
  return isRight
}
