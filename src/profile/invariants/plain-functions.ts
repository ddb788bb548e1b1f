import { boundedPattern } from './bounded-pattern.ts'
import { membersOf } from './plain-members.ts'
import { distinct, intersection, united } from './plain-operators.ts'
import {
  leave,
  NOTHING,
  onlyOne,
  textOfOne,
  truth,
  valueOf,
  type Item,
  type Literal,
  type Plain
} from './plain-items.ts'
import { asked, asking, chosen, counting, leading, type Counted, type Part } from './plain-part.ts'
import { referenceTarget } from './reference-target.ts'

/** A call without a parameter; undefined for a function that only the FHIRPath library knows. */
export function plainFunction(name: string, input: Part): Part | undefined {
  if (name === 'resolve') {
    return leading(input, undefined, (item, around) => referenceTarget(valueOf(item), around))
  }
  const question = questionAbout(name, input)
  if (question !== undefined) return question
  const work = WITHOUT_PARAMETER.get(name)
  if (work === undefined) return undefined
  const { plain, at, isText = false } = input
  const isSelection = SELECTIONS.has(name)
  return {
    plain: (self, around) => work(plain(self, around)),
    at: isSelection ? at : undefined,
    isText: isSelection ? isText : name === 'toString'
  }
}

/** The functions that are asked most. */
function questionAbout(name: string, input: Part): Part | undefined {
  if (name === 'not') {
    const ask = asking(input)
    return asked((self, around) => negated(ask(self, around)))
  }
  if (name !== 'exists' && name !== 'empty') return undefined
  const isThere = name === 'exists'
  const count = counting(input, one)
  return asked((self, around) => count(self, around) > 0 === isThere)
}

const one: Counted = () => 1

/** The functions that give some of what they are asked of, so that this is where it was. */
const SELECTIONS = new Set(['first', 'last', 'tail', 'single'])

type Work = (items: readonly Item[]) => readonly Item[]

const WITHOUT_PARAMETER: ReadonlyMap<string, Work> = new Map<string, Work>([
  ['count', (items) => [items.length]],
  ['first', (items) => items.slice(0, 1)],
  ['last', (items) => items.slice(-1)],
  ['tail', (items) => items.slice(1)],
  ['single', (items) => (items.length > 1 ? leave() : items)],
  ['hasValue', (items) => truth(items.length === 1 && isPrimitive(valueOf(items[0])))],
  ['allTrue', (items) => truth(items.every((item) => isTrue(item)))],
  ['anyTrue', (items) => truth(items.some((item) => isTrue(item)))],
  ['allFalse', (items) => truth(items.every((item) => !isTrue(item)))],
  ['anyFalse', (items) => truth(items.some((item) => !isTrue(item)))],
  ['distinct', (items) => distinct(items)],
  ['isDistinct', (items) => truth(distinct(items).length === items.length)],
  ['toString', (items) => someText(textOfOne(items), (text) => text)],
  ['toInteger', (items) => someText(textOfOne(items), (text) => (/^\d{1,9}$/.test(text) ? Number(text) : leave()))],
  ['length', (items) => someText(textOfOne(items), (text) => text.length)]
])

/** A call with a parameter that is asked of what the whole call stands in; undefined for one that only the library knows. */
export function plainCombination(name: string): ((input: Plain, other: Plain) => Plain) | undefined {
  const work = COMBINATIONS.get(name)
  if (work === undefined) return undefined
  return (input, other) => (self, around) => work(input(self, around), other(self, around))
}

const COMBINATIONS: ReadonlyMap<string, (left: readonly Item[], right: readonly Item[]) => readonly Item[]> = new Map([
  ['union', united],
  ['combine', (left: readonly Item[], right: readonly Item[]) => [...left, ...right]],
  ['intersect', intersection]
])

/** A call with a literal; undefined for one that only the FHIRPath library knows, and for a literal of the wrong kind. */
export function plainLiteralCall(name: string, input: Part, literal: Literal): Part | undefined {
  if (typeof literal !== 'string') return undefined
  if (name === 'extension') return extension(input, literal)
  const { plain } = input
  if (name === 'memberOf') return { plain: memberOf(plain, literal), at: undefined }
  const work = name === 'matches' ? boundedPattern(literal) : textWork(name, literal)
  if (work === undefined) return undefined
  return asked((self, around) => {
    const text = textOfOne(plain(self, around))
    return text === undefined ? undefined : (work(text) ?? leave())
  })
}

function textWork(name: string, literal: string): ((text: string) => boolean) | undefined {
  switch (name) {
    case 'startsWith':
      return (text) => text.startsWith(literal)
    case 'endsWith':
      return (text) => text.endsWith(literal)
    case 'contains':
      return (text) => text.includes(literal)
    default:
      return undefined
  }
}

/** So many characters of a text from the one at a place, which counts from 0. */
export function plainSubstring(input: Plain, start: number, length: number): Part {
  const plain: Plain = (self, around) =>
    someText(textOfOne(input(self, around)), (text) => {
      return start < text.length ? text.slice(start, start + length) : undefined
    })
  return { plain, at: undefined, isText: true }
}

/** What is made of a text, where there is one. FHIRPath's functions have nothing to say of an empty one's parts. */
function someText(text: string | undefined, make: (text: string) => Literal | undefined): readonly Item[] {
  const made = text === undefined ? undefined : make(text)
  return made === undefined ? NOTHING : [made]
}

function extension(input: Part, url: string): Part {
  return chosen(membersOf('extension', input, 'Extension'), 'Extension', (item) => {
    return typeof item === 'object' && item !== null && 'url' in item && item.url === url
  })
}

/** A value set that is not at hand is told by the library's way, as are several values. */
function memberOf(input: Plain, valueSet: string): Plain {
  return (self, around) => {
    const value = onlyOne(input(self, around))
    return value === undefined ? NOTHING : truth(around.terminology?.isMember(valueSet, value) ?? leave())
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function isTrue(item: Item): boolean {
  const value = valueOf(item)
  return typeof value === 'boolean' ? value : leave()
}

function isPrimitive(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
