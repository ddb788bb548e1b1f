import { compile, type Compile } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { spend } from '../effort.ts'
import { fail, FaultError, type FaultCode } from '../fault.ts'
import { SourceNode } from '../run/source-node.ts'
import type { Typed } from '../schema/types.ts'
import type { ExpressionContext, Frame } from './expression-context.ts'
import { libraryFunctions } from './library-functions.ts'
import { isLibraryNode, nodeOf, NODES, typedResult, type LibraryNode } from './library-nodes.ts'
import { libraryName, type ReadExpression } from './read-expression.ts'

/** Evaluates an expression with the library. */
export type LibraryEvaluation = (focus: Typed | undefined, frame: Frame) => readonly Typed[]

/** Steps of one evaluation; a `repeat()` that makes ever new values would never end. */
const STEPS_MAX = 200_000

/** What one step of the library costs, and what each evaluation costs before its first. */
const STEP = 20
const EVALUATION = 100

/** The evaluation, compiled when it is first needed; what goes wrong is a FaultError `wrong-value` or `too-many`. */
export function libraryEvaluation(
  { libraryText, slots }: ReadExpression,
  context: ExpressionContext
): LibraryEvaluation {
  const used = [...slots]
  const isComparing = COMPARING.test(libraryText)
  const asksForResource = /%\s*(resource|rootResource)\b/.test(libraryText)
  let evaluate: Compile<typeof NODES> | undefined
  return (focus, frame) => {
    spend(EVALUATION)
    evaluate ??= compile(libraryText, r4, optionsOf(context))
    const known = new Map<unknown, Typed>()
    const variables: Record<string, LibraryNode | undefined> = {}
    for (const slot of used) variables[libraryName(slot)] = remembered(frame[slot], known)
    if (asksForResource) Object.assign(variables, resourcesOf(focus, known))
    const results = resultsOf({ evaluate, isComparing }, remembered(focus, known), variables)
    return results
      .map((result) => known.get(result) ?? typedResult(result, context.schema))
      .filter((typed) => typed !== undefined)
  }
}

function optionsOf(context: ExpressionContext): typeof NODES {
  const options = {
    ...NODES,
    // Without a function of our own, trace() would print parts of the content.
    traceFn: () => undefined,
    userInvocationTable: libraryFunctions(context)
  }
  return options
}

/** The node for a value; a result that is the same node is the same value again, with its way to the source. */
function remembered(value: Typed | undefined, known: Map<unknown, Typed>): LibraryNode | undefined {
  const node = value === undefined ? undefined : nodeOf(value)
  if (node !== undefined && value !== undefined) known.set(node, value)
  return node
}

/** Sources nest no deeper than JSON that the gateway reads. */
const ANCESTORS_MAX = 200

/** The resource that the focus is in, and the one that contains that: http://hl7.org/fhir/R4/fhirpath.html#variables */
function resourcesOf(focus: Typed | undefined, known: Map<unknown, Typed>): Record<string, LibraryNode | undefined> {
  const resource = nearestResource(focus)
  if (resource === undefined) return {}
  const isContained = resource instanceof SourceNode && resource.property === 'contained'
  const root = isContained ? nearestResource(resource.parent) : resource
  return { resource: remembered(resource, known), rootResource: remembered(root, known) }
}

function nearestResource(start: Typed | undefined): Typed | undefined {
  let node = start
  for (let depth = 0; node !== undefined && depth < ANCESTORS_MAX; depth += 1) {
    if (node.type.kind === 'resource') return node
    node = node instanceof SourceNode ? node.parent : undefined
  }
  return undefined
}

interface Evaluating {
  readonly evaluate: Compile<typeof NODES>
  readonly isComparing: boolean
}

function resultsOf(
  { evaluate, isComparing }: Evaluating,
  focus: LibraryNode | undefined,
  variables: Record<string, LibraryNode | undefined>
): readonly unknown[] {
  let steps = 0
  const count = (_context: unknown, _data: unknown, result: unknown): void => {
    steps += 1
    spend(STEP + (isComparing ? comparisonsOf(result) : 0))
    if (steps > STEPS_MAX) fail({ code: 'limit', message: `a FHIRPath evaluation of over ${STEPS_MAX} steps` })
  }
  try {
    return evaluate(focus ?? [], variables, { debugger: count })
  } catch (error) {
    if (error instanceof FaultError) throw error
    return fail(faultOf(error))
  }
}

/** Functions and operators that compare each value with each; a text that only looks so costs more than it needs. */
const COMPARING = /\||\b(?:intersect|exclude|subsetOf|supersetOf|distinct|isDistinct|union|repeat|in|contains)\b/

/**
 * What comparing plain values with each other may cost before anybody can ask: the library compares each with each, where
 * elements are found by a hash. It is told of what goes into a function before the function begins.
 */
function comparisonsOf(result: unknown): number {
  if (!Array.isArray(result) || result.length < 100) return 0
  const items: readonly unknown[] = result
  return items.length + (isLibraryNode(items[0]) ? 0 : items.length ** 2 / 30)
}

/** What the library says in its own words of one value where several stand. */
const SEVERAL = /expected singleton|expecting only one|multiple items|expected single/i

/** The library quotes content in its messages, and throws strings too; only its own words are told. */
function faultOf(error: unknown): { readonly code: FaultCode; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error)
  if (SEVERAL.test(message)) return { code: 'too-many', message: 'FHIRPath: one value is needed and there are several' }
  if (/^Inequality\w*: Type of /.test(message))
    return { code: 'wrong-value', message: 'FHIRPath: values of different types are compared' }
  const [own = ''] = /^[^:;"'`[{(\d]*/.exec(message) ?? []
  return { code: 'wrong-value', message: `FHIRPath: ${own.trim() === '' ? 'the evaluation failed' : own.trim()}` }
}
