import type {
  Communication,
  Composition,
  Consent,
  Extension,
  Flag,
  Patient,
  ServiceRequest,
  Task
} from '@medplum/fhirtypes'
import { instantOf, isoOf, type Day } from '../diary/days.ts'
import type { Ask, Entry, Feedback, Flagged, Objection, Refer, Step } from '../diary/entry.ts'
import { parties } from '../diary/people.ts'
import { FULL_AS, LACKS } from './rules.ts'

const CANONICAL = 'https://ggz-gateway.example/fhir'
const URA = 'http://fhir.nl/fhir/NamingSystem/ura'
const FLAG_DETAIL = 'http://hl7.org/fhir/StructureDefinition/flag-detail'
const uras = new Map(parties.map(({ id, ura }) => [id, ura]))

/** A number that no organisation of the simulated region has. */
const UNKNOWN_URA = '99999990'

/** Names and ids under which a message speaks of what was sent before. */
export interface Names {
  readonly patient: string
  readonly request: string
  /** What every letter has inside. */
  readonly content: string
}

/** A patient as a letter names them. `number` counts from 0. */
export function patientOf(
  id: string,
  { number, gp, died }: { readonly number: number; readonly gp?: string; readonly died?: Day }
): Patient {
  return {
    resourceType: 'Patient',
    id,
    identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsnOf(number) }],
    ...(gp === undefined ? {} : { generalPractitioner: [organisation(gp)] }),
    ...(died === undefined ? {} : { deceasedDateTime: isoOf(died) })
  }
}

/** Test numbers that were handed out, in order. */
const bsns: string[] = []
/** They begin with 999, which no person's number does. */
let stem = 99_900_000

/** The n-th test BSN, from 0: it begins with 999 and passes the 11-test. */
export function bsnOf(number: number): string {
  while (bsns.length <= number) {
    stem += 1
    const sum = String(stem)
      .split('')
      .reduce((total, digit, place) => total + Number(digit) * (9 - place), 0)
    // A remainder of 10 no ninth digit makes good.
    if (sum % 11 !== 10) bsns.push(`${stem}${sum % 11}`)
  }
  return bsns[number] ?? ''
}

/** The request itself. */
export function requestOf(
  act: Refer,
  {
    by,
    names,
    basedOn,
    replaces
  }: {
    readonly by: string
    readonly names: Names
    readonly basedOn?: string | undefined
    readonly replaces?: string | undefined
  }
): ServiceRequest {
  const consent = { type: 'Consent', identifier: { value: `toestemming-${names.request}` } } as const
  const form = [{ coding: [{ system: `${CANONICAL}/CodeSystem/referral-form`, code: act.form }] }]
  return {
    resourceType: 'ServiceRequest',
    id: names.request,
    status: 'active',
    intent: 'order',
    ...(act.form === 'referral' ? {} : { category: form }),
    priority: act.isUrgent ? 'urgent' : 'routine',
    subject: { reference: `Patient/${names.patient}` },
    requester: organisation(by),
    performer: [organisation(act.to)],
    supportingInfo: [{ reference: `Composition/${names.content}` }, ...(act.form === 'consultation' ? [consent] : [])],
    ...(act.careSince === undefined ? {} : { occurrencePeriod: { start: isoOf(act.careSince) } }),
    ...(basedOn === undefined ? {} : { basedOn: [{ reference: `ServiceRequest/${basedOn}` }] }),
    ...(replaces === undefined ? {} : { replaces: [{ reference: `ServiceRequest/${replaces}` }] })
  }
}

/** A letter: text, or one that rules can look into. */
export function feedbackOf(
  act: Feedback,
  id: string,
  { by, names }: { readonly by: string; readonly names: Names }
): Communication {
  const isText = act.lacks === 'unread'
  const notes = [
    ...(act.lacks === 'unread' || act.lacks.length === 0 ? [] : [`${LACKS}${act.lacks.join(' ')}`]),
    ...(act.isFull === true ? [`${FULL_AS}progress-report`] : [])
  ]
  const extension = [...eventDate(act), ...expectedDate(act.expected)]
  const communication: Communication = {
    resourceType: 'Communication',
    id,
    status: 'completed',
    ...(act.isUnnamed === true ? {} : { basedOn: [{ reference: `ServiceRequest/${names.request}` }] }),
    category: [{ coding: [{ system: `${CANONICAL}/CodeSystem/feedback-kind`, code: act.kind }] }],
    subject: { reference: `Patient/${names.patient}` },
    sender: organisation(by),
    ...(extension.length === 0 ? {} : { extension }),
    ...(act.byPhone === true
      ? {
          medium: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode', code: 'PHONE' }] }
          ]
        }
      : {}),
    ...(notes.length === 0 ? {} : { note: notes.map((text) => ({ text })) }),
    payload: [
      isText ? { contentString: 'Brief.' } : { contentReference: { reference: `Composition/${names.content}` } }
    ]
  }
  return communication
}

/**
 * What a letter that rules can look into has inside. It says nothing, because a simulated letter says itself what it lacks; so
 * it comes once, with the referral, and every letter names it.
 */
export function contentOf(by: string, names: Names): Composition {
  return {
    ...{ resourceType: 'Composition', id: names.content, status: 'final', type: { text: 'Brief' }, date: '2024-01-01' },
    author: [organisation(by)],
    title: 'Brief'
  }
}

/** The coordination Task after a step. */
export function stepped(task: Task, { status, business, on, expected, reason }: Step): Task {
  const kept = { ...task }
  delete kept.businessStatus
  delete kept.statusReason
  delete kept.extension
  const alternative: readonly Extension[] =
    status === 'rejected'
      ? [{ url: `${CANONICAL}/StructureDefinition/alternative`, valueCodeableConcept: { text: 'Elders' } }]
      : []
  const extension = [...alternative, ...eventDate({ on }), ...expectedDate(expected)]
  const why = status === 'rejected' ? { text: 'Past niet bij ons aanbod' } : undefined
  const coded =
    reason === undefined
      ? undefined
      : { coding: [{ system: `${CANONICAL}/CodeSystem/suspension-reason`, code: reason }] }
  const statusReason = coded ?? why
  return {
    ...kept,
    status: status as Task['status'],
    ...(business === undefined
      ? {}
      : {
          businessStatus: { coding: [{ system: `${CANONICAL}/CodeSystem/referral-business-status`, code: business }] }
        }),
    ...(statusReason === undefined ? {} : { statusReason }),
    ...(extension.length === 0 ? {} : { extension })
  }
}

/** A Task that asks the other side for something. */
export function askOf({ kind }: Ask, id: string, names: Names): Task {
  return {
    resourceType: 'Task',
    id,
    status: 'requested',
    intent: 'proposal',
    code: { coding: [{ system: `${CANONICAL}/CodeSystem/task-kind`, code: kind }] },
    description: 'Voorstel',
    focus: { reference: `ServiceRequest/${names.request}` }
  }
}

/** Such a Task with its answer. */
export function answered(task: Task, status: 'accepted' | 'rejected' | 'cancelled'): Task {
  return { ...task, status, ...(status === 'rejected' ? { statusReason: { text: 'Nu niet' } } : {}) }
}

/** The patient is prone to crises, or is so no more. */
export function flagOf({ since }: Flagged, id: string, names: Names, status: Flag['status'] = 'active'): Flag {
  return {
    resourceType: 'Flag',
    id,
    extension: [{ url: FLAG_DETAIL, valueReference: { reference: `ServiceRequest/${names.request}` } }],
    status,
    code: { coding: [{ system: `${CANONICAL}/CodeSystem/risk`, code: 'crisis-prone' }] },
    subject: { reference: `Patient/${names.patient}` },
    period: { start: isoOf(since) }
  }
}

/** The patient's objection, or what it is after it was taken back. */
export function consentOf(
  { on, kinds, receivers }: Objection,
  id: string,
  { names, status }: { readonly names: Names; readonly status: Consent['status'] }
): Consent {
  const code = kinds?.map((kind) => ({ coding: [{ system: `${CANONICAL}/CodeSystem/feedback-kind`, code: kind }] }))
  const actor = receivers?.map((receiver) => ({
    role: { text: 'Ontvanger' },
    reference: { reference: `Organization/${receiver}` }
  }))
  return {
    resourceType: 'Consent',
    id,
    status,
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: `Patient/${names.patient}` },
    dateTime: isoOf(on),
    policyRule: { text: 'Bezwaar' },
    provision: {
      type: 'deny',
      ...(code === undefined ? {} : { code }),
      ...(actor === undefined ? {} : { actor }),
      data: [{ meaning: 'related', reference: { reference: `ServiceRequest/${names.request}` } }]
    }
  }
}

/** The instant at which an entry reached the gateway. */
export function sentAt({ day, minute }: Pick<Entry, 'day' | 'minute'>): number {
  return instantOf(day, minute)
}

function eventDate({
  on,
  minute
}: {
  readonly on?: Day | undefined
  readonly minute?: number | undefined
}): readonly Extension[] {
  const url = `${CANONICAL}/StructureDefinition/event-date`
  if (on === undefined) return []
  if (minute === undefined) return [{ url, valueDate: isoOf(on) }]
  return [{ url, valueDateTime: new Date(instantOf(on, minute)).toISOString() }]
}

function expectedDate(day: Day | undefined): readonly Extension[] {
  return day === undefined ? [] : [{ url: `${CANONICAL}/StructureDefinition/expected-date`, valueDate: isoOf(day) }]
}

function organisation(id: string): { readonly identifier: { readonly system: string; readonly value: string } } {
  return { identifier: { system: URA, value: uras.get(id) ?? UNKNOWN_URA } }
}
