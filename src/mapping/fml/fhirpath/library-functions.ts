import type { UserInvocationTable } from 'fhirpath'
import type { Schema, Typed } from '../schema/types.ts'
import { conformance } from './conformance.ts'
import type { ExpressionContext } from './expression-context.ts'
import { HOST_PARAMETERS_MAX } from './functions.ts'
import { parameterOf, resultOf } from './host-call.ts'
import { booleanOf, type Item, type Items } from './items.ts'
import { childrenOf, isLibraryNode, nodeOf, typedResult } from './library-nodes.ts'
import { VALUE_FUNCTION } from './read-expression.ts'

type Nodes = readonly unknown[]
type Parameter = (node: unknown) => Nodes

/** What the library passes as `this`: its evaluation, whose `$index` a function on each item keeps. */
interface Evaluation {
  $index?: number
}

/**
 * What the library is told to do otherwise: `.value` of primitives, the host's functions, and conditions by FHIRPath's
 * singleton evaluation (version 5.2.0 keeps in `where(active)` what is not active).
 */
export function libraryFunctions({ schema, functions }: ExpressionContext): UserInvocationTable {
  const condition = (name: string) =>
    function (this: Evaluation, nodes: Nodes, criterion: Parameter): Nodes {
      return nodes.filter((node, index) => {
        this.$index = index
        return booleanOf(itemsIn(criterion(node), schema), `the condition of ${name}()`) === true
      })
    }
  const [where, exists, all] = [condition('where'), condition('exists'), condition('all')]
  return {
    [VALUE_FUNCTION]: { ...internal(valueOrPrimitive), arity: { 0: [] } },
    where: { ...internal(where), arity: { 1: ['Expr'] } },
    exists: {
      ...internal(function (this: Evaluation, nodes: Nodes, criterion?: Parameter) {
        return [(criterion === undefined ? nodes : exists.call(this, nodes, criterion)).length > 0]
      }),
      arity: { 0: [], 1: ['Expr'] }
    },
    all: {
      ...internal(function (this: Evaluation, nodes: Nodes, criterion: Parameter) {
        return [all.call(this, nodes, criterion).length === nodes.length]
      }),
      arity: { 1: ['Expr'] }
    },
    iif: {
      ...internal((nodes: Nodes, criterion: Parameter, then: Parameter, otherwise?: Parameter) => {
        if (booleanOf(itemsIn(criterion(nodes), schema), 'iif()') === true) return then(nodes)
        return otherwise?.(nodes) ?? []
      }),
      arity: { 2: ['Expr', 'Expr'], 3: ['Expr', 'Expr', 'Expr'] }
    },
    conformsTo: {
      ...internal((nodes: Nodes, profile: string) => itemsIn(nodes, schema).map(conformance(profile, schema))),
      arity: { 1: ['String'] }
    },
    ...Object.fromEntries(Object.entries(functions).map(([name, host]) => [name, hostFunction(name, host, schema)]))
  }
}

/** The library hands over its own nodes, and not only their values. */
function internal(fn: UserInvocationTable[string]['fn']): {
  fn: UserInvocationTable[string]['fn']
  internalStructures: true
} {
  return { fn, internalStructures: true }
}

function valueOrPrimitive(this: unknown, nodes: Nodes): Nodes {
  return nodes.flatMap((node) => {
    const data = isLibraryNode(node) ? node.data : node
    if (data === undefined || data === null) return []
    const isStructure = isLibraryNode(node) && typeof data === 'object' && !('toNumber' in data)
    return isStructure ? childrenOf(this, node, 'value') : [node]
  })
}

function hostFunction(
  name: string,
  host: ExpressionContext['functions'][string],
  schema: Schema
): UserInvocationTable[string] {
  const fn = (nodes: Nodes, ...parameters: readonly Nodes[]): Nodes => {
    const values = parameters.map((parameter) => parameterOf(itemsIn(parameter, schema), name))
    const known = values.filter((value) => value !== undefined)
    if (known.length < values.length) return []
    return resultOf({ host, name, schema }, itemsIn(nodes, schema), known).map(nodeOf)
  }
  const counts = Array.from({ length: HOST_PARAMETERS_MAX + 1 }, (_, count) => count)
  return { ...internal(fn), arity: Object.fromEntries(counts.map((count) => [count, Array<'Any'>(count).fill('Any')])) }
}

/** Nodes of the library as items; an element without a value counts as one. */
function itemsIn(nodes: Nodes, schema: Schema): Items {
  return nodes.map((node): Item => {
    if (typeof node === 'string' || typeof node === 'boolean') return node
    const typed: Typed | undefined = typedResult(node, schema)
    return typed ?? { value: undefined, type: emptyType(schema) }
  })
}

function emptyType(schema: Schema): Typed['type'] {
  const type = schema.type('string')
  return type ?? { name: 'string', kind: 'primitive', isAbstract: false, base: undefined, elements: new Map() }
}
