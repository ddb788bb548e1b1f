import type { Resource } from '@medplum/fhirtypes'
import { parse } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { plainCall, plainFunction, plainOfType } from './plain-functions.ts'
import {
  addChoice,
  addMembers,
  equalsLiteral,
  NotPlain,
  truth,
  truthOf,
  type Item,
  type Literal,
  type Plain
} from './plain-items.ts'

/** The answer of a condition to a resource, in a message by `Type/id`; undefined where FHIRPath has to say. */
export type PlainCondition = (resource: Resource, graph: ReadonlyMap<string, Resource>) => boolean | undefined

/**
 * A condition as a closure, where it is made of paths, `where`, `exists`, comparisons with a text and little more, as
 * nearly all are: that takes a small part of the time that the FHIRPath library takes, and gives the same answer.
 *
 * It is for resources of sound base structure. Dates that are compared, primitives with extensions, and several values
 * where one is asked for, are left to the library.
 *
 * @returns undefined for an expression that is not plain; throws for one that the library does not understand.
 */
export function plainCondition(expression: string, type: string): PlainCondition | undefined {
  const root: unknown = parse(expression)
  const plain = isNode(root) ? read(root, type)?.plain : undefined
  if (plain === undefined) return undefined
  return (resource, graph) => {
    try {
      return truthOf(plain([resource], graph)) === true
    } catch (error) {
      if (error instanceof NotPlain) return undefined
      throw error
    }
  }
}

/** A node of the library's syntax tree. */
interface Node {
  readonly type: string
  readonly text?: string
  readonly children?: readonly Node[]
}

/** Where items stand in the definitions, as `Communication.payload`; undefined behind a reference or a choice. */
type Place = string | undefined

/** A part of an expression as a closure. */
interface Part {
  readonly plain: Plain
  readonly at: Place
}

const WRAPPERS = new Set(['EntireExpression', 'TermExpression', 'InvocationTerm', 'ParenthesizedTerm'])

/** A part of an expression, asked from `$this`, or in a path from what stands before; undefined where it is not plain. */
function read(node: Node, self: Place, before: Part = { plain: (items) => items, at: self }): Part | undefined {
  const { type, text = '', children: [first, second] = [] } = node
  if (type === 'ThisInvocation') return before
  if (first === undefined) return undefined
  if (WRAPPERS.has(type)) return read(first, self)
  if (type === 'MemberInvocation') return member(text, before)
  if (type === 'FunctionInvocation') return call(text, first, before)
  const left = second === undefined ? undefined : read(first, self)
  if (left === undefined || second === undefined) return undefined
  if (type === 'InvocationExpression') return read(second, self, left)
  if (type === 'EqualityExpression') return equality(text, left, literalOf(second))
  if (type === 'TypeExpression') return text === 'is' ? placed(plainOfType('is', left.plain, second.text)) : undefined
  return logic(type, left, read(second, self))
}

function placed(plain: Plain | undefined, at?: string): Part | undefined {
  return plain === undefined ? undefined : { plain, at }
}

/** An element by its name, or a choice by the name that it has in the definitions. */
function member(name: string, { plain, at }: Part): Part | undefined {
  // A capital may start the name of a type, and between back-quotes stands anything.
  if (!/^[a-z][A-Za-z]*$/.test(name)) return undefined
  const path = at === undefined ? undefined : (r4.pathsDefinedElsewhere[`${at}.${name}`] ?? `${at}.${name}`)
  const types = path === undefined ? undefined : r4.choiceTypePaths[path]
  if (types !== undefined) {
    const names = new Map(types.map((type) => [name + type, r4.path2Type[`${path}${type}`] ?? type]))
    return placed(each(plain, (item, found) => addChoice(item, names, found)))
  }
  // Where nobody knows the place, nobody knows whether it is a choice there.
  if (path === undefined && CHOICES.has(name)) return undefined
  const place = name === 'extension' ? 'Extension' : path
  const known = place === undefined ? undefined : (r4.path2TypeWithoutElements[place] ?? place)
  return placed(
    each(plain, (item, found) => addMembers(item, name, found)),
    known
  )
}

/** Names of elements that are a choice anywhere. */
const CHOICES = new Set(Object.keys(r4.choiceTypePaths).map((path) => path.slice(path.lastIndexOf('.') + 1)))

function each(before: Plain, add: (item: Item, found: Item[]) => void): Plain {
  return (self, graph) => {
    const found: Item[] = []
    for (const item of before(self, graph)) add(item, found)
    return found
  }
}

function call(name: string, node: Node, { plain, at }: Part): Part | undefined {
  const [parameter, another] = node.children?.find(({ type }) => type === 'ParamList')?.children ?? []
  if (another !== undefined) return undefined
  if (name === 'ofType') return placed(plainOfType('ofType', plain, parameter?.text))
  if (parameter === undefined) return placed(plainFunction(name, plain), name === 'first' ? at : undefined)
  const inner = read(parameter, at)
  const given = { literal: literalOf(parameter), plain: inner?.plain }
  if (name === 'where') return placed(plainCall(name, plain, given), at ?? typeAskedIn(parameter))
  if (name !== 'repeat') return placed(plainCall(name, plain, given))
  // The same path is asked from what it leads to, so it must mean the same there.
  const isSame = inner !== undefined && read(parameter, inner.at)?.at === inner.at
  return isSame ? placed(plainCall(name, plain, given), inner.at) : undefined
}

/** The type of the resources for which a condition such as `resourceType = 'Composition'` is true. */
function typeAskedIn(node: Node): Place {
  const [left, right] = node.children ?? []
  if (node.type !== 'EqualityExpression' || node.text !== '=' || left === undefined || right === undefined)
    return undefined
  const [asked, literal] = [unwrapped(left), literalOf(right)]
  const isType = asked.type === 'MemberInvocation' && asked.text === 'resourceType'
  return isType && typeof literal === 'string' ? literal : undefined
}

function equality(operator: string, { plain }: Part, literal: Literal | undefined): Part | undefined {
  if (literal === undefined || (operator !== '=' && operator !== '!=')) return undefined
  const isNegated = operator === '!='
  return placed((self, graph) => {
    const isEqual = equalsLiteral(plain(self, graph), literal)
    return truth(isEqual === undefined ? undefined : isEqual !== isNegated)
  })
}

/** http://hl7.org/fhirpath/#boolean-logic; both sides are asked, because a fault in either is one of the whole. */
function logic(type: string, left: Part, right: Part | undefined): Part | undefined {
  if (right === undefined || (type !== 'AndExpression' && type !== 'OrExpression')) return undefined
  const deciding = type === 'OrExpression'
  return placed((self, graph) => {
    const one = truthOf(left.plain(self, graph))
    const other = truthOf(right.plain(self, graph))
    if (one === deciding || other === deciding) return truth(deciding)
    return truth(one === undefined || other === undefined ? undefined : !deciding)
  })
}

/** The value of a literal; undefined for a text with escapes and for what is no text or truth value. */
function literalOf(node: Node): Literal | undefined {
  const { type, text = '', children = [] } = unwrapped(node)
  if (type === 'LiteralTerm') return children[0] === undefined ? undefined : literalOf(children[0])
  if (type === 'BooleanLiteral') return text === 'true'
  return type === 'StringLiteral' && !text.includes('\\') ? text.slice(1, -1) : undefined
}

function unwrapped(node: Node): Node {
  const [inner] = node.children ?? []
  return WRAPPERS.has(node.type) && inner !== undefined ? unwrapped(inner) : node
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
