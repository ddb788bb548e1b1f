import type { Communication, ServiceRequest } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { changed, graphOf, his, mapped, one, sGgz, wrong } from '../dialects/dialect-case.ts'

const NHG_69 = 'urn:oid:2.16.840.1.113883.2.4.4.30.69'
const SNOMED = 'http://snomed.info/sct'
const BASE = 'https://ggz-gateway.example/fhir'
const HIS_KIND = `${BASE}/CodeSystem/his-correspondence`
const KIND = `${BASE}/CodeSystem/feedback-kind`

const referral = graphOf('his/referral.in.json')
const requestAt = 'Bundle.entry[1].resource'

function issuesOf(graph: readonly Located[]) {
  const result = his.toCanonical(graph)
  return result.ok ? [] : result.outcome.issues
}

function withRequest(change: object): readonly Located[] {
  return changed(referral, 'ServiceRequest', (request: ServiceRequest) => ({ ...request, ...change }))
}

function feedbackWith(...coding: readonly object[]): readonly Located[] {
  const resource = {
    resourceType: 'Communication',
    id: 'c',
    status: 'completed',
    category: [{ coding }]
  } as Communication
  return [{ resource, path: 'Communication' }]
}

test('an unknown kind is refused with its code, system and map, at the field of the sender', (t) => {
  t.same(issuesOf(feedbackWith({ system: HIS_KIND, code: 'IETS' })), [
    {
      code: 'unmapped-code',
      words: { code: 'IETS', system: HIS_KIND, map: `${BASE}/ConceptMap/his-correspondence-to-feedback-kind` },
      expression: 'Communication.category[0].coding[0].code'
    }
  ])
  t.end()
})

test('a kind in a system that no map knows is refused, not guessed', (t) => {
  t.match(issuesOf(feedbackWith({ system: 'http://loinc.org', code: '11488-4' })), [
    { code: 'unmapped-code', expression: 'Communication.category' }
  ])
  t.end()
})

test('a kind that was sent in canonical form is taken as it is', (t) => {
  const graph = feedbackWith({ system: KIND, code: 'end-report' })
  t.same(mapped(his.toCanonical(graph)), graph)
  t.end()
})

test('one concept that says two kinds is refused', (t) => {
  const twice = feedbackWith({ system: HIS_KIND, code: 'INTAKE' }, { system: HIS_KIND, code: 'EINDE' })
  t.match(issuesOf(twice), [{ code: 'map-failed', expression: 'Communication.category[0]' }])
  const against = feedbackWith({ system: HIS_KIND, code: 'INTAKE' }, { system: KIND, code: 'end-report' })
  t.match(issuesOf(against), [{ code: 'map-failed', words: { reason: /end-report and intake-confirmation/ } }])
  t.end()
})

test('another kind of correspondence than a referral letter is refused at its code', (t) => {
  const other = { coding: [{ system: NHG_69, code: '2' }] }
  t.match(issuesOf(withRequest({ category: [other] })), [
    {
      code: 'unmapped-code',
      words: { code: '2', system: NHG_69 },
      expression: `${requestAt}.category[0].coding[0].code`
    }
  ])
  t.end()
})

test('a category in SNOMED that the HIS cannot read is carried beside the one that it can, and told', (t) => {
  const extra = { coding: [{ system: SNOMED, code: '409063005' }] }
  const canonical = changed(mapped(his.toCanonical(referral)), 'ServiceRequest', (request: ServiceRequest) => ({
    ...request,
    category: [extra, ...(request.category ?? [])]
  }))
  const result = his.fromCanonical(canonical)
  t.same(one(mapped(result), 'ServiceRequest').category?.[0], extra)
  t.match(result, { value: { warnings: [{ code: 'unmapped-code', words: { code: '409063005' } }] } })
  t.end()
})

test('a status without a translation is refused at the status', (t) => {
  t.match(issuesOf(withRequest({ status: 'draft' })), [
    { code: 'unmapped-code', words: { code: 'draft' }, expression: `${requestAt}.status` }
  ])
  t.end()
})

test('an element that no rule names is refused at that element, and never left out', (t) => {
  const modified = withRequest({ modifierExtension: [{ url: 'https://x.example/niet', valueBoolean: true }] })
  t.match(issuesOf(modified), [
    { code: 'content-not-carried', expression: `${requestAt}.modifierExtension[0].url` },
    { expression: `${requestAt}.modifierExtension[0].valueBoolean` }
  ])
  t.match(issuesOf(withRequest({ _modified: { id: 'a' } })), [{ expression: `${requestAt}.modified.id` }])
  t.end()
})

test('a type that the dialect does not carry is refused with its name', (t) => {
  const resource = { resourceType: 'Appointment', status: 'booked', participant: [] } as unknown as Located['resource']
  t.match(issuesOf([...referral, { resource, path: 'Bundle.entry[99].resource' }]), [
    {
      code: 'type-not-in-dialect',
      words: { dialect: 'his', type: 'Appointment' },
      expression: 'Bundle.entry[99].resource'
    }
  ])
  t.end()
})

test('the problems of all resources are told together', (t) => {
  const both = [...withRequest({ status: 'draft' }), ...feedbackWith({ system: HIS_KIND, code: 'IETS' })]
  t.same(
    issuesOf(both).map(({ code }) => code),
    ['unmapped-code', 'unmapped-code']
  )
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
  t.match(request, { ...without(request, change), status: 'active' })
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

const concept = fc.record({ text: fc.string({ minLength: 1 }) })
const reference = fc.record({ reference: fc.constantFrom('Patient/1', 'Condition/2', 'Observation/3') })
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
    basedOn: fc.array(reference, { minLength: 1 }),
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
