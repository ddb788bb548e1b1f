import type { ServiceRequest, Task } from '@medplum/fhirtypes'
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
