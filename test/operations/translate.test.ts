import { test } from 'tap'
import { outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, parametersOf, posted, valueIn, world } from './world.ts'

const path = '/fhir/ConceptMap/$translate'
const kinds = 'https://ggz-gateway.example/fhir/ConceptMap/his-correspondence-to-feedback-kind'
const his = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence'
const feedbackKind = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind'

function get(query: Readonly<Record<string, string>>) {
  return { method: 'GET', url: `${path}?${new URLSearchParams(query).toString()}` } as const
}

test('a code is translated, with the equivalence and the map that says so', async (t) => {
  const { call, commits } = await world(t)
  for (const query of [
    { code: 'INTAKE', system: his },
    { code: 'INTAKE' },
    { code: 'INTAKE', targetsystem: feedbackKind }
  ]) {
    const answer = answered(await call('his-a', get({ url: kinds, ...query })))
    t.equal(valueIn(answer, 'result'), true)
    const [match] = named(answer, 'match')
    const part = match?.part ?? []
    t.match(valueIn(part, 'concept'), { system: feedbackKind, code: 'intake-confirmation' })
    t.equal(valueIn(part, 'equivalence'), 'equivalent')
    t.equal(valueIn(part, 'source'), kinds)
  }
  t.equal(commits(), 0)
})

test('a coding and the codings of a concept are translated by POST', async (t) => {
  const { call } = await world(t)
  const coding = { system: his, code: 'INTAKE' }
  const table = [
    { coding: { valueCoding: coding } },
    { codeableConcept: { valueCodeableConcept: { coding: [{ system: 'https://x.example/s', code: 'X' }, coding] } } },
    { code: { valueCode: 'INTAKE' }, system: { valueUri: his } }
  ]
  for (const given of table) {
    const body = parametersOf({ url: { valueUri: kinds }, ...given })
    const answer = answered(await call('s-a', posted(path, body)))
    t.equal(valueIn(answer, 'result'), true)
    t.same(named(answer, 'message'), [])
    t.match(valueIn(named(answer, 'match')[0]?.part ?? [], 'concept'), { code: 'intake-confirmation' })
  }
})

test('a system is known by each of its names, as in a message', async (t) => {
  const { call } = await world(t)
  const url = 'https://ggz-gateway.example/fhir/ConceptMap/icpc-1-nl-to-icd-10'
  const [oid, icd10] = ['urn:oid:2.16.840.1.113883.2.4.4.31.1', 'urn:oid:2.16.840.1.113883.6.3']
  for (const query of [
    { code: 'P74', system: oid },
    { code: 'P74', targetsystem: icd10 }
  ]) {
    const answer = answered(await call('his-a', get({ url, ...query })))
    t.equal(valueIn(answer, 'result'), true)
    t.match(valueIn(named(answer, 'match')[0]?.part ?? [], 'concept'), { system: 'http://hl7.org/fhir/sid/icd-10' })
  }
})

test('the way back is given where one code alone leads there', async (t) => {
  const { call } = await world(t)
  const back = { url: kinds, code: 'intake-confirmation', system: feedbackKind, reverse: 'true' }
  const answer = answered(await call('his-a', get(back)))
  t.match(valueIn(named(answer, 'match')[0]?.part ?? [], 'concept'), { system: his, code: 'INTAKE' })
  const wrongWay = answered(await call('his-a', get({ ...back, code: 'INTAKE', system: his })))
  t.equal(valueIn(wrongWay, 'result'), false)
  t.match(valueIn(wrongWay, 'message'), /No code/)
})

test('what the map does not say is no result, and the message says why', async (t) => {
  const { call } = await world(t)
  for (const query of [
    { code: 'IETS' },
    { code: 'INTAKE', system: feedbackKind },
    { code: 'INTAKE', targetsystem: his }
  ]) {
    const answer = answered(await call('his-a', get({ url: kinds, ...query })))
    t.equal(valueIn(answer, 'result'), false)
    t.match(valueIn(answer, 'message'), /no translation/)
    t.same(named(answer, 'match'), [])
  }
})

test('what cannot be asked is refused', async (t) => {
  const { call, log } = await world(t)
  const code = 'INTAKE'
  const table: readonly [Readonly<Record<string, string>>, readonly [number, string]][] = [
    [{ url: 'https://x.example/ConceptMap/geen', code }, [404, 'map-unknown']],
    [{ url: kinds, code, conceptMapVersion: '0.0.1-not-this' }, [404, 'map-unknown']],
    [{ url: kinds }, [400, 'operation-parameter']],
    [{ code }, [400, 'operation-parameter']],
    [{ url: kinds, system: his }, [400, 'operation-parameter']],
    [{ url: kinds, code, source: 'https://x.example/ValueSet/a' }, [400, 'operation-parameter']],
    [{ url: kinds, code, coding: 'INTAKE' }, [400, 'operation-parameter']],
    [{ url: kinds, code, reverse: 'ja' }, [400, 'operation-parameter']],
    [{ url: kinds, code: 'x'.repeat(1_001) }, [400, 'operation-parameter']],
    [{ url: kinds, code: f.bsn }, [400, 'bsn-in-url']]
  ]
  for (const [query, expected] of table)
    t.same(outcomeOf(await call('his-a', get(query))), expected, JSON.stringify(query))
  const twice = `${get({ url: kinds, code }).url}&code=STAT`
  t.same(outcomeOf(await call('his-a', { method: 'GET', url: twice })), [400, 'operation-parameter'])
  t.same(outcomeOf(await call(undefined, get({ url: kinds, code }))), [401, 'token-missing'])
  t.notMatch(log.join(''), f.bsn)
})

test('a body without a resource type is refused in whole Dutch', async (t) => {
  const { call } = await world(t)
  const refused = await call('his-a', posted(path, '{}', { 'accept-language': 'nl' }))
  t.same(outcomeOf(refused), [400, 'wrong-type'])
  t.notMatch(refused.body, /nothing/)
})

test('a concept without codes, or a code beside a coding, is refused', async (t) => {
  const { call } = await world(t)
  const table = [
    { codeableConcept: { valueCodeableConcept: { text: 'intake' } } },
    { coding: { valueCoding: { system: his } } },
    { coding: { valueCoding: { code: 5 } } },
    { coding: { valueCoding: { code: 'INTAKE' } }, code: { valueCode: 'INTAKE' } },
    { coding: { valueCoding: { code: 'INTAKE' } }, system: { valueUri: his } }
  ]
  for (const given of table) {
    const refused = await call('his-a', posted(path, parametersOf({ url: { valueUri: kinds }, ...given })))
    t.same(outcomeOf(refused), [400, 'operation-parameter'], JSON.stringify(given))
  }
})
