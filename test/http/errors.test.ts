import type { OperationOutcome } from '@medplum/fhirtypes'
import type { InjectOptions } from 'fastify'
import { test } from 'tap'
import { UnavailableError } from '../../src/unavailable.ts'
import type { Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { bodyBytesMax, outcomeOf, postOf, world } from './world.ts'

const read: InjectOptions = { method: 'GET', url: '/fhir/Task/1' }
const json = { 'content-type': 'application/fhir+json' }

const refused: readonly (readonly [string, string | undefined, InjectOptions, readonly [number, string]])[] = [
  ['no token', undefined, read, [401, 'token-missing']],
  ['another scheme', undefined, { ...read, headers: { authorization: 'Basic aGlzLWE6eA==' } }, [401, 'token-missing']],
  [
    'a token of two words',
    undefined,
    { ...read, headers: { authorization: 'Bearer his-a his-a' } },
    [401, 'token-missing']
  ],
  ['a token that has expired', 'old', read, [401, 'token-expired']],
  ['a token for another audience', 'elsewhere', read, [401, 'token-invalid']],
  ['a token of nobody', 'forged', read, [401, 'token-invalid']],
  ['no token where nothing is', undefined, { method: 'GET', url: '/fhir/nothing/at/all' }, [401, 'token-missing']],
  ['no token for a report', undefined, { method: 'GET', url: '/reports/obligations' }, [401, 'token-missing']],
  ['XML wanted', 'his-a', { ...read, headers: { accept: 'application/fhir+xml' } }, [406, 'not-acceptable']],
  [
    'XML given',
    'his-a',
    { ...postOf(f.referralBundle()), headers: { 'content-type': 'application/fhir+xml' } },
    [415, 'wrong-media-type']
  ],
  [
    'text given',
    'his-a',
    { ...postOf(f.referralBundle()), headers: { 'content-type': 'text/plain' } },
    [415, 'wrong-media-type']
  ],
  [
    'a form as a message',
    'his-a',
    { ...postOf(f.referralBundle()), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    [415, 'wrong-media-type']
  ],
  ['no body', 'his-a', { method: 'POST', url: '/fhir' }, [400, 'not-json']],
  ['an empty body', 'his-a', { method: 'POST', url: '/fhir', headers: json, payload: '' }, [400, 'not-json']],
  [
    'too much',
    'his-a',
    { method: 'POST', url: '/fhir', headers: json, payload: 'x'.repeat(bodyBytesMax + 1) },
    [413, 'body-too-large']
  ],
  ['an array', 'his-a', { method: 'POST', url: '/fhir', headers: json, payload: '[]' }, [400, 'not-json']],
  ['an address that is none', 'his-a', { method: 'GET', url: '/fhir/Task/1/2/3' }, [404, 'not-found']],
  ['an address outside of FHIR', 'his-a', { method: 'GET', url: '/elsewhere' }, [404, 'not-found']],
  ['GET of the base', 'his-a', { method: 'GET', url: '/fhir' }, [404, 'not-found']],
  ['a broken address', 'his-a', { method: 'GET', url: '/fhir/Task/%E0%A4%A' }, [404, 'not-found']],
  ['OPTIONS', 'his-a', { method: 'OPTIONS', url: '/fhir/Task' }, [404, 'not-found']],
  ['DELETE', 'his-a', { method: 'DELETE', url: '/fhir/Task/1' }, [405, 'method-not-allowed']],
  [
    'PATCH',
    'his-a',
    { method: 'PATCH', url: '/fhir/Task/1', headers: json, payload: '[]' },
    [405, 'method-not-allowed']
  ],
  ['a type that FHIR has not', 'his-a', { method: 'GET', url: '/fhir/Verwijzing/1' }, [400, 'unknown-type']],
  ['a type that is not searched', 'his-a', { method: 'GET', url: '/fhir/Patient' }, [405, 'method-not-allowed']],
  [
    'a PUT of a type without updates',
    'his-a',
    { method: 'PUT', url: '/fhir/Patient/1', headers: json, payload: '{}' },
    [405, 'method-not-allowed']
  ],
  ['what a role may not', 'operator', read, [403, 'not-allowed']],
  ['what is not there', 'his-a', read, [404, 'not-found']]
]

for (const [what, who, request, wanted] of refused) {
  test(`${what} is answered ${wanted.join(' ')}, as an OperationOutcome`, async (t) => {
    const { call } = await world(t)
    t.same(outcomeOf(await call(who, request)), wanted)
  })
}

test('a 401 says how to authenticate, and is not looked at any further', async (t) => {
  const here = await world(t)
  const answer = await here.call(undefined, { ...postOf(f.referralBundle()), payload: '{"broken' })
  t.match(answer.headers, { 'www-authenticate': 'Bearer' })
  t.same(outcomeOf(answer), [401, 'token-missing'])
  t.same(await here.audit(), [], 'who sends it is not known, so it counts for nobody')
})

test('Bearer may be written in any case', async (t) => {
  const { call } = await world(t)
  t.same(outcomeOf(await call(undefined, { ...read, headers: { authorization: 'bearer his-a' } })), [404, 'not-found'])
})

test('the reader’s language is Dutch where Dutch is put first', async (t) => {
  const { call } = await world(t)
  const textFor = async (language: string): Promise<string> => {
    const answer = await call('his-a', { ...read, headers: { 'accept-language': language } })
    return (JSON.parse(answer.body) as OperationOutcome).issue[0]?.details?.text ?? ''
  }
  const [english, dutch] = [await textFor('en'), await textFor('nl')]
  t.not(english, dutch)
  for (const language of ['nl-NL,nl;q=0.9,en;q=0.8', 'NL']) t.equal(await textFor(language), dutch, language)
  for (const language of ['en,nl;q=0.5', 'nld', 'de', '*', '']) t.equal(await textFor(language), english, language)
})

test('a caller’s own request id is kept where it is a harmless word, and made where it is not', async (t) => {
  const { call } = await world(t)
  const idFor = async (id: string) =>
    (await call('his-a', { ...read, headers: { 'x-request-id': id } })).headers['x-request-id']
  for (const id of ['12345-abc', 'a'.repeat(64), '7b1c9f06-6a2e-4a0e-9a53-1f2f8a4c1d55']) t.equal(await idFor(id), id)
  for (const id of [
    'short',
    'a'.repeat(65),
    'two words here',
    '{"a":"b"} aaaa',
    '<script>aaa',
    f.bsn,
    `bsn-${f.bsn}`
  ]) {
    t.match(await idFor(id), /^[0-9a-f-]{36}$/, id)
  }
})

/** A store that fails as a program fails, with words that nobody outside may read. */
function failing(...names: readonly ('read' | 'commit')[]): (store: Store) => Store {
  const fail = async (): Promise<never> => Promise.reject(new Error('SELECT secret 999999151 of Jansen'))
  return (store) => ({
    read: names.includes('read') ? fail : async (query) => store.read(query),
    commit: names.includes('commit') ? fail : async (change) => store.commit(change),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    isShared: false,
    lease: async (ask) => store.lease(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  })
}

test('a bug is answered 500 with the id of the request and nothing else, and logged under that id', async (t) => {
  const { call, log } = await world(t, { wrap: failing('read') })
  const answer = await call('his-a', { ...read, headers: { 'x-request-id': 'request-of-test' } })
  t.same(outcomeOf(answer), [500, 'internal-error'])
  t.match(answer.body, 'request-of-test')
  t.notMatch(answer.body, /secret|SELECT|Jansen|999999151|Error|\.ts/)
  const lines = log.filter((line) => line.includes('SELECT secret'))
  t.equal(lines.length, 1)
  t.match(lines[0], 'request-of-test')
  t.notMatch(lines[0], f.bsn)
})

test('a write while the store is away is answered 503 at once, and is not recorded as refused', async (t) => {
  let tried = 0
  const away = async (): Promise<never> => {
    tried += 1
    return Promise.reject(new UnavailableError('PostgreSQL'))
  }
  const { call } = await world(t, { wrap: (store) => ({ ...failing()(store), read: away, commit: away }) })
  const answer = await call('his-a', postOf(f.referralBundle()))
  t.same(outcomeOf(answer), [503, 'unavailable'])
  t.match(answer.headers['retry-after'], /^\d+$/)
  t.equal(tried, 1, 'the store is asked once')
})

for (const names of [['read'], ['commit'], ['read', 'commit']] as const) {
  test(`a write whose ${names.join(' and ')} fails is no success and leaks nothing`, async (t) => {
    const { call } = await world(t, { wrap: failing(...names) })
    const answer = await call('his-a', postOf(f.referralBundle()))
    t.ok(outcomeOf(answer)[0] >= 500)
    t.notMatch(answer.body, /secret|SELECT|Jansen|999999151|\.ts/)
  })
}

test('one who asks too much is told when to come back, and others are not', async (t) => {
  const { call } = await world(t, { rateLimitPerMinute: 2 })
  await call('his-a', read)
  await call('his-a', read)
  const answer = await call('his-a', read)
  t.same(outcomeOf(answer), [429, 'rate-limited'])
  t.match(answer.headers['retry-after'], /^\d+$/)
  t.same(outcomeOf(await call('his-b', read)), [404, 'not-found'])
})

test('an address that cannot be read is not said back', async (t) => {
  const { call, log } = await world(t)
  const answer = await call('his-a', { method: 'GET', url: `/fhir/Patient/%E0%A4%A${f.bsn}` })
  t.same(outcomeOf(answer), [404, 'not-found'])
  t.notMatch(answer.body + log.join(), f.bsn)
})

test('HEAD answers as GET does, without a body', async (t) => {
  const { call } = await world(t)
  t.equal((await call('his-a', { method: 'HEAD', url: '/fhir/Organization/his-a' })).statusCode, 200)
  const missing = await call('his-a', { method: 'HEAD', url: '/fhir/Task/1' })
  t.same([missing.statusCode, missing.body], [404, ''])
  t.equal((await call(undefined, { method: 'HEAD', url: '/fhir/Task/1' })).statusCode, 401)
})

test('no answer is kept on its way', async (t) => {
  const { call } = await world(t)
  t.match((await call('his-a', read)).headers, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
})
