import { issue } from '../../fhir/outcome.ts'
import { ruleAt, typeCodeOf, type Compiler, type ItemCheck, type Spot } from './compiler.ts'
import { resourceTypeOf } from './inner-scope.ts'

/**
 * The check of one item of an element that is no choice. Only an element that holds a resource may have several types; the
 * resource itself tells which it is.
 *
 * Errors: `type-not-allowed`, and those of the item.
 */
export function elementItemCheck(spot: Spot, compiler: Compiler): ItemCheck | undefined {
  const types = spot.node.element.type ?? []
  const [first, second] = types
  if (second === undefined || spot.node.name.endsWith('[x]')) {
    // A slice of a choice may be of several types; what their types ask was checked for the item itself.
    return compiler.item(spot, second === undefined ? first : undefined)
  }
  const checks = new Map(types.map((type) => [typeCodeOf(type), compiler.item(spot, type)]))
  const any = [...checks.keys()].find((code) => compiler.definitions.type(code)?.abstract === true)
  const refuse = refusal(spot, [...checks.keys()])
  return (value, path, scope, companion) => {
    const type = resourceTypeOf(value) ?? ''
    const code = checks.has(type) ? type : any
    const check = code === undefined ? refuse : checks.get(code)
    check?.(value, path, scope, companion)
  }
}

/** Tells that a resource is of none of the types that are allowed. */
export function refusal(spot: Spot, codes: readonly string[]): ItemCheck {
  const words = { element: spot.node.element.path, allowed: codes.join(', ') }
  const rule = ruleAt(spot)
  return (value, path, { tell }) => {
    tell({ ...issue('type-not-allowed', { ...words, type: resourceTypeOf(value) ?? 'another' }, path), rule })
  }
}
