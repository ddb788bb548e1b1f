import type { Condition, Flag, Patient, Reference, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Located } from '../../src/fhir/located.ts'
import { frozen } from './dialect-case.ts'
import { letterOfReferral } from './full-referral-letter.ts'
import { besideReferral } from './full-referral-beside.ts'
import { parties } from './full-referral-parties.ts'
import { elfa } from './full-referral-patient.ts'
import { BASE, codeSystem, ICPC, LEGAL_STATUS, NTS, SNOMED, TRIAGE } from './survival-codes.ts'

// A referral with everything that a GP may have to say: design section 6, "Referral content". Test persons only.

export type Sender = 'his' | 'gb-ggz' | 's-ggz'

const patient = { reference: 'Patient/pat-elfa', type: 'Patient', display: 'Elfa van der Zee-’t Hart' }
const subject = patient as Reference<Patient>
const bsn = { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: '123456782' }

/** What each sender calls the same things. */
const own = {
  his: {
    status: 'completed',
    category: {
      system: 'https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie',
      code: '1',
      display: 'Verwijsbrief'
    },
    echelon: { system: codeSystem('echelon'), code: 's-ggz', display: 'Gespecialiseerde ggz' },
    triage: { system: codeSystem('ggz-triage-level'), code: 'within-24-hours', display: 'Binnen 24 uur' },
    owner: { reference: 'Organization/org-waterland', type: 'Organization', display: 'GGZ Instelling Waterland' }
  },
  'gb-ggz': {
    status: 'active',
    category: { system: codeSystem('gb-verwijzing'), code: 'verwijsbrief', display: 'Verwijsbrief' },
    echelon: { system: codeSystem('gb-echelon'), code: 'S', display: 'Specialistisch' },
    triage: { system: codeSystem('ggz-triage-level'), code: 'within-24-hours', display: 'Binnen 24 uur' },
    owner: {
      type: 'Organization',
      identifier: { system: 'urn:oid:2.16.840.1.113883.2.4.6.1', value: '06291234' },
      display: 'GGZ Instelling Waterland'
    }
  },
  's-ggz': {
    status: 'active',
    category: { system: 'urn:oid:2.16.840.1.113883.6.96', code: '3457005', display: 'verwijzen van patiënt' },
    echelon: { system: codeSystem('s-echelon'), code: 'SGGZ', display: 'Specialistisch' },
    triage: { system: codeSystem('s-triage'), code: '24', display: 'Binnen 24 uur' },
    owner: {
      type: 'HealthcareService',
      identifier: { system: 'urn:oid:2.16.528.1.1007.3.3', value: '00002222' },
      display: 'GGZ Instelling Waterland'
    }
  }
} as const

/** The referral as a sender of this dialect writes it. */
export function fullReferral(sender: Sender): readonly Located[] {
  const resources = [
    task(sender),
    request(sender),
    letterOfReferral(patient),
    ...conditions,
    ...flags,
    ...besideReferral(patient),
    elfa,
    ...parties
  ]
  return resources.map((resource, index) => ({ resource: frozen(resource), path: `Bundle.entry[${index}].resource` }))
}

/** How each names the patient in a Task: with the BSN beside, by BSN alone, or without it. */
const named: Readonly<Record<Sender, Reference<Patient>>> = {
  his: { ...subject, identifier: bsn },
  'gb-ggz': { type: 'Patient', identifier: bsn, display: patient.display },
  's-ggz': subject
}

const role = {
  reference: 'PractitionerRole/role-hoekstra',
  type: 'PractitionerRole',
  display: 'drs. M. Hoekstra, huisarts'
} as const

function urgency(sender: Sender): { readonly priority: 'urgent' } {
  const extension = [
    { url: TRIAGE, valueCoding: own[sender].triage },
    { url: NTS, valueCoding: { system: codeSystem('nts-urgency'), code: 'U3', display: 'Dringend' } }
  ]
  // The types leave out what stands beside a primitive.
  return { priority: 'urgent', ...{ _priority: { extension } } }
}

function task(sender: Sender): Task {
  return {
    resourceType: 'Task',
    id: 'task-elfa',
    identifier: [{ use: 'official', system: 'https://praktijk-de-linde.example/taken', value: 'T-2026-1187' }],
    status: 'requested',
    intent: 'order',
    ...urgency(sender),
    code: { coding: [{ system: SNOMED, code: '3457005', display: 'verwijzen van patiënt' }], text: 'Verwijzing ggz' },
    description: 'Graag beoordelen vóór 12 juni; de POH-GGZ blijft tot de intake wekelijks bellen.',
    focus: { reference: 'ServiceRequest/sr-elfa', type: 'ServiceRequest', display: 'Verwijsbrief' },
    for: named[sender],
    authoredOn: '2026-05-19T16:42:07.250+02:00',
    lastModified: '2026-05-19T14:42:08Z',
    requester: role,
    owner: own[sender].owner,
    note: [
      { authorString: 'Balie De Linde', time: '2026-05-19T16:50:00+02:00', text: 'Patiënt belt zelf over de afspraak.' }
    ],
    restriction: { period: { end: '2026-06-12' } },
    input: [{ type: { text: 'Wachttijd besproken' }, valueBoolean: true }]
  }
}

function request(sender: Sender): ServiceRequest {
  const { status, category, echelon } = own[sender]
  const kind = { coding: [echelon], text: 'Gespecialiseerde ggz, team stemming' }
  const code = { coding: [{ system: SNOMED, code: '3457005', display: 'verwijzen van patiënt' }] }
  return {
    resourceType: 'ServiceRequest',
    id: 'sr-elfa',
    language: 'nl-NL',
    extension: [{ url: 'https://praktijk-de-linde.example/zorgpad', valueString: 'stemming' }],
    identifier: [
      {
        use: 'official',
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }],
          text: 'Verwijsnummer'
        },
        system: 'https://praktijk-de-linde.example/verwijzingen',
        value: '2026-0519-7',
        period: { start: '2026-05-19' }
      },
      { use: 'secondary', system: 'urn:oid:2.16.840.1.113883.2.4.3.99.1', value: 'ZD-ëÿ-01' }
    ],
    status,
    intent: 'order',
    category: [{ coding: [category], text: 'Verwijsbrief ggz' }],
    ...urgency(sender),
    ...(sender === 's-ggz'
      ? { code, orderDetail: [kind, { text: 'Diagnostiek en behandeling' }] }
      : { performerType: kind }),
    subject,
    occurrencePeriod: { start: '2026-05', end: '2026-06-12' },
    authoredOn: '2026-05-19',
    _authoredOn: { extension: [{ url: 'https://praktijk-de-linde.example/ondertekend', valueBoolean: true }] },
    requester: role,
    performer: [{ reference: 'Organization/org-waterland', type: 'Organization', display: 'GGZ Instelling Waterland' }],
    reasonCode: [
      {
        coding: [{ system: ICPC, code: 'P76', display: 'Depressie' }],
        text: 'Vermoeden van een ernstige depressieve episode'
      },
      { text: 'Slaapt sinds februari drie uur per nacht' }
    ],
    reasonReference: [
      { reference: 'Condition/cond-depressie', type: 'Condition', display: 'Depressieve stoornis (vermoeden)' },
      { reference: 'Condition/cond-alcohol', type: 'Condition', display: 'Alcoholgebruik' }
    ],
    supportingInfo: [
      { reference: 'Composition/comp-elfa', type: 'Composition', display: 'Verwijsbrief' },
      { reference: 'DocumentReference/doc-uitslag', type: 'DocumentReference', display: 'Laboratoriumuitslag (PDF)' },
      { reference: 'Flag/flag-suicide', type: 'Flag' },
      { reference: 'MedicationStatement/med-sertraline', type: 'MedicationStatement', display: 'Sertraline' },
      { reference: 'Observation/obs-4dkl', type: 'Observation', display: '4DKL' },
      { reference: 'Consent/consent-delen', type: 'Consent' }
    ],
    note: [
      {
        authorReference: {
          reference: 'Practitioner/prac-poh',
          type: 'Practitioner',
          display: 'S. Özdemir, POH-GGZ'
        },
        time: '2026-05-19',
        text: 'Regel 1: graag overleg.\nRegel 2: “geen sms” – partner leest mee & dat wil zij niet.'
      }
    ],
    patientInstruction: 'Bel bij verergering 020-5550112; ’s nachts de huisartsenpost.'
  } as unknown as ServiceRequest
}

const clinical = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }]
})
const verification = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }]
})

const conditions: readonly Condition[] = [
  {
    resourceType: 'Condition',
    id: 'cond-depressie',
    clinicalStatus: clinical('active'),
    verificationStatus: verification('provisional'),
    severity: {
      coding: [{ system: SNOMED, code: '24484000', display: 'Severe' }],
      text: 'ernstig: werkt en kookt niet meer'
    },
    code: {
      coding: [
        { system: 'urn:oid:2.16.840.1.113883.2.4.4.31.1', code: 'P76', display: 'Depressie', userSelected: true },
        { system: 'http://hl7.org/fhir/sid/dsm5', version: '5-TR', code: 'F32.2' }
      ],
      text: 'Depressieve episode, derde keer'
    },
    subject,
    onsetAge: { value: 41, unit: 'jaar', system: 'http://unitsofmeasure.org', code: 'a' },
    recordedDate: '2026-05-19',
    note: [{ text: 'Beloop: eerdere episoden in 2009 en 2017, beide hersteld met medicatie.' }]
  },
  {
    resourceType: 'Condition',
    id: 'cond-alcohol',
    code: {
      coding: [
        { system: 'https://praktijk-de-linde.example/eigen-codes', code: 'ALC-AVOND', display: 'Alcohol om te slapen' }
      ]
    },
    subject,
    onsetDateTime: '2026-02'
  },
  {
    resourceType: 'Condition',
    id: 'cond-schildklier',
    clinicalStatus: clinical('remission'),
    verificationStatus: verification('confirmed'),
    code: { coding: [{ system: ICPC, code: 'T86', display: 'Hypothyreoïdie/myxoedeem' }] },
    subject,
    onsetPeriod: { start: '2011', end: '2012-03' },
    abatementString: 'goed ingesteld'
  },
  {
    resourceType: 'Condition',
    id: 'cond-wettelijk',
    clinicalStatus: clinical('inactive'),
    category: [{ text: 'Juridische status' }],
    code: {
      coding: [{ system: LEGAL_STATUS, code: 'ZM', display: 'Zorgmachtiging' }],
      text: 'Zorgmachtiging, afgelopen'
    },
    subject,
    onsetDateTime: '2017-03-02',
    abatementDateTime: '2017-09-01T12:00:00+02:00'
  }
]

const flags: readonly Flag[] = [
  {
    resourceType: 'Flag',
    id: 'flag-suicide',
    status: 'active',
    code: {
      coding: [{ system: `${BASE}/CodeSystem/risk`, code: 'suicide', display: 'Suïcidaliteit' }],
      text: 'Doodswens, geen plan'
    },
    subject,
    period: { start: '2026-05-11' },
    author: role
  }
]
