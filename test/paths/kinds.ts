import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  Bundle,
  CodeableConcept,
  Communication,
  ConceptMap,
  Patient,
  Resource,
  ServiceRequest
} from '@medplum/fhirtypes'
import { byAgb, byUra } from '../../demo/simulators/address-book.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { addressed, coded, dayIn, transaction } from './messages.ts'
import { patientOf, type Answer, type World } from './world.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** Where each dialect has its codes for kinds of feedback. */
const maps: Readonly<Record<string, string>> = {
  his: 'his/feedback-kind-to-his-correspondence',
  'gb-ggz': 'gb-ggz/feedback-kind-to-gb-bericht',
  's-ggz': 's-ggz/feedback-kind-to-s-message-type'
}

/** The category by which the record system of a participant names a kind of feedback. */
export function categoryOf({ dialect = '' }: Participant, kind: string): CodeableConcept {
  const file = join(import.meta.dirname, '../../mappings', `${maps[dialect] ?? ''}.json`)
  const [group] = (JSON.parse(readFileSync(file, 'utf8')) as ConceptMap).group ?? []
  const code = group?.element.find((one) => one.code === kind)?.target?.[0]?.code
  if (code === undefined) throw new Error(`${dialect} has no code for ${kind}`)
  return coded(group?.target ?? '', code)
}

/** What is said in words alone, in a letter or by telephone. */
export interface Said {
  readonly from: Participant
  readonly kind: string
  /** The id of the ServiceRequest. */
  readonly about: string
  /** `YYYY-MM-DD`, or an instant with a time. */
  readonly on?: string
  readonly text?: string
  /** By telephone, and with whom was spoken; null where that is not told. */
  readonly phone?: Participant | null
  readonly without?: readonly (keyof Communication)[]
  /** The patient anew, in the message itself. */
  readonly patient?: Patient
}

/** Posts feedback in words. */
export async function say(here: World, said: Said): Promise<Answer> {
  const url = `urn:uuid:${randomUUID()}`
  const patient = said.patient === undefined ? await patientOf(here, said.from, said.about) : url
  const sent = new Date(here.clock.now()).toISOString()
  const own = said.patient === undefined ? [] : [[url, said.patient] as const]
  return here.post(said.from, transaction([[`urn:uuid:${randomUUID()}`, inWords(said, { patient, sent })], ...own]))
}

function inWords(
  { from, kind, about, on, text, phone, without = [] }: Said,
  { patient, sent }: { readonly patient: string; readonly sent: string }
): Communication {
  const communication: Communication = {
    resourceType: 'Communication',
    ...(on === undefined ? {} : { extension: [eventOn(on)] }),
    basedOn: [{ reference: `ServiceRequest/${about}` }],
    status: 'completed',
    category: [categoryOf(from, kind)],
    subject: { reference: patient },
    sent,
    sender: numbered(from),
    ...(phone === undefined ? {} : { medium: [phoned] }),
    ...(phone == null ? {} : { recipient: [numbered(phone)] }),
    payload: [{ contentString: text ?? `Bericht van ${from.name} van ${on ?? 'vandaag'}.` }]
  }
  for (const name of without) Reflect.deleteProperty(communication, name)
  return communication
}

function numbered(one: Participant) {
  return one.dialect === 'gb-ggz' ? byAgb(addressed(one)) : byUra(addressed(one))
}

function eventOn(on: string) {
  const { url } = dayIn('event-date', '')
  return on.includes('T') ? { url, valueDateTime: on } : { url, valueDate: on }
}

const phoned = coded('http://terminology.hl7.org/CodeSystem/v3-ParticipationMode', 'PHONE')

/** A referral of another form, as its sender's system posts it. */
export function ofForm(
  bundle: Bundle,
  form: string,
  change: (one: ServiceRequest) => Partial<ServiceRequest> = () => ({})
): Bundle {
  const category = coded(`${OWN}/CodeSystem/referral-form`, form)
  return withRequest(bundle, (one) => ({ ...one, category: [...(one.category ?? []), category], ...change(one) }))
}

/** The message with its ServiceRequest changed. */
export function withRequest(bundle: Bundle, change: (one: ServiceRequest) => ServiceRequest): Bundle {
  const entry = (bundle.entry ?? []).map((one) =>
    one.resource?.resourceType === 'ServiceRequest' ? { ...one, resource: change(one.resource) } : one
  )
  return { ...bundle, entry }
}

/** The patient's permission. */
export function permission(patient: string, on: string, request?: string): Resource {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [coded('http://loinc.org', '59284-0')],
    patient: { reference: patient },
    dateTime: on,
    policyRule: { text: 'Toestemming van de patiënt' },
    provision: {
      type: 'permit',
      ...(request === undefined ? {} : { data: [{ meaning: 'related', reference: { reference: request } }] })
    }
  }
}

/** The message about a patient whom its sender reads here already, without what only its own Patient named. */
export function onPatient(bundle: Bundle, patient: string): Bundle {
  const url = (bundle.entry ?? []).find(({ resource }) => resource?.resourceType === 'Patient')?.fullUrl ?? ''
  const others = (bundle.entry ?? []).filter(({ resource }) => resource?.resourceType !== 'Patient')
  const isNamed = (fullUrl = ''): boolean => JSON.stringify(others).split(`"${fullUrl}"`).length > 2
  const entry = others.filter(({ resource, fullUrl }) => resource?.resourceType !== 'Organization' || isNamed(fullUrl))
  return JSON.parse(JSON.stringify({ ...bundle, entry }).replaceAll(url, patient)) as Bundle
}
