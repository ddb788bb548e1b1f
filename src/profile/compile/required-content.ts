import type { ElementDefinitionConstraint } from '@medplum/fhirtypes'
import { translated } from './translated.ts'

/** What an invariant of the gateway's own profiles asks for, in words. */
export interface RequiredContent {
  readonly what: { readonly en: string; readonly nl: string }
  /** Where the rule comes from: a guideline, a draft, a choice of this product. */
  readonly source: string
  /** FHIRPath below the resource, at which it is to be mended. */
  readonly place: string
}

/** The content that a constraint asks for; undefined for a constraint that only says what must not be. */
export function requiredContent(constraint: ElementDefinitionConstraint): RequiredContent | undefined {
  const place = constraint.extension?.find(({ url }) => url === INVARIANT_PATH)?.valueString
  if (place === undefined) return undefined
  const en = constraint.human
  return { what: { en, nl: translated(constraint, 'human') ?? en }, source: constraint.requirements ?? '', place }
}

const INVARIANT_PATH = 'https://ggz-gateway.example/fhir/StructureDefinition/invariant-path'
