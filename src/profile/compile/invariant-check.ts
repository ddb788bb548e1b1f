import type { ElementDefinitionConstraint } from '@medplum/fhirtypes'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { canonicalOf, type Compiler, type ItemCheck, type Spot } from './compiler.ts'
import { requiredContent } from './required-content.ts'
import { ruleInDutch } from './rules-in-dutch.ts'
import { translated } from './translated.ts'

/** A constraint, and the FHIR path of what it is asked of: `Period`, `Patient.contact`. */
export interface Asked {
  readonly constraint: ElementDefinitionConstraint
  readonly at: string
}

/**
 * The check of one invariant; undefined where other parts of the validator answer for it.
 *
 * What cannot be evaluated on a value is told as unchecked, and never passed off as checked; content that the gateway's own
 * profiles ask for and that cannot be found is missing.
 * Errors: `invariant-broken`, `required-missing`; warnings: `invariant-advice`, `feedback-incomplete`.
 */
export function invariantCheck(spot: Spot, compiler: Compiler, { constraint, at }: Asked): ItemCheck | undefined {
  const { key, expression } = constraint
  if (expression === undefined) {
    compiler.unsupported(spot, `invariant ${key} has no FHIRPath`)
    return undefined
  }
  const invariant = compiled(spot, compiler, { key, expression, at })
  if (invariant === undefined) return undefined
  const isContent = requiredContent(constraint) !== undefined
  const isAdvice = constraint.severity !== 'error'
  const toldAs = brokenAs(constraint, { canonical: canonicalOf(spot.definition), id: key })
  return (value, path, scope) => {
    // A primitive that has only an extension has no value that a rule could speak of.
    if (value === undefined || (isAdvice && scope.isAdviceIgnored === true)) return
    const holds = invariant(value, scope)
    if (holds === true) return
    if (holds === false || isContent) scope.tell(toldAs(path))
    else scope.tell(issue('profile-unchecked', { profile: canonicalOf(spot.definition), reason: key }, path))
  }
}

function compiled(
  spot: Spot,
  compiler: Compiler,
  { key, expression, at }: { readonly key: string; readonly expression: string; readonly at: string }
): ReturnType<Compiler['invariant']> {
  try {
    return compiler.invariant({ key, expression }, at)
  } catch {
    // A package may hold an expression of another version of FHIRPath; that is listed, and stops nobody.
    compiler.unsupported(spot, `invariant ${key} is no FHIRPath that is understood`)
    return undefined
  }
}

/** What is told of a broken invariant, by the path at which it was asked. */
function brokenAs(constraint: ElementDefinitionConstraint, rule: NonNullable<Issue['rule']>): (path: string) => Issue {
  const { key, human, severity } = constraint
  const content = requiredContent(constraint)
  if (content !== undefined) {
    const { what, source, place } = content
    const code = severity === 'error' ? 'required-missing' : 'feedback-incomplete'
    return (path) => ({ ...issue(code, { what: what.en, whatNl: what.nl, source }, `${path}.${place}`), rule })
  }
  // The sentence of a definition ends where ours goes on.
  const what = human.replace(/\.\s*$/, '')
  const words = { key, what, whatNl: translated(constraint, 'human') ?? ruleInDutch(key) ?? what }
  const code = severity === 'error' ? 'invariant-broken' : 'invariant-advice'
  return (path) => ({ ...issue(code, words, path), rule })
}
