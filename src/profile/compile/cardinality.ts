import type { ElementDefinition } from '@medplum/fhirtypes'
import { issue, type BrokenRule } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'
import { ruleAt, type Spot } from './compiler.ts'
import { translated } from './translated.ts'

/** Tells where an element stands too seldom or too often. */
export type CountCheck = (count: number, path: string, scope: Scope) => void

/**
 * The check of how often an element, or a slice of it, may stand.
 *
 * Undefined for an element that may be absent and whose base definition already says how often it stands, which the gate
 * has seen. An element whose profile says in Dutch, too, what it is for is told in those words.
 * Errors: `required-missing` or `too-few`, `too-many`.
 */
export function countCheck(spot: Spot): CountCheck | undefined {
  const { element } = spot.node
  const min = element.min ?? 0
  const max = element.max === undefined || element.max === '*' ? Infinity : Number(element.max)
  const rule = ruleAt(spot)
  const isSeenByGate = element.sliceName === undefined && element.max === element.base?.max
  if (min === 0 && (isSeenByGate || max === Infinity)) return undefined
  return (count, path, scope) => {
    if (count < min) scope.tell({ ...tooFew(element, { count, min, path, rule }) })
    if (count > max) {
      const words = { element: shownName(element), count: String(count), max: String(max) }
      scope.tell({ ...issue('too-many', words, path), rule })
    }
  }
}

interface Lack {
  readonly count: number
  readonly min: number
  readonly path: string
  readonly rule: BrokenRule
}

function tooFew(element: ElementDefinition, { count, min, path, rule }: Lack): ReturnType<typeof issue> {
  const nl = translated(element, 'short')
  if (element.short !== undefined && nl !== undefined && count === 0) {
    const words = { what: element.short, whatNl: nl, source: rule.canonical }
    return { ...issue('required-missing', words, path), rule }
  }
  return { ...issue('too-few', { element: shownName(element), count: String(count), min: String(min) }, path), rule }
}

/** `Patient.identifier (bsn)`: the path in the definition, and the slice. */
export function shownName({ path, sliceName }: ElementDefinition): string {
  return sliceName === undefined ? path : `${path} (${sliceName})`
}
