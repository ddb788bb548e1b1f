import type { ServiceRequest } from '@medplum/fhirtypes'

const SNOMED = 'http://snomed.info/sct'

/** A test referral in which every element that the map reads has a value. */
export const referral: ServiceRequest = {
  resourceType: 'ServiceRequest',
  id: '6f0f3cf0-4f6e-4e11-9a6e-0d9b6f3a7c11',
  language: 'nl-NL',
  identifier: [
    {
      use: 'official',
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] },
      system: 'https://his.example/verwijzing',
      value: '2026-004211',
      period: { start: '2026-11-20' }
    },
    { use: 'secondary', system: 'https://zorgdomein.example/verwijzing', value: 'ZD22188812' }
  ],
  status: 'completed',
  intent: 'order',
  priority: 'urgent',
  category: [
    { coding: [{ system: 'urn:oid:2.16.840.1.113883.2.4.4.30.69', code: '1', display: 'Verwijsbrief' }] },
    { coding: [{ system: SNOMED, code: '408467006', display: 'Adult mental illness' }] }
  ],
  code: { coding: [{ system: SNOMED, code: '3457005', display: 'verwijzen van patiënt' }], text: 'Verwijzing GGZ' },
  subject: { reference: 'Patient/2f1c', display: 'T. Testpersoon' },
  encounter: { reference: 'Encounter/77' },
  authoredOn: '2026-11-20T10:15:00+01:00',
  requester: {
    reference: 'PractitionerRole/12',
    type: 'PractitionerRole',
    display: 'M. de Groot',
    identifier: { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '01012345' }
  },
  performerType: { coding: [{ system: SNOMED, code: '80584001', display: 'Psychiatrist' }] },
  performer: [{ reference: 'Organization/s1', display: 'GGZ Parkzicht' }, { reference: 'HealthcareService/s1a' }],
  reasonCode: [
    { coding: [{ system: 'http://hl7.org/fhir/sid/icpc-1', code: 'P76', display: 'Depressie' }], text: 'Depressie' }
  ],
  reasonReference: [{ reference: 'Condition/c1' }],
  supportingInfo: [{ reference: 'Composition/l1' }, { reference: 'Observation/o1' }],
  note: [{ text: 'Graag bellen na 17 uur.' }, { text: 'Patiënt is op de hoogte van de verwijzing.' }],
  patientInstruction: 'U wordt binnen twee weken gebeld voor een eerste gesprek.',
  relevantHistory: [{ reference: 'Provenance/p1' }]
}
