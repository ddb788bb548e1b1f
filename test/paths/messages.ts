import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  Bundle,
  BundleEntry,
  CodeableConcept,
  Communication,
  Consent,
  Extension,
  Flag,
  Patient,
  Resource,
  ServiceRequest
} from '@medplum/fhirtypes'
import { byAgb, byUra, type Organisation } from '../../demo/simulators/address-book.ts'
import { crisisPlanOf, letterOf } from '../../demo/simulators/crisis-plan.ts'
import type { Report } from '../../demo/simulators/feedback.ts'
import { readdress } from '../../demo/simulators/readdress.ts'
import { beforeTreatment } from '../../demo/simulators/texts/before-treatment.ts'
import { crisis } from '../../demo/simulators/texts/crisis.ts'
import { written, type FeedbackText } from '../../demo/simulators/texts/feedback-text.ts'
import { treatment } from '../../demo/simulators/texts/treatment.ts'
import type { Participant } from '../../src/directory/participant.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const texts: Readonly<Record<string, FeedbackText>> = { ...beforeTreatment, ...treatment, ...crisis }

/** The codes by which each record system names a feedback kind. */
const codes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  's-ggz': {
    'registration-confirmation': '101',
    'status-notice': '102',
    'appointment-notice': '103',
    'no-show': '105',
    'intake-confirmation': '201',
    'care-offer': '202',
    'treatment-start': '203',
    'progress-report': '204',
    'transfer-notice': '206',
    'end-report': '207',
    rejection: '208',
    'crisis-plan': '302',
    'no-plan': '303'
  },
  'gb-ggz': {
    'registration-confirmation': 'aanmeldbevestiging',
    'status-notice': 'wachtbericht',
    'appointment-notice': 'afspraak',
    'intake-confirmation': 'bericht-na-intake',
    'care-offer': 'zorgaanbod',
    'treatment-start': 'start-behandeling',
    'progress-report': 'bericht-voortgang',
    'transfer-notice': 'overdracht',
    'crisis-plan': 'signaleringsplan'
  }
}

/** Test BSNs; no others are used. */
export const bsns = ['999999151', '999911120', '172642863'] as const

/** What is wanted of a referral. */
export interface ReferralWish {
  /** A letter of `demo/fixtures/`. */
  readonly letter?: string
  readonly from: Participant
  readonly to: Participant
  /** Left out: the letter says nothing of a GP. */
  readonly gp?: Participant | undefined
  readonly bsn?: string
  readonly day: string
  /** The id of the ServiceRequest that it passes on. */
  readonly basedOn?: string
  /** Beside it, about its patient: a Flag or a Consent. */
  readonly beside?: (patient: string, request: string) => Resource
  /** Whether the referral names it among its supporting information. */
  readonly isNamed?: boolean
}

/** A referral as its sender's system posts it: a letter of the demonstration with other parties, patient and date. */
export function referral({ letter = 'his/02-panic-disorder', from, to, gp, ...wish }: ReferralWish): Bundle {
  const file = join(import.meta.dirname, '../../demo/fixtures', `${letter}.json`)
  const bundle = readdress(JSON.parse(readFileSync(file, 'utf8')) as Bundle, {
    messageId: `urn:uuid:${randomUUID()}`,
    patient: { bsn: wish.bsn ?? bsns[0], family: 'Testpersoon' },
    requester: addressed(from),
    performer: addressed(to),
    gp: addressed(gp ?? from),
    day: wish.day
  })
  const patient = inBundle(bundle, 'Patient') as Patient
  const request = inBundle(bundle, 'ServiceRequest') as ServiceRequest
  if (gp === undefined) {
    delete patient.generalPractitioner
    const isUsed = (one: BundleEntry): boolean => one.resource?.resourceType !== 'Organization' || isNamed(bundle, one)
    bundle.entry = (bundle.entry ?? []).filter(isUsed)
  }
  delete request.basedOn
  if (wish.basedOn !== undefined) request.basedOn = [{ reference: `ServiceRequest/${wish.basedOn}` }]
  if (wish.beside === undefined) return bundle
  const resource = wish.beside(urlOf(bundle, 'Patient'), urlOf(bundle, 'ServiceRequest'))
  const beside = { fullUrl: `urn:uuid:${randomUUID()}`, resource, request: postOf(resource) }
  if (wish.isNamed === true) request.supportingInfo?.push({ reference: beside.fullUrl, display: 'Bezwaar' })
  return { ...bundle, entry: [...(bundle.entry ?? []), beside] }
}

/** What is wanted of a feedback. Days `YYYY-MM-DD`. */
export interface FeedbackWish {
  readonly kind: string
  readonly from: Participant
  /** The referral that it names; null for none. */
  readonly referral: string | null
  /** The reference to the patient, as the sender reads it. */
  readonly patient: string
  readonly on?: string
  readonly expectedOn?: string
  /** Rubrics that are left out. */
  readonly without?: readonly string[]
  /** When it is written. */
  readonly at: string
}

/** A feedback as its sender's system posts it: coded sections from an institution, plain text from a small practice. */
export function feedback({
  kind,
  from,
  referral: about,
  patient,
  on,
  expectedOn,
  without = [],
  at
}: FeedbackWish): Bundle {
  const text = texts[kind]
  const code = codes[from.dialect ?? '']?.[kind]
  if (text === undefined || code === undefined) throw new Error(`${from.id} has no words for ${kind}`)
  const days = { ...(on === undefined ? {} : { on }), ...(expectedOn === undefined ? {} : { expectedOn }) }
  const rubrics = written(text, { choice: 0, ...days }).filter((one) => !without.includes(one.code))
  const report: Report = {
    ...{ kind, title: text.title, rubrics, subject: { reference: patient }, author: addressed(from), at },
    ...(on === undefined ? {} : { on })
  }
  const beside = lettersOf(report, from)
  const payload =
    beside.length === 0
      ? [{ contentString: rubrics.map((one) => `${one.title}: ${one.text}`).join('\n') }]
      : beside.map(([reference]) => ({ contentReference: { reference } }))
  const communication: Communication = {
    resourceType: 'Communication',
    extension: [
      ...(on === undefined ? [] : [dayIn('event-date', on)]),
      ...(expectedOn === undefined ? [] : [dayIn('expected-date', expectedOn)])
    ],
    ...(about === null ? {} : { basedOn: [{ reference: `ServiceRequest/${about}` }] }),
    status: 'completed',
    category: [
      coded(from.dialect === 'gb-ggz' ? `${OWN}/CodeSystem/gb-bericht` : `${OWN}/CodeSystem/s-message-type`, code)
    ],
    subject: { reference: patient },
    sent: at,
    sender: from.dialect === 'gb-ggz' ? byAgb(addressed(from)) : byUra(addressed(from)),
    payload
  }
  if (communication.extension?.length === 0) delete communication.extension
  return transaction([[`urn:uuid:${randomUUID()}`, communication], ...beside])
}

function lettersOf(report: Report, { dialect }: Participant): readonly (readonly [string, Resource])[] {
  const isSmall = dialect === 'gb-ggz'
  if (report.kind !== 'crisis-plan') return isSmall ? [] : [letterOf(report)]
  const category = isSmall
    ? coded(`${OWN}/CodeSystem/care-plan-category`, 'crisis-plan')
    : coded('http://snomed.info/sct', '736253002')
  return crisisPlanOf(report, category)
}

/** A flag that a patient is prone to crises. */
export function crisisProne(patient: string, since?: string, request?: string): Flag {
  return {
    resourceType: 'Flag',
    ...(request === undefined ? {} : { extension: [flagDetail(request)] }),
    status: 'active',
    code: coded(`${OWN}/CodeSystem/risk`, 'crisis-prone'),
    subject: { reference: patient },
    ...(since === undefined ? {} : { period: { start: since } })
  }
}

function flagDetail(request: string): Extension {
  return {
    url: 'http://hl7.org/fhir/StructureDefinition/flag-detail',
    valueReference: { reference: request }
  }
}

/** A patient's objection. */
export function objection(
  patient: string,
  {
    on,
    kinds = [],
    receivers = [],
    request
  }: {
    readonly on: string
    readonly kinds?: readonly string[]
    readonly receivers?: readonly string[]
    readonly request?: string
  }
): Consent {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [coded('http://loinc.org', '59284-0')],
    patient: { reference: patient },
    dateTime: on,
    policyRule: { text: 'Bezwaar van de patiënt tegen terugkoppeling' },
    provision: {
      type: 'deny',
      ...(kinds.length === 0 ? {} : { code: kinds.map((kind) => coded(`${OWN}/CodeSystem/feedback-kind`, kind)) }),
      ...(receivers.length === 0
        ? {}
        : {
            actor: receivers.map((id) => ({
              role: coded('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP'),
              reference: { reference: `Organization/${id}` }
            }))
          }),
      ...(request === undefined ? {} : { data: [{ meaning: 'related', reference: { reference: request } }] })
    }
  }
}

/** A message of its own: each resource posted under its fullUrl. */
export function transaction(entries: readonly (readonly [fullUrl: string, resource: Resource])[]): Bundle {
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` },
    type: 'transaction',
    entry: entries.map(([fullUrl, resource]) => ({ fullUrl, resource, request: postOf(resource) }))
  }
}

/** A message of its own that puts resources as they are to be from now on. */
export function putting(resources: readonly Resource[]): Bundle {
  const entry = resources.map((resource) => {
    const url = `${resource.resourceType}/${resource.id ?? ''}`
    return { fullUrl: `http://gateway.test/fhir/${url}`, resource, request: { method: 'PUT', url } as const }
  })
  return { ...transaction([]), entry }
}

/** A participant as others write to it. */
export function addressed({ id, name, identifiers: { ura = '', agb = '' } }: Participant): Organisation {
  return { id, name, ura, agb }
}

/** An extension with a day: `event-date` or `expected-date`. */
export function dayIn(name: string, valueDate: string): Extension {
  return { url: `${OWN}/StructureDefinition/${name}`, valueDate }
}

/** A code without words. */
export function coded(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] }
}

function inBundle({ entry = [] }: Bundle, type: string): Resource | undefined {
  return entry.find(({ resource }) => resource?.resourceType === type)?.resource
}

function isNamed(bundle: Bundle, { fullUrl = '' }: BundleEntry): boolean {
  return JSON.stringify(bundle).split(`"${fullUrl}"`).length > 2
}

function urlOf({ entry = [] }: Bundle, type: string): string {
  return entry.find(({ resource }) => resource?.resourceType === type)?.fullUrl ?? ''
}

function postOf({ resourceType: url }: Resource): { method: 'POST'; url: string } {
  return { method: 'POST', url }
}
