import type { ElementDefinitionConstraint } from '@medplum/fhirtypes'
import type { Scope } from '../scope.ts'
import { ruleInCode } from './in-code.ts'
import { compiledByLibrary, type Evaluated } from './library.ts'
import type { Terminology } from './library-functions.ts'
import { plainCondition } from './plain-condition.ts'

/** Whether an invariant holds of a value; undefined where it could not be evaluated, which is not to have passed. */
export type Invariant = (value: unknown, scope: Scope) => boolean | undefined

/** An invariant of a definition, and what it is asked about. */
export interface InvariantAsked {
  readonly constraint: Pick<ElementDefinitionConstraint, 'key' | 'expression'>
  /** The FHIR path of `$this`: `Period`, `Patient.contact`, `ServiceRequest`. */
  readonly at: string
  /** For `memberOf()`; without it, and where it does not know, the invariant cannot be evaluated. */
  readonly terminology?: Terminology
}

/** Keys of invariants that the check of narratives (`src/profile/narrative/`) answers for. */
export const KEYS_OF_NARRATIVE: ReadonlySet<string> = new Set(['txt-1', 'txt-2'])

/**
 * Compiles an invariant once: those of R4 are functions here, of others most become closures, and the FHIRPath library
 * answers for the rest and for what a closure cannot tell.
 *
 * An invariant holds only where its expression gives true. One that gives nothing is broken, as the reference validator has
 * it; where R4's own expressions give nothing for what their words allow (ref-1 without a reference, per-1 at different
 * precision), the function here follows the words. A single value that is no truth value counts as true; several are a
 * fault of the expression, and nothing is told of the value.
 *
 * @returns undefined for an invariant without an expression, and for one of narrative, which others check.
 * Throws for an expression that is not understood.
 * Source: https://hl7.org/fhir/R4/conformance-rules.html#constraints, http://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections
 */
export function compileInvariant({ constraint, at, terminology }: InvariantAsked): Invariant | undefined {
  const { key, expression } = constraint
  if (expression === undefined || isOfNarrative(key, expression)) return undefined
  const known = ruleInCode(key, expression)
  if (known !== undefined) return known
  const evaluated = evaluatedInvariant(compiledByLibrary({ expression, at, terminology }))
  const plain = plainCondition({ expression, at, terminology })
  return plain === undefined ? evaluated : (value, scope) => plain(value, scope) ?? evaluated(value, scope)
}

function isOfNarrative(key: string, expression: string): boolean {
  return KEYS_OF_NARRATIVE.has(key) && expression.trim() === 'htmlChecks()'
}

function evaluatedInvariant(evaluate: Evaluated): Invariant {
  return (value, scope) => {
    const result = evaluate(value, scope)
    if (result === undefined || result.length > 1) return undefined
    if (result.length === 0) return false
    return typeof result[0] === 'boolean' ? result[0] : true
  }
}
