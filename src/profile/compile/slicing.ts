import { issue } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'
import { countCheck, type CountCheck } from './cardinality.ts'
import { ruleAt, type Compiler, type Item, type ItemCheck, type ListCheck, type Spot } from './compiler.ts'
import { elementItemCheck } from './element-item.ts'
import { discriminate, type Belongs } from './discriminator.ts'

interface Slice {
  readonly name: string
  readonly belongs: Belongs
  readonly count: CountCheck | undefined
  readonly check: ItemCheck | undefined
  /** Slices of the slice. */
  readonly within: ListCheck | undefined
}

/**
 * The check of the slices of an element: to which each item belongs, how many each has, their order, and their content.
 *
 * An item belongs to the first slice whose discriminators it meets. A slicing that cannot be told apart is listed as not
 * supported, and its slices are not checked.
 * Errors: `slice-closed`, `slice-order`, and those of counts and items.
 * Source: https://hl7.org/fhir/R4/profiling.html#slicing
 */
export function slicingCheck(spot: Spot, compiler: Compiler): ListCheck | undefined {
  const slices: Slice[] = []
  let leftOver: Slice | undefined
  for (const node of spot.node.slices) {
    const at = { ...spot, node }
    const isDefault = node.element.sliceName === '@default'
    const belongs = isDefault ? () => true : discriminate(spot, node, compiler)
    if (belongs === undefined) {
      compiler.unsupported(at, 'slicing by a discriminator that is not understood')
      return undefined
    }
    const within = node.slices.length === 0 ? undefined : slicingCheck(at, compiler)
    const check = elementItemCheck(at, compiler)
    const slice = { name: node.element.sliceName ?? '', belongs, count: countCheck(at), check, within }
    if (isDefault) leftOver = slice
    else slices.push(slice)
  }
  return sliced(spot, slices, leftOver)
}

function sliced(spot: Spot, slices: readonly Slice[], leftOver: Slice | undefined): ListCheck {
  const { rules = 'open', ordered = false } = spot.node.element.slicing ?? {}
  const names = slices.map(({ name }) => name).join(', ')
  const words = { element: spot.node.element.path, slices: names }
  const rule = ruleAt(spot)
  const all = leftOver === undefined ? slices : [...slices, leftOver]
  return (items, path, scope) => {
    const members = new Map<Slice, Item[]>()
    let latest = 0
    let isEnding = false
    for (const item of items) {
      const index = indexOf(item, slices, scope)
      const slice = slices[index] ?? leftOver
      if (slice === undefined) {
        if (rules === 'closed') scope.tell({ ...issue('slice-closed', words, item.path), rule })
        isEnding = true
        continue
      }
      const isOutOfOrder = (ordered && index !== -1 && index < latest) || (rules === 'openAtEnd' && isEnding)
      if (isOutOfOrder) scope.tell({ ...issue('slice-order', words, item.path), rule })
      latest = Math.max(latest, index)
      const own = members.get(slice)
      if (own === undefined) members.set(slice, [item])
      else own.push(item)
      slice.check?.(item.value, item.path, scope, item.companion)
    }
    for (const slice of all) {
      const own = members.get(slice) ?? NONE
      slice.count?.(own.length, path, scope)
      if (own.length > 0) slice.within?.(own, path, scope)
    }
  }
}

const NONE: readonly Item[] = []

function indexOf(item: Item, slices: readonly Slice[], scope: Scope): number {
  for (let index = 0; index < slices.length; index++) if (slices[index]?.belongs(item, scope) === true) return index
  return -1
}
