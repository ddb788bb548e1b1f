import { nativeShift, type Duration } from './calendar.ts'
import type { ExpressionContext } from './expression-context.ts'
import { NOTHING, type Item, type Items, type Native } from './items.ts'
import { nativeFunction } from './native-functions.ts'
import { nativeMember } from './native-member.ts'
import { equalsLiteral, nativeOperator } from './native-operators.ts'
import { nativeType } from './native-types.ts'
import type { CallTerm, MemberTerm, OperatorTerm, Term } from './term.ts'

/** The expression as a closure; undefined where any part of it needs the library. */
export function nativeOf(term: Term, context: ExpressionContext): Native | undefined {
  switch (term.kind) {
    case 'literal':
      return always([term.value])
    case 'empty':
      return always(NOTHING)
    case 'this':
      return (self) => self
    case 'variable':
      return variable(term.slot)
    case 'member':
      return member(term, context)
    case 'call':
      return call(term, context)
    case 'index':
      return indexed(nativeOf(term.input, context), term.index)
    case 'operator':
      return operator(term, context)
    case 'type':
      return withInput(term.input, context, (base) => nativeType(base, term, context.schema))
    default:
      return undefined
  }
}

function always(items: Items): Native {
  return () => items
}

function variable(slot: number): Native {
  return (_self, frame) => {
    const value = frame[slot]
    return value === undefined ? NOTHING : [value]
  }
}

function withInput(
  input: Term | undefined,
  context: ExpressionContext,
  make: (base: Native | undefined) => Native | undefined
): Native | undefined {
  if (input === undefined) return make(undefined)
  const base = nativeOf(input, context)
  return base === undefined ? undefined : make(base)
}

/** In an argument a capital may start the name of a type, and `resourceType` is no element; the library knows both. */
function member({ input, name, isAtRoot }: MemberTerm, context: ExpressionContext): Native | undefined {
  if (name === 'resourceType') return undefined
  if (/^[A-Z]/.test(name) && !isAtRoot) return undefined
  return withInput(input, context, (base) => nativeMember(base, name, isAtRoot, context.schema))
}

function indexed(base: Native | undefined, index: Term): Native | undefined {
  if (base === undefined || index.kind !== 'literal' || typeof index.value !== 'number') return undefined
  const position = index.value
  if (!Number.isInteger(position) || position < 0) return undefined
  return (self, frame) => one(base(self, frame)[position])
}

function one(item: Item | undefined): Items {
  return item === undefined ? NOTHING : [item]
}

function operator(term: OperatorTerm, context: ExpressionContext): Native | undefined {
  const { operator: symbol, left, right } = term
  if (right.kind === 'quantity') return shift(term, right, context)
  const decide = nativeOperator(symbol)
  const [first, second] = [nativeOf(left, context), nativeOf(right, context)]
  if (decide === undefined || first === undefined || second === undefined) return undefined
  if ((symbol === '=' || symbol === '!=') && right.kind === 'literal')
    return equalsLiteral(first, right.value, symbol === '!=')
  if (isConstant(right)) return withConstant(first, second, decide)
  return (self, frame) => decide(first(self, frame), second(self, frame))
}

function shift(
  { operator: symbol, left }: OperatorTerm,
  duration: Duration,
  context: ExpressionContext
): Native | undefined {
  const input = nativeOf(left, context)
  if (input === undefined || (symbol !== '+' && symbol !== '-')) return undefined
  const amount = symbol === '-' ? -duration.amount : duration.amount
  return nativeShift(input, { amount, unit: duration.unit })
}

/** A union of literals is the same on every message, so it is made once. */
function withConstant(first: Native, second: Native, decide: (left: Items, right: Items) => Items): Native {
  const right = second(NOTHING, [])
  return (self, frame) => decide(first(self, frame), right)
}

function isConstant(term: Term): boolean {
  if (term.kind === 'operator') return term.operator === '|' && isConstant(term.left) && isConstant(term.right)
  return term.kind === 'literal' || term.kind === 'empty'
}

function call({ input, name, parameters }: CallTerm, context: ExpressionContext): Native | undefined {
  return withInput(input, context, (base) => {
    const natives = parameters.map((parameter) => nativeOf(parameter, context))
    const known = natives.filter((native) => native !== undefined)
    if (known.length < natives.length) return undefined
    return nativeFunction({ base, name, parameters: known, terms: parameters }, context)
  })
}
