import type { ServiceRequest, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { inBundle, resourceOf } from './http.ts'
import { linde, parkzicht } from './messages.ts'
import { arrival, startWorld } from './world.ts'

const URA = 'http://fhir.nl/fhir/NamingSystem/ura'
const json = { 'content-type': 'application/fhir+json' }

/** A referral as a small system posts it: one resource, the patient by BSN, both organisations by URA. */
const lone: ServiceRequest = {
  resourceType: 'ServiceRequest',
  identifier: [{ system: 'https://his.example/verwijzing', value: 'V-2026-0042' }],
  status: 'completed',
  intent: 'order',
  priority: 'urgent',
  authoredOn: '2026-03-02',
  category: [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.4.4.30.69', code: '1' }] }],
  subject: { identifier: { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: '172642863' } },
  requester: { identifier: { system: URA, value: linde.ura } },
  performer: [{ identifier: { system: URA, value: parkzicht.ura } }],
  reasonCode: [{ text: 'Sinds drie maanden somber, slaapt slecht' }]
}

test('a referral of one resource crosses with a Task that the gateway makes, and both sides can go on with it', async (t) => {
  const world = await startWorld()
  t.teardown(async () => world.stop())
  const posted = await world.as('his-de-linde', {
    method: 'POST',
    path: '/fhir/ServiceRequest',
    body: JSON.stringify(lone),
    headers: json
  })
  t.equal(posted.status, 201)
  const own = resourceOf(posted, 'ServiceRequest')
  t.strictSame(own.subject, lone.subject, 'the sender reads its own shape')

  const arrived = await arrival(world.receivers['s-ggz-parkzicht'], 0)
  const patient = inBundle(arrived, 'Patient')
  t.equal(patient.identifier?.[0]?.value, '172642863')
  t.equal(inBundle(arrived, 'ServiceRequest').subject.reference, `Patient/${patient.id ?? ''}`)
  const task = inBundle(arrived, 'Task')
  t.equal(task.owner?.identifier?.value, parkzicht.ura)

  const mine = await world.as('his-de-linde', { path: `/fhir/Task?focus=ServiceRequest/${own.id ?? ''}` })
  const codes = (resourceOf(mine, 'Bundle').entry ?? [])
    .flatMap(({ resource }) => (resource?.resourceType === 'Task' ? [resource.code?.coding?.[0]?.code ?? ''] : []))
    .sort()
  const duties = ['intake-confirmation', 'registration-confirmation', 'status-notice', 'yearly-report']
  // It is urgent, so whether the patient came is owed, too.
  t.equal(codes.length, 1 + 1 + duties.length, 'the coordination Task and the duties')
  t.strictSame(codes.slice(1), ['appearance-confirmation', ...duties])
  const step = await world.as('s-ggz-parkzicht', {
    method: 'PUT',
    path: `/fhir/Task/${task.id ?? ''}`,
    body: JSON.stringify({ ...task, status: 'accepted' } satisfies Task),
    headers: { ...json, 'if-match': `W/"${task.meta?.versionId ?? ''}"` }
  })
  t.equal(step.status, 200)
  const told = await arrival(world.receivers['his-de-linde'], 0)
  t.equal(inBundle(told, 'Task').status, 'accepted')

  const again = await world.as('his-de-linde', {
    method: 'POST',
    path: '/fhir/ServiceRequest',
    body: JSON.stringify(lone),
    headers: json
  })
  t.equal(again.status, 409, 'the same business identifier is the same referral')
  t.match(resourceOf(again, 'OperationOutcome').issue[0]?.details?.text, own.id ?? '-')
})
