import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { createValidator } from '../../src/profile/create-validator.ts'
import { until } from '../delivery/receiver.ts'
import { locationIds, readTask, refer, step } from './conversation.ts'
import { root } from './gateway-process.ts'
import { ask, codesOf, inBundle, jsonOf, resourceOf } from './http.ts'
import { parkzicht, patients, plein, stringsIn, zuiderlicht } from './messages.ts'
import { startWorld } from './world.ts'

const world = await startWorld({ GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z' })

const resourcesIn = ({ entry = [] }: Bundle): readonly Resource[] => entry.flatMap(({ resource }) => resource ?? [])
const SUGGESTED = 'https://ggz-gateway.example/fhir/StructureDefinition/suggested-translation'
const withoutMeta = (resource: Resource): object => ({ ...resource, meta: undefined })

test('a referral arrives valid in the receiver’s shape, with every word of the letter and the GP’s own code', async (t) => {
  const { message, arrived, task, request } = await refer(world)
  const validator = createValidator(join(root, 'profiles'))
  const all = resourcesIn(arrived)
  const problems = all.flatMap((resource) => [
    ...validator.base(resource, resource.resourceType),
    ...validator.conforms('s-ggz', resource, { path: resource.resourceType, graph: all })
  ])
  t.strictSame(problems, [])
  t.equal(all.length, resourcesIn(message).length)

  for (const type of ['Composition', 'Patient', 'Practitioner'] as const) {
    t.strictSame(stringsIn(withoutMeta(inBundle(arrived, type))), stringsIn(inBundle(message, type)), type)
  }
  const [own, ...suggested] = inBundle(arrived, 'Condition').code?.coding ?? []
  t.strictSame(own, inBundle(message, 'Condition').code?.coding?.[0])
  t.ok(suggested.length > 0 && suggested.every(({ extension }) => extension?.[0]?.url === SUGGESTED))
  t.equal(request.status, 'active', 'what a HIS calls completed')
  t.match(task, {
    status: 'requested',
    focus: { reference: `ServiceRequest/${request.id ?? ''}` },
    owner: { type: 'HealthcareService', identifier: { value: parkzicht.ura } }
  })
  t.notMatch(JSON.stringify(task), patients[0].bsn, 'the Task carries no BSN')
})

test('what is sent to a receiver can be put and answered: full URLs, PUT requests, ids that read the same at the gateway', async (t) => {
  const { arrived, answer } = await refer(world)
  t.equal(arrived.type, 'transaction')
  t.match(arrived.identifier, { system: 'urn:ietf:rfc:3986', value: /^urn:uuid:/ })
  for (const { fullUrl, request, resource } of arrived.entry ?? []) {
    const name = `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`
    t.strictSame([request?.method, request?.url, fullUrl], ['PUT', name, `${world.url}/fhir/${name}`])
    const read = await world.as('s-ggz-parkzicht', { path: `/fhir/${name}` })
    t.strictSame(jsonOf(read), resource)
    t.equal(read.header('etag'), `W/"${resource?.meta?.versionId ?? ''}"`)
  }
  const ids = locationIds(resourceOf(answer, 'Bundle'))
  t.equal(ids.get('Task'), inBundle(arrived, 'Task').id, 'the practice knows it by the same id')
})

test('each party reads its own shape of the same referral', async (t) => {
  const { message, request } = await refer(world)
  const own = await world.as('his-de-linde', { path: `/fhir/ServiceRequest/${request.id ?? ''}` })
  t.match(jsonOf(own), { status: 'completed', identifier: inBundle(message, 'ServiceRequest').identifier })
  const version = await world.as('his-de-linde', { path: `/fhir/ServiceRequest/${request.id ?? ''}/_history/1` })
  t.strictSame(jsonOf(version), jsonOf(own))
  const later = await world.as('his-de-linde', { path: `/fhir/ServiceRequest/${request.id ?? ''}/_history/2` })
  t.equal(later.status, 404)
})

test('the performer takes the Task step by step, and the practice sees each step in its own Task', async (t) => {
  const { task } = await refer(world)
  const { etag: first } = await readTask(world, 's-ggz-parkzicht', task.id)
  const received = await step(world, task.id, { status: 'received' })
  t.equal(received.status, 200)
  t.equal(received.header('etag'), 'W/"2"')
  t.equal(received.header('location'), `${world.url}/fhir/Task/${task.id ?? ''}/_history/2`)
  t.match(jsonOf(received), { resourceType: 'Task', status: 'received', meta: { versionId: '2' } })

  const stale = await step(world, task.id, { status: 'accepted' }, { headers: { 'if-match': first } })
  t.equal(stale.status, 412)
  t.strictSame(codesOf(stale), ['version-conflict'])

  const minimal = await step(world, task.id, { status: 'accepted' }, { headers: { prefer: 'return=minimal' } })
  t.strictSame([minimal.status, minimal.text, minimal.header('etag')], [200, '', 'W/"3"'])

  const seen = await readTask(world, 'his-de-linde', task.id)
  t.equal(seen.task.status, 'accepted')
  t.match(seen.task.owner, { reference: /^Organization\// }, 'in the practice’s own words')
  t.equal(
    resourceOf(await world.as('his-de-linde', { path: `/fhir/Task/${task.id ?? ''}/_history/1` }), 'Task').status,
    'requested'
  )
  const sent = (): readonly string[] =>
    world.receivers['his-de-linde'].arrivals
      .map(({ body }) => inBundle(JSON.parse(body) as Bundle, 'Task'))
      .flatMap(({ id, status }) => (id === task.id ? [status] : []))
  await until(() => sent().length >= 2, 'both steps are sent on')
  t.strictSame(sent(), ['received', 'accepted'])
})

test('a step that the lifecycle does not have is refused with the steps that it has', async (t) => {
  const { task } = await refer(world)
  const skipped = await step(world, task.id, { status: 'completed' })
  t.equal(skipped.status, 409)
  const outcome = resourceOf(skipped, 'OperationOutcome')
  t.strictSame(codesOf(skipped), ['transition-not-allowed'])
  t.match(outcome.issue[0]?.details?.text, /requested cannot become completed.*received, accepted, rejected/)
  t.strictSame(outcome.issue[0]?.expression, ['Task.status'])

  const other = await step(world, task.id, { status: 'accepted' }, { as: 'his-de-linde' })
  t.equal(other.status, 409, 'the practice cannot accept in the institution’s place')

  const moved = await step(world, task.id, { status: 'received', authoredOn: '2026-02-01' })
  t.equal(moved.status, 422)
  t.strictSame(codesOf(moved), ['element-immutable'])
  t.strictSame(resourceOf(moved, 'OperationOutcome').issue[0]?.expression, ['Task.authoredOn'])
  t.equal((await readTask(world, 's-ggz-parkzicht', task.id)).etag, 'W/"1"', 'nothing has moved')
})

test('a Task is found by id, focus, owner and status, in a URL and in a form', async (t) => {
  const { task, request } = await refer(world)
  const found = async (as: string, query: string): Promise<readonly (string | undefined)[]> => {
    const answer = await world.as(as, { path: `/fhir/Task?${query}` })
    t.equal(answer.status, 200, query)
    return resourcesIn(resourceOf(answer, 'Bundle')).map(({ id }) => id)
  }
  const focus = `focus=ServiceRequest/${request.id ?? ''}`
  t.strictSame(await found('his-de-linde', `_id=${task.id ?? ''}`), [task.id])
  t.ok((await found('his-de-linde', focus)).includes(task.id))
  t.equal((await found('his-de-linde', focus)).length, 5, 'the coordination Task and the duties')
  t.ok((await found('his-de-linde', `${focus}&owner=Organization/s-ggz-parkzicht&status=requested`)).includes(task.id))
  t.strictSame(await found('his-de-linde', `${focus}&status=accepted,completed`), [])
  const ura = encodeURIComponent('http://fhir.nl/fhir/NamingSystem/ura|90000301')
  t.ok((await found('s-ggz-parkzicht', `${focus}&owner:identifier=${ura}`)).includes(task.id))

  const form = await world.as('s-ggz-parkzicht', {
    method: 'POST',
    path: '/fhir/Task/_search',
    body: `_id=${task.id ?? ''}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' }
  })
  t.equal(resourceOf(form, 'Bundle').total, 1)
  const page = resourceOf(await world.as('his-de-linde', { path: `/fhir/Task?${focus}&_count=1` }), 'Bundle')
  const next = page.link?.find(({ relation }) => relation === 'next')?.url ?? ''
  const rest = resourceOf(await world.as('his-de-linde', { path: next.slice(world.url.length) }), 'Bundle')
  t.equal(new Set([...resourcesIn(page), ...resourcesIn(rest)].map(({ id }) => id)).size, 2, 'a page each')
})

test('what somebody else’s referral holds does not exist for a participant that has no part in it', async (t) => {
  const { arrived, request, task } = await refer(
    world,
    { to: zuiderlicht },
    { from: 'his-de-linde', to: 's-ggz-zuiderlicht' }
  )
  for (const other of ['his-het-plein', 's-ggz-parkzicht']) {
    for (const { request: entry } of arrived.entry ?? []) {
      const read = await world.as(other, { path: `/fhir/${entry?.url ?? ''}` })
      t.strictSame([read.status, codesOf(read)], [404, ['not-found']], `${other} ${entry?.url ?? ''}`)
    }
    const search = await world.as(other, { path: `/fhir/Task?focus=ServiceRequest/${request.id ?? ''}` })
    t.equal(resourceOf(search, 'Bundle').total, 0)
    const put = await world.as(other, {
      method: 'PUT',
      path: `/fhir/Task/${task.id ?? ''}`,
      body: { ...task, status: 'accepted' }
    })
    t.equal(put.status, 404)
  }
})

test('a second practice and a second institution have a referral of their own under way at the same time', async (t) => {
  const way = { from: 'his-het-plein', to: 's-ggz-zuiderlicht' } as const
  const [one, two] = await Promise.all([
    refer(world, { patient: 1 }),
    refer(world, { patient: 1, from: plein, to: zuiderlicht }, way)
  ])
  t.not(one.task.id, two.task.id)
  const traffic = await world.traffic()
  t.ok((traffic.outbox['s-ggz-zuiderlicht']?.delivered ?? 0) > 0)
  t.strictSame(
    stringsIn(inBundle(two.arrived, 'Patient').identifier),
    stringsIn(inBundle(two.message, 'Patient').identifier)
  )
})

test('anyone can ask what the gateway does, and the health that it is in', async (t) => {
  const metadata = await ask(world.url, { path: '/fhir/metadata' })
  t.equal(metadata.status, 200)
  t.match(metadata.header('content-type'), /^application\/fhir\+json/)
  t.match(jsonOf(metadata), { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', format: ['json'] })
  for (const url of [world.url, world.opsUrl]) {
    t.equal((await ask(url, { path: '/health/ready' })).status, 200)
    t.equal((await ask(url, { path: '/health/live' })).status, 200)
  }
  t.equal((await ask(world.url, { path: '/.well-known/smart-configuration' })).status, 200)
})

test('the gateway ends in good order when it is asked to', async (t) => {
  t.equal(await world.stop(), 0, world.lines.at(-1) ?? '')
})
