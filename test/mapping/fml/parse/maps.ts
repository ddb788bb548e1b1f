import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StructureMap, StructureMapGroup, StructureMapGroupRule } from '@medplum/fhirtypes'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'

/** Folder of the repository. */
export const root = join(import.meta.dirname, '..', '..', '..', '..')

/** HL7's test cases for FML (fhir-test-cases, r5/structure-mapping), where they stand beside the repository. */
export const published = join(root, '..', 'shared', 'conformance', 'fml')

/** Why a test of the published maps is skipped, or false. */
export const withoutPublished = !existsSync(published) && `the published maps are not at ${published}`

/** The head of every map here; a group begins on line 2, its rules on line 3. */
export const head = 'map "http://x.example/m" = "m"\n'

/** A map with one group of these rules. */
export function mapOf(rules: string): string {
  return `${head}group main(source src : A, target tgt : B) {\n${rules}\n}`
}

/** What a text reads as; a fault is thrown with its place. */
export function parsed(text: string): StructureMap {
  const outcome = parseMap(text, 'a.map')
  if (outcome.ok) return outcome.value.structureMap
  throw new Error(JSON.stringify(outcome.fault))
}

/** The only group of a map of these rules. */
export function groupOf(rules: string): StructureMapGroup {
  return parsed(mapOf(rules)).group[0]!
}

/** The first rule of a map of these rules. */
export function ruleOf(rules: string): StructureMapGroupRule {
  return groupOf(rules).rule[0]!
}
