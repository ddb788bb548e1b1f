import { util, type UserInvocationTable } from 'fhirpath'
import { boundedPattern } from './bounded-pattern.ts'
import { referenceTarget } from './reference-target.ts'

/** What `memberOf()` asks; undefined where the codes of the value set are not at hand. */
export interface Terminology {
  isMember(valueSet: string, value: unknown): boolean | undefined
}

/** What stands in JSON where the library has a node of its own. */
export function dataOf(node: unknown): unknown {
  return util.valData(node) as unknown
}

/**
 * The functions that the library lacks, has only asynchronously, or would run without a bound.
 *
 * They throw where they cannot tell, so that the invariant is told as unchecked.
 * Source: https://hl7.org/fhir/R4/fhirpath.html#functions
 */
export function libraryFunctions(terminology: Terminology | undefined): UserInvocationTable {
  const memberOf = (nodes: readonly unknown[], valueSet: unknown): unknown => {
    const value = onlyOne(nodes)
    if (value === undefined || typeof valueSet !== 'string') return []
    const isMember = terminology?.isMember(valueSet, value)
    if (isMember === undefined) throw new Error('the value set is not at hand')
    return isMember
  }
  const patterns = { 1: ['String' as const], 2: ['String' as const, 'String' as const] }
  return {
    resolve: { fn: resolve, arity: { 0: [] }, internalStructures: true },
    memberOf: { fn: memberOf, arity: { 1: ['String'] }, internalStructures: true },
    matches: { fn: matches, arity: patterns, internalStructures: true },
    matchesFull: { fn: matchesFull, arity: patterns, internalStructures: true },
    replaceMatches: { fn: unknownTime, arity: { 2: ['String', 'String'] }, internalStructures: true },
    where: { fn: where, arity: { 1: ['Expr'] }, internalStructures: true },
    exists: { fn: exists, arity: { 0: [], 1: ['Expr'] }, internalStructures: true },
    htmlChecks: { fn: unknownTime, arity: { 0: [] }, internalStructures: true }
  }
}

/** What the library passes as `this`: the evaluation, with the variables that it was given. */
interface Evaluation {
  readonly vars: Readonly<Record<string, unknown>>
  $index?: number
}

type Criteria = (item: unknown) => readonly unknown[]

/** The variable that holds the message; no expression has one of this name. */
export const GRAPH = 'resources of the message'

function resolve(this: Evaluation, nodes: readonly unknown[]): readonly unknown[] {
  const { resource, rootResource: root, [GRAPH]: graph } = this.vars
  const around = { resource, root, graph: graph instanceof Map ? graph : new Map() }
  return nodes.flatMap((node) => {
    const target = referenceTarget(dataOf(node), around)
    return target === undefined ? [] : [nodeLike(node, this, target)]
  })
}

/** A resource as the library's own node, which alone knows its type. */
function nodeLike(node: unknown, evaluation: Evaluation, resource: unknown): unknown {
  if (node === dataOf(node) || typeof node !== 'object' || node === null) return resource
  return Reflect.construct(node.constructor, [evaluation, resource]) as unknown
}

/** The library's own takes an element that is false for true. */
function where(this: Evaluation, nodes: readonly unknown[], criteria: Criteria): readonly unknown[] {
  return nodes.filter((node, index) => {
    this.$index = index
    const value = onlyOne(criteria(node))
    return value !== undefined && value !== false
  })
}

function exists(this: Evaluation, nodes: readonly unknown[], criteria?: Criteria): boolean {
  return (criteria === undefined ? nodes : where.call(this, nodes, criteria)).length > 0
}

function matches(nodes: readonly unknown[], pattern: unknown, flags?: unknown): unknown {
  const value = onlyOne(nodes)
  if (value === undefined || typeof pattern !== 'string') return []
  if (typeof value !== 'string') throw new Error('a pattern is looked for in a text')
  const found = boundedPattern(pattern, typeof flags === 'string' ? flags : '')(value)
  return found ?? unknownTime()
}

function matchesFull(nodes: readonly unknown[], pattern: unknown, flags?: unknown): unknown {
  return matches(nodes, typeof pattern === 'string' ? `^(?:${pattern})$` : pattern, flags)
}

function unknownTime(): never {
  throw new Error('not within a time that is known')
}

function onlyOne(nodes: readonly unknown[]): unknown {
  if (nodes.length > 1) throw new Error('one value was expected')
  return dataOf(nodes[0]) ?? undefined
}
