import type { Communication, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { derivedId } from '../../src/fhir/derived-id.ts'
import { follow, referencesIn, splitReference, withoutReferencesTo, withReferences } from '../../src/fhir/references.ts'

const request: ServiceRequest = {
  resourceType: 'ServiceRequest',
  id: 'r1',
  status: 'active',
  intent: 'order',
  contained: [{ resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p1' } }],
  subject: { reference: 'Patient/p1' },
  performer: [{ reference: 'Organization/o1' }, { display: 'reference', identifier: { value: 'Patient/p1' } }],
  reasonReference: [{ reference: '#c' }]
}

test('every reference is found, where it stands and in the order of the document, also in contained resources', (t) => {
  t.same(referencesIn(request, 'ServiceRequest'), [
    { reference: 'Patient/p1', path: 'ServiceRequest.contained[0].subject.reference' },
    { reference: 'Patient/p1', path: 'ServiceRequest.subject.reference' },
    { reference: 'Organization/o1', path: 'ServiceRequest.performer[0].reference' },
    { reference: '#c', path: 'ServiceRequest.reasonReference[0].reference' }
  ])
  t.end()
})

test('rewriting reaches every reference, changes nothing else and leaves the original as it is', (t) => {
  const before = JSON.stringify(request)
  const rewritten = withReferences(request, (reference) => (reference === 'Patient/p1' ? 'Patient/new' : undefined))
  t.equal(JSON.stringify(request), before)
  const wanted = before.replaceAll('"reference":"Patient/p1"', '"reference":"Patient/new"')
  t.equal(JSON.stringify(rewritten), wanted)
  t.match(wanted, '"value":"Patient/p1"', 'an identifier that looks like a reference is none')
  t.end()
})

const splits: readonly (readonly [string | undefined, object | undefined])[] = [
  ['Patient/p1', { type: 'Patient', id: 'p1' }],
  ['Patient/p1/_history/3', { type: 'Patient', id: 'p1' }],
  [`Patient/${'a'.repeat(64)}`, { type: 'Patient', id: 'a'.repeat(64) }],
  [`Patient/${'a'.repeat(65)}`, undefined],
  ['https://elsewhere.example/fhir/Patient/p1', undefined],
  ['urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', undefined],
  ['#p1', undefined],
  ['Patient?identifier=x', undefined],
  ['Patient/p1?x', undefined],
  ['Patient/', undefined],
  ['patient/p1', undefined],
  ['Patient/p1\nPatient/p2', undefined],
  ['../Patient/p1', undefined],
  [undefined, undefined]
]

test('only Type/id, with or without a version, is taken as a reference to a resource here', (t) => {
  for (const [reference, wanted] of splits) t.same(splitReference(reference), wanted, reference ?? 'none')
  t.end()
})

test('a reference is followed by type and id together', (t) => {
  const communication: Communication = { resourceType: 'Communication', id: 'r1', status: 'completed' }
  const graph = [communication, request]
  t.equal(follow(graph, { reference: 'ServiceRequest/r1' }), request)
  t.equal(follow(graph, { reference: 'Communication/r1' }), communication)
  t.equal(follow(graph, { reference: 'Patient/r1' }), undefined)
  t.equal(follow(graph, { display: 'r1' }), undefined)
  t.end()
})

test('a derived id is a UUID, the same for the same parts, another for any other parts', (t) => {
  const id = derivedId('his-a', 'message-1', 'Task', '0')
  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.equal(derivedId('his-a', 'message-1', 'Task', '0'), id)
  const others = [
    derivedId('his-b', 'message-1', 'Task', '0'),
    derivedId('his-a', 'message-1', 'Task', '1'),
    derivedId('his-amessage-1', 'Task', '0'),
    derivedId('his-a', 'message-1Task', '0'),
    derivedId('his-a', 'message-1', 'Task0')
  ]
  t.equal(new Set([id, ...others]).size, 6)
  t.end()
})

test('a copy without references to some resources loses the elements that hold them, and what these leave empty', (t) => {
  const named: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: 'r1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    supportingInfo: [{ reference: 'Consent/c1', display: 'Bezwaar' }, { reference: 'Composition/l1' }],
    insurance: [{ reference: 'Consent/c1' }],
    extension: [{ url: 'https://example.org/why', valueReference: { reference: 'Consent/c1' } }]
  }
  const kept = withoutReferencesTo(named, new Set(['Consent/c1']))
  t.same(kept, {
    resourceType: 'ServiceRequest',
    id: 'r1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    supportingInfo: [{ reference: 'Composition/l1' }]
  })
  t.end()
})
