import type { Bundle, CommunicationRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { ReportAnswer } from '../../src/report/answer.ts'
import { until } from '../delivery/receiver.ts'
import { refer } from './conversation.ts'
import { codesOf, jsonOf, resourceOf, type Answer } from './http.ts'
import { report, secrets } from './messages.ts'
import { startWorld } from './world.ts'

const world = await startWorld({ GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z' })
const debtor = world.receivers['s-ggz-parkzicht']
const referred = await refer(world)
const code = 'intake-confirmation'

/** The reminders that the institution got about its report after intake, each message once. */
function reminders(): readonly CommunicationRequest[] {
  const bodies = debtor.unique.map((id) => debtor.arrivals.find((one) => one.id === id)?.body ?? '{}')
  return bodies
    .flatMap((body) => ((JSON.parse(body) as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []))
    .filter((resource) => resource.resourceType === 'CommunicationRequest')
    .filter(({ reasonCode }) => reasonCode?.[0]?.coding?.[0]?.code === code)
}

function bundleOf(answer: Answer): readonly CommunicationRequest[] {
  return (resourceOf(answer, 'Bundle').entry ?? []).map(({ resource }) => resource as CommunicationRequest)
}

async function rows(asOf: string): Promise<readonly object[]> {
  const path = `/reports/obligations?code=${code}&asOf=${asOf}`
  return (jsonOf(await world.as('auditor-rho', { path })) as ReportAnswer).rows
}

async function enqueued(): Promise<number> {
  return (await world.traffic()).outbox['s-ggz-parkzicht']?.enqueued ?? 0
}

test('who owes a report gets a reminder about the Task of that duty, one for rungs that were missed', async (t) => {
  await world.setClock('2026-04-05T10:00:00Z')
  const ahead = await rows('2027-03-02')
  await world.setClock('2026-04-06T10:00:00Z')
  await until(() => reminders().length === 1, 'the first reminder')
  const [reminder] = reminders()
  t.match(reminder, {
    occurrenceDateTime: '2026-04-06',
    basedOn: [{ reference: `ServiceRequest/${referred.request.id ?? ''}` }],
    payload: [{ contentString: /^Herinnering: Bericht na intake .* De uiterste dag is 13 april 2026\./ }]
  })
  const path = `/fhir/${reminder?.about?.[0]?.reference ?? ''}`
  t.match(resourceOf(await world.as('s-ggz-parkzicht', { path }), 'Task'), {
    code: { coding: [{ code }] },
    businessStatus: { coding: [{ code: 'due-soon' }] }
  })
  await world.setClock('2026-04-12T10:00:00Z')
  await world.setClock('2026-05-20T10:00:00Z')
  await until(() => reminders().length === 2, 'one more for two rungs that were missed')
  t.match(reminders()[1], { occurrenceDateTime: '2026-04-27' })
  t.same(await rows('2027-03-02'), ahead, 'and the report is what it was')
})

test('neither a clock that is set again nor a gateway that was killed sends a reminder twice', async (t) => {
  const before = await enqueued()
  await world.setClock('2026-05-20T10:00:00Z')
  await world.restart()
  await world.setClock('2026-05-20T10:00:00Z')
  t.equal(await enqueued(), before)
  t.equal(reminders().length, 2)
})

test('reminders that a stop left undone are sent at the next start', async (t) => {
  const before = await enqueued()
  // A month before the yearly report is due.
  const now = '2027-02-05T10:00:00Z'
  const both = [world.setClock(now), world.kill()]
  await Promise.allSettled(both)
  await world.restart()
  await world.setClock(now)
  const after = await enqueued()
  t.equal(after, before + 1)
  await world.restart()
  await world.setClock(now)
  t.equal(await enqueued(), after)
})

test('the practice is told of what is late, and the region reads counts under a pseudonym', async (t) => {
  const path = '/fhir/CommunicationRequest'
  const told = bundleOf(
    await world.as('his-de-linde', { path: `${path}?based-on=ServiceRequest/${referred.request.id ?? ''}` })
  )
  t.match(told[0]?.payload, [{ contentString: /^Ter informatie: .* van / }])
  const digests = bundleOf(await world.as('region-midden', { path }))
  t.match(digests[0]?.payload?.[0], { contentString: /^Overzicht voor de regio van / })
  const text = JSON.stringify(digests)
  for (const id of [referred.request.id, referred.task.id, told[0]?.id])
    t.notOk(text.includes(id ?? '?'), 'no id of the referral')
  const { id = '' } = digests[0] ?? {}
  t.equal((await world.as('region-midden', { path: `${path}/${id}` })).status, 200)
  for (const other of ['his-de-linde', 's-ggz-parkzicht']) {
    t.equal((await world.as(other, { path: `${path}/${id}` })).status, 404, other)
  }
  t.equal((await world.as('auditor-rho', { path: `${path}/${id}` })).status, 403)
  const { outbox } = await world.traffic()
  t.match(outbox['region-midden'], { waiting: 0, dead: 0 }, 'read is delivered')
  t.equal((await world.as('region-midden', { path: `/fhir/Task/${referred.task.id ?? ''}` })).status, 403)
})

test('a participant posts no reminder of its own', async (t) => {
  const [got] = reminders()
  const { id, meta, ...fresh } = got!
  t.ok(id !== undefined && meta !== undefined)
  const single = await world.as('his-de-linde', { method: 'POST', path: '/fhir/CommunicationRequest', body: fresh })
  t.ok(single.status >= 400 && single.status < 500, single.text)
  const request = { method: 'POST', url: 'CommunicationRequest' } as const
  const entry = [{ fullUrl: 'urn:uuid:one', resource: fresh, request }]
  const body: Bundle = { resourceType: 'Bundle', type: 'transaction', entry }
  const both = await world.as('his-de-linde', { method: 'POST', path: '/fhir', body })
  t.ok(both.status >= 400 && both.status < 500, both.text)
  t.same(codesOf(both), ['unknown-type'])
  const path = `/fhir/CommunicationRequest/${id ?? ''}`
  const put = await world.as('s-ggz-parkzicht', { method: 'PUT', path, body: { ...got, status: 'completed' } })
  t.ok(put.status >= 400 && put.status < 500, put.text)
})

test('a report after its reminders meets the duty, and nothing more is asked', async (t) => {
  const answer = await world.as('s-ggz-parkzicht', { method: 'POST', path: '/fhir', body: report(referred.task) })
  t.equal(answer.status, 200, answer.text)
  t.match(await rows('2027-02-05'), [{ state: 'met-late' }])
  const before = reminders().length
  await world.setClock('2027-06-15T10:00:00Z')
  t.equal(reminders().length, before)
})

test('the log names nobody', async (t) => {
  const text = world.lines.join('\n')
  t.match(text, /reminders enqueued/)
  for (const secret of secrets) t.notOk(text.includes(secret), 'a word of a letter')
  t.equal(await world.stop(), 0)
})
