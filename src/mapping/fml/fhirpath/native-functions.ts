import { spend } from '../effort.ts'
import type { Schema } from '../schema/types.ts'
import { conformance } from './conformance.ts'
import type { ExpressionContext } from './expression-context.ts'
import { isHostFunction } from './functions.ts'
import { nativeHostFunction } from './host-call.ts'
import {
  booleanOf,
  FALSE,
  itemsOf,
  NOTHING,
  singleton,
  stringOf,
  TRUE,
  type Item,
  type Items,
  type Native
} from './items.ts'
import { isObject } from './native-member.ts'
import type { Term } from './term.ts'

/** A call whose input and parameters are closures already. */
export interface NativeCall {
  readonly base: Native | undefined
  readonly name: string
  readonly parameters: readonly Native[]
  readonly terms: readonly Term[]
}

/** The function, undefined where only the library has it. */
export function nativeFunction(call: NativeCall, context: ExpressionContext): Native | undefined {
  const { name, parameters, base } = call
  const host = isHostFunction(name, context.functions) ? context.functions[name] : undefined
  const input: Native = base ?? ((self) => self)
  if (host !== undefined) return nativeHostFunction({ ...call, host, input }, context.schema)
  const [first, second, third] = parameters
  if (first === undefined) return plain(input, name)
  if (second !== undefined)
    return name === 'iif' ? choice({ input, criterion: first, then: second, otherwise: third }) : undefined
  if (name === 'select') return select(input, first)
  return criteria(input, name, first) ?? textTest(input, name, first) ?? special(input, call, context.schema)
}

function plain(input: Native, name: string): Native | undefined {
  const work = PLAIN.get(name)
  return work === undefined ? undefined : (self, frame) => work(input(self, frame))
}

const PLAIN: ReadonlyMap<string, (items: Items) => Items> = new Map<string, (items: Items) => Items>([
  ['exists', (items) => (items.length > 0 ? TRUE : FALSE)],
  ['empty', (items) => (items.length > 0 ? FALSE : TRUE)],
  ['count', (items) => [items.length]],
  ['first', (items) => (items.length > 1 ? items.slice(0, 1) : items)],
  ['last', (items) => (items.length > 1 ? items.slice(-1) : items)],
  [
    'not',
    (items) => {
      const value = booleanOf(items, 'not()')
      return value === undefined ? NOTHING : itemsOf(!value)
    }
  ]
])

interface Choice {
  readonly input: Native
  readonly criterion: Native
  readonly then: Native
  readonly otherwise: Native | undefined
}

/** http://hl7.org/fhirpath/#iif; only the chosen branch is evaluated. */
function choice({ input, criterion, then, otherwise }: Choice): Native {
  return (self, frame) => {
    const items = input(self, frame)
    if (booleanOf(criterion(items, frame), 'iif()') === true) return then(items, frame)
    return otherwise === undefined ? NOTHING : otherwise(items, frame)
  }
}

/** The functions whose parameter is a condition on each item. */
function criteria(input: Native, name: string, criterion: Native): Native | undefined {
  const use = `the condition of ${name}()`
  const isMet = (item: Item, frame: Parameters<Native>[1]): boolean => booleanOf(criterion([item], frame), use) === true
  switch (name) {
    case 'where':
      return (self, frame) => input(self, frame).filter((item) => isMet(item, frame))
    // Each item is looked at, so that a condition with a fault does not depend on the order of the content.
    case 'exists':
      return (self, frame) => itemsOf(input(self, frame).filter((item) => isMet(item, frame)).length > 0)
    case 'all':
      return (self, frame) => itemsOf(input(self, frame).every((item) => isMet(item, frame)))
    default:
      return undefined
  }
}

/** http://hl7.org/fhirpath/#selectprojection-expression-collection; one within another makes many items of few. */
function select(input: Native, projection: Native): Native {
  return (self, frame) =>
    input(self, frame).flatMap((item) => {
      const items = projection([item], frame)
      spend(1 + items.length)
      return items
    })
}

const TEXT_TESTS: ReadonlyMap<string, (text: string, part: string) => boolean> = new Map([
  ['startsWith', (text: string, part: string) => text.startsWith(part)],
  ['endsWith', (text: string, part: string) => text.endsWith(part)],
  ['contains', (text: string, part: string) => text.includes(part)]
])

function textTest(input: Native, name: string, parameter: Native): Native | undefined {
  const isMet = TEXT_TESTS.get(name)
  if (isMet === undefined) return undefined
  return (self, frame) => {
    const text = stringOf(input(self, frame), `${name}()`)
    const part = stringOf(parameter(self, frame), `the parameter of ${name}()`)
    return text === undefined || part === undefined ? NOTHING : itemsOf(isMet(text, part))
  }
}

function special(input: Native, { name, parameters, terms }: NativeCall, schema: Schema): Native | undefined {
  const [parameter] = parameters
  const [term] = terms
  if (parameter === undefined || term?.kind !== 'literal' || typeof term.value !== 'string') return undefined
  if (name === 'extension') return extension(input, term.value, schema)
  return name === 'conformsTo' ? conformsTo(input, term.value, schema) : undefined
}

/** http://hl7.org/fhir/R4/fhirpath.html#functions */
function extension(input: Native, url: string, schema: Schema): Native | undefined {
  const type = schema.type('Extension')
  if (type === undefined) return undefined
  return (self, frame) => {
    const found: Item[] = []
    for (const item of input(self, frame)) {
      const extensions = extensionsOf(item)
      spend(1 + extensions.length)
      for (const value of extensions) if (isObject(value) && value.url === url) found.push({ value, type })
    }
    return found
  }
}

function extensionsOf(item: Item): readonly unknown[] {
  if (typeof item !== 'object') return []
  const holder = isObject(item.value) ? item.value : item.partner
  const list: unknown = holder?.extension
  return Array.isArray(list) ? list : []
}

function conformsTo(input: Native, profile: string, schema: Schema): Native {
  const isMet = conformance(profile, schema)
  return (self, frame) => {
    const item = singleton(input(self, frame), 'conformsTo()')
    return item === undefined ? NOTHING : itemsOf(isMet(item))
  }
}
