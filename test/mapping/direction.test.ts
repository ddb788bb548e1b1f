import type { Resource, ServiceRequest } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { changed, graphOf, his, mapped, one, sGgz, wrong } from '../dialects/dialect-case.ts'

const NHG_69 = 'urn:oid:2.16.840.1.113883.2.4.4.30.69'
const BASE = 'https://ggz-gateway.example/fhir'
const HIS_KIND = `${BASE}/CodeSystem/his-correspondence`

const referral = graphOf('his/referral.in.json')
const requestAt = 'Bundle.entry[1].resource'

function issuesOf(graph: readonly Located[]) {
  const result = his.toCanonical(graph)
  return result.ok ? [] : result.outcome.issues
}

function withRequest(change: object): readonly Located[] {
  return changed(referral, 'ServiceRequest', (request: ServiceRequest) => ({ ...request, ...change }))
}

function feedback(change: object = {}, path = 'Communication'): Located {
  const category = [{ coding: [{ system: HIS_KIND, code: 'INTAKE' }] }]
  return { resource: { resourceType: 'Communication', id: 'c', status: 'completed', category, ...change }, path }
}

test('an element that may change the meaning of the rest refuses the message at its place', (t) => {
  const modifierExtension = [{ url: 'https://x.example/niet', valueBoolean: true }]
  t.match(issuesOf(withRequest({ modifierExtension })), [
    { code: 'content-not-carried', expression: new RegExp(`^${asPattern(requestAt)}\\.modifierExtension`) }
  ])
  t.match(issuesOf(withRequest({ implicitRules: 'https://x.example/regels' })), [
    { code: 'content-not-carried', expression: `${requestAt}.implicitRules` }
  ])
  t.end()
})

// A type of the dialect, and one that no dialect speaks of.
for (const resourceType of ['Patient', 'Medication']) {
  test(`such an element of a contained ${resourceType} refuses the message, too`, (t) => {
    const modifierExtension = [{ url: 'https://x.example/niet', valueBoolean: true }]
    const contained = [{ resourceType, id: 'x', modifierExtension, implicitRules: 'https://x.example/regels' }]
    const places = issuesOf(withRequest({ contained })).map(({ code, expression }) => `${code} ${expression ?? ''}`)
    for (const name of ['modifierExtension', 'implicitRules']) {
      const place = `content-not-carried ${requestAt}.contained[0].${name}`
      t.ok(
        places.some((told) => told.startsWith(place)),
        place
      )
    }
    t.ok(his.toCanonical(withRequest({ contained: [{ resourceType, id: 'x' }] })).ok, 'and without them it passes')
    t.end()
  })
}

test('a contained referral is refused, because it would keep the status of its sender', (t) => {
  const contained = [{ resourceType: 'ServiceRequest', id: 'x', status: 'completed', intent: 'order', subject: {} }]
  t.match(issuesOf([feedback({ contained })]), [
    { code: 'content-not-carried', expression: 'Communication.contained[0]' }
  ])
  t.end()
})

test('an element that no rule reads travels no further, and is told as a warning at its place', (t) => {
  const result = his.toCanonical(withRequest({ gewicht: 'onbekend' }))
  t.notOk('gewicht' in one(mapped(result), 'ServiceRequest'))
  t.match(result, { value: { warnings: [{ code: 'content-unread', expression: `${requestAt}.gewicht` }] } })
  t.end()
})

test('a type that the dialect does not carry is refused with its name', (t) => {
  const resource = { resourceType: 'Appointment', status: 'booked', participant: [] } as unknown as Resource
  t.match(issuesOf([...referral, { resource, path: 'Bundle.entry[99].resource' }]), [
    {
      code: 'type-not-in-dialect',
      words: { dialect: 'his', type: 'Appointment' },
      expression: 'Bundle.entry[99].resource'
    }
  ])
  t.end()
})

test('the problems of all resources are told together, and one of them leaves no output', (t) => {
  const unknown = { category: [{ coding: [{ system: HIS_KIND, code: 'IETS' }] }] }
  const both = [...withRequest({ status: 'draft' }), feedback(unknown)]
  const result = his.toCanonical(both)
  t.same(result.ok ? [] : result.outcome.issues.map(({ code }) => code), ['unmapped-code', 'unmapped-code'])
  t.notOk('value' in result)
  t.end()
})

test('twenty problems are told at most', (t) => {
  const unknown = { category: [{ coding: [{ system: HIS_KIND, code: 'IETS' }] }] }
  const many = Array.from({ length: 30 }, (_, index) => feedback({ ...unknown, id: `c${index}` }, `entry[${index}]`))
  const issues = issuesOf(many)
  t.equal(issues.length, 20)
  t.match(issues[19], { expression: /^entry\[19\]/ })
  t.end()
})

test('the resources of one message are not found by the next, also after a fault', (t) => {
  const letter = graphOf('s-ggz/feedback.canonical.json')
  const alone = letter.filter(({ resource }) => resource.resourceType === 'Communication')
  const documents = () =>
    mapped(his.fromCanonical(alone)).filter((made) => made.resource.resourceType !== 'Communication')
  mapped(his.fromCanonical(letter))
  t.same(documents(), [], 'its letter is not in the message')
  const bad = { category: [{ coding: [{ system: `${BASE}/CodeSystem/feedback-kind`, code: 'niets' }] }] }
  t.notOk(his.fromCanonical([...letter, feedback(bad)]).ok)
  t.same(documents(), [])
  t.end()
})

test('the resources of a message win over those of its context', (t) => {
  const letter = graphOf('s-ggz/feedback.canonical.json')
  const older = letter.map(({ resource }) =>
    resource.resourceType === 'Composition' ? { ...resource, title: 'Oud', section: [] } : resource
  )
  const out = mapped(his.fromCanonical(letter, { context: older }))
  t.not(one(out, 'DocumentReference').description, 'Oud')
  t.same(one(out, 'DocumentReference'), one(mapped(his.fromCanonical(letter)), 'DocumentReference'))
  t.end()
})

test('extensions of primitives keep their places, also where there is no value', (t) => {
  const extension = [{ url: 'https://x.example/reden', valueCode: 'unknown' }]
  const change = {
    authoredOn: undefined,
    _authoredOn: { extension },
    _status: { id: 's' },
    instantiatesUri: ['https://a.example', null],
    _instantiatesUri: [null, { extension }]
  }
  const sent = one(
    changed(withRequest({}), 'ServiceRequest', (request: ServiceRequest) => without(request, change)),
    'ServiceRequest'
  )
  const request = one(mapped(his.toCanonical([{ resource: sent, path: 'ServiceRequest' }])), 'ServiceRequest')
  const { _status, ...others } = change
  t.match(request, { ...without(request, others), status: 'active' })
  t.same(_status, { id: 's' })
  t.notOk('authoredOn' in request)
  t.equal(typeof request.status, 'string', 'and not an object in its place')
  t.end()
})

test('a thousand messages leave the maps as they were', (t) => {
  const first = JSON.stringify(mapped(his.toCanonical(referral)))
  for (let count = 0; count < 1000; count++) his.toCanonical(referral)
  t.equal(JSON.stringify(mapped(his.toCanonical(referral))), first)
  t.end()
})

test('lineage is told when it is asked for, for each resource of the message', (t) => {
  const result = his.toCanonical(referral, { lineage: true })
  t.same(
    result.ok ? result.value.lineage.map(({ source }) => source) : [],
    referral.map(({ resource }) => `${resource.resourceType}/${resource.id ?? ''}`)
  )
  t.ok(result.ok && result.value.lineage.every(({ entries }) => entries.length > 0))
  t.match(his.toCanonical(referral), { value: { lineage: [] } })
  t.end()
})

const concept = fc.record({ text: fc.string({ minLength: 1 }) })
const reference = fc.record({ reference: fc.constantFrom('Patient/1', 'Condition/2', 'Observation/3') })
const basis = fc.record({ reference: fc.constantFrom('ServiceRequest/1', 'CarePlan/2') })
const requests = fc.record(
  {
    note: fc.array(fc.record({ text: fc.string({ minLength: 1 }) }), { minLength: 1 }),
    reasonCode: fc.array(concept, { minLength: 1 }),
    bodySite: fc.array(concept, { minLength: 1 }),
    code: concept,
    patientInstruction: fc.string({ minLength: 1 }),
    occurrenceDateTime: fc.constant('2026-05-01'),
    asNeededBoolean: fc.boolean(),
    quantityQuantity: fc.record({ value: fc.integer() }),
    basedOn: fc.array(basis, { minLength: 1 }),
    supportingInfo: fc.array(reference, { minLength: 1 }),
    instantiatesUri: fc.array(fc.webUrl(), { minLength: 1 }),
    priority: fc.constantFrom('routine', 'urgent', 'asap', 'stat'),
    doNotPerform: fc.boolean(),
    meta: fc.record({ tag: fc.array(fc.record({ code: fc.constant('x') }), { minLength: 1 }) })
  },
  { requiredKeys: [], noNullPrototype: true }
)

test('any referral of a HIS comes back as it was, up to the codings that were added', (t) => {
  fc.assert(
    fc.property(requests.map(asJson), fc.constantFrom('completed', 'on-hold', 'revoked'), (elements, status) => {
      const category = [{ coding: [{ system: NHG_69, code: '1' }] }]
      const sent = {
        resourceType: 'ServiceRequest',
        id: 'r',
        intent: 'order',
        subject: { reference: 'Patient/1' },
        status,
        category,
        ...elements
      } as ServiceRequest
      const there = mapped(his.toCanonical([{ resource: sent, path: 'ServiceRequest' }]))
      t.same(wrong(mapped(sGgz.fromCanonical(there)), 'none'), [])
      const back = one(mapped(his.fromCanonical(there)), 'ServiceRequest')
      t.same({ ...back, category }, sent)
    }),
    { numRuns: 100 }
  )
  t.end()
})

/** What JSON gives: fast-check also makes objects without a prototype, which no message holds. */
function asJson(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object
}

function without(request: ServiceRequest, change: object): object {
  return Object.fromEntries(
    Object.entries({ ...request, ...change }).filter(([, value]: [string, unknown]) => value !== undefined)
  )
}

function asPattern(text: string): string {
  return text.replaceAll(/[.[\]]/g, '\\$&')
}
