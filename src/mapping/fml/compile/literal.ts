import { CONSTANT, SourceNode } from '../run/source-node.ts'
import type { Typed } from '../schema/types.ts'
import type { Scope } from './scope.ts'

/**
 * A constant of a map, typed by the suffix of the property that it stands in (`String` of `valueString`).
 *
 * Fault: `unknown-type`.
 */
export function literalOf(suffix: string, value: unknown, scope: Scope): Typed {
  const name = `${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}`
  const type = scope.map.schema.type(name) ?? scope.type(suffix)
  return new SourceNode(value, type, undefined, { parent: undefined, property: CONSTANT, index: -1 })
}
