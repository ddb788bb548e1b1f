import type { Schema } from '../schema/types.ts'
import type { Native } from './items.ts'
import { byPlace, lacking, meeting, ofType, ofUrl, type Choice, type ReadStep } from './read-steps.ts'
import { isSystemType } from './standard-names.ts'
import type { CallTerm, Term } from './term.ts'

/** An element that an expression takes values from: by variable (`''` for the focus) and names of elements. */
export interface Read {
  readonly variable: string
  readonly path: readonly string[]
  /** The names of the path with the choices between them: what a condition excludes is not read. */
  readonly steps: readonly ReadStep[]
  /** Whether there is something, or of what type, is all that was looked at: nothing of it arrives anywhere. */
  readonly isPresence: boolean
  /** Whether the steps find the very items in their order, so that one may be chosen by its place. */
  readonly isExact: boolean
}

type Reads = readonly Read[]

const NONE: Reads = []

/**
 * The element paths that the result or a condition of the expression takes values from.
 *
 * A path ends at the value that is used: `item.answer.valueString` is one read, not three. What a function does that is
 * not known here counts as reading the whole of its input, and so does a condition that no closure can decide.
 */
export function readsOf(term: Term, schema: Schema, nativeOf: NativeOf = () => undefined): Reads {
  const analysis = new Analysis(schema, nativeOf)
  analysis.use(analysis.values(term, [readOf('')]))
  return [...analysis.used.values()]
}

/** A term as a closure, where it can be one. */
type NativeOf = (term: Term) => Native | undefined

function readOf(variable: string): Read {
  return { variable, path: [], steps: [], isPresence: false, isExact: true }
}

class Analysis {
  readonly used = new Map<string, Read>()
  private readonly schema: Schema
  private readonly nativeOf: NativeOf

  constructor(schema: Schema, nativeOf: NativeOf) {
    this.schema = schema
    this.nativeOf = nativeOf
  }

  use(reads: Reads): void {
    for (const read of reads) {
      const { variable, path, steps, isPresence } = read
      const choices = steps.map((step) => (typeof step === 'string' ? step : this.numberOf(step)))
      this.used.set(JSON.stringify([variable, path, choices, isPresence]), read)
    }
  }

  private readonly choices: Choice[] = []

  private numberOf(choice: Choice): number {
    if (!this.choices.includes(choice)) this.choices.push(choice)
    return this.choices.indexOf(choice)
  }

  /** That a variable is there, or what its type is, takes nothing from its elements. */
  private notice(reads: Reads): void {
    this.use(reads.filter(({ path }) => path.length > 0).map((read) => ({ ...read, isPresence: true })))
  }

  /** Where the values of a term come from; what it only looks at is noted as used. */
  values(term: Term, self: Reads): Reads {
    switch (term.kind) {
      case 'this':
        return self
      case 'variable':
        return [readOf(term.name)]
      case 'member': {
        const input = this.inputOf(term.input, self)
        const isTypeName = term.isAtRoot && /^[A-Z]/.test(term.name) && this.schema.type(term.name) !== undefined
        return isTypeName ? input : stepped(input, term.name)
      }
      case 'index':
        this.use(this.values(term.index, self))
        return chosenByPlace(this.values(term.input, self), 'index', term.index)
      case 'type': {
        const input = this.inputOf(term.input, self)
        if (term.operation !== 'is') return this.typed(input, term.namespace, term.name)
        this.notice(input)
        return NONE
      }
      case 'operator': {
        const sides = [...this.values(term.left, self), ...this.values(term.right, self)]
        if (term.operator === '|') return inexact(sides)
        this.use(sides)
        return NONE
      }
      case 'call':
        return this.call(term, this.inputOf(term.input, self), self)
      case 'opaque':
        for (const child of term.children) this.use(this.values(child, self))
        return NONE
      default:
        return NONE
    }
  }

  private inputOf(input: Term | undefined, self: Reads): Reads {
    return input === undefined ? self : this.values(input, self)
  }

  private call({ name, parameters, input: before }: CallTerm, input: Reads, self: Reads): Reads {
    const isOfItem = before === undefined
    const [first] = parameters
    if (name === 'iif') return this.choice(parameters, input, isOfItem)
    if (name === 'coalesce') return this.firstOf(parameters, self)
    if (name === 'extension') {
      const url = first?.kind === 'literal' ? first.value : undefined
      const found = stepped(input, 'extension')
      return typeof url === 'string' ? chosen(found, ofUrl(url)) : found
    }
    if (first !== undefined && CONDITIONS.has(name)) {
      this.use(this.values(first, inexact(input)))
      return name === 'where' ? this.meeting(input, first) : NONE
    }
    if (first !== undefined && name === 'select') return this.values(first, inexact(input))
    if (name === 'repeat' && first !== undefined) {
      const found = this.values(first, input)
      return inexact([...found, ...this.values(first, found)])
    }
    for (const parameter of parameters) {
      const found = this.values(parameter, PER_ITEM.has(name) ? input : self)
      if (COMBINING.has(name)) return inexact([...input, ...found])
      this.use(found)
    }
    if (PLACES.has(name)) return chosenByPlace(input, name, first)
    if (PASSING.has(name)) return inexact(input)
    if (PRESENCE.has(name)) this.notice(input)
    else this.use(input)
    return NONE
  }

  private meeting(input: Reads, criterion: Term): Reads {
    const native = this.nativeOf(criterion)
    return native === undefined ? inexact(input) : chosen(input, meeting(native, criterion))
  }

  private typed(input: Reads, namespace: string | undefined, name: string): Reads {
    const isOwn = namespace === 'System' || isSystemType(name)
    return isOwn ? inexact(input) : chosen(input, ofType(name, this.schema))
  }

  /** Of the branches, the one that is chosen; where `iif` is called on a list of its own, either may be. */
  private choice([criterion, then, otherwise]: readonly Term[], input: Reads, isOfItem: boolean): Reads {
    if (criterion === undefined || then === undefined) return NONE
    this.use(this.values(criterion, input))
    const native = isOfItem ? this.nativeOf(criterion) : undefined
    const branch = (term: Term | undefined, isWanted: boolean): Reads => {
      if (term === undefined) return NONE
      return this.values(term, native === undefined ? input : chosen(input, meeting(native, criterion, isWanted)))
    }
    return inexact([...branch(then, true), ...branch(otherwise, false)])
  }

  /** The first that gives anything: what comes after it is not looked at. */
  private firstOf(terms: readonly Term[], input: Reads): Reads {
    const found: Read[] = []
    let rest = input
    for (const term of terms) {
      found.push(...this.values(term, rest))
      const native = this.nativeOf(term)
      if (native !== undefined) rest = chosen(rest, lacking(native, term))
    }
    return inexact(found)
  }
}

function stepped(input: Reads, name: string): Reads {
  return input.map((read) => ({ ...read, path: [...read.path, name], steps: [...read.steps, name] }))
}

function chosen(input: Reads, choice: Choice): Reads {
  return input.map((read) => ({ ...read, steps: [...read.steps, choice] }))
}

/** Of several ways nobody can tell here which one the place is on, nor where values are looked at one by one. */
function chosenByPlace(input: Reads, name: string, place: Term | undefined): Reads {
  const count = place?.kind === 'literal' && typeof place.value === 'number' ? place.value : undefined
  const choice = byPlace(name, count)
  const [only, other] = input
  return choice === undefined || only?.isExact !== true || other !== undefined ? inexact(input) : chosen(input, choice)
}

function inexact(reads: Reads): Reads {
  return reads.map((read) => ({ ...read, isExact: false }))
}

/** Functions whose parameter is looked at for each item of the input. */
const CONDITIONS: ReadonlySet<string> = new Set(['where', 'exists', 'all'])

/** Functions whose parameters are paths from each item of the input. */
const PER_ITEM: ReadonlySet<string> = new Set(['aggregate', 'trace', 'defineVariable', 'sort'])

/** Functions that look at no more than whether there is something, and of what type. */
const PRESENCE: ReadonlySet<string> = new Set(['exists', 'empty', 'count', 'conformsTo', 'type'])

/** Functions that give a part of what comes in, by its place. */
const PLACES: ReadonlySet<string> = new Set(['first', 'last', 'tail', 'take', 'skip'])

/** Functions that give what comes in, or a part of it. */
const PASSING: ReadonlySet<string> = new Set([...['single', 'distinct', 'trace', 'sort', 'intersect', 'exclude']])

/** Functions that give what comes in and what their parameter gives. */
const COMBINING: ReadonlySet<string> = new Set(['union', 'combine'])
