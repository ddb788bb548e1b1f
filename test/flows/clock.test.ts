import { test } from 'tap'
import { manualClock } from '../../src/clock.ts'
import { restoreClock, setClock } from '../../src/flows/clock.ts'
import { Shared } from '../delivery/shared-store.ts'
import * as f from '../referral/fixtures.ts'
import { world } from './world.ts'

const later = '2026-03-05T08:00:00.000Z'

test('the clock moves for everybody: stored, in the audit, and every lane is woken', async (t) => {
  const here = await world(t)
  const set = await setClock(here.deps, here.clock, { now: '2026-03-05T09:00:00+01:00', participant: 'operator' })
  t.same(set, { ok: true, value: later })
  t.equal(here.clock.now(), Date.parse(later))
  t.same((await here.deps.store.read({ kind: 'setting', name: 'clock' })).facts, later)
  t.match(await here.audit(), [{ action: 'clock', outcome: 'set', participant: 'operator', at: Date.parse(later) }])
  t.ok(here.woken.includes('s-a'))
})

test('the clock does not go back, and the same instant is not back', async (t) => {
  const here = await world(t)
  const back = await setClock(here.deps, here.clock, { now: '2026-03-02T08:59:59Z', participant: 'operator' })
  t.same(f.refusals(back), ['clock-backwards now'])
  t.ok((await setClock(here.deps, here.clock, { now: '2026-03-02T09:00:00Z', participant: 'operator' })).ok)
  t.equal(here.clock.now(), f.start)
  t.equal((await here.audit()).length, 1)
})

const odd = [
  undefined,
  null,
  1772442000000,
  '',
  'tomorrow',
  '2026-03-05',
  '2026-13-05T00:00:00Z',
  '2026-03-05T09:00',
  {}
]

for (const now of odd) {
  test(`${JSON.stringify(now)} is no instant`, async (t) => {
    const here = await world(t)
    t.same(f.refusals(await setClock(here.deps, here.clock, { now, participant: 'operator' })), ['clock-invalid now'])
    t.equal(here.clock.now(), f.start)
    t.same(await here.audit(), [])
  })
}

test('after a restart the later of the stored and the configured instant holds', async (t) => {
  const here = await world(t)
  await setClock(here.deps, here.clock, { now: later, participant: 'operator' })
  const [before, after] = [manualClock(f.start), manualClock(f.start + 30 * f.dayMs)]
  await restoreClock(here.deps.store, before)
  await restoreClock(here.deps.store, after)
  t.equal(before.now(), Date.parse(later))
  t.equal(after.now(), f.start + 30 * f.dayMs)
})

test('a clock that another gateway has moved goes back for nobody', async (t) => {
  const here = await world(t)
  const clocks = [manualClock(f.start), manualClock(f.start)] as const
  const deps = { ...here.deps, store: new Shared(here.deps.store).view('a') }
  t.ok((await setClock(deps, clocks[0], { now: later, participant: 'operator' })).ok)
  const earlier = { now: '2026-03-04T08:00:00Z', participant: 'operator' }
  t.same(f.refusals(await setClock(deps, clocks[1], earlier)), ['clock-backwards now'])
  t.equal(clocks[1].now(), Date.parse(later), 'and who was behind is not any more')
})

test('where nothing was stored, the configured instant holds', async (t) => {
  const here = await world(t)
  await restoreClock(here.deps.store, here.clock)
  t.equal(here.clock.now(), f.start)
})
