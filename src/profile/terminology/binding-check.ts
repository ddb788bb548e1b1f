import type { ElementDefinitionBinding } from '@medplum/fhirtypes'
import { issue, type OutcomeCode } from '../../fhir/outcome.ts'
import type { Check, Scope } from '../scope.ts'
import type { CodeSystemIndex } from './code-system-index.ts'
import { additionalBindings, type Asked } from './additional-bindings.ts'
import { codedValue, type CodedValue } from './codings.ts'
import { nameOfAbsent, type SystemName } from './system-name.ts'
import { isFirst } from './told-once.ts'
import { membershipOf } from './value-membership.ts'
import type { CompiledValueSet, ValueSetIndex } from './value-set-index.ts'

/** Of which element a binding is. */
export interface BoundElement {
  /** Id of the element in its definition, which the rule of an issue bears. */
  readonly id: string
  /** Code of the type that the check is for; a type that takes no binding, as `dateTime` in a choice, has no check. */
  readonly type?: string
}

/** The part of a binding that is looked at. */
export type Binding = Pick<ElementDefinitionBinding, 'strength' | 'valueSet' | 'extension'>

/** What the check of a binding looks into. */
export interface BindingDeps {
  readonly systems: CodeSystemIndex
  readonly valueSets: ValueSetIndex
}

/**
 * The check of a binding, and of the largest value set that its extension may name, whose codes alone are allowed.
 *
 * Required: a code of the value set must be there. Extensible: where there are codes, one should be of the value set,
 * which is told only when none is. The largest one of a preferred binding bounds the codes; words alone stay allowed, as a
 * language that is only named, and so does a Quantity whose unit is in words. A value set or system whose content is not at hand is told as `code-unchecked`.
 *
 * A primitive with an extension in place of its value is a required code that is not there, whatever the extension says,
 * data-absent-reason too: R4 has it that the concept SHALL be from the value set, without an exception, and what is
 * optional and has no value is left out.
 * Additional bindings, which R5 has and R4 knows as an extension, bind beside it; one that is for some uses only is not
 * looked at, which `isForSomeUses` tells.
 * Source: https://hl7.org/fhir/R4/terminologies.html#binding, extension-elementdefinition-maxvalueset.html,
 * https://hl7.org/fhir/R5/terminologies.html#additional-bindings
 */
export function bindingCheck(
  { strength, valueSet, extension = [] }: Binding,
  element: BoundElement,
  deps: BindingDeps
): Check | undefined {
  if (element.type !== undefined && !BINDABLE.has(element.type)) return undefined
  const checks: Check[] = []
  if (valueSet !== undefined && strength === 'required') checks.push(checkOf(valueSet, 'required', element, deps))
  if (valueSet !== undefined && strength === 'extensible') checks.push(checkOf(valueSet, 'extensible', element, deps))
  for (const { url, valueCanonical, valueUri } of extension) {
    const largest = url === MAX_VALUE_SET ? (valueCanonical ?? valueUri) : undefined
    const needsCode = strength === 'extensible' && !QUANTITIES.has(element.type ?? '')
    if (largest !== undefined) checks.push(checkOf(largest, needsCode ? 'required' : 'largest', element, deps))
  }
  for (const { valueSet: more, strength: asked } of additionalBindings(extension)) {
    checks.push(checkOf(more, asked, element, deps))
  }
  const [first, second] = checks
  if (second === undefined) return first
  return (value, path, scope) => {
    for (const check of checks) check(value, path, scope)
  }
}

/** Quantity and its specialisations, whose code is that of the unit. */
const QUANTITIES: ReadonlySet<string> = new Set([
  'Quantity',
  'SimpleQuantity',
  'MoneyQuantity',
  'Age',
  'Count',
  'Distance',
  'Duration'
])

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet'

/** Types that a binding says something of; in a choice, others stand beside them. Source: elementdefinition.html#binding */
const BINDABLE: ReadonlySet<string> = new Set([
  ...['code', 'string', 'uri', 'Coding', 'CodeableConcept'],
  ...QUANTITIES
])

function checkOf(canonical: string, strength: Asked, element: BoundElement, deps: BindingDeps): Check {
  // Looked up with the first value, so that definitions that nobody uses are not compiled.
  let found: CompiledValueSet | undefined
  const broken: OutcomeCode = strength === 'extensible' ? 'code-outside' : 'code-not-allowed'
  return (value, path, scope) => {
    found ??= deps.valueSets(canonical)
    const coded = codedValue(value)
    if (coded.codes.length === 0 && strength !== 'required') return
    const membership = membershipOf(coded, found)
    if (membership === 'in') return
    if (found === undefined || membership === 'unknown') {
      untold({ canonical, found, element, path, scope, coded, deps })
      return
    }
    const rule = { canonical: found.canonical, id: element.id }
    scope.tell({ ...issue(broken, { valueSet: found.label }, path), rule })
  }
}

interface Untold {
  /** Of the value set, as the binding names it. */
  readonly canonical: string
  /** The value set, where it is at hand and only content that it draws on is not. */
  readonly found: CompiledValueSet | undefined
  readonly element: BoundElement
  readonly path: string
  readonly scope: Scope
  readonly coded: CodedValue
  readonly deps: BindingDeps
}

/** Tells once for each value set and system in a message that a binding could not be checked. */
function untold({ canonical, found, element, path, scope, coded, deps }: Untold): void {
  const valueSet = found?.label ?? canonical
  const system = coded.codes.find((one) => membershipOf({ ...coded, codes: [one] }, found) === 'unknown')?.system
  if (!isFirst(scope, `${canonical} ${system ?? ''}`)) return
  const name = system === undefined || found === undefined ? { system: valueSet } : nameOf(system, deps.systems)
  const rule = { canonical: found?.canonical ?? canonical, id: element.id }
  scope.tell({ ...issue('code-unchecked', { ...name, valueSet }, path), rule })
}

/** The address of a system is repeated where it is one that is known here. */
function nameOf(system: string, systems: CodeSystemIndex): SystemName {
  const local = systems(system)
  return local === undefined ? nameOfAbsent(system) : { system: local.url }
}
