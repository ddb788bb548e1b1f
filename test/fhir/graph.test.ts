import type { Reference, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readGraph, unattached, type Graph } from '../../src/fhir/graph.ts'
import type { Entry } from '../../src/fhir/transaction.ts'

const base = 'https://gateway.example/fhir'
const seed = ['his-a', 'message-1']

function request(subject: Reference<never>, more: Partial<ServiceRequest> = {}): ServiceRequest {
  return { resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject, ...more }
}

function entry(resource: Resource, more: Partial<Entry> = {}, at = 0): Entry {
  return { resource, path: `Bundle.entry[${at}].resource`, method: 'POST', ...more }
}

/** A graph of a referral that refers to its patient with this reference, and the patient as given. */
function graphWith(reference: string, patient: Partial<Entry> & { readonly id?: string }, fullUrl = 'urn:uuid:r') {
  const { id, ...more } = patient
  const resource: Resource = { resourceType: 'Patient', ...(id === undefined ? {} : { id }) }
  return readGraph([entry(request({ reference }), { fullUrl }), entry(resource, more, 1)], seed, base)
}

function value(result: ReturnType<typeof readGraph>): Graph {
  if (!result.ok) throw new Error(JSON.stringify(result.outcome.issues))
  return result.value
}

/** What the referral of the graph now refers to: the patient beside it, or what stands there. */
function meant(result: ReturnType<typeof readGraph>): string | undefined {
  if (!result.ok) return result.outcome.issues.map(({ code, expression }) => `${code} ${expression ?? ''}`).join()
  const [first, second] = result.value.entries
  const { reference } = (first?.resource as ServiceRequest).subject
  return reference === `Patient/${second?.id ?? ''}` ? 'beside' : reference
}

const at = 'Bundle.entry[0].resource.subject.reference'
const rules: readonly (readonly [string, string, Parameters<typeof graphWith>, string])[] = [
  ['a urn:uuid', 'is the entry with that fullUrl', ['urn:uuid:p', { fullUrl: 'urn:uuid:p' }], 'beside'],
  ['a urn:uuid of nothing', 'is unresolved', ['urn:uuid:q', { fullUrl: 'urn:uuid:p' }], `reference-unresolved ${at}`],
  [
    'an absolute URL',
    'is the entry with that fullUrl',
    ['https://his.example/Patient/7', { fullUrl: 'https://his.example/Patient/7' }],
    'beside'
  ],
  [
    'Type/id',
    'is resolved against the base of its own entry',
    ['Patient/7', { fullUrl: 'https://his.example/Patient/7' }, 'https://his.example/ServiceRequest/1'],
    'beside'
  ],
  [
    'Type/id under another base',
    'is not taken for it',
    ['Patient/7', { fullUrl: 'https://other.example/Patient/7' }, 'https://his.example/ServiceRequest/1'],
    'Patient/7'
  ],
  ['Type/id of one entry', 'is that entry', ['Patient/7', { id: '7' }], 'beside'],
  ['a version of it', 'is that entry, too', ['Patient/7/_history/1', { id: '7' }], 'beside'],
  ['the id that a PUT names', 'is that entry', ['Patient/7', { method: 'PUT', putId: '7' }], 'beside'],
  ['Type/id of no entry', 'is left to look up', ['Patient/8', { id: '7' }], 'Patient/8'],
  ['another type with the same id', 'is not taken', ['Practitioner/7', { id: '7' }], 'Practitioner/7'],
  ["a URL of this gateway's", 'is its Type/id', [`${base}/Patient/8`, { id: '7' }], 'Patient/8'],
  ["a URL of this gateway's with a version", 'is its Type/id', [`${base}/Patient/8/_history/2`, {}], 'Patient/8'],
  ['a URL that only begins like ours', 'is somebody else’s', [`${base}2/Patient/8`, { id: '8' }], `${base}2/Patient/8`],
  [
    'a URL of another server',
    'travels as it came',
    ['https://other.example/fhir/Patient/7', { id: '7' }],
    'https://other.example/fhir/Patient/7'
  ],
  ['an OID', 'travels as it came', ['urn:oid:1.2.3', {}], 'urn:oid:1.2.3'],
  ['a contained resource that is not there', 'is unresolved', ['#p', {}], `reference-unresolved ${at}`],
  ['a word', 'is unresolved', ['Jansen', {}], `reference-unresolved ${at}`],
  [
    'a conditional reference',
    'is unresolved, because a search may find the wrong patient',
    ['Patient?identifier=http://fhir.nl/fhir/NamingSystem/bsn|999999151', {}],
    `reference-unresolved ${at}`
  ],
  [
    'a conditional reference at our own base',
    'is unresolved, too',
    [`${base}/Patient?identifier=urn:x|1`, {}],
    `reference-unresolved ${at}`
  ]
]

for (const [what, becomes, given, wanted] of rules) {
  test(`${what} ${becomes}`, (t) => {
    t.equal(meant(graphWith(...given)), wanted)
    t.end()
  })
}

test('Type/id that two entries have is ambiguous, and an own fullUrl settles it', (t) => {
  const patient: Resource = { resourceType: 'Patient', id: '7' }
  const two = [
    entry(patient, { fullUrl: 'https://a.example/Patient/7' }, 1),
    entry(patient, { fullUrl: 'https://b.example/Patient/7' }, 2)
  ]
  const referral = request({ reference: 'Patient/7' })
  t.equal(
    meant(readGraph([entry(referral, { fullUrl: 'urn:uuid:r' }), ...two], seed, base)),
    `reference-ambiguous ${at}`
  )
  const settled = value(readGraph([entry(referral, { fullUrl: 'https://b.example/X/1' }), ...two], seed, base))
  t.equal((settled.entries[0]?.resource as ServiceRequest).subject.reference, `Patient/${settled.entries[2]?.id ?? ''}`)
  t.end()
})

test('what no entry answers is listed with its place, and nothing else is', (t) => {
  const referral = request(
    { reference: 'urn:uuid:p' },
    { performer: [{ reference: 'Organization/o' }, { reference: 'https://other.example/Organization/1' }] }
  )
  const entries = [entry(referral), entry({ resourceType: 'Patient' }, { fullUrl: 'urn:uuid:p' }, 1)]
  t.same(value(readGraph(entries, seed, base)).outside, [
    { reference: 'Organization/o', path: 'Bundle.entry[0].resource.performer[0].reference' }
  ])
  t.end()
})

test('every fault is told at once, each at its place', (t) => {
  const referral = request({ reference: '#a' }, { performer: [{ reference: 'urn:uuid:b' }] })
  t.equal(
    meant(readGraph([entry(referral)], seed, base)),
    `reference-unresolved ${at},reference-unresolved Bundle.entry[0].resource.performer[0].reference`
  )
  t.end()
})

test('a contained resource is reached by its own resource only, and by its one id', (t) => {
  const contained: ServiceRequest['contained'] = [{ resourceType: 'Patient', id: 'p' }]
  t.equal(meant(readGraph([entry(request({ reference: '#p' }, { contained }))], seed, base)), '#p')
  const other = [entry(request({ reference: '#p' })), entry(request({}, { contained }), {}, 1)]
  t.equal(meant(readGraph(other, seed, base)), `reference-unresolved ${at}`)
  const twice: ServiceRequest['contained'] = [...contained, { resourceType: 'Practitioner', id: 'p' }]
  t.equal(
    meant(readGraph([entry(request({ reference: '#p' }, { contained: twice }))], seed, base)),
    'reference-ambiguous Bundle.entry[0].resource.contained[1]',
    'of two that have one id none is guessed'
  )
  t.end()
})

test('ids are the same for the same sender and message, and others for any other', (t) => {
  const entries = [entry(request({})), entry({ resourceType: 'Patient', id: 'mine' }, {}, 1)]
  const ids = (...other: readonly string[]): readonly string[] =>
    value(readGraph(entries, other, base)).entries.map(({ id }) => id)
  t.same(ids('his-a', 'message-1'), ids('his-a', 'message-1'))
  const all = [...ids('his-a', 'message-1'), ...ids('his-b', 'message-1'), ...ids('his-a', 'message-2')]
  t.equal(new Set(all).size, 6)
  t.notOk(all.includes('mine'), 'the id of a sender is no id here')
  t.end()
})

test('each resource has the id of its entry, and the message is left as it came', (t) => {
  const entries = [
    entry(request({ reference: 'urn:uuid:p' })),
    entry({ resourceType: 'Patient' }, { fullUrl: 'urn:uuid:p' })
  ]
  const before = JSON.stringify(entries)
  for (const { resource, id } of value(readGraph(entries, seed, base)).entries) t.equal(resource.id, id)
  t.equal(JSON.stringify(entries), before)
  t.end()
})

const organization = { resourceType: 'Organization', id: 'o' } as const

function loose(resources: readonly Resource[]): readonly (string | undefined)[] {
  const graph = resources.map((resource) => ({ resource, path: resource.id ?? '' }))
  return unattached(graph, ({ resource }) => resource.resourceType === 'ServiceRequest').map(({ path }) => path)
}

test('an entry is attached by references in either direction, over others, and by nothing else', (t) => {
  const referral = request({ reference: 'Patient/p' }, { id: 'r' })
  const patient: Resource = { resourceType: 'Patient', id: 'p', managingOrganization: { reference: 'Organization/o' } }
  const flag: Resource = {
    resourceType: 'Flag',
    id: 'f',
    status: 'active',
    code: {},
    subject: { reference: 'Patient/p' }
  }
  t.same(loose([flag, organization, patient, referral]), [])
  t.same(loose([flag, patient, organization]), ['f', 'p', 'o'], 'without an anchor nothing hangs together')
  t.same(loose([referral, organization]), ['o'])
  t.same(loose([referral, flag, organization]), ['f', 'o'], 'a patient who is not in the message ties nothing to it')
  const sameId: Resource = { resourceType: 'Location', id: 'p' }
  t.same(loose([referral, patient, organization, sameId]), ['p'], 'type and id count together')
  t.end()
})
