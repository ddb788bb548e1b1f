import type { Bundle, Task } from '@medplum/fhirtypes'
import type { LightMyRequestResponse } from 'fastify'
import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from './world.ts'

function body(answer: LightMyRequestResponse): unknown {
  return JSON.parse(answer.body)
}

/** Posts a referral; the path of its Task. */
async function referred(here: World): Promise<string> {
  const { entry = [] } = body(await here.call('his-a', postOf(f.referralBundle()))) as Bundle
  const location = entry[0]?.response?.location ?? ''
  return location.slice('http://gateway.test'.length).replace(/\/_history\/1$/, '')
}

async function taskAt(here: World, path: string, who = 's-a'): Promise<Task> {
  return body(await here.call(who, { method: 'GET', url: path })) as Task
}

const json = { 'content-type': 'application/fhir+json' }

test('a read has the version and the moment of what it shows', async (t) => {
  const here = await world(t)
  const path = await referred(here)
  const answer = await here.call('s-a', { method: 'GET', url: path })
  t.equal(answer.statusCode, 200)
  t.match(answer.headers, {
    etag: 'W/"1"',
    'last-modified': 'Mon, 02 Mar 2026 09:00:00 GMT',
    'content-type': /^application\/fhir\+json/
  })
  t.match(body(answer), { resourceType: 'Task', meta: { versionId: '1' } })
})

test('a version is read under its number, and under nothing else', async (t) => {
  const here = await world(t)
  const path = await referred(here)
  const task = await taskAt(here, path)
  const put = {
    method: 'PUT',
    url: path,
    headers: json,
    payload: JSON.stringify({ ...task, status: 'accepted' })
  } as const
  t.equal((await here.call('s-a', put)).statusCode, 200)
  const statusOf = async (version: string) => (await taskAt(here, `${path}/_history/${version}`)).status
  t.same([await statusOf('1'), await statusOf('2')], ['requested', 'accepted'])
  for (const version of ['0', '3', '01', '-1', 'x', '1e0', '9999999999']) {
    const answer = await here.call('s-a', { method: 'GET', url: `${path}/_history/${version}` })
    t.same(outcomeOf(answer), [404, 'not-found'], version)
  }
})

test('a step on the version that was read is made, and on an older one is refused with 412', async (t) => {
  const here = await world(t)
  const path = await referred(here)
  const task = await taskAt(here, path)
  const step = async (status: Task['status'], ifMatch: string) =>
    here.call('s-a', {
      method: 'PUT',
      url: path,
      headers: { ...json, 'if-match': ifMatch },
      payload: JSON.stringify({ ...task, status })
    })
  const made = await step('received', 'W/"1"')
  t.equal(made.statusCode, 200)
  t.match(made.headers, { etag: 'W/"2"', location: `http://gateway.test${path}/_history/2` })
  t.same(outcomeOf(await step('accepted', 'W/"1"')), [412, 'version-conflict'])
  t.same(outcomeOf(await step('completed', 'W/"2"')), [409, 'transition-not-allowed'])
  t.same(outcomeOf(await here.call('s-b', { method: 'GET', url: path })), [404, 'not-found'])
  t.match(await here.counts(), { received: { 's-a': { accepted: 1, refused: 2 } } })
})

test('a repeat says that it is one, with the status and the body of the first answer', async (t) => {
  const here = await world(t)
  const request = postOf(f.referralBundle())
  const first = await here.call('his-a', request)
  const second = await here.call('his-a', request)
  t.same([second.statusCode, second.body], [first.statusCode, first.body])
  t.equal(first.headers['idempotent-replayed'], undefined)
  t.equal(second.headers['idempotent-replayed'], 'true')
})

test('a conditional create is refused and not made without its condition', async (t) => {
  const { call, counts } = await world(t)
  const { entry = [] } = f.referralBundle()
  const request = postOf(entry[1]!.resource!, { 'if-none-exist': 'identifier=1' })
  t.same(outcomeOf(await call('his-a', request)), [422, 'entry-request'])
  t.equal((await counts()).referrals, 0)
})

test('Prefer is followed in each of its forms', async (t) => {
  const here = await world(t)
  const path = await referred(here)
  const step = async (status: Task['status'], prefer: string) => {
    const payload = JSON.stringify({ ...(await taskAt(here, path)), status })
    return here.call('s-a', { method: 'PUT', url: path, headers: { ...json, prefer }, payload })
  }
  const minimal = await step('received', 'return=minimal')
  t.same([minimal.statusCode, minimal.body, minimal.headers.etag], [200, '', 'W/"2"'])
  const outcome = await step('accepted', 'respond-async, return=OperationOutcome')
  t.match(body(outcome), { resourceType: 'OperationOutcome' })
  const whole = await step('in-progress', 'handling=strict; return=representation')
  t.match(body(whole), { resourceType: 'Task', status: 'in-progress', meta: { versionId: '4' } })
})

test('each refused write of a known sender is one line of the audit, and a refused read is none', async (t) => {
  const here = await world(t)
  await here.call('his-a', { ...postOf(f.referralBundle()), payload: '{' })
  await here.call('his-a', { method: 'GET', url: '/fhir/Task/1' })
  await here.call('his-a', { method: 'PUT', url: '/fhir/Patient/1', headers: json, payload: '{}' })
  t.same(
    (await here.audit()).map(({ outcome, reason }) => [outcome, reason]),
    [
      ['refused', 'not-json'],
      ['refused', 'method-not-allowed']
    ]
  )
})

test('what this gateway can do is open to read, and says nothing about who takes part', async (t) => {
  const { call } = await world(t)
  const answer = await call(undefined, { method: 'GET', url: '/fhir/metadata' })
  t.equal(answer.statusCode, 200)
  t.match(body(answer), {
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    kind: 'instance'
  })
  t.notMatch(answer.body, /his-a|90000101/)
})
