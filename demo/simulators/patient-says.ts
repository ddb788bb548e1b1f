import { randomUUID } from 'node:crypto'
import type { Consent, Flag } from '@medplum/fhirtypes'
import { subjectOf, transactionOf } from './feedback.ts'
import { textOf } from './narrative.ts'
import { idIn } from './refer.ts'
import type { SaidObjection } from './said.ts'
import type { Acted, Action, System } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const FLAG_DETAIL = 'http://hl7.org/fhir/StructureDefinition/flag-detail'

/**
 * Tells that a patient is prone to crises.
 *
 * @param ask - `referral`, `since` (day).
 */
export async function flag(system: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const referral = textOf(ask.referral, '')
  const since = textOf(ask.since, today(system))
  const resource: Flag = {
    resourceType: 'Flag',
    extension: [{ url: FLAG_DETAIL, valueReference: { reference: `ServiceRequest/${referral}` } }],
    status: 'active',
    code: { coding: [{ system: `${OWN}/CodeSystem/risk`, code: 'crisis-prone', display: 'Crisisgevoelig' }] },
    subject: { reference: await patientOf(system, referral) },
    period: { start: since }
  }
  const messageId = `urn:uuid:${randomUUID()}`
  const bundle = transactionOf(messageId, [[`urn:uuid:${randomUUID()}`, resource]])
  const answer = await system.gateway.transaction(bundle, (given) => {
    return { referral, said: { what: 'crisis-prone', flag: idIn(given, 'Flag') ?? '', since } }
  })
  return { messageId, referral, ...answer }
}

/** Objections that this system recorded, by the referral that they are about, as they stand at the gateway. */
const recorded = new Map<string, { readonly id: string; readonly said: Omit<SaidObjection, 'what' | 'on'> }>()

/**
 * Records that a patient objects to feedback.
 *
 * @param ask - `referral`, `on` (day), `kinds` (feedback kinds; absent: all), `receivers` (ids; absent: all).
 */
const objectToFeedback: Action = async (system, ask): Promise<Acted> => {
  const referral = textOf(ask.referral, '')
  const on = textOf(ask.on, today(system))
  const kinds = Array.isArray(ask.kinds) ? ask.kinds.map(String) : undefined
  const receivers = Array.isArray(ask.receivers) ? ask.receivers.map(String) : undefined
  const consent: Consent = {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }]
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent Document' }] }],
    patient: { reference: await patientOf(system, referral) },
    dateTime: on,
    policyRule: { text: 'Bezwaar van de patiënt tegen terugkoppeling' },
    provision: {
      type: 'deny',
      ...(kinds === undefined
        ? {}
        : { code: kinds.map((code) => ({ coding: [{ system: `${OWN}/CodeSystem/feedback-kind`, code }] })) }),
      ...(receivers === undefined
        ? {}
        : {
            actor: receivers.map((id) => ({
              role: {
                coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }]
              },
              reference: { reference: `Organization/${id}` }
            }))
          }),
      data: [{ meaning: 'related', reference: { reference: `ServiceRequest/${referral}` } }]
    }
  }
  const messageId = `urn:uuid:${randomUUID()}`
  const bundle = transactionOf(messageId, [[`urn:uuid:${randomUUID()}`, consent]])
  const scope = {
    ...(kinds === undefined ? {} : { kinds }),
    ...(receivers === undefined ? {} : { receivers })
  }
  const answer = await system.gateway.transaction(bundle, (given) => {
    const id = idIn(given, 'Consent') ?? ''
    recorded.set(referral, { id, said: { consent: id, ...scope } })
    return { referral, said: { what: 'objection', on, consent: id, ...scope } }
  })
  return { messageId, referral, ...answer }
}

/**
 * Records that the patient takes the objection back.
 *
 * @param ask - `referral`, `on` (day).
 */
const withdrawObjection: Action = async (system, ask): Promise<Acted> => {
  const referral = textOf(ask.referral, '')
  const known = recorded.get(referral)
  if (known === undefined) throw new Error('no objection was recorded here')
  const read = await system.gateway.read('Consent', known.id)
  if (read.status !== 200) return read
  const consent = read.body as Consent
  const said: SaidObjection = { what: 'objection-withdrawn', on: textOf(ask.on, today(system)), ...known.said }
  const changed: Consent = { ...consent, status: 'inactive' }
  const ifMatch = read.etag ?? `W/"${consent.meta?.versionId ?? ''}"`
  return system.gateway.update(changed, ifMatch, () => ({ referral, said }))
}

/** What a patient can say about the feedback on them. */
export const objections: Readonly<Record<string, Action>> = {
  object: objectToFeedback,
  'withdraw-objection': withdrawObjection
}

function today(system: System): string {
  return system.now().slice(0, 10)
}

/** The patient of a referral: of what arrived, else as the gateway shows the referral to who sent it. */
async function patientOf(system: System, referral: string): Promise<string> {
  if (system.diary.resources[`ServiceRequest/${referral}`] !== undefined) return subjectOf(system, referral)
  const { status, body } = await system.gateway.read('ServiceRequest', referral)
  if (status !== 200) throw new Error(`referral ${referral} cannot be read here`)
  return (body as { subject?: { reference?: string } }).subject?.reference ?? ''
}
