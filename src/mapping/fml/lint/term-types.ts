import { isKindOf } from '../schema/navigate.ts'
import type { CallTerm, MemberTerm, Term } from '../fhirpath/term.ts'
import type { RuleScope } from './scope.ts'
import { narrowed, OPEN, step, type TypeSet, typeSet, union } from './type-set.ts'

/** The types of what an expression gives, and whether that may be several. */
export interface TermTypes {
  readonly types: TypeSet
  readonly isMany: boolean
}

const UNKNOWN: TermTypes = { types: OPEN, isMany: false }

/** What a term gives; where that is not plain, it may be anything, and one of it. */
export function termTypes(term: Term, focus: TypeSet, scope: RuleScope): TermTypes {
  const one = (name: string): TermTypes => ({ types: typeSet(scope.schema.type(name)), isMany: false })
  switch (term.kind) {
    case 'literal':
      return one(literalType(term.value))
    case 'this':
      return { types: focus, isMany: false }
    case 'variable':
      return { types: scope.variables.get(term.name)?.types ?? OPEN, isMany: false }
    case 'member':
      return member(term, focus, scope)
    case 'index':
      return { ...termTypes(term.input, focus, scope), isMany: false }
    case 'operator':
      if (BOOLEAN_OPERATORS.has(term.operator)) return one('boolean')
      return term.operator === '&' ? one('string') : UNKNOWN
    case 'type': {
      const type = scope.schema.type(term.name)
      if (term.operation === 'is') return one('boolean')
      if (type === undefined || term.input === undefined || term.namespace === 'System') return UNKNOWN
      const input = termTypes(term.input, focus, scope)
      return { types: narrowed(input.types, type, scope.schema), isMany: input.isMany }
    }
    case 'call':
      return call(term, focus, scope)
    default:
      return UNKNOWN
  }
}

function literalType(value: string | number | boolean): string {
  if (typeof value !== 'number') return typeof value
  return Number.isInteger(value) ? 'integer' : 'decimal'
}

function member({ input, name, isAtRoot }: MemberTerm, focus: TypeSet, scope: RuleScope): TermTypes {
  const base = input === undefined ? { types: focus, isMany: false } : termTypes(input, focus, scope)
  const isOwnType = isAtRoot && [...base.types.known].some((type) => isKindOf(type, name, scope.schema))
  if (isOwnType) return base
  const { types, isList, isKnown } = step(base.types, name)
  return { types: isKnown ? types : OPEN, isMany: base.isMany || isList }
}

function call({ input, name, parameters }: CallTerm, focus: TypeSet, scope: RuleScope): TermTypes {
  const one = (typeName: string): TermTypes => ({ types: typeSet(scope.schema.type(typeName)), isMany: false })
  const [result] = Object.entries(RESULTS).find(([, names]) => names.includes(name)) ?? []
  if (result !== undefined) return one(result)
  const base = input === undefined ? { types: focus, isMany: false } : termTypes(input, focus, scope)
  // What `where` leaves is one, as far as its author knows.
  if (SINGLE.has(name)) return { types: base.types, isMany: false }
  if (name !== 'iif') return UNKNOWN
  const branches = parameters.slice(1).map((branch) => termTypes(branch, base.types, scope))
  return {
    types: branches.map(({ types }) => types).reduce(union, branches.length === 0 ? OPEN : typeSet()),
    isMany: branches.some(({ isMany }) => isMany)
  }
}

const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set(
  ['=', '!=', '~', '!~', '<', '>', '<=', '>=', 'in', 'contains', 'and', 'or', 'xor', 'implies'] //
)

const SINGLE: ReadonlySet<string> = new Set(['first', 'last', 'single', 'where'])

/** What functions give whatever they work on, by type. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  boolean: 'exists empty not all contains startsWith endsWith matches hasValue conformsTo'.split(' '),
  integer: 'count length'.split(' '),
  string: 'upper lower substring replace replaceMatches trim toString join'.split(' '),
  Extension: ['extension']
}
