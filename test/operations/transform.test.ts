import type { Bundle, ParametersParameter, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { bodyBytesMax, outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, parametersOf, posted, resourceIn, valueIn, world } from './world.ts'

const url = '/fhir/StructureMap/$transform'
const hisToCanonical = 'https://ggz-gateway.example/fhir/StructureMap/his-to-canonical'
const referral = f.referralBundle()

function ask(given: Readonly<Record<string, object>>, headers = {}) {
  return posted(url, parametersOf(given), headers)
}

function way(from: string, to: string, content: unknown): Readonly<Record<string, object>> {
  return { from: { valueCode: from }, to: { valueCode: to }, content: { resource: content } }
}

function requestIn(resource: Resource): ServiceRequest | undefined {
  const entries = (resource as Bundle).entry ?? []
  return entries.flatMap((entry) => (entry.resource?.resourceType === 'ServiceRequest' ? [entry.resource] : []))[0]
}

const on = { valueBoolean: true }

test('a HIS sees what an institution would read of its referral, and nothing is kept of it', async (t) => {
  const { call, commits, counts, audit, log } = await world(t)
  const before = [await counts(), await audit()]
  const answer = answered(await call('his-a', ask({ ...way('his', 's-ggz', referral), lineage: on, coverage: on })))

  const made = resourceIn(answer, 'return') as Bundle
  t.equal(made.type, 'collection')
  t.ok((made.entry ?? []).length >= (referral.entry ?? []).length)
  t.match(requestIn(made), { status: 'active', subject: { reference: /^Patient\// } })

  t.equal(commits(), 0)
  t.same([await counts(), await audit()], before)
  const told = log.join('')
  for (const secret of [f.bsn, 'Testpersoon', 'somber']) t.notMatch(told, secret)
  t.match(told, /StructureMap\/\$transform/)
})

test('the lineage has for each element the rule that made it and the place in what was posted', async (t) => {
  const { call } = await world(t)
  const answer = answered(await call('his-a', ask({ ...way('his', 's-ggz', referral), lineage: on })))
  const at = (referral.entry ?? []).findIndex(({ resource }) => resource?.resourceType === 'ServiceRequest')
  const made = resourceIn(answer, 'return') as Bundle
  const madeAt = (made.entry ?? []).findIndex(({ resource }) => resource?.resourceType === 'ServiceRequest')
  const lineage = named(answer, 'lineage').map(({ part = [] }) => part)
  const status = lineage.find((part) => valueIn(part, 'target') === `Bundle.entry[${madeAt}].resource.status`)
  if (status === undefined) throw new Error('no lineage of the status')

  t.equal(valueIn(status, 'source'), `Bundle.entry[${at}].resource.status`)
  t.match(valueIn(status, 'map'), /^https:.*\/StructureMap\//)
  t.match(valueIn(status, 'rule'), /\w/)
  t.type(valueIn(status, 'line'), 'number')
  const via: readonly ParametersParameter[] = named(status, 'via')[0]?.part ?? []
  t.match(valueIn(via, 'map'), /\/StructureMap\//)
  t.equal(valueIn(via, 'target'), 'ServiceRequest.status')
  t.match(valueIn(via, 'conceptMap'), /\/ConceptMap\//)
  t.match(valueIn(via, 'equivalence'), /\w/)
  t.notMatch(JSON.stringify(lineage), new RegExp(`${f.bsn}|Testpersoon`), 'paths and rules, no values')
})

test('one resource gives one resource, by the canonical form and back, and by a map alone', async (t) => {
  const { call } = await world(t)
  const patient = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1980-02-03' }
  const table = [way('his', 'canonical', patient), way('canonical', 'his', patient), way('s-ggz', 'his', patient)]
  const alone = { source: { valueUri: hisToCanonical }, content: { resource: patient }, lineage: on }
  for (const given of [...table, alone]) {
    const answer = answered(await call('s-a', ask(given)))
    t.match(resourceIn(answer, 'return'), patient)
  }
  const answer = answered(await call('s-a', ask(alone)))
  t.ok(named(answer, 'lineage').some(({ part = [] }) => valueIn(part, 'target') === 'Patient.gender'))
})

test('whoever has a token may ask, an auditor too; without one nobody may', async (t) => {
  const { call } = await world(t)
  const given = way('his', 'canonical', { resourceType: 'Patient', id: 'p1' })
  for (const who of ['his-a', 's-b', 'auditor', 'operator']) t.equal((await call(who, ask(given))).statusCode, 200, who)
  t.same(outcomeOf(await call(undefined, ask(given))), [401, 'token-missing'])
})

test('references between entries are resolved as in a message, and contained resources stand alone', async (t) => {
  const { call } = await world(t)
  const [subject, entry] = [
    'urn:uuid:0a4b6a3c-4b3a-4b7e-8d2f-0c9d1e2f3a4b',
    { resourceType: 'Patient', gender: 'male' }
  ]
  const flag = {
    resourceType: 'Flag',
    id: 'f1',
    status: 'active',
    code: { text: 'x' },
    subject: { reference: subject }
  }
  const content = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: subject, resource: entry }, { resource: flag }]
  }
  const made = resourceIn(answered(await call('his-a', ask(way('his', 'canonical', content)))), 'return') as Bundle
  const [patient, flagged] = (made.entry ?? []).map(({ resource }) => resource)
  t.match(flagged, { id: 'f1', subject: { reference: `Patient/${patient?.id ?? ''}` } })

  const holder = { ...flag, subject: { reference: '#p' }, contained: [{ resourceType: 'Patient', id: 'p' }] }
  const alone = resourceIn(answered(await call('his-a', ask(way('his', 'canonical', holder)))), 'return') as Bundle
  t.same(
    alone.entry?.map(({ resource }) => resource?.resourceType),
    ['Flag', 'Patient']
  )
})

test('a code without a translation names the place, the rule with its line, and the code, in Dutch too', async (t) => {
  const { call, commits } = await world(t)
  const content = f.changed(referral, 'ServiceRequest', (request) => ({ ...request, status: 'draft' }))
  const refused = await call('his-a', ask(way('his', 's-ggz', content), { 'accept-language': 'nl' }))
  t.same(outcomeOf(refused), [422, 'unmapped-code'])
  const [issue] = (JSON.parse(refused.body) as { issue: readonly Record<string, unknown>[] }).issue
  t.match(issue, {
    expression: [/^Bundle\.entry\[\d+\]\.resource\.status$/],
    diagnostics: /rule .+, line \d+ of https:/
  })
  t.match(issue, { details: { text: /De code draft/ } })
  t.equal(commits(), 0, 'no refusal is counted: nobody sent a message')
})

test('what stands in the place of a code is quoted only where it looks like one, and never a BSN', async (t) => {
  const { call } = await world(t)
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence'
  for (const code of ['Jan de Vries wil dood', f.bsn]) {
    const content = {
      resourceType: 'Communication',
      id: 'c',
      status: 'completed',
      category: [{ coding: [{ system, code }] }]
    }
    const refused = await call('his-a', ask(way('his', 's-ggz', content)))
    t.same(outcomeOf(refused), [422, 'unmapped-code'])
    t.notMatch(refused.body, new RegExp(code))
    t.match(refused.body, /Communication\.category\[0\]\.coding\[0\]\.code/)
  }
})

test('what cannot be asked is refused with the parameter, before any map runs', async (t) => {
  const { call, commits } = await world(t)
  const patient = { resource: { resourceType: 'Patient', id: 'p1' } }
  const [his, canonical] = [{ valueCode: 'his' }, { valueCode: 'canonical' }]
  const both = { from: his, to: canonical }
  const table: readonly [string, Readonly<Record<string, object>>, readonly [number, string]][] = [
    ['no content', both, [400, 'operation-parameter']],
    ['no way', { content: patient }, [400, 'operation-parameter']],
    ['half a way', { from: his, content: patient }, [400, 'operation-parameter']],
    ['two ways', { ...both, source: { valueUri: hisToCanonical }, content: patient }, [400, 'operation-parameter']],
    ['another type', { ...both, from: { valueString: 'his' }, content: patient }, [400, 'operation-parameter']],
    ['two values', { ...both, from: { ...his, valueString: 'his' }, content: patient }, [400, 'operation-parameter']],
    ['no resource', { ...both, content: { resource: 'Patient' } }, [400, 'operation-parameter']],
    ['an unknown one', { ...both, content: patient, map: { valueUri: 'x' } }, [400, 'operation-parameter']],
    ['a flag in words', { ...both, content: patient, lineage: { valueBoolean: 'yes' } }, [400, 'operation-parameter']],
    ['an unknown dialect', { ...both, to: { valueCode: 'hix' }, content: patient }, [422, 'dialect-unknown']],
    ['an unknown map', { source: { valueUri: `${hisToCanonical}x` }, content: patient }, [404, 'map-unknown']],
    ['no FHIR', { ...both, content: { resource: { resourceType: 'Patient', name: 5 } } }, [422, 'invalid-structure']],
    ['a type that is not known', { ...both, content: { resource: { resourceType: 'Iets' } } }, [400, 'unknown-type']],
    [
      'a searchset',
      { ...both, content: { resource: { resourceType: 'Bundle', type: 'searchset' } } },
      [422, 'content-kind']
    ],
    ['an empty Bundle', { ...both, content: { resource: { ...referral, entry: [] } } }, [422, 'transaction-empty']],
    ['a map as content', { ...both, content: { resource: { resourceType: 'StructureMap' } } }, [400, 'unknown-type']]
  ]
  for (const [title, given, expected] of table) t.same(outcomeOf(await call('his-a', ask(given))), expected, title)
  t.equal(commits(), 0)
})

test('a body that is too large, no JSON, no Parameters, or another media type is refused as that of a message is', async (t) => {
  const { call } = await world(t)
  const large = parametersOf(way('his', 'canonical', { resourceType: 'Patient', id: 'x'.repeat(bodyBytesMax) }))
  t.same(outcomeOf(await call('his-a', posted(url, large))), [413, 'body-too-large'])
  t.same(outcomeOf(await call('his-a', posted(url, '{'))), [400, 'not-json'])
  t.same(outcomeOf(await call('his-a', posted(url, '{"resourceType":"Patient"}'))), [400, 'wrong-type'])
  t.same(outcomeOf(await call('his-a', posted(url, '{"resourceType":"Parameters","parameter":{}}'))), [
    400,
    'operation-parameter'
  ])
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.same(outcomeOf(await call('his-a', posted(url, 'from=his', form))), [415, 'wrong-media-type'])
  t.same(outcomeOf(await call('his-a', posted(`${url}?from=his`, parametersOf({})))), [400, 'operation-parameter'])
})

test('another method says which one there is', async (t) => {
  const { call, commits } = await world(t)
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const answer = await call('his-a', { method, url })
    t.same(outcomeOf(answer), [405, 'method-not-allowed'], method)
    t.equal(answer.headers.allow, 'POST')
  }
  t.equal(commits(), 0)
})

test('a lineage of very many elements is refused and not cut off', async (t) => {
  const { call } = await world(t)
  const name = [{ given: Array.from({ length: 15_000 }, () => 'A') }]
  const given = way('his', 'canonical', { resourceType: 'Patient', id: 'p1', name })
  t.equal((await call('his-a', ask(given))).statusCode, 200)
  t.same(outcomeOf(await call('his-a', ask({ ...given, lineage: on }))), [422, 'lineage-too-long'])
})
