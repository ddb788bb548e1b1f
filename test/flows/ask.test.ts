import type { Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { isDuty, readResource, searchResources, type Seen } from '../../src/flows/ask.ts'
import type { Search } from '../../src/flows/search.ts'
import { withState } from '../../src/obligations/as-task.ts'
import type { ObligationStateCode } from '../../src/obligations/state.ts'
import * as f from '../referral/fixtures.ts'
import { idsOf, world, type World } from './world.ts'

interface Wanted {
  readonly type: string
  readonly id: string
  readonly version?: number
}

async function read(here: World, who: Participant, wanted: Wanted): Promise<Seen> {
  return f.valueOf(await readResource(here.deps, who, wanted))
}

async function isSeen(here: World, who: Participant, wanted: Wanted): Promise<boolean> {
  return (await readResource(here.deps, who, wanted)).ok
}

/** Duties that the receipt of a referral opens. */
const dutiesEach = f.rules.agreements
  .get('lga')!
  .obligations.filter(({ opensOn }) => opensOn === 'referral.received').length

/** A page of a search. */
async function found(here: World, who: Participant, criteria: Search['criteria'] = []) {
  const search = { type: 'Task', criteria, limit: 20, offset: 0 }
  return f.valueOf(await searchResources(here.deps, who, search))
}

/** A referral that was received, with the ids of its resources and of its duty to report after intake. */
async function received(
  here: World
): Promise<{ readonly ids: Readonly<Record<string, string>>; readonly duty: string }> {
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const { facts } = await here.deps.store.read({ kind: 'referral', id: ids.ServiceRequest ?? '' })
  return { ids, duty: facts?.obligations.find(({ code }) => code === 'intake-confirmation')?.id ?? '' }
}

/** Gives a referral one more duty, like its first one. */
async function doubled(here: World, referral: string): Promise<void> {
  const { facts } = await here.deps.store.read({ kind: 'referral', id: referral })
  const first = facts?.obligations[0]
  const row = facts?.resources.find(({ id, projection }) => id === first?.id && projection === 's-a')
  if (first === undefined || row === undefined) throw new Error('no duty')
  const id = `second-of-${referral}`
  await here.deps.store.commit({
    expect: [],
    writes: [
      { kind: 'obligation', ...first, id },
      { kind: 'resource', ...row, id, json: row.json.replace(row.id, id) }
    ],
    outbox: [],
    audit: []
  })
}

function stateIn({ json }: Seen): string | undefined {
  return (JSON.parse(json) as Task).businessStatus?.coding?.[0]?.code
}

test('the Task of a duty is shown with its state of today, and a version of it as it was stored', async (t) => {
  const here = await world(t)
  const { ids, duty } = await received(here)
  const states: [number, string][] = [
    [0, 'prospective'],
    [36, 'due-soon'],
    [42, 'due-soon'],
    [43, 'overdue']
  ]
  for (const [days, state] of states) {
    here.clock.set(f.start + days * f.dayMs)
    const seen = await read(here, f.hisA, { type: 'Task', id: duty })
    t.equal(stateIn(seen), state, `after ${days} days`)
    t.match(seen.stored, { version: 1, referral: ids.ServiceRequest }, 'without a new version')
  }
  const stored = await read(here, f.hisA, { type: 'Task', id: duty, version: 1 })
  t.equal(stateIn(stored), undefined)
})

test('a search shows the same state as a read', async (t) => {
  const here = await world(t)
  const { ids, duty } = await received(here)
  here.clock.set(f.start + 60 * f.dayMs)
  const criteria = [{ param: 'focus', values: [`ServiceRequest/${ids.ServiceRequest ?? ''}`] }]
  const { total, found: all } = await found(here, f.sA, criteria)
  t.equal(total, 1 + dutiesEach)
  t.equal(stateIn(all.find(({ id }) => id === duty)!), 'overdue')
  t.equal(stateIn(all.find(({ id }) => id === ids.Task)!), undefined)
})

test('what is shown is the stored text, and of a duty the text with its state as it would be written anew', async (t) => {
  const here = await world(t)
  const { ids, duty } = await received(here)
  here.clock.set(f.start + 60 * f.dayMs)
  const { facts } = await here.deps.store.read({ kind: 'referral', id: ids.ServiceRequest ?? '' })
  const rows = (facts?.resources ?? []).filter(({ projection }) => projection === 's-a')
  t.ok(rows.some(({ id }) => id === duty))
  for (const { type, id, json } of rows) {
    const stored = JSON.parse(json) as Task
    const shown = await read(here, f.sA, { type, id })
    const state = isDuty(stored) ? stateIn(shown) : undefined
    t.equal(state !== undefined, isDuty(stored))
    const dueOn = stored.restriction?.period?.end ?? ''
    const expected = state === undefined ? stored : withState(stored, { state: state as ObligationStateCode, dueOn })
    t.equal(shown.json, JSON.stringify(expected), type)
  }
})

test('the Tasks of a page are shown by one read for all their referrals, and no letter is read for them', async (t) => {
  const asked: { readonly kind: string; readonly referrals?: readonly string[] }[] = []
  const here = await world(t, (store) => ({
    read: async (query) => {
      asked.push(query)
      return store.read(query)
    },
    commit: (change) => store.commit(change),
    claim: (ask) => store.claim(ask),
    settle: (ask) => store.settle(ask),
    isShared: false,
    lease: async (ask) => store.lease(ask),
    settlePulled: (ask) => store.settlePulled(ask),
    once: (id, expiresAt) => store.once(id, expiresAt),
    close: () => store.close()
  }))
  const referrals = [await received(here), await received(here)].map(({ ids }) => ids.ServiceRequest ?? '')
  for (const referral of referrals) await doubled(here, referral)
  asked.length = 0
  const { found: all } = await found(here, f.sA)
  t.equal(all.filter((one) => stateIn(one) !== undefined).length, 2 * (dutiesEach + 1))
  t.same(asked.map(({ kind }) => kind).sort(), ['dutiesOf', 'search'])
  t.same(asked.flatMap((one) => one.referrals ?? []).sort(), [...referrals].sort())
})

test('nobody reads what is not in its own projection, not even by the right id', async (t) => {
  const here = await world(t)
  const { ids, duty } = await received(here)
  for (const [type, id] of [...Object.entries(ids), ['Task', duty] as const]) {
    t.ok(await isSeen(here, f.hisA, { type, id }), type)
    t.ok(await isSeen(here, f.sA, { type, id }), type)
    for (const other of [f.hisB, f.sB, f.auditor, f.operator]) {
      t.notOk(await isSeen(here, other, { type, id }), `${type} for ${other.id}`)
      t.notOk(await isSeen(here, other, { type, id, version: 1 }), `version of ${type} for ${other.id}`)
    }
  }
  t.same(await found(here, f.sB), { total: 0, found: [] })
})

test('a version that is not there yet does not exist', async (t) => {
  const here = await world(t)
  const { ids } = await received(here)
  t.notOk(await isSeen(here, f.hisA, { type: 'Task', id: ids.Task ?? '', version: 2 }))
  t.notOk(await isSeen(here, f.hisA, { type: 'Patient', id: ids.Task ?? '' }), 'nor does an id under another type')
})

test('everybody reads the directory, and in it no more than that', async (t) => {
  const here = await world(t)
  const { json, stored } = await read(here, f.sB, { type: 'Organization', id: 'his-a' })
  t.match(JSON.parse(json), { resourceType: 'Organization', id: 'his-a', name: f.hisA.name })
  t.equal(stored, undefined, 'what the directory says has no versions')
  t.notOk(await isSeen(here, f.sB, { type: 'Organization', id: 'his-a', version: 2 }))
  t.notOk(await isSeen(here, f.sB, { type: 'Patient', id: 'his-a' }))
  t.notOk(await isSeen(here, f.sB, { type: 'Endpoint', id: 'his-a' }), 'it receives nothing, so it has none')
})
