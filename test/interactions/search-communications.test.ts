import type { Bundle, Task } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'

async function search(here: World, query: string, who = 'his-a'): Promise<Bundle> {
  const answer = await here.call(who, { method: 'GET', url: `/fhir/Communication?${query}` })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return JSON.parse(answer.body) as Bundle
}

async function ids(here: World, query: string, who?: string): Promise<readonly string[]> {
  return ((await search(here, query, who)).entry ?? []).map(({ resource }) => resource?.id ?? '')
}

/** A referral with two reports after intake, the second a day later. */
async function reported(t: Test): Promise<{ readonly here: World; readonly request: string }> {
  const here = await world(t)
  const answer = await here.call('his-a', postOf(f.referralBundle()))
  const { entry = [] } = JSON.parse(answer.body) as Bundle
  const [id = '', request = ''] = entry.map(({ response }) => response?.location?.split('/').at(-3) ?? '')
  for (const day of [15, 16]) {
    here.clock.set(f.start + day * f.dayMs)
    const task = (await here.call('s-a', { url: `/fhir/Task/${id}` })).json<Task>()
    const identifier = [{ system: 'urn:own', value: `C-${day}` }]
    const report = f.changed(f.reportBundle(task), 'Communication', (one) => ({ ...one, identifier }))
    const posted = await here.call('s-a', postOf(report))
    if (posted.statusCode !== 200) throw new Error(posted.body)
  }
  return { here, request }
}

test('feedback is found by its referral, newest first, by who takes part and nobody else', async (t) => {
  const { here, request } = await reported(t)
  const found = await search(here, `based-on=ServiceRequest/${request}`)
  const updated = (found.entry ?? []).map(({ resource }) => resource?.meta?.lastUpdated ?? '')
  t.equal(found.total, 2)
  t.same(updated, [...updated].sort().reverse())
  t.equal(new Set(updated).size, 2)
  t.same(await ids(here, `based-on=${request}`), await ids(here, `based-on=ServiceRequest/${request}`))
  t.same(await ids(here, `based-on=${request}`, 's-a'), await ids(here, ''), 'under the same ids on the other side')
  t.same(await ids(here, 'based-on=ServiceRequest/other'), [])
  for (const other of ['his-b', 's-b']) t.same(await ids(here, `based-on=${request}`, other), [], other)
})

test('feedback is found by its kind, in the codes of the reader', async (t) => {
  const { here } = await reported(t)
  const own = 'https://ggz-gateway.example/fhir/CodeSystem'
  t.equal((await search(here, 'category=201', 's-a')).total, 2)
  t.equal((await search(here, `category=${encodeURIComponent(`${own}/s-message-type|201`)}`, 's-a')).total, 2)
  t.equal((await search(here, `category=${encodeURIComponent(`${own}/his-correspondence|INTAKE`)}`)).total, 2)
  t.equal((await search(here, `category=${encodeURIComponent('urn:other|INTAKE')}`)).total, 0)
})

test('feedback is found by id and by the number that its sender gave it', async (t) => {
  const { here, request } = await reported(t)
  const [newest = ''] = await ids(here, `based-on=${request}`)
  t.same(await ids(here, `_id=${newest}`), [newest])
  t.same(await ids(here, `identifier=${encodeURIComponent('urn:own|C-16')}`, 's-a'), [newest])
  t.same(await ids(here, `identifier=${encodeURIComponent('urn:own|C-17')}`, 's-a'), [])
})

for (const query of [
  'identifier=C-16',
  'category=201|',
  'status=completed',
  'owner=s-a',
  'due-date=2026',
  'subject=p1'
]) {
  test(`${query} is refused, for feedback has no such criterion`, async (t) => {
    const { call } = await world(t)
    const url = `/fhir/Communication?${new URLSearchParams(query).toString()}`
    t.same(outcomeOf(await call('s-a', { method: 'GET', url })), [400, 'search-parameter'])
  })
}
