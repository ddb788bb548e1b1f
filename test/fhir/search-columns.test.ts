import type { Communication, ServiceRequest, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { searchColumns } from '../../src/fhir/search-columns.ts'

const task: Task = {
  resourceType: 'Task',
  status: 'requested',
  intent: 'order',
  focus: { reference: 'ServiceRequest/r1' },
  owner: { reference: 'Organization/o1', identifier: { system: 'urn:ura', value: '1' } },
  identifier: [{ system: 'urn:own', value: 'T-1' }],
  for: { reference: 'Patient/p1', identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999999151' } }
}

test('a Task is found by status, focus and owner, the latter also by number, and by no patient', (t) => {
  t.same(searchColumns(task), [
    { param: 'status', value: 'requested' },
    { param: 'focus', value: 'ServiceRequest/r1' },
    { param: 'owner', value: 'Organization/o1' },
    { param: 'owner:identifier', value: 'urn:ura|1' }
  ])
  t.end()
})

test('a Task is found by its code and business status, with their system and without, under the name that is kept', (t) => {
  const coded: Task = {
    resourceType: 'Task',
    status: 'accepted',
    intent: 'order',
    code: { coding: [{ system: 'urn:oid:2.16.840.1.113883.6.96', code: '3457005' }, { display: 'no code' }] },
    businessStatus: { coding: [{ code: 'waiting-list' }] }
  }
  t.same(searchColumns(coded), [
    { param: 'status', value: 'accepted' },
    { param: 'code', value: 'http://snomed.info/sct|3457005' },
    { param: 'code', value: '3457005' },
    { param: 'business-status', value: '|waiting-list' },
    { param: 'business-status', value: 'waiting-list' }
  ])
  t.end()
})

test('a Communication is found by what it is about and by its kind', (t) => {
  const feedback: Communication = {
    resourceType: 'Communication',
    status: 'completed',
    identifier: [{ system: 'urn:own', value: 'C-1' }],
    basedOn: [{ reference: 'ServiceRequest/r1' }],
    category: [{ coding: [{ system: 'urn:kinds', code: '201' }] }, { text: 'Bericht' }],
    subject: { reference: 'Patient/p1' }
  }
  t.same(searchColumns(feedback), [
    { param: 'identifier', value: 'urn:own|C-1' },
    { param: 'based-on', value: 'ServiceRequest/r1' },
    { param: 'category', value: 'urn:kinds|201' },
    { param: 'category', value: '201' }
  ])
  t.end()
})

test('a referral has its business identifiers as columns, those without a system under none', (t) => {
  const request: ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    subject: {},
    identifier: [{ system: 'urn:own', value: 'V-1' }, { value: 'V-2' }, { system: 'urn:own' }]
  }
  t.same(searchColumns(request), [
    { param: 'identifier', value: 'urn:own|V-1' },
    { param: 'identifier', value: '|V-2' }
  ])
  t.end()
})

test('a patient has no column: no search can be made by one', (t) => {
  t.same(searchColumns({ resourceType: 'Patient', identifier: [{ system: 'urn:bsn', value: '999999151' }] }), [])
  t.end()
})
