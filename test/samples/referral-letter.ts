import { randomUUID } from 'node:crypto'
import type {
  Bundle,
  Composition,
  Condition,
  Organization,
  Patient,
  Resource,
  ServiceRequest,
  Task
} from '@medplum/fhirtypes'
import { concept, dayOf, partOf, section, textOf } from '../../demo/simulators/narrative.ts'
import type { Organisation as Addressed } from '../../demo/simulators/address-book.ts'

/** An organisation by its URA, which is enough to be found. */
type Organisation = Pick<Addressed, 'ura' | 'name'>

const SNOMED = 'http://snomed.info/sct'
const NAMING = 'http://fhir.nl/fhir/NamingSystem'

const urgencies = ['routine', 'urgent', 'asap', 'stat'] as const

/**
 * A referral as a HIS posts it: Task -> ServiceRequest -> Composition with core sections, in one transaction.
 *
 * @param ask - `patient {bsn, family, given, birthDate, gender}`, `letter {reason, treatment, question, other}`,
 * `complaint {code, display}` in ICPC, `urgency`, `performerUra`, `performerName`, `authoredOn`, `messageId`.
 * Source: the shape of the Nictiz ELZ draft for referrals from general practice.
 */
export function referralMessage(practice: Organisation, ask: Readonly<Record<string, unknown>>): Bundle {
  const to = ids(['task', 'request', 'letter', 'patient', 'condition', 'practice', 'provider', 'doctor', 'role'])
  const authoredOn = dayOf(ask.authoredOn)
  const priority = urgencies.find((urgency) => urgency === ask.urgency) ?? 'routine'
  const provider = { ura: textOf(ask.performerUra, '90000301'), name: textOf(ask.performerName, 'GGZ Parkzicht') }
  const patient = { reference: to.patient }
  const parties = { requester: { reference: to.role }, priority, authoredOn }
  const task: Task = {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    code: concept(SNOMED, '3457005', 'verwijzen van patiënt'),
    focus: { reference: to.request },
    for: patient,
    ...parties,
    owner: { reference: to.provider, display: provider.name }
  }
  const request: ServiceRequest = {
    resourceType: 'ServiceRequest',
    identifier: [{ system: 'https://his.example/verwijzing', value: randomUUID() }],
    // In this shape a referral is completed as soon as it has been sent.
    status: 'completed',
    intent: 'order',
    category: [concept('urn:oid:2.16.840.1.113883.2.4.4.30.69', '1', 'Verwijsbrief')],
    subject: patient,
    ...parties,
    performer: [{ reference: to.provider, display: provider.name }],
    supportingInfo: [{ reference: to.letter }]
  }
  const entries: [string, Resource][] = [
    [to.task, task],
    [to.request, request],
    [to.letter, letter(ask, { patient: to.patient, author: to.role, condition: to.condition, date: authoredOn })],
    [to.patient, patientOf(partOf(ask.patient), to.practice)],
    [to.condition, complaint(partOf(ask.complaint), to.patient)],
    [to.practice, organization(practice)],
    [to.provider, organization(provider)],
    [
      to.doctor,
      {
        resourceType: 'Practitioner',
        identifier: [{ system: `${NAMING}/agb-z`, value: '01012345' }],
        name: [{ use: 'official', text: 'M. de Groot', family: 'de Groot', given: ['M.'] }]
      }
    ],
    [
      to.role,
      {
        resourceType: 'PractitionerRole',
        practitioner: { reference: to.doctor },
        organization: { reference: to.practice }
      }
    ]
  ]
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: textOf(ask.messageId, `urn:uuid:${randomUUID()}`) },
    type: 'transaction',
    entry: entries.map(([fullUrl, resource]) => ({
      fullUrl,
      resource,
      request: { method: 'POST', url: resource.resourceType }
    }))
  }
}

function ids<K extends string>(names: readonly K[]): Record<K, string> {
  // Each of the names gets a value, so the record has them all.
  return Object.fromEntries(names.map((name) => [name, `urn:uuid:${randomUUID()}`])) as Record<K, string>
}

function letter(
  ask: Readonly<Record<string, unknown>>,
  about: { readonly patient: string; readonly author: string; readonly condition: string; readonly date: string }
): Composition {
  const text = partOf(ask.letter)
  const reason = section(
    'Reden van verwijzing',
    concept(SNOMED, '440378000', 'verwijzing voor'),
    textOf(
      text.reason,
      'Sinds een half jaar somber en lusteloos na het verlies van haar werk; slaapt slecht, trekt zich terug, zorgt nog voor de kinderen. Geen plannen om zichzelf iets aan te doen. Vermoeden van een matige tot ernstige depressie.'
    )
  )
  const treatment = textOf(
    text.treatment,
    'Zes gesprekken met de POH-GGZ en online dagstructuur; sertraline 50 mg sinds acht weken, met weinig verbetering.'
  )
  const question = textOf(
    text.question,
    'Graag diagnostiek en behandeling. Is gespecialiseerde zorg aangewezen, en wat kunnen wij tijdens het wachten doen?'
  )
  const other = textOf(
    text.other,
    'Partner en zus zijn betrokken. Wil graag behandeling dicht bij huis. Tot de intake blijft zij bij ons onder controle, elke twee weken.'
  )
  return {
    resourceType: 'Composition',
    status: 'final',
    type: concept('http://loinc.org', '57133-1', 'Referral note'),
    subject: { reference: about.patient },
    date: about.date,
    author: [{ reference: about.author }],
    title: 'Verwijsbrief',
    section: [
      {
        title: 'Kern',
        code: concept(SNOMED, '406550009', 'samenvatting van zorgvraag'),
        section: [
          { ...reason, entry: [{ reference: about.condition }] },
          section('Behandeling tot nu toe', concept(SNOMED, '108631000146107', 'behandeling lopende'), treatment),
          section('Vraag', concept(SNOMED, '240471000146100', 'toelichting op aard van verwijzing'), question),
          section('Verder van belang', concept(SNOMED, '159121000146100', 'toelichting op voorgesteld beleid'), other)
        ]
      }
    ]
  }
}

function patientOf(asked: Readonly<Record<string, unknown>>, practice: string): Patient {
  const [given, family] = [textOf(asked.given, 'Anna'), textOf(asked.family, 'de Testpersoon')]
  const gender = (['male', 'female', 'other'] as const).find((one) => one === asked.gender) ?? 'unknown'
  return {
    resourceType: 'Patient',
    identifier: [{ system: `${NAMING}/bsn`, value: textOf(asked.bsn, '999999151') }],
    name: [{ use: 'official', text: `${given} ${family}`, family, given: [given] }],
    gender,
    birthDate: textOf(asked.birthDate, '1984-05-12'),
    generalPractitioner: [{ reference: practice }]
  }
}

function complaint(asked: Readonly<Record<string, unknown>>, patient: string): Condition {
  const [code, display] = [textOf(asked.code, 'P76'), textOf(asked.display, 'Depressie')]
  return {
    resourceType: 'Condition',
    clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
    code: { ...concept('http://hl7.org/fhir/sid/icpc-1-nl', code, display), text: display },
    subject: { reference: patient }
  }
}

function organization({ ura, name }: Organisation): Organization {
  return { resourceType: 'Organization', identifier: [{ system: `${NAMING}/ura`, value: ura }], name }
}
