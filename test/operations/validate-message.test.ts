import type { Bundle, OperationOutcome } from '@medplum/fhirtypes'
import { test } from 'tap'
import { outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { ask, errorsIn, issuesOf, OWN, patient, RULE } from './validation.ts'
import { parametersOf, posted, world } from './world.ts'

test('the profile of the dialect of the caller is checked and named, of nobody else', async (t) => {
  const { call } = await world(t)
  const request = { resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject: { display: 'x' } }
  const his = await call('his-a', ask('ServiceRequest', request))
  t.ok(errorsIn(his).length > 0)
  t.match(issuesOf(his).at(-1)?.details?.text, `${OWN}his-service-request|1.0.0`)
  const institution = await call('s-a', ask('ServiceRequest', request))
  t.match(issuesOf(institution).at(-1)?.details?.text, `${OWN}s-ggz-service-request|1.0.0`)
  const auditor = await call('auditor', ask('ServiceRequest', request))
  t.strictSame(errorsIn(auditor), [])
  t.notMatch(issuesOf(auditor).at(-1)?.details?.text, 'service-request')
})

test('a message is found sound where the gateway takes it, and has the error where the gateway refuses it', async (t) => {
  const { call, commits } = await world(t)
  const sound = f.referralBundle()
  const draft = f.changed(sound, 'ServiceRequest', (request) => ({ ...request, status: 'draft' }))
  const bare = f.changed(sound, 'ServiceRequest', (request) => ({ ...request, requester: undefined }))
  for (const [content, isSound] of [
    [sound, true],
    [draft, false],
    [bare, false]
  ] as const) {
    const created = await call('his-a', posted('/fhir/Bundle/$validate?mode=create', JSON.stringify(content)))
    t.equal(errorsIn(created).length === 0, isSound, errorsIn(created).join())
    t.equal(commits(), 0)
  }
  const sent = await call('his-a', posted('/fhir', JSON.stringify(draft)))
  const [, code] = outcomeOf(sent)
  const created = errorsIn(await call('his-a', posted('/fhir/Bundle/$validate?mode=create', JSON.stringify(draft))))
  t.ok(
    created.some((error) => error.startsWith(`${code} Bundle.entry[`)),
    created.join()
  )
})

test('a code that the map of the dialect cannot read is told to whoever would create it, and to nobody else', async (t) => {
  const { call } = await world(t)
  const system = 'urn:oid:2.16.840.1.113883.2.4.4.30.69'
  const category = [{ coding: [{ system, code: '9' }] }]
  const content = f.changed(f.referralBundle(), 'ServiceRequest', (request) => ({ ...request, category }))
  const create = await call('his-a', posted('/fhir/Bundle/$validate?mode=create', JSON.stringify(content)))
  t.match(errorsIn(create), [/^unmapped-code Bundle\.entry\[\d+\]\.resource\.category\[0\]\.coding\[0\]\.code$/])
  t.strictSame(errorsIn(await call('his-a', ask('Bundle', content))), [])
})

test('what is wrong in an entry of a Bundle is told at that entry, and in the Bundle at the Bundle', async (t) => {
  const { call } = await world(t)
  const content = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { resource: patient, request: { method: 'POST', url: 'Patient' } },
      { resource: { ...patient, contact: [{ gender: 'male' }] }, request: { method: 'DELETE', url: 'Patient' } }
    ]
  }
  const errors = errorsIn(await call('his-a', ask('Bundle', content)))
  t.ok(errors.includes('invariant-broken Bundle.entry[1].resource.contact[0]'), errors.join())
  t.ok(
    errors.some((one) => one.startsWith('entry-request Bundle.entry[1].request')),
    errors.join()
  )
  const unsound = { ...content, entry: [{ resource: { ...patient, gender: 'x' } }, ...content.entry] }
  const beside = errorsIn(await call('auditor', ask('Bundle', unsound)))
  t.ok(beside.includes('invalid-structure Bundle.entry[0].resource.gender'))
  t.ok(beside.includes('invariant-broken Bundle.entry[2].resource.contact[0]'), 'one bad entry hides no other')
})

test('a rule that looks through a reference finds the entry that it leads to', async (t) => {
  const { call } = await world(t)
  const subject = 'urn:uuid:0a4b6a3c-4b3a-4b7e-8d2f-0c9d1e2f3a4b'
  const communication = {
    resourceType: 'Communication',
    status: 'completed',
    meta: { profile: [`${OWN}s-ggz-communication`] },
    subject: { reference: subject }
  }
  const bundle = (entry: object[]): object => ({ resourceType: 'Bundle', type: 'collection', entry })
  const fullUrl = 'urn:uuid:0a4b6a3c-4b3a-4b7e-8d2f-0c9d1e2f3a4c'
  const entries = [{ fullUrl, resource: communication }]
  const whole = await call('auditor', ask('Bundle', bundle([...entries, { fullUrl: subject, resource: patient }])))
  const practitioner = { resourceType: 'Practitioner' }
  const other = await call('auditor', ask('Bundle', bundle([...entries, { fullUrl: subject, resource: practitioner }])))
  const at = 'Bundle.entry[0].resource.subject'
  const isAbout = (one: string): boolean => one.startsWith(`reference-target ${at}`)
  t.notOk(errorsIn(whole).some(isAbout))
  t.ok(errorsIn(other).some(isAbout), errorsIn(other).join())
})

test('with a mode it is said whether that is offered', async (t) => {
  const { call } = await world(t)
  const task = { resourceType: 'Task', id: 't1', status: 'requested', intent: 'order' }
  const table: readonly [string, unknown, string][] = [
    ['Patient/$validate?mode=create', patient, 'method-not-allowed Patient'],
    ['Patient/$validate?mode=update', patient, 'method-not-allowed Patient'],
    ['Task/$validate?mode=update', { ...task, id: undefined }, 'required-missing Task.id'],
    ['Task/t2/$validate?mode=update', task, 'id-mismatch Task.id'],
    ['Task/t1/$validate?mode=delete', task, 'method-not-allowed'],
    ['Bundle/$validate?mode=create', { resourceType: 'Bundle', type: 'collection' }, 'bundle-type Bundle.type']
  ]
  for (const [url, content, expected] of table) {
    const answer = await call('his-a', posted(`/fhir/${url}`, JSON.stringify(content)))
    t.ok(errorsIn(answer).includes(expected), `${url} ${errorsIn(answer).join()}`)
  }
  const gone = await call('his-a', posted('/fhir/Task/t1/$validate', parametersOf({ mode: { valueCode: 'delete' } })))
  t.strictSame(errorsIn(gone), ['method-not-allowed'])
  const auditor = await call(
    'auditor',
    posted('/fhir/Flag/$validate?mode=create', JSON.stringify({ resourceType: 'Flag' }))
  )
  t.ok(errorsIn(auditor).includes('not-allowed Flag'))
})

test('more entries than a message may have are not looked at', async (t) => {
  const { call } = await world(t)
  const entry = Array.from({ length: 201 }, () => ({ resource: { resourceType: 'Patient' } }))
  const answer = await call('his-a', ask('Bundle', { resourceType: 'Bundle', type: 'collection', entry }))
  t.strictSame(errorsIn(answer), ['invalid-structure Bundle.entry'])
})

test('an outcome of another interaction names the rule, too', async (t) => {
  const { call } = await world(t)
  const bundle: Bundle = f.changed(f.referralBundle(), 'ServiceRequest', (request) => ({
    ...request,
    requester: undefined
  }))
  const { body } = await call('his-a', posted('/fhir', JSON.stringify(bundle)))
  const { issue } = JSON.parse(body) as OperationOutcome
  t.ok(
    issue.some(({ extension }) => extension?.[0]?.url === RULE),
    body
  )
})
