import type { Scope } from '../scope.ts'

/** Whether a thing is to be told now: the first time in a message it is, or always where nothing is remembered. */
export function isFirst({ memory }: Scope, what: string): boolean {
  if (memory === undefined) return true
  if (memory.told.has(what)) return false
  memory.told.add(what)
  return true
}
