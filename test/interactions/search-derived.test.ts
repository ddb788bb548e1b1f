import type { Bundle, Task } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import { businessStatuses } from '../../src/referral/lifecycle/lifecycle.ts'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'

const own = 'https://ggz-gateway.example/fhir/CodeSystem'
const intake = 'code=intake-confirmation'

async function search(here: World, query: string, who = 's-a'): Promise<Bundle> {
  const answer = await here.call(who, { method: 'GET', url: `/fhir/Task?${query}` })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return JSON.parse(answer.body) as Bundle
}

function tasksIn({ entry = [] }: Bundle): readonly Task[] {
  return entry.map(({ resource }) => resource as Task)
}

async function dueDays(here: World, query: string, who?: string): Promise<readonly string[]> {
  const found = tasksIn(await search(here, query, who))
  return found.map(({ restriction }) => restriction?.period?.end ?? '-').sort()
}

async function ids(here: World, query: string, who?: string): Promise<readonly string[]> {
  return tasksIn(await search(here, query, who)).map(({ id }) => id ?? '')
}

interface Referred {
  readonly task: string
  readonly request: string
}

/** Three referrals of practice A, a day apart, the last one to institution B; their reports are due 13, 14 and 15 April. */
async function three(t: Test): Promise<{ readonly here: World; readonly referrals: readonly Referred[] }> {
  const here = await world(t)
  const referrals: Referred[] = []
  for (const [day, performerUra] of ['90000301', '90000301', '90000302'].entries()) {
    here.clock.set(f.start + day * f.dayMs)
    const answer = await here.call('his-a', postOf(f.referralBundle({ performerUra })))
    const { entry = [] } = JSON.parse(answer.body) as Bundle
    const [task = '', request = ''] = entry.map(({ response }) => response?.location?.split('/').at(-3) ?? '')
    referrals.push({ task, request })
  }
  return { here, referrals }
}

/** Half past four in the morning of 15 April, in Amsterdam: of the duties to report, two are overdue. */
const twoOverdue = Date.parse('2026-04-15T02:30:00Z')

/** Sets the business status of a coordination Task. */
async function stands(here: World, { task: id }: Referred, code: string, version: number): Promise<void> {
  const task = (await here.call('s-a', { url: `/fhir/Task/${id}` })).json<Task>()
  const businessStatus = { coding: [{ system: `${own}/referral-business-status`, code }] }
  const answer = await here.call('s-a', {
    method: 'PUT',
    url: `/fhir/Task/${id}`,
    headers: { 'content-type': 'application/fhir+json', 'if-match': `W/"${version}"` },
    payload: JSON.stringify({ ...task, status: 'accepted', businessStatus })
  })
  if (answer.statusCode !== 200) throw new Error(answer.body)
}

test('duties are found by the state that they have today, under either name of it', async (t) => {
  const { here } = await three(t)
  t.same(await dueDays(here, `${intake}&business-status=overdue`, 'his-a'), [])
  t.same(await dueDays(here, `${intake}&business-status=prospective`, 'his-a'), [
    '2026-04-13',
    '2026-04-14',
    '2026-04-15'
  ])
  here.clock.set(twoOverdue)
  for (const status of ['overdue', `${own}/obligation-state|overdue`, 'met,overdue']) {
    const found = await search(here, `${intake}&business-status=${encodeURIComponent(status)}`, 'his-a')
    t.equal(found.total, 2, status)
    for (const { businessStatus } of tasksIn(found)) t.equal(businessStatus?.coding?.[0]?.code, 'overdue')
  }
  t.same(await dueDays(here, `${intake}&business-status=due-soon,overdue`, 'his-a'), [
    '2026-04-13',
    '2026-04-14',
    '2026-04-15'
  ])
  t.same(await dueDays(here, `${intake}&business-status=overdue&business-status=met`, 'his-a'), [], 'both must hold')
})

const dates: readonly (readonly [string, readonly string[]])[] = [
  ['due-date=2026-04-14', ['2026-04-14']],
  ['due-date=lt2026-04-14', ['2026-04-13']],
  ['due-date=le2026-04-14', ['2026-04-13', '2026-04-14']],
  ['due-date=gt2026-04-14', ['2026-04-15']],
  ['due-date=ge2026-04-14', ['2026-04-14', '2026-04-15']],
  ['due-date=ne2026-04-14', ['2026-04-13', '2026-04-15']],
  ['due-date=2026-04', ['2026-04-13', '2026-04-14', '2026-04-15']],
  ['due-date=ge2026-04-14&due-date=lt2026-04-15', ['2026-04-14']],
  ['due-date=2026-04-13,2026-04-15', ['2026-04-13', '2026-04-15']],
  ['due-date=gt2026-05', []]
]

test('duties are found by the day on which they are due, a day or a range of them', async (t) => {
  const { here } = await three(t)
  for (const [query, expected] of dates) t.same(await dueDays(here, `${intake}&${query}`, 'his-a'), expected, query)
})

test('state and due day combine with every other criterion', async (t) => {
  const { here, referrals } = await three(t)
  here.clock.set(twoOverdue)
  const [first, , third] = referrals
  const overdue = `${intake}&business-status=overdue`
  t.same(await dueDays(here, `${overdue}&owner=Organization/s-a`, 'his-a'), ['2026-04-13', '2026-04-14'])
  t.same(await dueDays(here, `${overdue}&owner=s-b`, 'his-a'), [])
  t.same(await dueDays(here, `${intake}&business-status=due-soon&owner=s-b`, 'his-a'), ['2026-04-15'])
  const number = encodeURIComponent('urn:oid:2.16.528.1.1007.3.3|90000302')
  t.same(await dueDays(here, `${intake}&due-date=2026&owner:identifier=${number}`, 'his-a'), ['2026-04-15'])
  t.same(await dueDays(here, `${overdue}&focus=${first?.request ?? ''}`, 'his-a'), ['2026-04-13'])
  t.same(await dueDays(here, `${overdue}&focus=${first?.request ?? ''},${third?.request ?? ''}`, 'his-a'), [
    '2026-04-13'
  ])
  t.same(await dueDays(here, `${overdue}&status=requested&due-date=gt2026-04-13`, 'his-a'), ['2026-04-14'])
  t.same(await dueDays(here, `${overdue}&status=completed`, 'his-a'), [])
  const [id = ''] = await ids(here, `${overdue}&due-date=2026-04-14`, 'his-a')
  t.same(await ids(here, `business-status=overdue&_id=${id},${first?.task ?? ''}`, 'his-a'), [id])
})

test('pages of what is derived lead from one to the next without gap or repeat, newest first', async (t) => {
  const { here } = await three(t)
  const query = 'due-date=ge2026-01-01&business-status=prospective,due-soon,overdue'
  const all = await ids(here, `${query}&_count=200`, 'his-a')
  t.equal(
    all.length,
    3 * f.rules.agreements.get('lga')!.obligations.filter((one) => one.opensOn === 'referral.received').length
  )
  const [seen, totals]: [string[], Set<number | undefined>] = [[], new Set()]
  let next: string | undefined = `${query}&_count=2`
  for (let page = 0; page < 50 && next !== undefined; page++) {
    const bundle: Bundle = await search(here, next, 'his-a')
    totals.add(bundle.total)
    seen.push(...tasksIn(bundle).map(({ id }) => id ?? ''))
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url.split('?')[1]
  }
  t.same(seen, all)
  t.same([...totals], [all.length])
  const updated = tasksIn(await search(here, query, 'his-a')).map(({ meta }) => meta?.lastUpdated ?? '')
  t.same(updated, [...updated].sort().reverse())
})

test('a coordination Task is found by the business status that it holds, alone and together with duties', async (t) => {
  const { here, referrals } = await three(t)
  const [first, second] = referrals
  await stands(here, first!, 'waiting-list', 1)
  await stands(here, second!, 'registered', 1)
  here.clock.set(twoOverdue)
  const system = encodeURIComponent(`${own}/referral-business-status|waiting-list`)
  for (const status of ['waiting-list', system]) {
    t.same(await ids(here, `business-status=${status}`), [first?.task], status)
    t.same(await ids(here, `business-status=${status}`, 'his-a'), [first?.task], 'also for the other side')
  }
  const overdue = await ids(here, `${intake}&business-status=overdue`)
  const both = await search(here, `business-status=overdue,waiting-list&due-date=ge2026-01-01&${intake}`)
  t.same(
    tasksIn(both)
      .map(({ id }) => id)
      .sort(),
    [...overdue].sort(),
    'a coordination Task has no due day'
  )
  const mixed = await search(here, 'business-status=overdue,waiting-list,registered&status=requested,accepted')
  const found = tasksIn(mixed).map(({ id }) => id ?? '')
  t.equal(mixed.total, found.length)
  for (const id of [...overdue, first?.task ?? '', second?.task ?? '']) t.ok(found.includes(id), id)
  t.ok(!found.includes(referrals[2]?.task ?? ''))
  t.same(await ids(here, 'business-status=overdue,waiting-list&status=accepted'), [first?.task])
  t.same(await ids(here, 'business-status=waiting-list&business-status=overdue'), [], 'nothing is both')
})

test('each party finds its own duties, and nobody finds those of others', async (t) => {
  const { here, referrals } = await three(t)
  here.clock.set(twoOverdue)
  const overdue = `${intake}&business-status=overdue`
  t.same(await dueDays(here, overdue, 's-a'), ['2026-04-13', '2026-04-14'])
  t.same(await dueDays(here, overdue, 'his-a'), ['2026-04-13', '2026-04-14'])
  for (const other of ['s-b', 'his-b']) {
    t.same(await dueDays(here, overdue, other), [], other)
    t.same(await dueDays(here, `business-status=overdue&focus=${referrals[0]?.request ?? ''}`, other), [], other)
    t.equal((await search(here, 'due-date=lt2026-04-15', other)).total, other === 's-b' ? await total(here) : 0, other)
  }
})

/** What institution B has that is due by then: short terms of its own referral, and nothing of A's. */
async function total(here: World): Promise<number> {
  const mine = tasksIn(await search(here, '', 's-b')).filter(({ restriction }) => restriction !== undefined)
  return mine.filter(({ restriction }) => (restriction?.period?.end ?? '') < '2026-04-15').length
}

test('a search by code finds Tasks of that code, with its system or without', async (t) => {
  const { here } = await three(t)
  t.equal((await search(here, intake, 'his-a')).total, 3)
  t.equal((await search(here, `code=${encodeURIComponent(`${own}/obligation|intake-confirmation`)}`, 'his-a')).total, 3)
  t.equal((await search(here, `code=${encodeURIComponent('urn:other|intake-confirmation')}`, 'his-a')).total, 0)
  t.equal((await search(here, 'code=3457005', 'his-a')).total, 3, 'the coordination Tasks')
})

for (const query of [
  ...['business-status=late', 'business-status=Overdue', 'business-status=overdue,late', 'business-status=|overdue|'],
  ...[`business-status=${own}/obligation-state|late`, `business-status=${own}/referral-business-status|late`],
  ...['business-status=', 'code=a|b|c', 'code=urn:x|', 'due-date=soon', 'due-date=2026-02-30', 'due-date=ap2026-04-13'],
  ...['due-date=2026-04-13T10:00:00Z', 'due-date:missing=true', 'business-status:not=overdue']
]) {
  test(`${query} is refused, and not answered as if nothing were there`, async (t) => {
    const { call } = await world(t)
    const url = `/fhir/Task?${new URLSearchParams(query).toString()}`
    t.same(outcomeOf(await call('s-a', { method: 'GET', url })), [400, 'search-parameter'])
  })
}

test('every business status that a coordination Task may have can be searched by', async (t) => {
  const here = await world(t)
  for (const code of businessStatuses.keys()) t.equal((await search(here, `business-status=${code}`)).total, 0, code)
  t.equal((await search(here, `business-status=${encodeURIComponent('urn:vendor|own-code')}`)).total, 0)
})
