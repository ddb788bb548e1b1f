import { leave, type Item, type Plain } from './plain-items.ts'
import { asked, asking, chosen, counting, type Counted, type Part, type Place } from './plain-part.ts'

/** What a call with a parameter, of which `$this` is each item, is made of. */
export interface Iterated {
  readonly input: Part
  readonly parameter: Part
  /** Where the result stands. */
  readonly at: Place
}

/** A call with a parameter of which `$this` is each item; undefined for one that only the library knows. */
export function plainIteration(name: string): ((iterated: Iterated) => Part) | undefined {
  return ITERATIONS.get(name)
}

// Every item is asked, because FHIRPath asks them all, so that a fault in any is one of the whole.
const ITERATIONS: ReadonlyMap<string, (iterated: Iterated) => Part> = new Map<string, (iterated: Iterated) => Part>([
  [
    'where',
    ({ input, parameter, at }) => {
      const ask = asking(parameter)
      return chosen(input, at, (item, around) => ask(item, around) === true)
    }
  ],
  [
    'exists',
    ({ input, parameter }) => {
      const ask = asking(parameter)
      const count = counting(input, (item, around) => (ask(item, around) === true ? 1 : 0))
      return asked((self, around) => count(self, around) > 0)
    }
  ],
  [
    'all',
    ({ input, parameter }) => {
      const ask = asking(parameter)
      const count = counting(input, (item, around) => (ask(item, around) === true ? 0 : 1))
      return asked((self, around) => count(self, around) === 0)
    }
  ],
  ['select', select],
  ['repeat', repeat]
])

function select({ input: { plain: input }, parameter: { plain: parameter }, at }: Iterated): Part {
  return { plain: (self, around) => input(self, around).flatMap((item) => parameter(item, around)), at }
}

/**
 * What a path leads to, and what it leads to from there. The library leaves out what it has found before; what can be asked
 * here of the result and can tell the difference is left to it. A path that leads on without end leads through the message.
 */
function repeat({ input, parameter, at }: Iterated): Part {
  return { plain: repeated(input.plain, parameter.plain), at, walk: (counted) => repeatedly(input, parameter, counted) }
}

function repeated(input: Plain, parameter: Plain): Plain {
  return (self, around) => {
    const found: Item[] = []
    let next = input(self, around).flatMap((item) => parameter(item, around))
    for (let depth = 0; next.length > 0; depth++) {
      if (depth === DEPTH_MAX || found.length > ITEMS_MAX) return leave()
      found.push(...next)
      next = next.flatMap((item) => parameter(item, around))
    }
    return found
  }
}

/** The same in another order, which no sum tells. */
function repeatedly(input: Part, parameter: Part, counted: Counted): Counted {
  // Nothing that is counted can ask the same part again, so these are of one walk at a time.
  let depth = 0
  let found = 0
  const below: Counted = counting(parameter, (item, around) => {
    found += 1
    if (depth >= DEPTH_MAX || found > ITEMS_MAX) return leave()
    depth += 1
    const sum = counted(item, around) + below(item, around)
    depth -= 1
    return sum
  })
  const all = counting(input, below)
  return (self, around) => {
    depth = 0
    found = 0
    return all(self, around)
  }
}

/** As deep as the JSON of a message may be nested (`fhir/bounded-json.ts`). */
const DEPTH_MAX = 64

/** Far more than the sections of a letter; references that lead around multiply at each step. */
const ITEMS_MAX = 10_000
