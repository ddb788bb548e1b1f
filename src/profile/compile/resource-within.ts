import type { Compiler, ItemCheck, Spot } from './compiler.ts'
import { refusal } from './element-item.ts'
import { resourceTypeOf } from './inner-scope.ts'
import { objectCheck } from './object-check.ts'

/** A resource within another: of the type that is asked for, and whatever its own type and the profile ask. */
export function resourceWithin(spot: Spot, compiler: Compiler, code: string): ItemCheck {
  const isAny = compiler.definitions.type(code)?.abstract === true
  const below = spot.node.children.length > 0 ? objectCheck(spot, compiler) : undefined
  const refuse = refusal(spot, [code])
  return (value, path, scope) => {
    if (!isAny && resourceTypeOf(value) !== code) {
      refuse(value, path, scope)
      return
    }
    compiler.nested(value, path, scope)
    below?.(value, path, scope)
  }
}
