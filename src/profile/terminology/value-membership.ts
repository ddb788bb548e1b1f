import type { CodedValue } from './codings.ts'
import type { Membership } from './membership.ts'
import type { CompiledValueSet } from './value-set-index.ts'

/** Whether any code of a value is in a value set; a value without a code is not, and of a value set that is not at hand nothing is known. */
export function membershipOf({ isPrimitive, codes }: CodedValue, valueSet: CompiledValueSet | undefined): Membership {
  if (valueSet === undefined) return 'unknown'
  let found: Membership = 'out'
  for (const { system, code } of codes) {
    const membership = isPrimitive ? valueSet.hasCode(code) : valueSet.has(system, code)
    if (membership === 'in') return 'in'
    if (membership === 'unknown') found = 'unknown'
  }
  return found
}
