import type { CodeSystemConceptProperty, ValueSetComposeIncludeFilter } from '@medplum/fhirtypes'
import type { CompiledCodeSystem, Concept } from './code-system-index.ts'
import { keyOf } from './membership.ts'

/** What a filter makes of a concept that is at hand. */
export type ConceptTest = (key: string, concept: Concept) => boolean

/**
 * A filter of a value set over a code system that is at hand.
 *
 * @returns undefined where it cannot be judged: an operator or a property that is not known here.
 * Source: https://hl7.org/fhir/R4/valueset-filter-operator.html
 */
export function conceptTest(system: CompiledCodeSystem, filter: ValueSetComposeIncludeFilter): ConceptTest | undefined {
  const { op, property, value } = filter
  // What is above a concept may be missing where a part of the system is.
  if (op === 'is-not-a' && !system.isComplete) return undefined
  if (HIERARCHY.has(op)) return hierarchyTest(system, op, value)
  const values = valuesOf(system, property)
  if (values === undefined) return undefined
  if (op === '=') return (_key, concept) => values(concept).some((one) => one === value)
  if (op === 'exists') return (_key, concept) => values(concept).length > 0 === (value === 'true')
  if (op === 'regex') {
    const expression = regularExpression(value)
    return expression && ((_key, concept) => values(concept).some((one) => expression.test(one)))
  }
  if (op !== 'in' && op !== 'not-in') return undefined
  const listed = new Set(value.split(',').map((one) => one.trim()))
  return (_key, concept) => values(concept).some((one) => listed.has(one)) === (op === 'in')
}

const HIERARCHY: ReadonlySet<string> = new Set(['is-a', 'descendent-of', 'is-not-a', 'generalizes'])

function hierarchyTest(system: CompiledCodeSystem, op: string, value: string): ConceptTest {
  const top = keyOf(value, system)
  if (op === 'generalizes') {
    const line = above(system, top)
    return (key) => line.has(key)
  }
  const family = below(system, top)
  if (op === 'is-not-a') return (key) => !family.has(key)
  return op === 'is-a' ? (key) => family.has(key) : (key) => key !== top && family.has(key)
}

/** The concept and all that is below it; each is visited once, so that parents in a circle have an end. */
function below({ concepts }: CompiledCodeSystem, top: string): ReadonlySet<string> {
  const found = new Set<string>()
  if (concepts.has(top)) found.add(top)
  // A Set hands out what is added while it is walked through.
  for (const key of found) for (const child of concepts.get(key)?.children ?? []) found.add(child)
  return found
}

/** The concept and all that it is below of. */
function above({ concepts }: CompiledCodeSystem, bottom: string): ReadonlySet<string> {
  const parents = new Map<string, string[]>()
  for (const [key, { children }] of concepts) {
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), key])
  }
  const found = new Set<string>()
  if (concepts.has(bottom)) found.add(bottom)
  for (const key of found) for (const parent of parents.get(key) ?? []) found.add(parent)
  return found
}

/** How the values of a property are read; undefined for a property that the system does not say it has. */
function valuesOf(
  { declared }: CompiledCodeSystem,
  property: string
): ((of: Concept) => readonly string[]) | undefined {
  if (property === 'code' || property === 'concept') return ({ code }) => [code]
  if (property === 'display') return ({ displays }) => displays.slice(0, 1)
  if (!declared.has(property)) return undefined
  return ({ properties }) => properties.filter(({ code }) => code === property).map(textOf)
}

function textOf(property: CodeSystemConceptProperty): string {
  const { valueCode, valueCoding, valueString, valueInteger, valueBoolean, valueDateTime, valueDecimal } = property
  const text = valueCode ?? valueCoding?.code ?? valueString ?? valueDateTime
  return text ?? String(valueInteger ?? valueBoolean ?? valueDecimal ?? '')
}

/** The whole value must match; an expression that is none is not judged. It only ever sees a code system's own words. */
function regularExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    return undefined
  }
}
