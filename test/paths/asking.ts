import assert from 'node:assert/strict'
import type { Task } from '@medplum/fhirtypes'
import type { Participant } from '../../src/directory/participant.ts'
import { coded, dayIn, putting } from './messages.ts'
import type { Answer, World } from './world.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** What one party asks of the other. */
export interface Asked {
  readonly by: Participant
  readonly kind: string
  readonly on?: string
  /** More elements of the Task. */
  readonly more?: Partial<Task>
}

/** The Task that asks, as its sender writes it: everything that the gateway knows is left out. */
export function asking(referral: string, { kind, on, more = {} }: Asked): Task {
  return {
    resourceType: 'Task',
    ...(on === undefined ? {} : { extension: [dayIn('event-date', on)] }),
    status: 'requested',
    intent: 'proposal',
    code: coded(`${OWN}/CodeSystem/task-kind`, kind),
    description: 'Patiënt is een jaar stabiel en wil terug naar de huisarts.',
    focus: { reference: `ServiceRequest/${referral}` },
    ...more
  }
}

/** Posts it; the answer. */
export async function ask(here: World, referral: string, asked: Asked): Promise<Answer> {
  return here.post(asked.by, asking(referral, asked))
}

/** The negotiated Tasks of a referral as a participant reads them, oldest first. */
export async function asked(here: World, reader: Participant, referral: string): Promise<readonly Task[]> {
  const found = await here.search(reader, `Task?focus=ServiceRequest/${referral}&_count=100`)
  return found
    .filter((one): one is Task => one.resourceType === 'Task' && isNegotiated(one))
    .sort((a, b) => ((a.meta?.lastUpdated ?? '') < (b.meta?.lastUpdated ?? '') ? -1 : 1))
}

/** Answers what is open, or takes it back: reads the last Task and puts it with another status. */
export async function answer(
  here: World,
  referral: string,
  {
    by,
    status,
    reason,
    on
  }: { readonly by: Participant; readonly status: Task['status']; readonly reason?: string; readonly on?: string }
): Promise<Answer> {
  const open = (await asked(here, by, referral)).find((one) => ['requested', 'received'].includes(one.status))
  assert(open !== undefined, `${by.id} reads nothing that is open`)
  const { body, etag } = await here.get(by, `Task/${open.id ?? ''}`)
  const task = { ...(body as Task), status }
  if (reason !== undefined) task.statusReason = { text: reason }
  if (on !== undefined) task.extension = [dayIn('event-date', on)]
  return here.put(by, task, etag)
}

/** Puts several Tasks in one transaction. */
export async function putAll(here: World, by: Participant, tasks: readonly Task[]): Promise<Answer> {
  return here.post(by, putting(tasks))
}

/** What a participant was sent of negotiated Tasks: kind and status, in order. */
export async function sentTo(here: World, receiver: Participant): Promise<readonly string[]> {
  const entries = (await here.inbox(receiver)).flatMap(({ entry = [] }) => entry)
  return entries.flatMap(({ resource }) =>
    resource?.resourceType === 'Task' ? [`${kindOf(resource) ?? 'coordination'} ${resource.status}`] : []
  )
}

function isNegotiated(task: Task): boolean {
  return kindOf(task) !== undefined
}

function kindOf({ code }: Task): string | undefined {
  return code?.coding?.find(({ system }) => system === `${OWN}/CodeSystem/task-kind`)?.code
}

/** The events of a referral that the store knows, with their days, in the order in which they were heard. */
export async function events(here: World, referral: string): Promise<readonly string[]> {
  const { facts } = await here.store.read({ kind: 'referral', id: referral })
  const told = [...(facts?.facts ?? [])].sort((a, b) => a.heardAt - b.heardAt)
  return told.map(({ event, occurredOn }) => `${event} ${occurredOn}`)
}
