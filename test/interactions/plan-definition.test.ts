import type { Bundle, CapabilityStatement, PlanDefinition } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { outcomeOf, world, type World } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'

const now = f.rules.agreements.get('lga')
const url = 'https://ggz-gateway.example/fhir/PlanDefinition/lga'

/** Keeps an earlier version beside the one in force. */
function withEarlier(t: Test): void {
  const agreements = f.rules.agreements as Map<string, Agreement>
  agreements.set('lga|0.9', { ...now, version: '0.9' } as Agreement)
  t.teardown(() => agreements.delete('lga|0.9'))
}

async function get(here: World, path: string, who = 'his-a') {
  return here.call(who, { method: 'GET', url: `/fhir/PlanDefinition${path}` })
}

async function ids(here: World, query: string): Promise<readonly (string | undefined)[]> {
  const { entry = [] } = JSON.parse((await get(here, query)).body) as Bundle
  return entry.map(({ resource }) => resource?.id)
}

test('every participant with a token reads the agreements, each version under its own id', async (t) => {
  const here = await world(t)
  withEarlier(t)
  for (const who of ['his-a', 's-a', 'auditor', 'operator']) {
    const answer = await get(here, '/lga', who)
    t.equal(answer.statusCode, 200, who)
    const plan = JSON.parse(answer.body) as PlanDefinition
    t.match(plan, { resourceType: 'PlanDefinition', id: 'lga', url, version: now?.version ?? '', status: 'active' })
  }
  t.match(JSON.parse((await get(here, '/lga.0.9')).body), { id: 'lga.0.9', url, version: '0.9', status: 'retired' })
  for (const id of ['lga.0.8', 'lga%7C0.9', 'nobody']) t.same(outcomeOf(await get(here, `/${id}`)), [404, 'not-found'])
  t.same(outcomeOf(await get(here, '/lga/_history/1')), [404, 'not-found'])
  t.equal((await here.call(undefined, { method: 'GET', url: '/fhir/PlanDefinition/lga' })).statusCode, 401)
})

test('agreements are found by canonical, version, status and id, a page at a time', async (t) => {
  const here = await world(t)
  withEarlier(t)
  const table = [
    ['', ['lga', 'lga.0.9']],
    [`?url=${url}`, ['lga', 'lga.0.9']],
    [`?url=${url}&version=0.9`, ['lga.0.9']],
    ['?status=active', ['lga']],
    ['?status=http://hl7.org/fhir/publication-status|retired', ['lga.0.9']],
    ['?_id=lga', ['lga']],
    ['?url=https://elsewhere.example/PlanDefinition/lga', []],
    ['?_count=1&_offset=1', ['lga.0.9']]
  ] as const
  for (const [query, expected] of table) t.same(await ids(here, query), expected, query)
  const page = JSON.parse((await get(here, '?_count=1')).body) as Bundle
  t.match(page, { total: 2, link: [{ relation: 'self' }, { relation: 'next' }] })
  for (const query of ['?status=requested', '?name=Lga', '?url=']) {
    t.same(outcomeOf(await get(here, query)), [400, 'search-parameter'], query)
  }
})

test('nobody writes an agreement over the wire', async (t) => {
  const here = await world(t)
  for (const [method, path] of [
    ['POST', ''],
    ['PUT', '/lga']
  ] as const) {
    const request = { method, url: `/fhir/PlanDefinition${path}`, payload: '{"resourceType":"PlanDefinition"}' }
    const answer = await here.call('operator', {
      ...request,
      headers: { 'content-type': 'application/fhir+json' }
    })
    t.equal(answer.statusCode, 405, method)
  }
})

test('the capability statement tells it', async (t) => {
  const here = await world(t)
  const { body } = await here.call(undefined, { method: 'GET', url: '/fhir/metadata' })
  const told = (JSON.parse(body) as CapabilityStatement).rest?.[0]?.resource?.find(
    ({ type }) => type === 'PlanDefinition'
  )
  t.same(
    told?.interaction?.map(({ code }) => code),
    ['read', 'vread', 'search-type']
  )
  t.same(
    told?.searchParam?.map(({ name, type }) => [name, type]),
    [
      ['_id', 'token'],
      ['status', 'token'],
      ['url', 'uri'],
      ['version', 'token']
    ]
  )
  t.same(
    told?.operation?.map(({ name }) => name).filter((name) => name !== 'lineage' && name !== 'validate'),
    ['what-if', 'enforce']
  )
})
