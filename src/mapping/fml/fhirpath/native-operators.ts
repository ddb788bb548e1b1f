import { spend } from '../effort.ts'
import { areEqual, isEqual, rounded } from './equality.ts'
import {
  booleanOf,
  dataOf,
  isTemporal,
  itemsOf,
  leave,
  NOTHING,
  singleton,
  stringOf,
  type Item,
  type Items,
  type Native
} from './items.ts'

/** An operator over two evaluated collections. */
export type NativeOperator = (left: Items, right: Items) => Items

/** The operator, undefined where only the library has it. */
export function nativeOperator(operator: string): NativeOperator | undefined {
  return OPERATORS.get(operator)
}

/** A comparison with one plain literal, which is what most conditions are. */
export function equalsLiteral(left: Native, literal: Item, isNegated: boolean): Native {
  const right = [literal]
  return (self, frame) => {
    const items = left(self, frame)
    if (items.length === 0) return NOTHING
    return itemsOf((areEqual(items, right) === true) !== isNegated)
  }
}

const OPERATORS: ReadonlyMap<string, NativeOperator> = new Map<string, NativeOperator>([
  ['=', (left, right) => itemsOf(areEqual(left, right))],
  ['!=', (left, right) => itemsOf(not(areEqual(left, right)))],
  ['<', ordered((order) => order < 0)],
  ['>', ordered((order) => order > 0)],
  ['<=', ordered((order) => order <= 0)],
  ['>=', ordered((order) => order >= 0)],
  ['in', (left, right) => isAmong(left, right, 'in')],
  ['contains', (left, right) => isAmong(right, left, 'contains')],
  ['and', logical('and', both)],
  ['or', logical('or', either)],
  ['xor', logical('xor', (left, right) => (left === undefined || right === undefined ? undefined : left !== right))],
  ['implies', logical('implies', (left, right) => either(not(left), right))],
  ['|', union],
  ['&', (left, right) => [(stringOf(left, '&') ?? '') + (stringOf(right, '&') ?? '')]],
  ['+', joined]
])

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

/** http://hl7.org/fhirpath/#boolean-logic */
function both(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === false || right === false) return false
  return left === true && right === true ? true : undefined
}

function either(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === true || right === true) return true
  return left === false && right === false ? false : undefined
}

function logical(use: string, decide: typeof both): NativeOperator {
  return (left, right) => itemsOf(decide(booleanOf(left, use), booleanOf(right, use)))
}

function ordered(decide: (order: number) => boolean): NativeOperator {
  return (left, right) => {
    if (left.length === 0 || right.length === 0) return NOTHING
    const [one, other] = [singleton(left, 'a comparison'), singleton(right, 'a comparison')]
    if (one === undefined || other === undefined) return NOTHING
    return itemsOf(decide(orderOf(one, other)))
  }
}

function orderOf(one: Item, other: Item): number {
  if (isTemporal(one) || isTemporal(other)) return leave()
  const [left, right] = [dataOf(one), dataOf(other)]
  if (typeof left === 'number' && typeof right === 'number') return rounded(left) - rounded(right)
  if (typeof left !== 'string' || typeof right !== 'string') return leave()
  if (left === right) return 0
  return left < right ? -1 : 1
}

function isAmong(one: Items, many: Items, use: string): Items {
  const item = singleton(one, use)
  if (item === undefined) return NOTHING
  spend(many.length)
  return itemsOf(many.some((other) => isEqual(other, item)))
}

/** http://hl7.org/fhirpath/#union-collections */
function union(left: Items, right: Items): Items {
  if (left.length + right.length < 2) return left.length === 0 ? right : left
  const found: Item[] = []
  for (const item of [...left, ...right]) {
    spend(found.length)
    if (!found.some((other) => isEqual(other, item))) found.push(item)
  }
  return found
}

/** Sums of numbers, and what dates and durations make, are the library's. */
function joined(left: Items, right: Items): Items {
  if (left.length === 0 || right.length === 0) return NOTHING
  const [one, other] = [singleton(left, '+'), singleton(right, '+')]
  if (one === undefined || other === undefined || isTemporal(one) || isTemporal(other)) return leave()
  const [start, end] = [dataOf(one), dataOf(other)]
  return typeof start === 'string' && typeof end === 'string' ? [start + end] : leave()
}
