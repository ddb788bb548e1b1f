import type { Bundle } from '@medplum/fhirtypes'
import type { InjectOptions } from 'fastify'
import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'

/** Tasks of one referral: the coordination Task, and a duty for each rule that its receipt opens. */
const tasksEach =
  1 + f.rules.agreements.get('lga')!.obligations.filter(({ opensOn }) => opensOn === 'referral.received').length

async function search(here: World, query: string, who = 's-a'): Promise<Bundle> {
  const answer = await here.call(who, { method: 'GET', url: `/fhir/Task${query}` })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return JSON.parse(answer.body) as Bundle
}

async function ids(here: World, query: string, who = 's-a'): Promise<readonly string[]> {
  return ((await search(here, query, who)).entry ?? []).map(({ resource }) => resource?.id ?? '')
}

/** Three referrals, a day apart; the ids of their Tasks and requests, oldest first. */
async function three(here: World): Promise<readonly { readonly task: string; readonly request: string }[]> {
  const made: { task: string; request: string }[] = []
  for (const day of [0, 1, 2]) {
    here.clock.set(f.start + day * f.dayMs)
    const answer = await here.call('his-a', postOf(f.referralBundle()))
    const { entry = [] } = JSON.parse(answer.body) as Bundle
    const [task = '', request = ''] = entry.map(({ response }) => response?.location?.split('/').at(-3) ?? '')
    made.push({ task, request })
  }
  return made
}

test('Tasks are found by id, focus, status and owner, and by all of them together', async (t) => {
  const here = await world(t)
  const [first, second] = await three(here)
  t.same(await ids(here, `?_id=${first?.task ?? ''}`), [first?.task])
  t.ok((await ids(here, `?focus=ServiceRequest/${first?.request ?? ''}`)).includes(first?.task ?? '-'))
  t.same(
    await ids(here, `?focus=${first?.request ?? ''}`),
    await ids(here, `?focus=ServiceRequest/${first?.request ?? ''}`)
  )
  t.equal((await ids(here, '?status=requested')).length, 3 * tasksEach, 'with the duties')
  t.equal((await ids(here, '?owner=Organization/s-a')).length, 3 * tasksEach)
  t.same(await ids(here, '?owner=Organization/s-b'), [])
  t.same(await ids(here, `?_id=${first?.task ?? ''},${second?.task ?? ''}&status=accepted`), [])
  t.equal((await ids(here, `?_id=${first?.task ?? ''},${second?.task ?? ''}&status=requested,accepted`)).length, 2)
})

test('the newest come first, and pages lead from one to the next without gap or repeat', async (t) => {
  const here = await world(t)
  await three(here)
  const all = await ids(here, '')
  const seen: string[] = []
  let next: string | undefined = '?_count=2'
  for (let page = 0; page < 20 && next !== undefined; page++) {
    const bundle: Bundle = await search(here, next)
    t.equal(bundle.total, 3 * tasksEach)
    seen.push(...(bundle.entry ?? []).map(({ resource }) => resource?.id ?? ''))
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace('http://gateway.test/fhir/Task', '')
  }
  t.same(seen, all)
  t.equal(new Set(seen).size, 3 * tasksEach)
  const lastUpdated = (await search(here, '')).entry?.map(({ resource }) => resource?.meta?.lastUpdated ?? '') ?? []
  t.same(lastUpdated, [...lastUpdated].sort().reverse())
})

test('a page of nothing leads nowhere', async (t) => {
  const here = await world(t)
  await three(here)
  const bundle = await search(here, '?_count=0')
  t.match(bundle, { total: 3 * tasksEach, entry: [] })
  t.same(
    bundle.link?.map(({ relation }) => relation),
    ['self']
  )
  t.same(
    (await search(here, '?_offset=100')).link?.map(({ relation }) => relation),
    ['self']
  )
})

const wrong: readonly string[] = [
  '?patient=Patient/1',
  '?status:not=requested',
  '?status=',
  '?status',
  '?_count=-1',
  '?_count=ten',
  '?_count=1,2',
  '?_sort=-_lastUpdated',
  '?_include=Task:focus',
  `?_id=${Array.from({ length: 51 }, (_, at) => `i${at}`).join()}`,
  '?__proto__=1',
  '?owner:identifier:exact=urn:x|1',
  '?status:identifier=urn:x|1',
  '?category=urn:x|1',
  `?${Array.from({ length: 21 }, () => 'status=requested').join('&')}`
]

for (const query of wrong) {
  test(`${query.slice(0, 40)} is refused, and not left out of the question`, async (t) => {
    const { call } = await world(t)
    t.same(outcomeOf(await call('s-a', { method: 'GET', url: `/fhir/Task${query}` })), [400, 'search-parameter'])
  })
}

function form(payload: string, query = ''): InjectOptions {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { method: 'POST', url: `/fhir/Task/_search${query}`, headers, payload }
}

test('a search by form finds the same, and counts as no write', async (t) => {
  const here = await world(t)
  const [first] = await three(here)
  const answer = await here.call('s-a', form(`_id=${first?.task ?? ''}&status=requested`))
  t.equal((JSON.parse(answer.body) as Bundle).total, 1)
  t.same(outcomeOf(await here.call('s-a', form('patient=1'))), [400, 'search-parameter'])
  t.equal((await here.counts()).received['s-a'], undefined)
})

test('what stands in the address and in the form holds together', async (t) => {
  const here = await world(t)
  await three(here)
  const answer = await here.call('s-a', form('status=accepted', '?status=requested'))
  t.equal((JSON.parse(answer.body) as Bundle).total, 0)
})

test('nobody finds what is not in its own projection', async (t) => {
  const here = await world(t)
  const [first] = await three(here)
  t.same(await ids(here, `?_id=${first?.task ?? ''}`, 's-b'), [])
  t.same(await ids(here, '?owner=Organization/s-a', 'his-b'), [])
})
