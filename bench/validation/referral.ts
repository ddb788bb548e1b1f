import type { Resource, ServiceRequest } from '@medplum/fhirtypes'

const OWN = 'https://ggz-gateway.example/fhir'
const SNOMED = 'http://snomed.info/sct'

/** A referral with everything that one may say, of 2.5 KB; what it refers to comes with it. Test persons only. */
export const referral: ServiceRequest = {
  resourceType: 'ServiceRequest',
  id: 'referral',
  meta: { profile: [`${OWN}/StructureDefinition/referral`], lastUpdated: '2026-03-02T10:15:30.000+01:00' },
  language: 'nl-NL',
  text: {
    status: 'generated',
    div: '<div xmlns="http://www.w3.org/1999/xhtml"><p><b>Verwijzing</b> naar gespecialiseerde ggz, met spoed</p><p>Depressieve stoornis, vermoeden; graag beoordeling en behandeling.</p></div>'
  },
  identifier: [
    {
      use: 'official',
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] },
      system: 'https://praktijk-noord.example/verwijzingen',
      value: 'V-2026-0001',
      period: { start: '2026-03-02' }
    },
    { use: 'secondary', system: 'https://verwijsportaal.example/nummers', value: '22188812' }
  ],
  status: 'active',
  intent: 'order',
  category: [{ coding: [{ system: SNOMED, code: '3457005', display: 'Patient referral' }] }],
  priority: 'urgent',
  // The type does not have what stands beside a primitive.
  ...{
    _priority: {
      extension: [
        {
          url: `${OWN}/StructureDefinition/ggz-triage-level`,
          valueCoding: { system: `${OWN}/CodeSystem/ggz-triage-level`, code: 'within-24-hours' }
        }
      ]
    }
  },
  code: { coding: [{ system: SNOMED, code: '3457005' }], text: 'Verwijzing naar de ggz' },
  orderDetail: [{ text: 'Beoordeling, en zo nodig behandeling' }],
  subject: { reference: 'Patient/patient', type: 'Patient', display: 'Test van der Voorbeeld' },
  occurrencePeriod: { start: '2026-03-03', end: '2026-03-09' },
  authoredOn: '2026-03-02T10:15:00+01:00',
  requester: {
    reference: 'PractitionerRole/gp',
    type: 'PractitionerRole',
    identifier: { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '01000002' },
    display: 'T. Test, huisarts'
  },
  performerType: {
    coding: [{ system: `${OWN}/CodeSystem/echelon`, code: 's-ggz', display: 'Specialised mental health care' }]
  },
  performer: [{ reference: 'Organization/parkzicht', display: 'GGZ Parkzicht' }],
  reasonCode: [
    { coding: [{ system: 'http://hl7.org/fhir/sid/icpc-1-nl', code: 'P76' }], text: 'Depressieve stoornis, vermoeden' }
  ],
  reasonReference: [{ reference: 'Condition/depression' }],
  insurance: [{ display: 'Zorgverzekeraar Voorbeeld' }],
  supportingInfo: [{ reference: 'Composition/letter' }, { reference: 'Flag/suicide' }],
  note: [
    { time: '2026-03-02T10:14:00+01:00', text: 'Graag bellen na 17 uur.' },
    { text: 'Patiënt is op de hoogte van de verwijzing; de partner gaat mee naar het eerste gesprek.' }
  ],
  patientInstruction: 'U wordt binnen een dag gebeld voor een eerste gesprek.'
}

const subject = { reference: 'Patient/patient' }

/** What the referral refers to in its message. */
export const around: readonly Resource[] = [
  { resourceType: 'Patient', id: 'patient', birthDate: '1990-05-01' },
  { resourceType: 'PractitionerRole', id: 'gp', organization: { reference: 'Organization/practice' } },
  { resourceType: 'Organization', id: 'practice', name: 'Huisartsenpraktijk Noord' },
  { resourceType: 'Organization', id: 'parkzicht', name: 'GGZ Parkzicht' },
  {
    resourceType: 'Condition',
    id: 'depression',
    subject,
    severity: { coding: [{ system: SNOMED, code: '24484000' }] }
  },
  {
    resourceType: 'Flag',
    id: 'suicide',
    status: 'active',
    code: { coding: [{ system: `${OWN}/CodeSystem/risk`, code: 'suicide' }] },
    subject
  },
  {
    resourceType: 'Composition',
    id: 'letter',
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '57133-1' }] },
    subject,
    date: '2026-03-02',
    author: [{ reference: 'PractitionerRole/gp' }],
    title: 'Verwijsbrief',
    section: [{ title: 'Kern', code: { coding: [{ system: SNOMED, code: '406550009' }] } }]
  }
]
