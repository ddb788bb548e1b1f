import type { ElementDefinitionConstraint, StructureDefinition } from '@medplum/fhirtypes'
import { requiredContent } from '../../src/profile/compile/required-content.ts'
import { translated } from '../../src/profile/compile/translated.ts'
import { code, codes, table } from '../markdown.ts'

/** An invariant that a profile states itself, and the id of the element that it is asked of. */
export interface OwnRule {
  readonly constraint: ElementDefinitionConstraint
  readonly at: string
}

/** The invariants that a profile adds to its base. */
export function rulesOf({ differential }: StructureDefinition): readonly OwnRule[] {
  const elements = differential?.element ?? []
  return elements.flatMap(({ id = '', constraint = [] }) => constraint.map((one) => ({ constraint: one, at: id })))
}

/** The invariants of a profile as a table; empty where it has none. */
export function rulesPart(profile: StructureDefinition): string {
  const rules = rulesOf(profile)
  if (rules.length === 0) return ''
  const rows = rules.map((rule) => {
    const { key, severity, requirements = '' } = rule.constraint
    return [code(key), severity, wordsOf(rule.constraint), whereOf(rule), requirements]
  })
  return table(['Rule', 'Severity', 'What', 'Where', 'Source'], rows)
}

/** What a rule asks for, with the Dutch words behind. */
export function wordsOf(constraint: ElementDefinitionConstraint): string {
  const { human } = constraint
  const nl = translated(constraint, 'human')
  return nl === undefined ? human : `${human} (${nl})`
}

/** Where a rule looks: in sections of a letter, or at the element that it is asked of or one below that. */
export function whereOf({ constraint, at }: OwnRule): string {
  const place = requiredContent(constraint)?.place
  const sections = sectionsOf(constraint)
  if (sections !== '') return at.includes(':') ? `${code(at)}, ${sections}` : sections
  return code(place === undefined ? at : `${at}.${place}`)
}

/** The sections of a letter of which one is to have what a rule asks for, or what does as well; empty where none is named. */
function sectionsOf({ expression = '' }: ElementDefinitionConstraint): string {
  const sections = sectionCodes(expression)
  if (sections.length === 0) return ''
  const [, otherwise] = OTHERWISE.exec(expression) ?? []
  const told = `section ${sections.map(code).join(' or ')}`
  return otherwise === undefined ? told : `${told}, or ${code(otherwise)}`
}

/** The sections that a FHIRPath expression looks for, by code. */
export function sectionCodes(expression: string): readonly string[] {
  return [...expression.matchAll(SECTION)].map(([, name = '']) => name)
}

const SECTION = /code = '([a-z-]+)' and system = '[^']*\/CodeSystem\/report-section'/g

/** What stands behind "no letter" in a rule of feedback does as well as the section. */
const OTHERWISE = /\.where\(resourceType = 'Composition'\)\.empty\(\) or \((.*)\)$/

/** Ids of profiles that state a rule, by its key. */
export function statedBy(profiles: readonly StructureDefinition[]): ReadonlyMap<string, readonly string[]> {
  const pairs = profiles.flatMap((profile) =>
    rulesOf(profile).map(({ constraint }) => [constraint.key, profile.id ?? ''])
  )
  const grouped = Map.groupBy(pairs, ([key = '']) => key)
  return new Map([...grouped].map(([key, list]) => [key, list.map(([, id = '']) => id)]))
}

/** Several codes, or that there is none. */
export function codesOrNone(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : codes(texts)
}
