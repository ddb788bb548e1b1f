import type { Communication, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { standAlone } from '../../src/fhir/stand-alone.ts'

const bsn = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999999151' }

function referral(more: Partial<ServiceRequest>): ServiceRequest {
  return { resourceType: 'ServiceRequest', id: 'r1', status: 'active', intent: 'order', subject: {}, ...more }
}

function alone(resource: Resource): readonly (readonly [Resource, string])[] {
  return standAlone([{ resource, path: 'ServiceRequest' }]).map((one) => [one.resource, one.path] as const)
}

const withContained = referral({
  contained: [
    { resourceType: 'Patient', id: 'p', identifier: [bsn], generalPractitioner: [{ reference: '#o' }] },
    { resourceType: 'Organization', id: 'o', name: 'Practice' }
  ],
  subject: { reference: '#p' },
  requester: { reference: '#o' }
})

test('contained resources become resources of their own, tied as they were, each with its place', (t) => {
  const [[request, at], [patient, atPatient], [practice, atPractice]] = alone(withContained) as [
    readonly [ServiceRequest, string],
    ...(readonly [Resource, string])[]
  ] as [readonly [ServiceRequest, string], readonly [Resource, string], readonly [Resource, string]]
  t.same([at, atPatient, atPractice], ['ServiceRequest', 'ServiceRequest.contained[0]', 'ServiceRequest.contained[1]'])
  t.notOk('contained' in request)
  t.equal(request.subject.reference, `Patient/${patient.id ?? ''}`)
  t.equal(request.requester?.reference, `Organization/${practice.id ?? ''}`)
  t.match(patient, { identifier: [bsn], generalPractitioner: [{ reference: request.requester?.reference }] })
  t.not(patient.id, 'p', 'the id within one resource is no id here')
  t.end()
})

test('the same contained resource gets the same id each time, and another in another resource', (t) => {
  const ids = (resource: Resource): readonly (string | undefined)[] => alone(resource).map(([one]) => one.id)
  t.same(ids(withContained), ids(structuredClone(withContained)))
  t.not(ids({ ...withContained, id: 'r2' })[1], ids(withContained)[1])
  t.end()
})

test('a patient named by BSN alone becomes a Patient with that BSN, in either form of its system', (t) => {
  for (const system of [bsn.system, 'urn:oid:2.16.840.1.113883.2.4.6.3']) {
    const identifier = { system, value: '172642863' }
    const made = alone(referral({ subject: { identifier, display: 'J.' } }))
    t.equal(made.length, 2)
    const [[request], [patient, at]] = made as [[ServiceRequest, string], [Resource, string]]
    t.same(patient, { resourceType: 'Patient', id: patient.id, identifier: [identifier] })
    t.same(request.subject, { identifier, display: 'J.', reference: `Patient/${patient.id ?? ''}` })
    t.equal(at, 'ServiceRequest.subject')
  }
  t.end()
})

test('any other number, or none, makes no patient', (t) => {
  const subjects: readonly ServiceRequest['subject'][] = [
    { identifier: { system: 'urn:own', value: '999999151' } },
    { identifier: { value: '999999151' } },
    { identifier: { system: bsn.system } },
    { display: '999999151' },
    { reference: 'Patient/p', identifier: bsn }
  ]
  for (const subject of subjects) t.same(alone(referral({ subject })), [[referral({ subject }), 'ServiceRequest']])
  t.end()
})

test('what stands alone already is given as it is, and what is given is not changed', (t) => {
  const communication: Communication = {
    resourceType: 'Communication',
    id: 'c',
    status: 'completed',
    subject: { identifier: bsn }
  }
  t.equal(alone(communication)[0]?.[0], communication)
  const before = JSON.stringify(withContained)
  alone(withContained)
  t.equal(JSON.stringify(withContained), before)
  t.end()
})
