import type { ConceptMap } from '@medplum/fhirtypes'
import { test } from 'tap'
import { answerOf, type Probe, probes, url } from './probe.ts'

/** Every sign of an embedded concept map. */
const head = `
conceptmap "#g" {
 prefix a = "urn:a"
 prefix b = "urn:b"
 a:c1 - b:relatedto
 a:c2 = b:equal
 a:c3 == b:equivalent
 a:c4 <= b:wider
 a:c5 <- b:subsumes
 a:c6 >= b:narrower
 a:c7 >- b:specializes
 a:c8 ~ b:inexact
 a:c9 --
 a:c10 != b:disjoint
 a:"a code" == b:"its code"
}
conceptmap "#open" {
 prefix a = "urn:a"
 prefix b = "urn:b"
 unmapped for a = provided
 a:c1 == b:d1
}
`
const names = ['relatedto', 'equal', 'equivalent', 'wider', 'subsumes', 'narrower', 'specializes', 'inexact']
const embedded: readonly Probe[] = [
  ...names.map((name, index): Probe => ({
    name: `embedded: ${name}`,
    head,
    source: { resourceType: 'Patient', gender: `c${index + 1}` },
    rules: "src.gender as g -> tgt.gender = translate(g, '#g', 'code');",
    expected: { gender: name }
  })),
  ...['c9', 'c10', 'c11'].map((gender): Probe => ({
    name: `embedded: ${gender} has no translation`,
    head,
    source: { resourceType: 'Patient', gender },
    rules: "src.gender as g -> tgt.gender = translate(g, '#g', 'code');",
    fault: { code: 'unmapped-code' }
  })),
  {
    name: 'embedded: codes in quotes',
    head,
    source: { resourceType: 'Patient', gender: 'a code' },
    rules: "src.gender as g -> tgt.gender = translate(g, '#g', 'code');",
    expected: { gender: 'its code' }
  },
  {
    name: 'embedded: what is not listed is provided',
    head,
    source: { resourceType: 'Patient', gender: 'other' },
    rules: "src.gender as g -> tgt.gender = translate(g, '#open', 'code');",
    expected: { gender: 'other' }
  }
]

probes(embedded)

const versioned: ConceptMap = {
  resourceType: 'ConceptMap',
  url: 'urn:map',
  version: '2',
  status: 'active',
  group: [
    { source: 'urn:s', target: 'urn:t', element: [{ code: 'female', target: [{ code: 'e', equivalence: 'equal' }] }] }
  ]
}

test('the lineage of a translation names the map, its version and the equivalence', (t) => {
  for (const [index, equivalence] of names.entries()) {
    const answer = answerOf({
      name: '',
      head,
      source: { resourceType: 'Patient', gender: `c${index + 1}` },
      rules: "src.gender as g -> tgt.gender = translate(g, '#g', 'code');",
      request: { lineage: true }
    })
    if (answer.fault !== undefined) throw new Error(answer.fault.message)
    t.match(answer.value.lineage(), [
      { target: 'Patient.gender', sources: ['Patient.gender'], conceptMap: `${url}#g`, equivalence }
    ])
  }
  const answer = answerOf({
    name: '',
    conceptMaps: [versioned],
    rules: "src.gender as g -> tgt.gender = translate(g, 'urn:map', 'code');",
    request: { lineage: true }
  })
  if (answer.fault !== undefined) throw new Error(answer.fault.message)
  t.match(answer.value.lineage().at(-1), { conceptMap: 'urn:map', conceptMapVersion: '2', equivalence: 'equal' })
  t.end()
})
