import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { searchResources } from '../../src/flows/ask.ts'
import { markPulled, startReading } from '../../src/flows/pulled.ts'
import { sweep } from '../../src/flows/sweep.ts'
import * as f from '../referral/fixtures.ts'
import { bound, enqueued, firstRung, referred } from './sweep-world.ts'
import { world } from './world.ts'

test('a digest that waited for one that is sent its messages is heard when that comes to fetch them', async (t) => {
  const here = await world(t)
  await referred(here, 2)
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 2, left: 0 })
  t.match((await here.counts()).outbox['s-a'], { waiting: 1 })
  const pulling: Participant = { ...f.sA, delivery: 'pull' }
  const search = { type: 'CommunicationRequest', criteria: [], limit: 10, offset: 0 }
  const reading = await startReading(here.deps, { participant: pulling, isHead: false })
  const { found } = f.valueOf(await searchResources(here.deps, pulling, search))
  await markPulled(here.deps, reading, { seen: found })
  t.match((await here.counts()).outbox['s-a'], { waiting: 0 })
})

test('a referral on which others write all the time holds up the reminders of no other', async (t) => {
  let busy = ''
  const here = await world(t, (store) => ({
    ...bound(store),
    commit: async (change) => {
      const isDigest = change.writes.some((write) => write.kind === 'reminder' && write.settledOn !== null)
      if (isDigest && busy !== '') {
        const { versions } = await store.read({ kind: 'referral', id: busy })
        await store.commit({ expect: versions, writes: [], outbox: [], audit: [] })
      }
      return store.commit(change)
    }
  }))
  const made = await referred(here, 4)
  const before = await enqueued(here)
  const ask = { kind: 'resource', projection: 's-a', type: 'ServiceRequest', id: made[1]?.request ?? '' } as const
  busy = (await here.deps.store.read(ask)).facts?.referral ?? ''
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 3, left: 1 })
  busy = ''
  here.clock.set(firstRung + f.dayMs)
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
  t.equal((await enqueued(here)) - before, 2)
})
