import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readMessage, type Inbound } from '../../src/flows/read-message.ts'
import * as f from '../referral/fixtures.ts'
import { inbound } from './world.ts'

const { entry = [] } = f.referralBundle()
const [task, request] = entry.map(({ resource }) => resource as Resource) as [Resource, Resource]

function refused(body: object, how: Partial<Inbound> = {}): readonly string[] {
  const message = { ...inbound(f.hisA, request), body: Buffer.from(JSON.stringify(body)), ...how }
  return f.refusals(readMessage(f.rules, message))
}

const update = (id: string) => ({ interaction: { name: 'update', type: 'Task', id } }) as const

test('a body is of the type that its address names', (t) => {
  t.same(refused(task), ['wrong-type resourceType'])
  t.same(refused({}), ['wrong-type resourceType'])
  t.same(refused(request, update('t1')), ['wrong-type resourceType'])
  t.end()
})

test('an update is of the resource that its address names', (t) => {
  t.same(refused(task, update('t1')), ['id-mismatch Task.id'])
  t.same(refused({ ...task, id: 't2' }, update('t1')), ['id-mismatch Task.id'])
  t.end()
})

test('what the token does not allow is refused entry by entry, whatever else the message holds', (t) => {
  const noPatient = { allows: (type: string) => type !== 'Patient' }
  const message = { ...inbound(f.hisA, f.referralBundle()), ...noPatient }
  t.same(f.refusals(readMessage(f.rules, message)), ['not-allowed Bundle.entry[3].resource'])
  t.same(refused(request, { allows: (_, letter) => letter !== 'c' }), ['not-allowed ServiceRequest'])
  t.same(refused({ ...task, id: 't1' }, { ...update('t1'), allows: (_, letter) => letter !== 'u' }), [
    'not-allowed Task'
  ])
  t.end()
})

test('a type that the dialect does not carry is refused, and one that FHIR has not, too', (t) => {
  const add = (resource: object) => {
    const bundle = f.withEntry(f.referralBundle(), 'urn:uuid:x', resource as Resource)
    return f.refusals(readMessage(f.rules, inbound(f.hisA, bundle)))
  }
  t.match(add({ resourceType: 'Verwijzing' }), ['unknown-type Bundle.entry[9].resource'])
  t.match(add({ resourceType: 'Binary', contentType: 'text/plain' }), [
    /^(type-not-in-dialect|unknown-type) Bundle\.entry\[9\]/
  ])
  t.end()
})

test('one without a dialect sends nothing', (t) => {
  t.match(refused(request, { participant: f.auditor }), [/^not-allowed/])
  t.end()
})

test('every fault is told with its place in the message as its sender wrote it', (t) => {
  const bad = f.changed(f.referralBundle(), 'Patient', (patient) => ({
    ...patient,
    geslacht: 'vrouw',
    identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999999152' }]
  }))
  const refusals = f.refusals(readMessage(f.rules, inbound(f.hisA, bad)))
  t.ok(refusals.length > 0)
  for (const refusal of refusals) t.match(refusal, /^(invalid-structure|bsn-invalid) Bundle\.entry\[3\]\.resource/)
  t.notMatch(JSON.stringify(refusals), '999999152')
  t.end()
})
