import type { ConceptMap } from '@medplum/fhirtypes'
import { type Finding } from '../../../../src/mapping/fml/lint/finding.ts'
import { lintLibrary } from '../../../../src/mapping/fml/lint/lint.ts'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { indexConceptMap } from '../../../../src/mapping/fml/terminology/index-concept-map.ts'
import { schema } from '../test-schema.ts'

const conceptMap: ConceptMap = {
  resourceType: 'ConceptMap',
  url: 'http://x.example/codes',
  status: 'active',
  group: [{ source: 'http://x.example/s', element: [{ code: 'a', target: [{ code: 'b', equivalence: 'equal' }] }] }]
}

/** What the linter says of maps, in the order of the texts' files. */
export function linted(...texts: readonly string[]): readonly Finding[] {
  const sources = texts.map((text, index) => {
    const outcome = parseMap(text, `${String(index)}.map`)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault))
    return outcome.value
  })
  const codes = indexConceptMap(conceptMap, 'codes.json')
  if (!codes.ok) throw new Error(codes.fault.message)
  return lintLibrary(sources, { schema, conceptMaps: [codes.value] })
}

/** A map of one group from a Patient to a Patient, unless other types are named; its first rule is on line 3. */
export function mapOf(rules: string, { from = 'Patient', to = 'Patient', more = '' } = {}): string {
  return `map "http://x.example/m" = "m"\ngroup main(source src : ${from}, target tgt : ${to}) {\n${rules}\n}\n${more}`
}
