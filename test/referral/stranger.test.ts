import type { Bundle, Composition, Patient, Reference, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { communication, report, tell } from './feedback-fixtures.ts'
import * as f from './fixtures.ts'

const other: Reference<Patient> = { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: f.otherBsn } }
const stranger: Patient = { resourceType: 'Patient', identifier: [{ ...other.identifier, value: f.otherBsn }] }

const mixUps: readonly (readonly [string, Bundle, string])[] = [
  ['about another patient by BSN', communication({ subject: other }), 'Bundle.entry[0].resource.subject'],
  [
    'about another patient by reference',
    communication({ subject: { reference: 'Patient/of-somebody-else' } }),
    'Bundle.entry[0].resource.subject.reference'
  ],
  [
    'about a patient of another server',
    communication({ subject: { reference: 'https://ehr.example/fhir/Patient/1' } }),
    'Bundle.entry[0].resource.subject.reference'
  ],
  [
    'with a letter about another patient',
    f.changed(report, 'Composition', (letter: Composition) => ({ ...letter, subject: other })),
    'Bundle.entry[1].resource.subject'
  ],
  [
    'that brings another patient',
    f.withEntry(communication({ subject: { reference: 'urn:uuid:p' } }), 'urn:uuid:p', stranger),
    'Bundle.entry[2].resource.identifier'
  ],
  [
    'that brings a patient without BSN',
    f.withEntry(communication({ subject: { reference: 'urn:uuid:p' } }), 'urn:uuid:p', { resourceType: 'Patient' }),
    'Bundle.entry[2].resource.identifier'
  ],
  [
    'with another patient contained',
    communication({ contained: [{ ...stranger, id: 'p' }], subject: { reference: '#p' } }),
    'Bundle.entry[0].resource.contained[0].identifier'
  ]
]

for (const [what, message, at] of mixUps) {
  test(`a report ${what} is refused`, (t) => {
    t.same(f.refusals(tell(message)), [`subject-mismatch ${at}`])
    t.end()
  })
}

test('a report that brings the same patient again is taken', (t) => {
  const same = { ...stranger, identifier: [{ ...other.identifier, value: f.bsn }] } as Resource
  t.ok(tell(f.withEntry(communication({ subject: { reference: 'urn:uuid:p' } }), 'urn:uuid:p', same)).ok)
  t.end()
})
