import type { Bundle, Communication, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'
import type { Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, parametersOf, posted, valueIn } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

/** Posts a referral of practice A; the id of its ServiceRequest. */
async function referred(here: World, bsn = f.bsn): Promise<string> {
  const bundle = JSON.parse(JSON.stringify(f.referralBundle()).replaceAll(f.bsn, bsn)) as Bundle
  const answer = await here.call('his-a', postOf(bundle))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return /ServiceRequest\/([^/]+)/.exec(answer.body)?.[1] ?? ''
}

const why = { reason: { valueString: 'de praktijk sluit' } }

async function move(here: World, { who = 'operator', from = 'his-a', to = 'his-b', key = 'key' } = {}) {
  const payload = parametersOf({ to: { valueId: to }, ...why })
  return here.call(who, posted(`/fhir/Organization/${from}/$move-patients`, payload, { 'idempotency-key': key }))
}

/** Reads everything that waits for a receiver, as delivered. */
async function inbox(here: World, receiver: string): Promise<readonly Bundle[]> {
  const all: Bundle[] = []
  for (let round = 0; round < 20; round++) {
    const now = here.clock.now()
    const claim = await here.deps.store.claim({ receiver, now, leaseMs: 1_000, limit: 50, skip: [] })
    if (claim === undefined || claim.messages.length === 0) return all
    all.push(...claim.messages.map(({ body }) => JSON.parse(body) as Bundle))
    const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered', at: now }) as const)
    await here.deps.store.settle({ receiver, fence: claim.fence, results })
  }
  return all
}

function typesIn(bundle: Bundle | undefined): readonly string[] {
  return (bundle?.entry ?? []).map(({ resource }) => resource?.resourceType ?? '').sort()
}

async function read<T extends Resource>(here: World, who: string, reference: string): Promise<T | number> {
  const answer = await here.call(who, { url: `/fhir/${reference}` })
  return answer.statusCode === 200 ? answer.json<T>() : answer.statusCode
}

/** The duties of a referral as a participant reads them: creditor, state, due day. */
async function dutiesOf(here: World, who: string, referral: string): Promise<readonly string[]> {
  const { body } = await here.call(who, { url: `/fhir/Task?focus=ServiceRequest/${referral}&_count=50` })
  const tasks = ((JSON.parse(body) as Bundle).entry ?? []).map(({ resource }) => resource as Task)
  return tasks
    .filter(({ restriction }) => restriction !== undefined)
    .map(({ requester, businessStatus, restriction }) => {
      const state = businessStatus?.coding?.[0]?.code ?? ''
      return `${requester?.reference ?? 'nobody'} ${state} ${restriction?.period?.end ?? ''}`
    })
    .sort()
}

/** Reports after intake, as institution A posts it. */
async function reported(here: World, referral: string, on = '2026-03-16'): Promise<string> {
  const { facts } = await here.deps.store.read({ kind: 'referral', id: referral })
  const task = await read<Task>(here, 's-a', `Task/${facts?.referral.task ?? ''}`)
  const answer = await here.call('s-a', postOf(f.reportBundle(task as Task, { on, sent: `${on}T10:00:00Z` })))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return /Communication\/([^/]+)/.exec(answer.body)?.[1] ?? ''
}

test('what was owed to the old practice is owed to the new one with the same day, and that one reads the referral', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  here.clock.set(f.start + 5 * f.dayMs)
  const answer = answered(await move(here))
  t.same([valueIn(answer, 'moved'), valueIn(answer, 'more'), named(answer, 'failed').length], [1, false, 0])
  t.same(await dutiesOf(here, 's-a', id), [
    'Organization/his-a superseded 2026-04-13',
    'Organization/his-b prospective 2026-04-13'
  ])
  t.same(await dutiesOf(here, 'his-a', id), ['Organization/his-a superseded 2026-04-13'])
  t.same(await dutiesOf(here, 'his-b', id), ['Organization/his-b prospective 2026-04-13'])
  const [message, ...more] = await inbox(here, 'his-b')
  t.same(more, [])
  t.match(typesIn(message).join(' '), /Composition.*Patient.*ServiceRequest.*Task/)
  const { facts } = await here.deps.store.read({ kind: 'referral', id })
  t.match(facts?.referral, { gp: 'his-b', requester: 'his-b', performer: 's-a' })
  t.match(facts?.facts.at(-1), { event: 'gp.changed', by: 'operator', detail: { of: 'his-b', instead: 'his-a' } })
  t.same([...here.woken].at(-1), 'his-b')
  const lines = (await here.audit()).filter(({ action }) => action === 'move')
  t.same(
    lines.map(({ outcome, referral }) => [outcome, referral]),
    [
      ['begun', undefined],
      ['moved', id],
      ['moved', undefined]
    ]
  )
})

test('later letters go to the new practice alone, and meet what is owed to it', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  await move(here)
  await inbox(here, 'his-b')
  here.clock.set(f.start + 15 * f.dayMs)
  const letter = await reported(here, id)
  t.equal((await inbox(here, 'his-a')).length, 0)
  t.ok((await inbox(here, 'his-b')).some((bundle) => JSON.stringify(bundle).includes(letter)))
  t.same(await dutiesOf(here, 's-a', id), [
    'Organization/his-a superseded 2026-04-13',
    'Organization/his-b met 2026-03-30'
  ])
  t.equal(await read(here, 'his-a', `Communication/${letter}`), 404)
})

test('a letter that never reached the old practice goes to the new one, behind the referral', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  here.clock.set(f.start + 15 * f.dayMs)
  const letter = await reported(here, id)
  await move(here)
  const got = await inbox(here, 'his-b')
  t.same(
    got.map((bundle) => typesIn(bundle).includes('ServiceRequest')),
    [true, false]
  )
  t.ok(JSON.stringify(got[1]).includes(letter))
  t.match(await read<Communication>(here, 'his-b', `Communication/${letter}`), { id: letter })
  t.same(await dutiesOf(here, 's-a', id), ['Organization/his-a met 2026-03-30'], 'it was met, and stays so')
})

test('a letter that did reach the old practice is not sent again', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  here.clock.set(f.start + 15 * f.dayMs)
  const letter = await reported(here, id)
  await inbox(here, 'his-a')
  await move(here)
  t.notMatch(JSON.stringify(await inbox(here, 'his-b')), letter)
})

test('a waiver stands for the new practice, too', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  const { facts } = await here.deps.store.read({ kind: 'referral', id })
  const duty = facts?.obligations[0]?.id ?? ''
  const waiver = { reason: { valueCode: 'agreed-otherwise' }, evidence: { valueString: 'afspraak' } }
  const until = { valueDate: '2026-03-10' }
  await here.call('his-a', posted(`/fhir/Task/${duty}/$waive`, parametersOf({ ...waiver, until })))
  here.clock.set(f.start + f.dayMs)
  await move(here)
  const states = async () => (await dutiesOf(here, 'his-b', id)).map((line) => line.split(' ')[1])
  t.same(await states(), ['waived'])
  here.clock.set(f.start + 10 * f.dayMs)
  t.same(await states(), ['prospective'])
})

test('a patient who objects to the old practice objects to the new one', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  const base = { referral: id, occurredOn: '2026-03-02', heardAt: f.start, by: 's-a', message: 'message-2' }
  const objection = { consent: 'consent-1', receivers: ['his-a'] }
  const fact = { ...base, id: 'fact-1', event: 'objection.made', objection }
  await here.deps.store.commit({ expect: [], writes: [{ kind: 'fact', ...fact }], outbox: [], audit: [] })
  here.clock.set(f.start + f.dayMs)
  t.equal(valueIn(answered(await move(here)), 'moved'), 1)
  t.same(await inbox(here, 'his-b'), [])
  t.equal(await read(here, 'his-b', `ServiceRequest/${id}`), 404)
})

test('two referrals of one patient and those of another are moved, what has ended stays, and again moves nothing', async (t) => {
  const here = await world(t)
  const ids = [await referred(here), await referred(here), await referred(here, f.otherBsn)]
  const ended = await referred(here, '172642863')
  const { facts: known } = await here.deps.store.read({ kind: 'referral', id: ended })
  const url = `/fhir/Task/${known?.referral.task ?? ''}`
  const task = await here.call('his-a', { url })
  const payload = JSON.stringify({ ...task.json<Task>(), status: 'cancelled' })
  const headers = { 'content-type': 'application/fhir+json', 'if-match': String(task.headers.etag) }
  t.equal((await here.call('his-a', { method: 'PUT', url, headers, payload })).statusCode, 200)
  t.equal(valueIn(answered(await move(here)), 'moved'), 3)
  for (const id of ids) t.match(await read(here, 'his-b', `ServiceRequest/${id}`), { id })
  t.equal(await read(here, 'his-b', `ServiceRequest/${ended}`), 404)
  t.equal((await inbox(here, 'his-b')).length, 3)
  t.equal(valueIn(answered(await move(here, { key: 'again' })), 'moved'), 0)
})

test('a move that broke off in the middle goes on when it is asked again', async (t) => {
  let left = Infinity
  const failing = (store: Store): Store => ({
    ...store,
    read: async (query) => store.read(query),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    commit: async (change) => {
      if (change.writes.some(({ kind }) => kind === 'gp') && left-- <= 0) throw new Error('the process died')
      return store.commit(change)
    }
  })
  const here = await world(t, { wrap: failing })
  const ids = [await referred(here), await referred(here, f.otherBsn)]
  left = 1
  t.equal((await move(here)).statusCode, 500)
  left = Infinity
  t.equal(valueIn(answered(await move(here)), 'moved'), 1)
  t.equal((await inbox(here, 'his-b')).length, 2)
  for (const id of ids) t.equal((await dutiesOf(here, 'his-b', id)).length, 1)
})

test('only an operator moves patients, to another practice of the directory, and says why', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  for (const who of ['his-a', 'his-b', 's-a', 'auditor']) {
    t.same(outcomeOf(await move(here, { who })), [403, 'not-allowed'], who)
  }
  for (const to of ['his-a', 's-a', 'operator', 'no-such']) {
    t.same(outcomeOf(await move(here, { to, key: to })), [400, 'operation-parameter'], to)
  }
  const silent = parametersOf({ to: { valueId: 'his-b' } })
  const url = '/fhir/Organization/his-a/$move-patients'
  t.same(outcomeOf(await here.call('operator', posted(url, silent))), [400, 'operation-parameter'])
  t.same(await dutiesOf(here, 's-a', id), ['Organization/his-a prospective 2026-04-13'])
})
