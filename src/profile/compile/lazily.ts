import type { ItemCheck } from './compiler.ts'

/** Several checks as one, in their order; undefined where none is left. */
export function together(checks: readonly (ItemCheck | undefined)[]): ItemCheck | undefined {
  const [first, second, third, ...more] = checks.filter((check) => check !== undefined)
  if (first === undefined || second === undefined) return first
  const rest = together([third, ...more])
  if (rest === undefined) {
    return (value, path, scope, companion) => {
      first(value, path, scope, companion)
      second(value, path, scope, companion)
    }
  }
  return (value, path, scope, companion) => {
    first(value, path, scope, companion)
    second(value, path, scope, companion)
    rest(value, path, scope, companion)
  }
}

/** A check that is compiled when it is first needed: types hold each other in circles, and most are never met. */
export function lazily(compile: () => ItemCheck | undefined): ItemCheck {
  let isCompiled = false
  let compiled: ItemCheck | undefined
  return (value, path, scope, companion) => {
    if (!isCompiled) {
      compiled = compile()
      isCompiled = true
    }
    compiled?.(value, path, scope, companion)
  }
}
