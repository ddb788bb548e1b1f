import type { Bundle, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readTransaction } from '../../src/fhir/transaction.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'

type Json = Readonly<Record<string, unknown>>

const post = { resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } }

function bundle(more: Json = {}, entry: Json = {}): Record<string, unknown> {
  return { resourceType: 'Bundle', type: 'transaction', entry: [post, { ...post, ...entry }], ...more }
}

const unknown: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ['an extension of the Bundle', bundle({ extension: [{ url: 'urn:x' }] }), 'Bundle.extension'],
  ['a modifier of the Bundle', bundle({ modifierExtension: [{ url: 'urn:x' }] }), 'Bundle.modifierExtension'],
  ['rules that the sender set', bundle({ implicitRules: 'urn:x' }), 'Bundle.implicitRules'],
  ['a signature', bundle({ signature: {} }), 'Bundle.signature'],
  ['a total', bundle({ total: 2 }), 'Bundle.total'],
  ['a link of the Bundle', bundle({ link: [] }), 'Bundle.link'],
  ['a misspelt identifier', bundle({ identifer: { value: '1' } }), 'Bundle.identifer'],
  ['what JSON says beside a type', bundle({ _type: { id: 'x' } }), 'Bundle.?'],
  ['a name that could be a number of the patient', bundle({ '999999151': true }), 'Bundle.?'],
  [
    'a modifier of an entry',
    bundle({}, { modifierExtension: [{ url: 'urn:x' }] }),
    'Bundle.entry[1].modifierExtension'
  ],
  ['a search of an entry', bundle({}, { search: { mode: 'match' } }), 'Bundle.entry[1].search'],
  ['a response of an entry', bundle({}, { response: { status: '200' } }), 'Bundle.entry[1].response'],
  ['a link of an entry', bundle({}, { link: [] }), 'Bundle.entry[1].link'],
  ['a misspelt full URL', bundle({}, { fullurl: 'urn:uuid:1' }), 'Bundle.entry[1].fullurl'],
  ['a long name', bundle({}, { ['a'.repeat(41)]: 1 }), 'Bundle.entry[1].?']
]

for (const [what, body, at] of unknown) {
  test(`${what} is refused at ${at}, and not taken and lost`, (t) => {
    const read = readTransaction(body)
    t.same(f.refusals(read), [`invalid-structure ${at}`])
    t.notMatch(JSON.stringify(read), /999999151/)
    t.end()
  })
}

test('what a transaction may say beside its entries is taken', (t) => {
  const more = {
    id: 'b',
    meta: { tag: [] },
    language: 'nl',
    identifier: { value: '1' },
    timestamp: '2026-03-02T10:00:00Z'
  }
  t.ok(readTransaction(bundle(more, { id: 'e', fullUrl: 'urn:uuid:1' })).ok)
  t.end()
})

/** The coordination Task of a new referral, as the institution reads it. */
async function newTask(here: World): Promise<Task> {
  const answer = await here.call('his-a', postOf(f.referralBundle()))
  const { entry = [] } = JSON.parse(answer.body) as Bundle
  const id = entry[0]?.response?.location?.split('/').at(-3) ?? ''
  return JSON.parse((await here.call('s-a', { method: 'GET', url: `/fhir/Task/${id}` })).body) as Task
}

test('If-Match with a star takes whatever version is there, alone and in a transaction', async (t) => {
  const here = await world(t)
  const task = await newTask(here)
  const url = `Task/${task.id ?? ''}`
  const put = async (status: Task['status'], ifMatch: string) =>
    here.call('s-a', {
      method: 'PUT',
      url: `/fhir/${url}`,
      headers: { 'content-type': 'application/fhir+json', 'if-match': ifMatch },
      payload: JSON.stringify({ ...task, status })
    })
  t.equal((await put('received', '*')).statusCode, 200)
  t.same(outcomeOf(await put('accepted', 'W/"1"')), [412, 'version-conflict'])
  t.same(outcomeOf(await put('accepted', 'anything')), [412, 'version-conflict'])
  const step = (ifMatch: string): Bundle => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: { ...task, status: 'accepted' }, request: { method: 'PUT', url, ifMatch } }]
  })
  t.same(outcomeOf(await here.call('s-a', postOf(step('W/"1"')))), [412, 'version-conflict'])
  t.equal((await here.call('s-a', postOf(step('*')))).statusCode, 200)
})

const badKeys: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['of 201 characters', 'k'.repeat(201)],
  ['of two words', 'one two'],
  ['with a letter that headers cannot carry', 'één']
]

for (const [what, key] of badKeys) {
  test(`an Idempotency-Key that is ${what} is refused, and nothing is taken under it`, async (t) => {
    const here = await world(t)
    const { identifier, ...body } = f.referralBundle()
    t.ok(identifier)
    t.same(outcomeOf(await here.call('his-a', postOf(body, { 'idempotency-key': key }))), [
      400,
      'idempotency-key-invalid'
    ])
    t.same(outcomeOf(await here.call('his-a', postOf(f.referralBundle(), { 'idempotency-key': key }))), [
      400,
      'idempotency-key-invalid'
    ])
    t.equal((await here.counts()).referrals, 0)
  })
}

test('an Idempotency-Key of 200 characters is one', async (t) => {
  const here = await world(t)
  const { identifier, ...body } = f.referralBundle()
  t.ok(identifier)
  const request = postOf(body, { 'idempotency-key': 'k'.repeat(200) })
  t.equal((await here.call('his-a', request)).statusCode, 200)
  const again = await here.call('his-a', request)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal((await here.counts()).referrals, 1)
})
