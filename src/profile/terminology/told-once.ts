import type { Scope } from '../scope.ts'

/** Whether a thing is to be told now: the first time in a scope it is. */
export type ToldOnce = (scope: Scope, what: string) => boolean

/** Remembers what was told in which scope for as long as the scope lives: each resource that is checked has its own. */
export function toldOnce(): ToldOnce {
  const told = new WeakMap<Scope, Set<string>>()
  return (scope, what) => {
    const already = told.get(scope)
    if (already === undefined) {
      told.set(scope, new Set([what]))
      return true
    }
    if (already.has(what)) return false
    already.add(what)
    return true
  }
}
