import { NOTHING, truth, truthOf, type Around, type Item, type Literal, type Plain } from './plain-items.ts'

/** Where items stand in the definitions, as `Communication.payload`; undefined behind a reference or a choice. */
export type Place = string | undefined

/** What an item counts for: 1 for one that is looked for, or how many there are of those behind it. */
export type Counted = (item: Item, around: Around) => number

/** Adds up what each item of a part counts for, without a list of them. */
export type Walk = (counted: Counted) => Counted

/** A question: true, false, or undefined where FHIRPath has nothing to say. */
export type Ask = (self: Item, around: Around) => boolean | undefined

/**
 * A part of an expression as closures: what it gives as a collection, and quicker ways to what is mostly asked of that.
 *
 * All of them are made once, when the expression is read; each gives what `plain` would have given.
 */
export interface Part {
  readonly plain: Plain
  readonly at: Place
  /** Whether all that it gives is text of FHIRPath's own, which is no date or time, whatever it looks like. */
  readonly isText?: boolean
  readonly walk?: Walk
  readonly ask?: Ask
  /** The name of an element of `$this`, where the part is just that. */
  readonly own?: string
  readonly isThis?: boolean
  /** The one value that it gives, whatever it is asked of. */
  readonly literal?: Literal
}

/** `$this`. */
export function itself(at: Place): Part {
  return { plain: (self) => [self], at, isThis: true, walk: (counted) => counted }
}

/** A part that is a question. */
export function asked(ask: Ask): Part {
  return { plain: (self, around) => truth(ask(self, around)), at: undefined, ask }
}

/** What is counted of the items of a part. */
export function counting({ plain, walk }: Part, counted: Counted): Counted {
  if (walk !== undefined) return walk(counted)
  return (self, around) => {
    let sum = 0
    for (const item of plain(self, around)) sum += counted(item, around)
    return sum
  }
}

/** Whether a part is true. */
export function asking({ plain, ask }: Part): Ask {
  return ask ?? ((self, around) => truthOf(plain(self, around)))
}

/** What each item of a part leads to, where that is one item at most. */
export function leading(input: Part, at: Place, to: (item: Item, around: Around) => Item): Part {
  const { plain } = input
  return {
    at,
    plain: (self, around) => {
      const items = plain(self, around)
      return items.length === 0 ? NOTHING : items.map((item) => to(item, around)).filter((item) => item !== undefined)
    },
    walk: (counted) =>
      counting(input, (item, around) => {
        const one = to(item, around)
        return one === undefined ? 0 : counted(one, around)
      })
  }
}

/** The items of a part for which something is so. */
export function chosen(input: Part, at: Place, isSo: (item: Item, around: Around) => boolean): Part {
  const { plain, isText = false } = input
  return {
    at,
    isText,
    plain: (self, around) => plain(self, around).filter((item) => isSo(item, around)),
    walk: (counted) => counting(input, (item, around) => (isSo(item, around) ? counted(item, around) : 0))
  }
}
