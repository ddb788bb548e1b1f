import type { Resource } from '@medplum/fhirtypes'
import { compile, type Compile, type OptionVariants } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { plainCondition } from './plain-condition.ts'

/** Whether a compiled FHIRPath expression is true of a resource, in a message indexed by `Type/id`. */
export type Condition = (resource: Resource, graph: ReadonlyMap<string, Resource>) => boolean

/**
 * Compiles an expression once, and tries it once on an empty resource, because an unknown function shows only then.
 *
 * `inGraph()` on a reference gives the resource of the message that it names, or nothing. An expression that gives
 * anything but one `true` is not met, also where the message has a shape that it cannot be evaluated on: required
 * content that cannot be found is missing. Throws for an expression that FHIRPath does not understand.
 */
export function compiled(expression: string, type: string): Condition {
  const evaluated = evaluatedCondition(expression, type)
  const plain = plainCondition(expression, type)
  return plain === undefined ? evaluated : (resource, graph) => plain(resource, graph) ?? evaluated(resource, graph)
}

/** The same, by the FHIRPath library alone: it answers everything, and takes its time. */
export function evaluatedCondition(expression: string, type: string): Condition {
  const evaluate: Compile<typeof options> = compile(expression, r4, options)
  evaluate({ resourceType: type }, { graph: new Map() })
  return (resource, graph) => {
    try {
      const result: readonly unknown[] = evaluate(resource, { graph })
      return result.length === 1 && result[0] === true
    } catch {
      return false
    }
  }
}

const options = {
  async: false,
  // Without a function of our own, trace() would print parts of the message.
  traceFn: () => undefined,
  userInvocationTable: { inGraph: { fn: inGraph, arity: { 0: [] }, internalStructures: true } }
} satisfies OptionVariants

/** What fhirpath.js passes as `this`: the evaluation, with the variables that `compiled` gave it. */
interface Evaluation {
  readonly vars: { readonly graph?: unknown }
}

function inGraph(this: Evaluation, nodes: readonly unknown[]): readonly unknown[] {
  const { graph } = this.vars
  if (!(graph instanceof Map)) return []
  return nodes.map((node) => graph.get(referenceIn(node)) as unknown).filter((resource) => resource !== undefined)
}

/** The literal reference in a Reference, which comes wrapped in fhirpath.js's own node. */
function referenceIn(node: unknown): unknown {
  const data: unknown = typeof node === 'object' && node !== null && 'data' in node ? node.data : node
  return typeof data === 'object' && data !== null && 'reference' in data ? data.reference : undefined
}
