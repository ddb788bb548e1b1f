import { test } from 'tap'
import { setTimeout as delay } from 'node:timers/promises'
import { manualClock, systemClock } from '../../src/clock.ts'
import type { Store } from '../../src/store/port.ts'
import { until } from '../delivery/receiver.ts'
import { idsOf, start, started, world } from '../delivery/world.ts'

test('on the system clock a lane wakes itself for a retry, also while another message hangs', async (t) => {
  const peer = await started()
  peer.manner = ({ id, earlier }, response) => {
    if (id === 'r2-1') return
    response.writeHead(earlier === 0 ? 503 : 200).end()
  }
  const setting = { clock: systemClock(), receivers: { s1: peer }, sendTimeoutMs: 60_000 }
  const { deliverer, enqueue, counts } = await world(t, setting)
  await enqueue('s1', ['r1-1', 'r2-1'])
  deliverer.wake('s1')
  await until(async () => (await counts('s1'))?.delivered === 1, 'the retry went out')
  t.same(peer.arrivals.filter(({ id }) => id === 'r1-1').length, 2)
})

test('on the system clock a paused lane probes by itself', async (t) => {
  const peer = await started()
  const { deliverer, enqueue, counts } = await world(t, { clock: systemClock(), receivers: { s1: peer } })
  await peer.stop()
  await enqueue('s1', idsOf(6, 1))
  deliverer.wake('s1')
  await deliverer.idle()
  await peer.start()
  await until(async () => (await counts('s1'))?.delivered === 6, 'all went out after the pause')
  t.equal(peer.arrivals.length, 6)
})

test('urgent goes first, but not before an earlier message of its own referral', async (t) => {
  const peer = await started()
  const held = Promise.withResolvers<undefined>()
  peer.manner = (_arrival, response) => void held.promise.then(() => response.end())
  const { deliverer, enqueue } = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  await enqueue('s1', idsOf(8, 1))
  await enqueue('s1', ['u1-1'], { priority: 1 })
  await enqueue('s1', ['s1-1', 'r8-2'], { priority: 0 })
  deliverer.wake('s1')
  await until(() => peer.arrivals.length === 4, 'four are in flight')
  const first = new Set(peer.unique)
  held.resolve(undefined)
  await deliverer.idle()
  t.same(first, new Set(['s1-1', 'u1-1', 'r1-1', 'r2-1']))
  t.ok(peer.unique.indexOf('r8-2') > peer.unique.indexOf('r8-1'))
})

test('never two of one referral are in flight, and never more than four in all', async (t) => {
  const peer = await started()
  const open = new Set<string>()
  const full = Promise.withResolvers<undefined>()
  let most = 0
  peer.manner = ({ id }, response) => {
    t.notOk([...open].some((other) => other.split('-')[0] === id.split('-')[0]))
    open.add(id)
    most = Math.max(most, open.size)
    // The first answers wait for the fourth request, which a busy machine may bring late.
    if (open.size === 4) full.resolve(undefined)
    void full.promise
      .then(async () => delay(5))
      .then(() => {
        open.delete(id)
        response.end()
      })
  }
  const { deliverer, enqueue } = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  await enqueue('s1', idsOf(6, 4))
  deliverer.wake('s1')
  await deliverer.idle()
  t.equal(peer.arrivals.length, 24)
  t.equal(most, 4)
})

test('closing while sending loses nothing: a message is delivered or still waiting', async (t) => {
  const peer = await started()
  peer.manner = (_arrival, response) => void setTimeout(() => response.end(), 30)
  const { deliverer, enqueue, counts } = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  await enqueue('s1', idsOf(12, 1))
  deliverer.wake('s1')
  await until(() => peer.arrivals.length >= 4, 'some are in flight')
  await deliverer.close()
  const { delivered, waiting, dead } = (await counts('s1'))!
  t.same([delivered + waiting, dead], [12, 0])
  t.equal(delivered, peer.unique.length, 'what was in flight is recorded')
  t.ok(waiting > 0, 'and nothing more was claimed')
})

test('a receiver without an endpoint keeps its messages, and that is said once', async (t) => {
  const peer = await started()
  const { deliverer, enqueue, counts, log } = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  await enqueue('gone', ['r1-1'])
  for (let round = 0; round < 3; round++) {
    deliverer.wake()
    await deliverer.idle()
  }
  t.same(await counts('gone'), { delivered: 0, waiting: 1, dead: 0 })
  t.same(log, [{ receiver: 'gone' }])
})

test('a store that fails for a while stops no lane, and what was sent is recorded when it is back', async (t) => {
  const peer = await started()
  const failing = <A, R>(times: number, call: (ask: A) => Promise<R>) => {
    let left = times
    return (ask: A): Promise<R> => (left-- > 0 ? Promise.reject(new Error('busy')) : call(ask))
  }
  const wrap = (store: Store): Store => ({
    isShared: store.isShared,
    lease: (ask) => store.lease(ask),
    read: (query) => store.read(query),
    commit: (change) => store.commit(change),
    once: (id, expiresAt) => store.once(id, expiresAt),
    close: () => store.close(),
    settlePulled: (ask) => store.settlePulled(ask),
    claim: failing(2, (ask) => store.claim(ask)),
    settle: failing(1, (ask) => store.settle(ask))
  })
  const { deliverer, enqueue, counts, log } = await world(t, {
    clock: manualClock(start),
    receivers: { s1: peer },
    wrap
  })
  await enqueue('s1', ['r1-1', 'r1-2'])
  deliverer.wake('s1')
  await until(async () => (await counts('s1'))?.delivered === 2, 'both are recorded')
  t.same(
    peer.arrivals.map(({ id }) => id),
    ['r1-1', 'r1-2'],
    'and neither was sent twice'
  )
  t.equal(log.filter((line) => 'err' in line).length, 3)
})

test('what waits for one that fetches it itself is not sent, and nothing is said of it', async (t) => {
  const peer = await started()
  const setting = { clock: manualClock(start), receivers: { s1: peer }, pulls: new Set(['post']) }
  const { deliverer, enqueue, counts, log } = await world(t, setting)
  await enqueue('post', ['r1-1'])
  for (const receiver of [undefined, 'post', undefined]) {
    deliverer.wake(receiver)
    await deliverer.idle()
  }
  t.same(await counts('post'), { delivered: 0, waiting: 1, dead: 0 })
  t.same(log, [])
})

test('one that goes over to fetching and back gets the rest in order, and nothing that it fetched', async (t) => {
  const [peer, pulls, clock] = [await started(), new Set<string>(), manualClock(start)]
  peer.manner = (_arrival, response) => void response.writeHead(503).end()
  const { store, deliverer, enqueue, counts, log } = await world(t, { clock, receivers: { s1: peer }, pulls })
  await enqueue('s1', ['r1-1', 'r1-2', 'r1-3', 'r2-1'])
  deliverer.wake('s1')
  await deliverer.idle()
  t.same(peer.unique, ['r1-1', 'r2-1'], 'tried by push')

  pulls.add('s1')
  clock.set(start + 60_000)
  deliverer.wake()
  await deliverer.idle()
  t.equal(peer.arrivals.length, 2, 'nothing more is sent')
  t.equal(log.length, 2, 'nor said')
  await store.settlePulled({ receiver: 's1', at: clock.now(), messages: ['r1-2', 'r2-1'] })
  t.same(await counts('s1'), { delivered: 2, waiting: 2, dead: 0 })

  pulls.delete('s1')
  peer.manner = (_arrival, response) => void response.end()
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 4, waiting: 0, dead: 0 })
  t.same(
    peer.arrivals.slice(2).map(({ id }) => id),
    ['r1-1', 'r1-3']
  )
})

test('one that goes over to fetching while a message is under way has that message once', async (t) => {
  const [peer, pulls] = [await started(), new Set<string>()]
  const held = Promise.withResolvers<undefined>()
  peer.manner = (_arrival, response) => void held.promise.then(() => response.writeHead(404).end())
  const { store, deliverer, enqueue, counts } = await world(t, {
    clock: manualClock(start),
    receivers: { s1: peer },
    pulls
  })
  await enqueue('s1', ['r1-1', 'r1-2'])
  deliverer.wake('s1')
  await until(() => peer.arrivals.length === 1, 'it is under way')
  pulls.add('s1')
  await store.settlePulled({ receiver: 's1', at: start, messages: ['r1-1'] })
  held.resolve(undefined)
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 1, waiting: 1, dead: 0 })
})
