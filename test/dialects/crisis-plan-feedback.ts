import type { CarePlan, Coding, Communication, Composition, Resource } from '@medplum/fhirtypes'
import type { Located } from '../../src/fhir/located.ts'
import { frozen } from './dialect-case.ts'
import { pdf } from './full-referral-beside.ts'
import { fullReferral, type Sender } from './full-referral.ts'
import { BASE, codeSystem, SNOMED } from './survival-codes.ts'

// The crisis plan of a patient for her GP: a letter with the fields of domain section 6, a CarePlan as its index, the
// consent that it may be shared, and the signed plan as a PDF. Test persons only.

const patient = { reference: 'Patient/pat-elfa', type: 'Patient', display: 'Elfa van der Zee-’t Hart' }
const psychiatrist = { reference: 'PractitionerRole/role-aksoy', type: 'PractitionerRole', display: 'dr. J. Aksoy' }
const gp = {
  reference: 'PractitionerRole/role-hoekstra',
  type: 'PractitionerRole',
  display: 'drs. M. Hoekstra, huisarts'
}

/** The kind of message and of plan in the words of each sender. */
const kinds: Readonly<Record<Sender, Coding>> = {
  his: { system: codeSystem('his-correspondence'), code: 'PLAN', display: 'Signaleringsplan' },
  'gb-ggz': { system: codeSystem('gb-bericht'), code: 'signaleringsplan', display: 'Signaleringsplan' },
  's-ggz': { system: codeSystem('s-message-type'), code: '302', display: 'Signaleringsplan of crisisplan' }
}

/** The plan as a sender of this dialect sends it. */
export function crisisPlanFeedback(sender: Sender): readonly Located[] {
  const kept = [
    'Patient',
    'Practitioner',
    'PractitionerRole',
    'Organization',
    'HealthcareService',
    'Location',
    'Endpoint',
    'RelatedPerson'
  ]
  const known = fullReferral(sender).map(({ resource }) => resource)
  const people = known.filter(({ resourceType }) => kept.includes(resourceType))
  const resources = [communication(sender), letter, carePlan(sender), ...beside, ...people]
  return resources.map((resource, index) => ({ resource: frozen(resource), path: `Bundle.entry[${index}].resource` }))
}

function communication(sender: Sender): Communication {
  return {
    resourceType: 'Communication',
    id: 'com-plan',
    extension: [{ url: `${BASE}/StructureDefinition/event-date`, valueDate: '2026-06-30' }],
    identifier: [{ use: 'official', system: 'https://ggz-waterland.example/berichten', value: 'B-90001' }],
    basedOn: [{ reference: 'ServiceRequest/sr-elfa', type: 'ServiceRequest', display: 'Verwijsbrief' }],
    status: 'completed',
    category: [{ coding: [kinds[sender]], text: 'Crisisplan, herzien' }],
    priority: 'asap',
    medium: [{ text: 'Beveiligd bericht' }],
    subject: patient,
    topic: { text: 'Herzien na de crisis van 28 juni' },
    sent: '2026-06-30T17:05:00+02:00',
    received: '2026-06-30T15:05:01Z',
    recipient: [gp, { reference: 'Organization/org-linde', type: 'Organization' }],
    sender: psychiatrist,
    payload: [
      { contentReference: { reference: 'Composition/comp-plan', type: 'Composition', display: 'Crisisplan' } },
      { contentReference: { reference: 'CarePlan/plan-elfa', type: 'CarePlan', display: 'Plan' } },
      {
        contentReference: {
          reference: 'DocumentReference/doc-plan',
          type: 'DocumentReference',
          display: 'Getekend plan'
        }
      },
      { contentAttachment: pdf('Crisiskaart') },
      { contentString: 'Bel mij gerust bij vragen: 020-5550222.\nVersie 3 vervangt versie 2 – “gooi die weg”.' }
    ],
    note: [{ time: '2026-06-30', text: 'Ook telefonisch gemeld aan de assistente.' }]
  } as unknown as Communication
}

const section = (title: string, html: string) => ({
  title,
  text: { status: 'additional' as const, div: `<div xmlns="http://www.w3.org/1999/xhtml">${html}</div>` }
})

const letter: Composition = {
  resourceType: 'Composition',
  id: 'comp-plan',
  language: 'nl-NL',
  status: 'final',
  type: { coding: [{ system: SNOMED, code: '736253002', display: 'Mental health crisis plan' }] },
  subject: patient as Composition['subject'] & object,
  date: '2026-06-30',
  author: [psychiatrist, patient] as Composition['author'],
  title: 'Signalerings- en crisisplan, versie 3',
  attester: [
    { mode: 'personal', time: '2026-06-30T16:00:00+02:00', party: patient as { reference: 'Patient/pat-elfa' } }
  ],
  relatesTo: [
    { code: 'replaces', targetIdentifier: { system: 'https://ggz-waterland.example/plannen', value: 'P-2' } }
  ],
  section: [
    section(
      'Fasen en signalen',
      '<table><tr><th>Groen</th><td>Ik zing in het koor</td></tr><tr><th>Oranje</th><td>Ik zeg af &amp; slaap slecht</td></tr><tr><th>Rood</th><td>Ik wil dood zijn</td></tr></table>'
    ),
    section('Wat ik zelf doe', '<ol><li>Jikke bellen</li><li>Wandelen</li></ol>'),
    section('Wat anderen doen, en niet doen', '<p>Rustig blijven. <b>Niet</b> onaangekondigd langskomen.</p>'),
    section('Medicatie in crisis', '<p>Lorazepam 1&#160;mg zo nodig, maximaal 3 per dag.</p>'),
    section('Afspraken', '<p>Eigen bed tot 1 december; zelfbinding niet gewenst. Hond naar de buren.</p>'),
    section(
      'Bereikbaarheid',
      '<p>Crisislijn 020-5550333, dag en nacht. Mag gelezen worden door huisarts en huisartsenpost.</p>'
    )
  ]
}

function carePlan(sender: Sender): CarePlan {
  const canonical = { system: codeSystem('care-plan-category'), code: 'crisis-plan', display: 'Crisis plan' }
  const snomed = { system: SNOMED, code: '736253002', display: 'Mental health crisis plan' }
  return {
    resourceType: 'CarePlan',
    id: 'plan-elfa',
    identifier: [{ system: 'https://ggz-waterland.example/plannen', value: 'P-3' }],
    status: 'active',
    intent: 'plan',
    category: [{ coding: [sender === 's-ggz' ? snomed : canonical] }],
    title: 'Crisisplan',
    description: 'Signalen en afspraken per fase.',
    subject: patient as { reference: 'Patient/pat-elfa' },
    period: { start: '2026-06-30', end: '2027-06' },
    created: '2026-06-30',
    author: psychiatrist as { reference: 'PractitionerRole/role-aksoy' },
    supportingInfo: [{ reference: 'Composition/comp-plan', type: 'Composition', display: 'Crisisplan' }],
    activity: [
      {
        detail: {
          kind: 'Task',
          status: 'not-started',
          description: 'Plan evalueren',
          scheduledTiming: { repeat: { boundsPeriod: { end: '2026-12-31' } } }
        }
      }
    ],
    note: [{ text: 'Zus Jikke heeft een afschrift.' }]
  }
}

const beside = [
  {
    resourceType: 'DocumentReference',
    id: 'doc-plan',
    identifier: [{ system: 'https://ggz-waterland.example/documenten', value: 'D-3' }],
    status: 'current',
    type: { coding: [{ system: SNOMED, code: '736253002' }], text: 'Crisisplan' },
    subject: patient,
    date: '2026-06-30T16:30:00+02:00',
    author: [psychiatrist],
    description: 'Getekend door patiënt en behandelaar',
    relatesTo: [{ code: 'replaces', target: { display: 'Versie 2' } }],
    content: [{ attachment: pdf('Getekend crisisplan') }]
  },
  {
    resourceType: 'Consent',
    id: 'consent-plan',
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ text: 'Crisisplan delen' }],
    patient,
    dateTime: '2026-06-30T16:10:00+02:00',
    policyRule: { text: 'Getekend' },
    provision: {
      type: 'permit',
      actor: [{ role: { text: 'lezer' }, reference: { reference: 'Organization/org-linde', type: 'Organization' } }],
      data: [{ meaning: 'instance', reference: { reference: 'CarePlan/plan-elfa', type: 'CarePlan' } }]
    }
  },
  {
    resourceType: 'Flag',
    id: 'flag-crisis',
    status: 'active',
    code: { coding: [{ system: codeSystem('risk'), code: 'suicide' }] },
    subject: patient,
    period: { start: '2026-06-28' }
  }
] as unknown as readonly Resource[]
