import type { Place } from './place.ts'
import type { TypeSet } from './type-set.ts'

/** Something of a target that is made, and what rules write into it. */
export class Making {
  readonly types: TypeSet
  /** Where it is made; undefined for what a group is given. */
  readonly place: Place | undefined
  /** Conditions and lists around its making: what is written under more is not always written, or more than once. */
  readonly depth: Depth
  readonly writes: Write[] = []
  readonly uses: Use[] = []
  private readonly singles = new Map<string, Making>()

  constructor(types: TypeSet, depth: Depth, place?: Place) {
    this.types = types
    this.depth = depth
    this.place = place
  }

  /** What stands at an element that holds one value: every rule that opens it writes into the same. */
  single(name: string, make: () => Making): Making {
    const known = this.singles.get(name)
    if (known !== undefined) return known
    const made = make()
    this.singles.set(name, made)
    return made
  }

  /** Whether something may be written that rules do not say element by element. */
  get isOpen(): boolean {
    return this.all().some(({ types }) => types.isOpen)
  }

  /** Its writes and those of the groups that it goes to. */
  allWrites(): readonly Write[] {
    return this.all().flatMap(({ writes }) => writes)
  }

  private all(): readonly Making[] {
    const found = new Set<Making>([this])
    for (const one of found) for (const { making } of one.uses) found.add(making)
    return [...found]
  }
}

/** Conditions and lists around a rule. */
export interface Depth {
  readonly conditions: number
  readonly lists: number
}

/** One rule that gives an element a value, or opens it. */
export interface Write {
  /** Of the element; a choice without its type. */
  readonly name: string
  /** Whether the element holds one value only, and this rule gives it whole. */
  readonly isWholeSingle: boolean
  /** Whether it is written each time that the thing is made. */
  readonly isAlways: boolean
  /** Whether a condition or a list mode picks what it is written for. */
  readonly isPart: boolean
  /** As JSON, where it is a constant. */
  readonly constant: string | undefined
  readonly place: Place
}

/** A group that writes into it as well. */
export interface Use {
  readonly making: Making
  readonly isAlways: boolean
  /** Whether the call may come more than once for one target, each time with another value. */
  readonly isRepeated: boolean
  readonly place: Place
}
