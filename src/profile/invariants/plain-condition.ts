import { parse } from 'fhirpath'
import type { Scope } from '../scope.ts'
import { isNode, parametersOf, type Node } from './known-functions.ts'
import type { Asked } from './library.ts'
import { plainCombination, plainFunction, plainLiteralCall, plainSubstring } from './plain-functions.ts'
import { NotPlain, type Literal } from './plain-items.ts'
import { plainIteration } from './plain-iterations.ts'
import { member, placeOf, typeAt } from './plain-members.ts'
import { plainOperator } from './plain-operators.ts'
import { asking, itself, type Part, type Place } from './plain-part.ts'
import { isTypeOperation, plainOfType, typeNamed } from './plain-types.ts'
import { shared } from './plain-shared.ts'
import { variable } from './plain-variables.ts'
import type { Surroundings } from './reference-target.ts'

/** The answer of a condition about a value; nothing is taken for false; undefined where FHIRPath has to say. */
export type PlainCondition = (value: unknown, scope: Surroundings & Pick<Scope, 'memory'>) => boolean | undefined

/**
 * A condition as a closure, where it is made of paths, comparisons and the common functions, as nearly all are: that takes
 * a small part of the time that the FHIRPath library takes, and gives the same answer.
 *
 * It is for resources of sound base structure. Dates that are compared, primitives with extensions, and several values
 * where one is asked for, are left to the library.
 *
 * @returns undefined for an expression that is not plain; throws for one that the library does not understand.
 */
export function plainCondition({ expression, at, terminology }: Asked): PlainCondition | undefined {
  const root: unknown = parse(expression)
  const place = placeOf(typeAt(at))
  const part = isNode(root) ? read(root, { self: place, context: place, isOfContext: true }) : undefined
  if (part === undefined) return undefined
  const ask = asking(part)
  return (value, { resource, root: rootResource, graph, memory }) => {
    try {
      const around = { resource, root: rootResource, graph, context: value, terminology, walked: memory?.walked }
      return ask(value, around) === true
    } catch (error) {
      if (error instanceof NotPlain) return undefined
      throw error
    }
  }
}

/** The places of `$this` and of `%context`, and whether they are one, as they are but within a call's parameter. */
interface Places {
  readonly self: Place
  readonly context: Place
  readonly isOfContext: boolean
}

const WRAPPERS = new Set(['EntireExpression', 'TermExpression', 'InvocationTerm', 'ParenthesizedTerm'])
const OPERATIONS = new Set([
  ...['AndExpression', 'OrExpression', 'ImpliesExpression', 'EqualityExpression', 'InequalityExpression'],
  ...['MembershipExpression', 'UnionExpression', 'AdditiveExpression']
])

/** A part of an expression, asked from `$this`, or in a path from what stands before; undefined where it is not plain. */
function read(node: Node, places: Places, before: Part = itself(places.self)): Part | undefined {
  const { type, text = '', children: [first, second] = [] } = node
  if (type === 'ThisInvocation') return itself(places.self)
  const literal = literalOf(node)
  if (literal !== undefined) return literalPart(literal)
  if (type === 'ExternalConstantTerm') return variable(node.delimitedText ?? text, places.context)
  if (first === undefined) return undefined
  if (WRAPPERS.has(type)) return read(first, places)
  if (type === 'MemberInvocation') return member(text, before)
  if (type === 'FunctionInvocation') return call(node, places, before)
  const left = second === undefined ? undefined : read(first, places)
  if (left === undefined || second === undefined) return undefined
  if (type === 'InvocationExpression') {
    const path = read(second, places, left)
    return path === undefined || !places.isOfContext ? path : shared(path, node, places.context)
  }
  if (type === 'IndexerExpression') return indexed(left, literalOf(second))
  if (type === 'TypeExpression') return typed(text, left, second.text)
  return OPERATIONS.has(type) ? plainOperator(text, left, read(second, places)) : undefined
}

function literalPart(literal: Literal): Part {
  const items = [literal]
  return { plain: () => items, at: undefined, isText: typeof literal === 'string', literal }
}

function typed(operation: string, input: Part, name: string | undefined): Part | undefined {
  const type = typeNamed(name)
  return type === undefined || !isTypeOperation(operation) ? undefined : plainOfType(operation, input, type)
}

function indexed({ plain, at, isText = false }: Part, index: Literal | undefined): Part | undefined {
  if (typeof index !== 'number') return undefined
  return { plain: (self, around) => plain(self, around).slice(index, index + 1), at, isText }
}

function call(node: Node, places: Places, before: Part): Part | undefined {
  const { text: name = '' } = node
  const { plain, at } = before
  const [parameter, another] = parametersOf(node)
  // What is traced changes nothing, and goes nowhere.
  if (name === 'trace') return before
  if (name === 'substring' && parameter !== undefined) return substring(before, parameter, another)
  if (another !== undefined) return undefined
  if (isTypeOperation(name)) return typed(name, before, parameter?.text)
  if (parameter === undefined) return plainFunction(name, before)
  const combine = plainCombination(name)
  if (combine !== undefined) {
    const other = read(parameter, places)
    return other && { plain: combine(plain, other.plain), at: other.at === at ? at : undefined }
  }
  const literal = literalOf(parameter)
  const ofLiteral = literal === undefined ? undefined : plainLiteralCall(name, before, literal)
  return ofLiteral ?? iteration(name, parameter, { places, before })
}

function substring({ plain }: Part, start: Node, length: Node | undefined): Part | undefined {
  const [from, characters] = [literalOf(start), length === undefined ? Infinity : literalOf(length)]
  return typeof from === 'number' && typeof characters === 'number'
    ? plainSubstring(plain, from, characters)
    : undefined
}

interface Reached {
  readonly places: Places
  readonly before: Part
}

function iteration(name: string, parameter: Node, { places, before: input }: Reached): Part | undefined {
  const iterate = plainIteration(name)
  const inner = iterate === undefined ? undefined : read(parameter, { ...places, self: input.at, isOfContext: false })
  if (iterate === undefined || inner === undefined) return undefined
  if (name === 'where') return iterate({ input, parameter: inner, at: input.at ?? typeAskedIn(parameter) })
  if (name !== 'repeat') return iterate({ input, parameter: inner, at: inner.at })
  // The same path is asked from what it leads to, so it must mean the same there.
  const isSame = read(parameter, { ...places, self: inner.at, isOfContext: false })?.at === inner.at
  return isSame ? iterate({ input, parameter: inner, at: inner.at }) : undefined
}

/** The type of the resources for which a condition such as `resourceType = 'Composition'` is true. */
function typeAskedIn(node: Node): Place {
  const [left, right] = node.children ?? []
  if (node.type === 'AndExpression' && left !== undefined && right !== undefined) {
    return typeAskedIn(left) ?? typeAskedIn(right)
  }
  if (node.type !== 'EqualityExpression' || node.text !== '=' || left === undefined || right === undefined)
    return undefined
  const [asked, literal] = [unwrapped(left), literalOf(right)]
  const isType = asked.type === 'MemberInvocation' && asked.text === 'resourceType'
  return isType && typeof literal === 'string' ? placeOf(literal) : undefined
}

/** The value of a literal; undefined for a text with escapes, and for what is no text, whole number or truth value. */
function literalOf(node: Node): Literal | undefined {
  const { type, text = '', children = [] } = unwrapped(node)
  if (type === 'LiteralTerm') return children[0] === undefined ? undefined : literalOf(children[0])
  if (type === 'BooleanLiteral') return text === 'true'
  if (type === 'NumberLiteral') return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  return type === 'StringLiteral' && !text.includes('\\') ? text.slice(1, -1) : undefined
}

function unwrapped(node: Node): Node {
  const [inner] = node.children ?? []
  return WRAPPERS.has(node.type) && inner !== undefined ? unwrapped(inner) : node
}
