import { test, type Test } from 'tap'
import { setTimeout } from 'node:timers/promises'
import { createSweeper, sweep, type SweepDeps } from '../../src/flows/sweep.ts'
import { sweepLeaseMs } from '../../src/flows/sweep-lease.ts'
import { createLog } from '../../src/log.ts'
import { UnavailableError } from '../../src/unavailable.ts'
import { until } from '../delivery/receiver.ts'
import { Shared, type View } from '../delivery/shared-store.ts'
import { firstRung, referred, reminders } from './sweep-world.ts'
import { world, type World } from './world.ts'

interface Gateway {
  readonly deps: SweepDeps
  readonly view: View
  readonly texts: () => readonly string[]
}

/** Gateways on one store in which three reminders are due; their clocks go on by themselves unless told. */
async function three(t: Test, isManual = false) {
  const here = await world(t)
  await referred(here, 3)
  here.clock.set(firstRung)
  const shared = new Shared(here.deps.store)
  const gateway = (name: string): Gateway => {
    const view = shared.view(name)
    const lines: string[] = []
    const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } })
    const clock = isManual ? here.clock : { manual: false, now: () => here.clock.now() }
    const texts = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
    return { deps: { ...here.deps, store: view, clock, log }, view, texts }
  }
  return { here, shared, a: gateway('a'), b: gateway('b'), c: gateway('c') }
}

const given = async (here: World): Promise<number> => reminders(here)
const reminded = ['reminders enqueued', 'swept']

test('of three gateways that sweep at once one does, and the others say nothing', async (t) => {
  const { here, a, b, c } = await three(t)
  const swept = await Promise.all([a, b, c].map(async ({ deps }) => sweep(deps)))
  t.same(swept, [
    { reminded: 3, left: 0 },
    { reminded: 0, left: 0, isPutOff: true },
    { reminded: 0, left: 0, isPutOff: true }
  ])
  t.same([a.texts(), b.texts(), c.texts()], [reminded, [], []])
  t.equal(await given(here), 3)
})

test('a sweep that has ended gives its turn to the next gateway at once', async (t) => {
  const { here, shared, a, b } = await three(t)
  await sweep(a.deps)
  t.equal(shared.holder('lease/sweep'), undefined)
  t.same(await sweep(b.deps), { reminded: 0, left: 0 })
  t.equal(await given(here), 3)
})

test('a sweeper that is started after its holder died sweeps when the lease has run out', async (t) => {
  const { here, shared, a, b } = await three(t)
  await a.view.lease({ name: 'sweep', leaseMs: sweepLeaseMs })
  const sweeper = createSweeper(b.deps, 20)
  t.teardown(() => sweeper.close())
  sweeper.start()
  await until(() => b.view.leases.length > 2, 'it asks again')
  t.equal(await given(here), 0)
  shared.skip(sweepLeaseMs)
  await until(async () => (await given(here)) === 3, 'it sweeps')
})

// It takes the timers of the whole process, and those of a driver among them.
const skip = process.env['TEST_ENGINE'] === 'postgres' && 'it shortens every timer of the process: on SQLite only'

test('a sweeper whose turn it was not does not wait for an hour', { skip }, async (t) => {
  const { here, a, b } = await three(t)
  await a.view.lease({ name: 'sweep', leaseMs: 1_000 })
  const intercepted = t.intercept(globalThis, 'setTimeout', {
    value: ((call: () => void, ms: number) => (waits.push(ms), setTimeout(10).then(call))) as never
  })
  const waits: number[] = []
  const sweeper = createSweeper(b.deps, 3_600_000)
  sweeper.start()
  // One that is closed when all is claimed leaves the rest to the next sweep.
  await until(async () => b.texts().includes('swept') && (await given(here)) === 3, 'it sweeps')
  await sweeper.close()
  t.equal(await given(here), 3)
  intercepted.restore()
  t.equal(await given(here), 3)
})

const losses = [
  { how: 'between two referrals', call: 'read', count: 3, shift: sweepLeaseMs },
  { how: 'right before it claims', call: 'commit', count: 2, shift: 0 },
  { how: 'right before it sends', call: 'commit', count: 4, shift: 0 }
]

for (const { how, call, count, shift } of losses) {
  test(`a sweep that was frozen ${how} stops at once where another took over, and each rung is given once`, async (t) => {
    const { here, shared, a, b } = await three(t)
    const now = performance.now.bind(performance)
    let skew = 0
    t.intercept(performance, 'now', { value: () => now() + skew })
    let calls = 0
    a.view.before = async (asked) => {
      // The first referral is claimed, or all are; the process stands still over what comes then, past its lease.
      if (asked !== call || ++calls !== count) return
      skew = shift
      shared.skip(sweepLeaseMs)
      t.match(await sweep(b.deps), { reminded: 3 })
      t.equal(await b.view.lease({ name: 'sweep', leaseMs: sweepLeaseMs }), 2)
    }
    t.match(await sweep(a.deps), { reminded: 0, isPutOff: true })
    t.same(a.texts(), ['sweep lease lost; the gateway that has it goes on', 'swept'])
    t.equal(await given(here), 3)
  })
}

test('a long sweep prolongs its lease', async (t) => {
  const { here, a } = await three(t)
  const now = performance.now.bind(performance)
  let skew = 0
  t.intercept(performance, 'now', { value: () => now() + skew })
  a.view.after = (call) => {
    if (call === 'commit') skew += sweepLeaseMs / 2
  }
  t.same(await sweep(a.deps), { reminded: 3, left: 0 })
  t.same(
    a.view.leases.map(({ leaseMs }) => leaseMs),
    [sweepLeaseMs, sweepLeaseMs, sweepLeaseMs, sweepLeaseMs, 0]
  )
  t.equal(await given(here), 3)
})

test('a conflict under a lease that is still ours is decided again', async (t) => {
  const { here, a } = await three(t)
  let isFirst = true
  const commit: View['commit'] = async (change) => {
    if (!isFirst) return a.view.commit(change)
    isFirst = false
    return { outcome: 'conflict' }
  }
  t.same(await sweep({ ...a.deps, store: { ...a.view, commit } }), { reminded: 3, left: 0 })
  t.equal(await given(here), 3)
})

test('a store that is away ends the sweep, is said once, and the reminders go when it is back', async (t) => {
  const { here, a } = await three(t)
  let isAway = true
  a.view.before = (call) => {
    if (isAway && call === 'commit') throw new UnavailableError('gone')
  }
  const sweeper = createSweeper(a.deps, 10)
  t.teardown(() => sweeper.close())
  sweeper.start()
  await until(() => a.view.leases.length > 4, 'it tries again and again')
  isAway = false
  // One that is closed when all is claimed leaves the rest to the next sweep.
  await until(async () => a.texts().includes('swept') && (await given(here)) === 3, 'it sweeps')
  await sweeper.close()
  t.equal(await given(here), 3)
  const [enqueued, back, swept] = ['reminders enqueued', 'sweep: the store is back', 'swept']
  const away = 'sweep: the store is away; trying again until it is back'
  t.same(a.texts(), [away, enqueued, back, swept])
})

test('on a clock that is set by hand a sweep waits for its turn', async (t) => {
  const { here, shared, a, b } = await three(t, true)
  await a.view.lease({ name: 'sweep', leaseMs: sweepLeaseMs })
  const sweeping = sweep(b.deps)
  await setTimeout(400)
  t.equal(await given(here), 0)
  shared.skip(sweepLeaseMs)
  t.same(await sweeping, { reminded: 3, left: 0 })
})

test('where one process owns the store, no lease is taken and none is named', async (t) => {
  const { here, a } = await three(t)
  const named: unknown[] = []
  const commit: View['commit'] = async (change) => (named.push(change.lease), a.view.commit(change))
  t.same(await sweep({ ...a.deps, store: { ...a.view, isShared: false, commit } }), { reminded: 3, left: 0 })
  t.same([a.view.leases, named], [[], [undefined, undefined, undefined, undefined]])
  t.equal(await given(here), 3)
})
