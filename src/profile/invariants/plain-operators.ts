import { isElement } from './element.ts'
import {
  areEqual,
  isEqual,
  isPlainValue,
  leave,
  NOTHING,
  onlyOne,
  truth,
  valueOf,
  type Item,
  type Literal
} from './plain-items.ts'
import { asked, asking, type Ask, type Part } from './plain-part.ts'

/** What an operator makes of the collections on its two sides. */
type Operator = (left: readonly Item[], right: readonly Item[]) => readonly Item[]

/**
 * An operator between two parts; undefined for one that only the FHIRPath library knows.
 *
 * @param right - undefined where only the library can answer it, which it does where the left side does not decide.
 * Source: http://hl7.org/fhirpath/N1/#boolean-logic (the right side need not be asked where the left one decides)
 */
export function plainOperator(name: string, left: Part, right: Part | undefined): Part | undefined {
  const logic = LOGIC.get(name)
  if (logic !== undefined) return logical(logic, asking(left), right === undefined ? leave : asking(right))
  if (right === undefined) return undefined
  if (name === '=' || name === '!=') return equality(name === '=', left, right)
  const isSo = ORDERS.get(name)
  if (isSo !== undefined) return ordered(isSo, left, right)
  const work = OPERATORS.get(name)
  if (work === undefined) return undefined
  // Both sides are asked always, because a fault in either is one of the whole.
  return { plain: (self, around) => work(left.plain(self, around), right.plain(self, around)), at: undefined }
}

function logical({ decides, gives, work }: Logic, left: Ask, right: Ask): Part {
  return asked((self, around) => {
    const one = left(self, around)
    return one === decides ? gives : work(one, right(self, around))
  })
}

function equality(isSought: boolean, left: Part, right: Part): Part {
  const ask: Ask = (self, around) => areEqual(left.plain(self, around), right.plain(self, around))
  const equal = left.own === undefined || right.literal === undefined ? ask : ownEquality(left.own, right.literal, ask)
  return asked(isSought ? equal : (self, around) => not(equal(self, around)))
}

/** Most that is compared is one element of `$this` with a text. */
function ownEquality(name: string, literal: Literal, otherwise: Ask): Ask {
  if (typeof literal !== 'string' || !isPlainValue(literal)) return otherwise
  const companion = `_${name}`
  return (self, around) => {
    if (!isElement(self) || self[companion] !== undefined) return otherwise(self, around)
    const content = self[name]
    if (content === undefined) return undefined
    if (content === literal) return true
    return typeof content === 'string' && isPlainValue(content) ? false : otherwise(self, around)
  }
}

/** Two whole numbers or two texts; dates are compared by FHIRPath, but not texts of its own that look like them. */
function ordered(isSo: (one: Literal, other: Literal) => boolean, left: Part, right: Part): Part {
  const areTexts = left.isText === true && right.isText === true
  return asked((self, around) => {
    const [some, others] = [left.plain(self, around), right.plain(self, around)]
    if (some.length === 0 || others.length === 0) return undefined
    const [one, other] = [onlyOne(some), onlyOne(others)]
    if (areTexts && typeof one === 'string' && typeof other === 'string') return isSo(one, other)
    const isPlain = isPlainValue(one) && isPlainValue(other) && typeof one === typeof other
    return isPlain && typeof one !== 'boolean' ? isSo(one, other) : leave()
  })
}

const ORDERS: ReadonlyMap<string, (one: Literal, other: Literal) => boolean> = new Map([
  ['<', (one, other) => one < other],
  ['>', (one, other) => one > other],
  ['<=', (one, other) => one <= other],
  ['>=', (one, other) => one >= other]
])

/** Without those that are in both twice; two elements with children are compared by FHIRPath. */
export function united(left: readonly Item[], right: readonly Item[]): readonly Item[] {
  const all = left.length === 0 ? right : [...left, ...right]
  return all.length < 2 ? all : distinct(all)
}

/** Each item once. */
export function distinct(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items
  return [...new Set(items.map((item) => plainValueOf(item)))]
}

/** Those of the left that are on the right as well, each once. */
export function intersection(left: readonly Item[], right: readonly Item[]): readonly Item[] {
  if (left.length === 0 || right.length === 0) return NOTHING
  const others = new Set(right.map((item) => plainValueOf(item)))
  return distinct(left.map((item) => plainValueOf(item))).filter((item) => others.has(item as Literal))
}

type Three = boolean | undefined

/** http://hl7.org/fhirpath/#boolean-logic: what is not known on one side is not known, unless the other side decides. */
function and(one: Three, other: Three): Three {
  if (one === false || other === false) return false
  return one === undefined || other === undefined ? undefined : true
}

function or(one: Three, other: Three): Three {
  if (one === true || other === true) return true
  return one === undefined || other === undefined ? undefined : false
}

function xor(one: Three, other: Three): Three {
  return one === undefined || other === undefined ? undefined : one !== other
}

function implies(one: Three, other: Three): Three {
  return or(not(one), other)
}

function not(one: Three): Three {
  return one === undefined ? undefined : !one
}

interface Logic {
  /** The truth of the left side that tells the answer, whatever the right side is; null where none does. */
  readonly decides: boolean | null
  /** The answer then. */
  readonly gives: Three
  readonly work: (one: Three, other: Three) => Three
}

const LOGIC: ReadonlyMap<string, Logic> = new Map<string, Logic>([
  ['and', { decides: false, gives: false, work: and }],
  ['or', { decides: true, gives: true, work: or }],
  ['implies', { decides: false, gives: true, work: implies }],
  ['xor', { decides: null, gives: undefined, work: xor }]
])

/** Whether the one item is among the others; nothing where there is no item. */
function isAmong(one: readonly Item[], others: readonly Item[]): readonly Item[] {
  if (one.length === 0) return NOTHING
  const value = onlyOne(one)
  return truth(others.reduce<boolean>((found, other) => isEqual(value, valueOf(other)) || found, false))
}

function sum(left: readonly Item[], right: readonly Item[]): readonly Item[] {
  if (left.length === 0 || right.length === 0) return NOTHING
  const [one, other] = [onlyOne(left), onlyOne(right)]
  if (typeof one !== 'number' || typeof other !== 'number') return leave()
  return Number.isSafeInteger(one) && Number.isSafeInteger(other) ? [one + other] : leave()
}

function plainValueOf(item: Item): Literal {
  const value = valueOf(item)
  return isPlainValue(value) ? value : leave()
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['in', isAmong],
  ['contains', (left, right) => isAmong(right, left)],
  ['|', united],
  ['+', sum]
])
