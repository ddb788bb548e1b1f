import assert from 'node:assert/strict'
import type { Bundle, Consent, Resource, Task } from '@medplum/fhirtypes'
import { localDay } from '../../src/clock.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { coded, dayIn, feedback, objection, referral, type FeedbackWish, type ReferralWish } from './messages.ts'
import { coordination, patientOf, type Answer, type World } from './world.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** The day on which a story is. */
export function today({ clock }: World): string {
  return localDay(clock.now())
}

/** Posts a referral written today; the id of its ServiceRequest. */
export async function refer(here: World, wish: Omit<ReferralWish, 'day'>): Promise<string> {
  const answer = await here.post(wish.from, referral({ ...wish, day: today(here) }))
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return idIn(answer, 'ServiceRequest')
}

/** What a performer reports on a referral, today. */
export type Reported = Pick<FeedbackWish, 'on' | 'expectedOn' | 'without'> & { readonly from: Participant }

/** Posts feedback about a referral; its answer. */
export async function report(here: World, about: string, kind: string, how: Reported): Promise<Answer> {
  const patient = await patientOf(here, how.from, about)
  const at = new Date(here.clock.now()).toISOString()
  return here.post(how.from, feedback({ ...how, kind, referral: about, patient, at }))
}

/** A step of the coordination Task. */
export interface Step {
  readonly by: Participant
  readonly status?: NonNullable<Task['status']>
  /** A code of referral-business-status. */
  readonly business?: string
  readonly on?: string
  readonly expectedOn?: string
  readonly reason?: string
  /** A code of suspension-reason. */
  readonly suspended?: string
  /** In words; `none` for the statement that there is none. */
  readonly alternative?: string
}

/** Reads the coordination Task, takes a step and puts it back. */
export async function step(here: World, about: string, asked: Step): Promise<Answer> {
  const { id = '' } = await coordination(here, asked.by, about)
  const { body, etag } = await here.get(asked.by, `Task/${id}`)
  return here.put(asked.by, stepped(body as Task, asked), etag)
}

function stepped(before: Task, asked: Step): Task {
  const { businessStatus, ...task } = before
  delete task.extension
  const { status = task.status, business, reason } = asked
  const extension = [
    ...(asked.on === undefined ? [] : [dayIn('event-date', asked.on)]),
    ...(asked.expectedOn === undefined ? [] : [dayIn('expected-date', asked.expectedOn)]),
    ...(asked.alternative === undefined ? [] : [alternative(asked.alternative)])
  ]
  const said = business === undefined ? businessStatus : coded(`${OWN}/CodeSystem/referral-business-status`, business)
  return {
    ...{ ...task, status },
    ...(said === undefined ? {} : { businessStatus: said }),
    ...(reason === undefined ? {} : { statusReason: { text: reason } }),
    ...(asked.suspended === undefined
      ? {}
      : { statusReason: coded(`${OWN}/CodeSystem/suspension-reason`, asked.suspended) }),
    ...(extension.length === 0 ? {} : { extension })
  }
}

function alternative(words: string): NonNullable<Task['extension']>[number] {
  const url = `${OWN}/StructureDefinition/alternative`
  const none = coded(`${OWN}/CodeSystem/rejection-alternative`, 'none')
  return { url, valueCodeableConcept: words === 'none' ? none : { text: words } }
}

/** The id that an answer gives to the first new resource of a type. */
export function idIn({ body }: Answer, type: string): string {
  const locations = ((body as Bundle).entry ?? []).map(({ response }) => response?.location ?? '')
  const id = locations.map((one) => new RegExp(`/${type}/([^/]+)`).exec(one)?.[1]).find((one) => one !== undefined)
  assert(id !== undefined, `no ${type} in ${JSON.stringify(body)}`)
  return id
}

/** Whether a text stands anywhere in what a participant was sent. */
export async function wasSent(here: World, receiver: Participant, text: string): Promise<boolean> {
  return JSON.stringify(await here.inbox(receiver)).includes(text)
}

/** The types of what a participant was sent, message by message. */
export async function typesSent(here: World, receiver: Participant): Promise<readonly string[]> {
  return (await here.inbox(receiver)).map(({ entry = [] }) =>
    entry.map(({ resource }) => (resource as Resource).resourceType).join(' ')
  )
}

/** Records an objection of the patient of a referral; the Consent as it stands then. */
export async function object(
  here: World,
  { by, about, ...how }: Omit<Parameters<typeof objection>[1], 'request'> & { by: Participant; about: string }
): Promise<Consent> {
  const patient = await patientOf(here, by, about)
  const answer = await here.post(by, objection(patient, { ...how, request: `ServiceRequest/${about}` }))
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body as Consent
}
