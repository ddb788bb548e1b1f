import type { Bundle, Observation, Resource } from '@medplum/fhirtypes'
import { probeCanonical } from './probe.ts'

// An observation that keeps to the profile of fsh/observation.fsh, and what it refers to. Test persons only.

export const CODES = 'https://example.org/fhir/test/CodeSystem/probe-codes'
const UCUM = 'http://unitsofmeasure.org'

export const code = (name: string): { coding: { system: string; code: string }[] } => ({
  coding: [{ system: CODES, code: name }]
})

export const patient: Resource = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: 'https://example.org/number', value: '123' }],
  birthDate: '1980-02-03',
  generalPractitioner: [{ reference: 'Practitioner/d' }]
}

export const practitioner: Resource = { resourceType: 'Practitioner', id: 'd', name: [{ family: 'Tester' }] }

export const member = (id: string, name: string): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: code(name)
})

const simple = { url: probeCanonical('probe-simple'), valueCode: 'main' }

export const observation: Observation = {
  resourceType: 'Observation',
  id: 'o',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">A test</div>' },
  contained: [patient, { ...practitioner, id: 'q' }],
  extension: [
    simple,
    {
      url: probeCanonical('probe-complex'),
      extension: [
        { url: 'degree', valueInteger: 3 },
        { url: 'reason', valueString: 'a reason' },
        { url: 'detail', extension: [{ url: 'when', valueDate: '2024-01-01' }] }
      ]
    },
    {
      url: probeCanonical('probe-self'),
      extension: [
        { url: 'words', valueString: 'outer' },
        { url: probeCanonical('probe-self'), extension: [{ url: 'words', valueString: 'inner' }] }
      ]
    }
  ],
  modifierExtension: [{ url: probeCanonical('probe-modifier'), valueBoolean: true }],
  identifier: [
    { system: 'https://example.org/order', value: '1' },
    { system: 'https://example.org/sample', value: 'fixed-sample' },
    { system: 'https://example.org/sample' }
  ],
  basedOn: [{ reference: 'ServiceRequest/s' }],
  status: 'final',
  category: [{ coding: [...code('main').coding, ...code('side').coding], text: 'blood' }, { text: 'other' }],
  code: {
    coding: [
      { system: CODES, version: '1', code: 'left' },
      { system: CODES, version: '1', code: 'upper' }
    ],
    text: 'upper left'
  },
  subject: { reference: '#p' },
  focus: [{ extension: [simple], reference: 'Condition/c', display: 'the focus' }, { reference: 'Condition/e' }],
  effectiveDateTime: '2024-01-01T10:00:00Z',
  issued: '2024-01-02T10:00:00Z',
  _issued: { extension: [{ url: probeCanonical('probe-of-primitive'), valueString: 'more' }] },
  performer: [{ reference: '#q', display: 'a doctor' }, { reference: 'Organization/g' }],
  valueQuantity: { value: 5, unit: 'mg', system: UCUM, code: 'mg' },
  interpretation: [{ ...code('upper'), text: 'upper' }, { text: 'other' }],
  note: [{ time: '2024-01-02T10:00:00Z', authorString: 'a doctor', text: 'dated' }, { text: 'undated' }],
  bodySite: code('left'),
  method: { text: 'by hand' },
  referenceRange: [{ text: 'normal' }],
  hasMember: [{ reference: 'Observation/m', display: 'a member' }, { reference: 'Observation/u' }],
  derivedFrom: [{ reference: 'Observation/u', display: 'urine' }, { reference: 'Observation/m' }],
  component: [
    {
      extension: [simple],
      code: code('upper'),
      valueQuantity: { value: 2, system: UCUM, code: 'mg' },
      interpretation: [{ ...code('left'), text: 'left' }],
      referenceRange: [{ text: 'low' }]
    },
    { code: code('lower'), valueString: 'lower' },
    { code: { text: 'other' }, valueBoolean: true }
  ]
} as Observation

export const members: readonly Observation[] = [member('m', 'blood'), member('u', 'urine')]

/** By what stands in `Reference.reference`. */
export const graph: ReadonlyMap<string, Resource> = new Map(
  [patient, practitioner, ...members].map((one) => [`${one.resourceType}/${one.id}`, one])
)

export const bundle: Bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { fullUrl: 'https://example.org/fhir/Observation/o', resource: observation },
    { fullUrl: 'https://example.org/fhir/Patient/p', resource: patient },
    { fullUrl: 'https://example.org/fhir/Practitioner/d', resource: practitioner },
    { fullUrl: 'https://example.org/fhir/Observation/m', resource: members[0] }
  ]
} as Bundle
