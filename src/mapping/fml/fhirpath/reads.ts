import type { Schema } from '../schema/types.ts'
import type { CallTerm, Term } from './term.ts'

/** An element that an expression takes values from: by variable (`''` for the focus) and names of elements. */
export interface Read {
  readonly variable: string
  readonly path: readonly string[]
}

type Reads = readonly Read[]

const NONE: Reads = []

/**
 * The element paths that the result or a condition of the expression takes values from.
 *
 * A path ends at the value that is used: `item.answer.valueString` is one read, not three. What a function does that is
 * not known here counts as reading the whole of its input.
 */
export function readsOf(term: Term, schema: Schema): Reads {
  const analysis = new Analysis(schema)
  analysis.use(analysis.values(term, [{ variable: '', path: [] }]))
  return [...analysis.used.values()]
}

class Analysis {
  readonly used = new Map<string, Read>()
  private readonly schema: Schema

  constructor(schema: Schema) {
    this.schema = schema
  }

  use(reads: Reads): void {
    for (const read of reads) this.used.set(JSON.stringify([read.variable, ...read.path]), read)
  }

  /** That a variable is there, or what its type is, takes nothing from its elements. */
  private notice(reads: Reads): void {
    this.use(reads.filter(({ path }) => path.length > 0))
  }

  /** Where the values of a term come from; what it only looks at is noted as used. */
  values(term: Term, self: Reads): Reads {
    switch (term.kind) {
      case 'this':
        return self
      case 'variable':
        return [{ variable: term.name, path: [] }]
      case 'member': {
        const input = this.inputOf(term.input, self)
        const isTypeName = term.isAtRoot && /^[A-Z]/.test(term.name) && this.schema.type(term.name) !== undefined
        return isTypeName ? input : stepped(input, term.name)
      }
      case 'index':
        this.use(this.values(term.index, self))
        return this.values(term.input, self)
      case 'type': {
        const input = this.inputOf(term.input, self)
        if (term.operation !== 'is') return input
        this.notice(input)
        return NONE
      }
      case 'operator': {
        const sides = [...this.values(term.left, self), ...this.values(term.right, self)]
        if (term.operator === '|') return sides
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

  private call({ name, parameters }: CallTerm, input: Reads, self: Reads): Reads {
    const [first] = parameters
    if (name === 'iif') return this.choice(parameters, input)
    if (name === 'extension') return stepped(input, 'extension')
    if (first !== undefined && CONDITIONS.has(name)) {
      this.use(this.values(first, input))
      return name === 'where' ? input : NONE
    }
    if (first !== undefined && name === 'select') return this.values(first, input)
    if (name === 'repeat' && first !== undefined) {
      const found = this.values(first, input)
      return [...found, ...this.values(first, found)]
    }
    for (const parameter of parameters) {
      const found = this.values(parameter, PER_ITEM.has(name) ? input : self)
      if (COMBINING.has(name)) return [...input, ...found]
      this.use(found)
    }
    if (PASSING.has(name)) return input
    if (PRESENCE.has(name)) this.notice(input)
    else this.use(input)
    return NONE
  }

  private choice([criterion, ...branches]: readonly Term[], input: Reads): Reads {
    if (criterion !== undefined) this.use(this.values(criterion, input))
    return branches.flatMap((branch) => this.values(branch, input))
  }
}

function stepped(input: Reads, name: string): Reads {
  return input.map(({ variable, path }) => ({ variable, path: [...path, name] }))
}

/** Functions whose parameter is looked at for each item of the input. */
const CONDITIONS: ReadonlySet<string> = new Set(['where', 'exists', 'all'])

/** Functions whose parameters are paths from each item of the input. */
const PER_ITEM: ReadonlySet<string> = new Set(['aggregate', 'trace', 'defineVariable', 'sort'])

/** Functions that look at no more than whether there is something, and of what type. */
const PRESENCE: ReadonlySet<string> = new Set(['exists', 'empty', 'count', 'conformsTo', 'type'])

/** Functions that give what comes in, or a part of it. */
const PASSING: ReadonlySet<string> = new Set([
  ...['first', 'last', 'tail', 'take', 'skip', 'single', 'distinct', 'trace', 'sort', 'intersect', 'exclude']
])

/** Functions that give what comes in and what their parameter gives. */
const COMBINING: ReadonlySet<string> = new Set(['union', 'combine', 'coalesce'])
