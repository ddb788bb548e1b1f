import r4 from 'fhirpath/fhir-context/r4'
import { Chosen, leave, NOTHING, truth, truthOf, valueOf, type Item, type Literal, type Plain } from './plain-items.ts'

/** A call without a parameter; undefined for a function that only the FHIRPath library knows. */
export function plainFunction(name: string, input: Plain): Plain | undefined {
  if (name === 'inGraph') return inGraph(input)
  const work = WITHOUT_PARAMETER.get(name)
  return work === undefined ? undefined : (self, graph) => work(input(self, graph))
}

const WITHOUT_PARAMETER: ReadonlyMap<string, (items: readonly Item[]) => readonly Item[]> = new Map([
  ['exists', (items: readonly Item[]) => truth(items.length > 0)],
  ['empty', (items: readonly Item[]) => truth(items.length === 0)],
  ['first', (items: readonly Item[]) => items.slice(0, 1)],
  ['toString', text]
])

/** A parameter, read in both ways in which it can be meant. */
export interface Parameter {
  readonly literal: Literal | undefined
  /** What it gives for `$this`; undefined where it is not plain. */
  readonly plain: Plain | undefined
}

/** A call with one parameter; undefined for one that only the FHIRPath library knows. */
export function plainCall(name: string, input: Plain, { literal, plain }: Parameter): Plain | undefined {
  if (name === 'matches') return typeof literal === 'string' ? matches(input, new RegExp(literal, 'su')) : undefined
  if (plain === undefined) return undefined
  switch (name) {
    case 'where':
      return (self, graph) => input(self, graph).filter((item) => truthOf(plain([item], graph)) === true)
    case 'all':
      return (self, graph) => truth(input(self, graph).every((item) => truthOf(plain([item], graph)) === true))
    case 'repeat':
      return repeat(input, plain)
    default:
      return undefined
  }
}

/** The resources of the message that references name. */
function inGraph(input: Plain): Plain {
  return (self, graph) => {
    return input(self, graph).flatMap((item) => {
      const value = valueOf(item)
      const reference =
        typeof value === 'object' && value !== null && 'reference' in value ? value.reference : undefined
      return typeof reference === 'string' ? (graph.get(reference) ?? []) : []
    })
  }
}

/**
 * What a path leads to, and what it leads to from there. The library leaves out what it has found before; nothing that can
 * be asked here of the result can tell the difference. A path that leads on without end leads through the message.
 */
function repeat(input: Plain, parameter: Plain): Plain {
  return (self, graph) => {
    const found: Item[] = []
    let next = input(self, graph).flatMap((item) => parameter([item], graph))
    for (let depth = 0; next.length > 0; depth++) {
      if (depth === DEPTH_MAX) return leave()
      found.push(...next)
      next = next.flatMap((item) => parameter([item], graph))
    }
    return found
  }
}

/** As deep as the JSON of a message may be nested (`fhir/bounded-json.ts`). */
const DEPTH_MAX = 64

function text(items: readonly Item[]): readonly Item[] {
  if (items.length === 0) return NOTHING
  const value = items.length === 1 ? valueOf(items[0]) : leave()
  return typeof value === 'string' ? [value] : leave()
}

function matches(input: Plain, pattern: RegExp): Plain {
  return (self, graph) => {
    const [item, another] = input(self, graph)
    if (item === undefined) return NOTHING
    return typeof item === 'string' && another === undefined ? truth(pattern.test(item)) : leave()
  }
}

/**
 * `is` and `ofType` on elements of a choice, of which the name in JSON says the type. FHIRPath's own types, to which
 * FHIR's convert, are the library's.
 */
export function plainOfType(operation: 'is' | 'ofType', input: Plain, name: string | undefined): Plain | undefined {
  if (name === undefined || r4.type2Parent[name] === undefined || SYSTEM_TYPES.has(name)) return undefined
  const isOf = (item: Item): boolean => (item instanceof Chosen ? isKindOf(item.type, name) : leave())
  if (operation === 'ofType') return (self, graph) => input(self, graph).filter(isOf)
  return (self, graph) => {
    const items = input(self, graph)
    return items.length > 1 ? leave() : truth(items.length === 0 ? undefined : items.every(isOf))
  }
}

const SYSTEM_TYPES = new Set([
  'Quantity',
  'String',
  'Boolean',
  'Integer',
  'Long',
  'Decimal',
  'Date',
  'DateTime',
  'Time'
])

function isKindOf(type: string, name: string): boolean {
  // FHIR's types stand a handful deep.
  for (let one: string | undefined = type; one !== undefined; one = r4.type2Parent[one]) if (one === name) return true
  return false
}
