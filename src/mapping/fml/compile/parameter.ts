import type { StructureMapGroupRuleTargetParameter } from '@medplum/fhirtypes'
import type { Parameter } from '../transforms/transform.ts'
import { literalOf } from './literal.ts'
import type { Scope } from './scope.ts'

/** Compiles a parameter of a transform: a variable, or a constant. Fault: `unknown-name`. */
export function compileParameter(
  parameter: StructureMapGroupRuleTargetParameter,
  part: object,
  scope: Scope
): Parameter {
  const { valueId } = parameter
  if (valueId !== undefined) {
    const { slot } = scope.variable(valueId, part)
    return { constant: undefined, variable: valueId, slot, read: (frame) => frame[slot] }
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(parameter)
  const entry = entries.find(([name, value]) => name.startsWith('value') && value !== undefined)
  if (entry === undefined) return scope.fail('wrong-use', 'a parameter has no value', part)
  const [name, value] = entry
  const literal = literalOf(name.slice('value'.length), value, scope)
  return { constant: value, variable: undefined, slot: undefined, read: () => literal }
}
