import type { JsonObject } from '../schema/types.ts'
import type { Run } from './run.ts'

/** The object for writing into: a copy, where it belongs to the source; what is below it is copied when its turn comes. */
export function own(run: Run, holder: JsonObject, name: string, object: JsonObject): JsonObject {
  if (run.isOwn(object)) return object
  const copy = { ...object }
  run.own.add(copy)
  for (const [key, held] of Object.entries(copy)) {
    if (Array.isArray(held)) copy[key] = [...(held as readonly unknown[])]
  }
  const held = holder[name]
  if (Array.isArray(held)) held[held.indexOf(object)] = copy
  else holder[name] = copy
  return copy
}
