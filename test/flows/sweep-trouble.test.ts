import { test } from 'tap'
import { setClock } from '../../src/flows/clock.ts'
import { sweep } from '../../src/flows/sweep.ts'
import type { Query, QueryKind, Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { between, bound, enqueued, firstRung, isReminder, referred, reminders, taskAt } from './sweep-world.ts'
import { world } from './world.ts'

test('sweeps at once give each rung once', async (t) => {
  const here = await world(t)
  await referred(here, 5)
  here.clock.set(firstRung)
  const swept = await Promise.all([1, 2, 3, 4].map(async () => sweep(here.deps)))
  t.equal(
    swept.reduce((sum, { reminded }) => sum + reminded, 0),
    5
  )
  t.same(
    swept.map(({ left }) => left),
    [0, 0, 0, 0]
  )
  t.same([await reminders(here), await enqueued(here)], [5, 6])
})

test('a referral that moved in between is read again, and what holds then decides', async (t) => {
  const here = await world(t)
  const [made] = await referred(here)
  here.clock.set(firstRung)
  const task = await taskAt(here, made?.task ?? '')
  let commits = 0
  const store: Store = {
    ...bound(here.deps.store),
    commit: async (change) => {
      commits += 1
      // The report comes in between the sweep's reading and its commit.
      f.valueOf(await here.post(f.sA, f.reportBundle(task)))
      return here.deps.store.commit(change)
    }
  }
  t.same(await sweep({ ...here.deps, store }), { reminded: 0, left: 0 })
  t.same([commits, await reminders(here)], [1, 0])
  const { facts } = await here.deps.store.read({ kind: 'duties', id: made?.request ?? '' })
  t.match(facts?.rungs, [{ claimed: 0, nextOn: null }])
})

test('a referral on which others write all the time is left for the next sweep, and holds up no other', async (t) => {
  let busy = ''
  const here = await world(
    t,
    between({
      commit: (change) => {
        const isBusy = isReminder(change) && change.expect.some(({ stream }) => stream === `referral/${busy}`)
        return isBusy ? { outcome: 'conflict' } : undefined
      }
    })
  )
  const [first] = await referred(here, 3)
  busy = first?.request ?? ''
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 2, left: 1 })
  busy = ''
  t.same([await sweep(here.deps), await reminders(here)], [{ reminded: 0, left: 0 }, 3], 'claimed, for tomorrow')
  here.clock.set(firstRung + f.dayMs)
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
})

test('a referral that fails is logged by its id and left, and holds up no other', async (t) => {
  let broken = ''
  const fail = ({ kind, ...query }: Query<QueryKind>): void => {
    if (kind === 'referral' && 'id' in query && query.id === broken) throw new Error('no rule in agreement lga|0')
  }
  const here = await world(t, between({ read: fail }))
  const [first] = await referred(here, 3)
  broken = first?.request ?? ''
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 2, left: 1 })
  const errors = here.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 50)
  t.match(errors, [{ referral: broken, msg: /reminders failed/ }])
  broken = ''
  here.clock.set(firstRung + f.dayMs)
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
})

test('a sweep goes on page by page, also past referrals that it has to leave', async (t) => {
  const stuck = new Set<string>()
  const here = await world(t, (store) => ({
    ...bound(store),
    // Two on a page where the sweep asks for 200, so that a handful of referrals fill three.
    read: async (query) => {
      if (query.kind === 'referral' && 'id' in query && stuck.has(query.id)) throw new Error('stuck')
      return store.read(query.kind === 'dueRungs' && 'limit' in query ? { ...query, limit: query.limit - 198 } : query)
    }
  }))
  const made = await referred(here, 6)
  for (const { request } of made.slice(0, 3)) stuck.add(request)
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 3, left: 3 })
})

test('a store that cannot be read is logged, and the sweep rejects nothing', async (t) => {
  let isBroken = false
  const fail = ({ kind }: Query<QueryKind>): void => {
    if (isBroken && kind === 'dueRungs') throw new Error('disk full')
  }
  const here = await world(t, between({ read: fail }))
  await referred(here)
  isBroken = true
  t.same(await setClock(here.deps, here.clock, { now: '2026-04-06T10:00:00Z', participant: 'operator' }), {
    ok: true,
    value: '2026-04-06T10:00:00.000Z'
  })
  t.match(here.log.join(''), 'could not look for reminders')
  isBroken = false
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
})

test('a sweep that is stopped leaves the rest for the next one', async (t) => {
  const here = await world(t)
  await referred(here, 3)
  here.clock.set(firstRung)
  let asked = 0
  t.same(await sweep(here.deps, () => ++asked > 3), { reminded: 0, left: 0 })
  t.equal(await reminders(here), 2, 'claimed')
  t.same(await sweep(here.deps), { reminded: 3, left: 0 }, 'and sent with the rest')
})
