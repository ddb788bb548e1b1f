import type { ConceptMap, ConceptMapGroupElementTarget } from '@medplum/fhirtypes'
import { test } from 'tap'
import { answerOf, type Probe, probes } from './probe.ts'

const target = (
  code: string,
  equivalence: ConceptMapGroupElementTarget['equivalence'],
  display?: string
): ConceptMapGroupElementTarget => ({
  code,
  equivalence,
  ...(display === undefined ? {} : { display })
})

/** One code for each thing that a ConceptMap can say of one. */
const conceptMap: ConceptMap = {
  resourceType: 'ConceptMap',
  url: 'urn:map',
  version: '2',
  status: 'active',
  group: [
    {
      source: 'urn:s',
      target: 'urn:t',
      targetVersion: '7',
      element: [
        { code: 'equal', target: [target('e', 'equal', 'Equal')] },
        { code: 'equivalent', target: [target('q', 'equivalent')] },
        { code: 'relatedto', target: [target('r', 'relatedto')] },
        { code: 'wider', target: [target('w', 'wider')] },
        { code: 'subsumes', target: [target('u', 'subsumes')] },
        { code: 'narrower', target: [{ ...target('n', 'narrower'), comment: 'c' }] },
        { code: 'specializes', target: [target('s', 'specializes')] },
        { code: 'inexact', target: [{ ...target('i', 'inexact'), comment: 'c' }] },
        { code: 'unmatched', target: [{ equivalence: 'unmatched' }] },
        { code: 'disjoint', target: [{ ...target('d', 'disjoint'), comment: 'c' }] },
        { code: 'several', target: [target('a', 'wider'), target('b', 'narrower')] },
        { code: 'best', target: [target('a', 'wider'), target('b', 'equivalent')] },
        { code: 'same', target: [target('e', 'equal', 'Equal')] },
        { code: 'both', target: [target('1', 'equal')] }
      ]
    },
    { source: 'urn:other', target: 'urn:t', element: [{ code: 'both', target: [target('2', 'equal')] }] }
  ]
}

const conceptMaps = [conceptMap]
const coding = (code: string, system = 'urn:s'): object => ({ system, code })
const source = (value: object): Record<string, unknown> => ({
  resourceType: 'Patient',
  extension: [{ url: 'u', ...value }]
})

/** The value of the source's extension, translated to an element. */
const probe = (
  name: string,
  value: object,
  transform: string,
  outcome: Pick<Probe, 'expected' | 'fault' | 'options'>
): Probe => ({
  name,
  conceptMaps,
  source: source(value),
  rules: `src.extension as x then { x.value as v -> tgt.extension as e, e.value = ${transform}; };`,
  ...outcome
})
const gives = (value: object): Pick<Probe, 'expected'> => ({ expected: { extension: [value] } })
const to = (output: string): string => `translate(v, 'urn:map', '${output}')`

const whole = { system: 'urn:t', version: '7', code: 'e', display: 'Equal' }
/** Without an output, a code comes of a code, and a structure of a structure. */
const likeSource: Readonly<Record<string, object>> = {
  Coding: { valueCoding: whole },
  CodeableConcept: { valueCodeableConcept: { coding: [whole] } }
}

const forms: readonly Probe[] = [
  ...(
    [
      ['code', { valueCode: 'equal' }],
      ['string', { valueString: 'equal' }],
      ['Coding', { valueCoding: coding('equal') }],
      ['CodeableConcept', { valueCodeableConcept: { coding: [coding('equal')] } }]
    ] as const
  ).flatMap(([from, value]) => [
    probe(`${from} to code`, value, to('code'), gives({ valueCode: 'e' })),
    probe(`${from} to system`, value, to('system'), gives({ valueUri: 'urn:t' })),
    probe(`${from} to display`, value, to('display'), gives({ valueString: 'Equal' })),
    probe(`${from} to uri`, value, to('uri'), gives({ valueUri: 'e' })),
    probe(`${from} to Coding`, value, to('Coding'), gives({ valueCoding: whole })),
    probe(
      `${from} to CodeableConcept`,
      value,
      to('CodeableConcept'),
      gives({ valueCodeableConcept: { coding: [whole] } })
    ),
    probe(`${from} to what it is`, value, "translate(v, 'urn:map')", gives(likeSource[from] ?? { valueCode: 'e' }))
  ])
]

const unsure = (equivalence: string): object => ({
  extension: [
    {
      url: 'urn:approximate',
      extension: [
        { url: 'conceptMap', valueCanonical: 'urn:map' },
        { url: 'equivalence', valueCode: equivalence }
      ]
    }
  ]
})

const equivalences: readonly Probe[] = [
  ...(['relatedto', 'wider', 'subsumes', 'narrower', 'specializes', 'inexact'] as const).map((equivalence) => {
    const code = { relatedto: 'r', wider: 'w', subsumes: 'u', narrower: 'n', specializes: 's', inexact: 'i' }[
      equivalence
    ]
    return probe(`${equivalence} is told in a Coding`, { valueCode: equivalence }, to('Coding'), {
      options: { approximate: 'urn:approximate' },
      ...gives({ valueCoding: { ...unsure(equivalence), system: 'urn:t', version: '7', code } })
    })
  }),
  probe('equivalent needs nothing told', { valueCode: 'equivalent' }, to('Coding'), {
    options: { approximate: 'urn:approximate' },
    ...gives({ valueCoding: { system: 'urn:t', version: '7', code: 'q' } })
  }),
  probe('unmatched has no translation', { valueCode: 'unmatched' }, to('code'), {
    fault: { code: 'unmapped-code', line: 3 }
  }),
  probe('disjoint has no translation', { valueCode: 'disjoint' }, to('code'), {
    fault: { code: 'unmapped-code', line: 3 }
  }),
  probe('a code that is not listed', { valueCode: 'nothing' }, to('code'), {
    fault: { code: 'unmapped-code', line: 3 }
  }),
  probe('a code of another system', { valueCoding: coding('equal', 'urn:nothing') }, to('code'), {
    fault: { code: 'unmapped-code' }
  }),
  probe('a concept without codes', { valueCodeableConcept: { text: 'x' } }, to('code'), {
    fault: { code: 'unmapped-code' }
  }),
  probe('a code in two systems, without a system', { valueCode: 'both' }, to('code'), {
    fault: { code: 'too-many', says: /several systems/ }
  }),
  probe(
    'a code in two systems, with its system',
    { valueCoding: coding('both', 'urn:other') },
    to('code'),
    gives({ valueCode: '2' })
  ),
  probe('several targets where one is wanted', { valueCode: 'several' }, to('code'), {
    fault: { code: 'too-many', says: /several codes/ }
  }),
  probe(
    'several targets in a CodeableConcept',
    { valueCode: 'several' },
    to('CodeableConcept'),
    gives({
      valueCodeableConcept: { coding: ['a', 'b'].map((code) => ({ system: 'urn:t', version: '7', code })) }
    })
  ),
  probe('what means the same comes before what does not', { valueCode: 'best' }, to('code'), gives({ valueCode: 'b' })),
  probe(
    'two codings that come to one code',
    { valueCodeableConcept: { coding: [coding('equal'), coding('same')] } },
    to('code'),
    gives({ valueCode: 'e' })
  ),
  probe(
    'two codings that come to one code, in a CodeableConcept',
    { valueCodeableConcept: { coding: [coding('equal'), coding('same')] } },
    to('CodeableConcept'),
    gives({ valueCodeableConcept: { coding: [whole] } })
  ),
  probe(
    'one of two codings is listed',
    { valueCodeableConcept: { coding: [coding('x', 'urn:y'), coding('equal')] } },
    to('code'),
    gives({ valueCode: 'e' })
  ),
  probe('a display that the map does not have', { valueCode: 'equivalent' }, to('display'), { expected: {} }),
  probe('nothing to translate', { valueString: 'x' }, "(%x.id) as i, e.url = translate(i, 'urn:map', 'code')", {
    expected: {}
  })
]

const uses: readonly Probe[] = [
  probe(
    'with the version of the map',
    { valueCode: 'equal' },
    "translate(v, 'urn:map|2', 'code')",
    gives({ valueCode: 'e' })
  ),
  probe('with another version of the map', { valueCode: 'equal' }, "translate(v, 'urn:map|3', 'code')", {
    fault: { code: 'unknown-concept-map', line: 3 }
  }),
  probe('a map that is not there', { valueCode: 'equal' }, "translate(v, 'urn:nothing', 'code')", {
    fault: { code: 'unknown-concept-map', says: /urn:nothing/, line: 3 }
  }),
  probe('an embedded map that is not there', { valueCode: 'equal' }, "translate(v, '#nothing', 'code')", {
    fault: { code: 'unknown-concept-map', line: 3 }
  }),
  probe('an output that there is not', { valueCode: 'equal' }, "translate(v, 'urn:map', 'Quantity')", {
    fault: { code: 'wrong-use', line: 3 }
  }),
  probe('one parameter', { valueCode: 'equal' }, 'translate(v)', { fault: { code: 'wrong-use', line: 3 } }),
  probe('four parameters', { valueCode: 'equal' }, "translate(v, 'urn:map', 'code', 'x')", {
    fault: { code: 'wrong-use', line: 3 }
  }),
  probe('a map by a variable', { valueCode: 'equal' }, "translate(v, v, 'code')", {
    fault: { code: 'wrong-use', line: 3 }
  }),
  probe('a literal', { valueCode: 'equal' }, "translate('equal', 'urn:map', 'code')", gives({ valueCode: 'e' }))
]

for (const table of [forms, equivalences, uses]) probes(table)

test('the fault of a code without a translation tells the code and its place', (t) => {
  const fault = (value: object): object | undefined => answerOf(probe('', value, to('code'), {})).fault
  t.match(fault({ valueCode: 'nothing' }), { value: 'nothing', sourcePath: 'Patient.extension[0].valueCode' })
  t.match(fault({ valueCoding: coding('nothing') }), {
    value: 'urn:s|nothing',
    sourcePath: 'Patient.extension[0].valueCoding.code'
  })
  t.match(fault({ valueString: 'a name' }), { value: undefined, sourcePath: 'Patient.extension[0].valueString' })
  t.end()
})
