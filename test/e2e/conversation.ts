import type { Bundle, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Receiver } from '../delivery/receiver.ts'
import { until } from '../delivery/receiver.ts'
import { inBundle, resourceOf, type Answer } from './http.ts'
import { referral, type Wish } from './messages.ts'
import type { Receiving, World } from './world.ts'

/** A referral that was posted and has arrived. */
export interface Referred {
  /** As the practice posted it. */
  readonly message: Bundle
  readonly answer: Answer
  /** As the institution got it. */
  readonly arrived: Bundle
  readonly task: Task
  readonly request: ServiceRequest
}

/** From whom to whom, and by which header its message is known where the Bundle is to have no identifier. */
export interface Way {
  readonly from?: Receiving
  readonly to?: Receiving
  readonly idempotencyKey?: string
}

/** Posts a referral and waits until it has arrived at its receiver. */
export async function refer(world: World, wish: Wish = {}, between: Way = {}): Promise<Referred> {
  const { from = 'his-de-linde', to = 's-ggz-parkzicht', idempotencyKey } = between
  const { identifier, ...rest } = referral(wish)
  const message: Bundle = idempotencyKey === undefined && identifier !== undefined ? { ...rest, identifier } : rest
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
  const answer = await world.as(from, { method: 'POST', path: '/fhir', body: message, headers })
  if (answer.status !== 200) throw new Error(`the referral was not accepted: ${answer.status} ${answer.text}`)
  const id = locationIds(resourceOf(answer, 'Bundle')).get('ServiceRequest') ?? ''
  const arrived = await bundleWith(world.receivers[to], `ServiceRequest/${id}`)
  return { message, answer, arrived, task: inBundle(arrived, 'Task'), request: inBundle(arrived, 'ServiceRequest') }
}

/** The first message at a receiver with an entry for `Type/id`. */
export async function bundleWith(receiver: Receiver, reference: string): Promise<Bundle> {
  const find = (): string | undefined =>
    receiver.arrivals.find(({ body }) => body.includes(`"url":"${reference}"`))?.body
  await until(() => find() !== undefined, `${reference} arrives`)
  return JSON.parse(find() ?? '') as Bundle
}

/** The ids that a transaction-response gives, by type. */
export function locationIds({ entry = [] }: Bundle): ReadonlyMap<string, string> {
  const pairs = entry.map(({ response }) => /\/([A-Za-z]+)\/([^/]+)\/_history\//.exec(response?.location ?? ''))
  return new Map(pairs.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']])))
}

/** Reads a Task as a participant has it. */
export async function readTask(
  world: World,
  participant: string,
  id: string | undefined
): Promise<{ readonly task: Task; readonly etag: string }> {
  const answer = await world.as(participant, { path: `/fhir/Task/${id ?? ''}` })
  if (answer.status !== 200) throw new Error(`the Task was not read: ${answer.status} ${answer.text}`)
  return { task: resourceOf(answer, 'Task'), etag: answer.header('etag') ?? '' }
}

/** Reads a Task, changes it and puts it back on the version that was read. */
export async function step(
  world: World,
  id: string | undefined,
  change: Partial<Task>,
  { as = 's-ggz-parkzicht', headers = {} }: { readonly as?: string; readonly headers?: Record<string, string> } = {}
): Promise<Answer> {
  const { task, etag } = await readTask(world, as, id)
  const path = `/fhir/Task/${id ?? ''}`
  return world.as(as, { method: 'PUT', path, body: { ...task, ...change }, headers: { 'if-match': etag, ...headers } })
}
