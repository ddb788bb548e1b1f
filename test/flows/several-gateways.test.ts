import { test, type Test } from 'tap'
import { setTimeout } from 'node:timers/promises'
import { manualClock } from '../../src/clock.ts'
import { UnavailableError } from '../../src/unavailable.ts'
import { until, type Receiver } from '../delivery/receiver.ts'
import { Freezer, Shared, type View } from '../delivery/shared-store.ts'
import { idsOf, inOrder, start, started, world, type World } from '../delivery/world.ts'

const minute = 60_000

interface Gateway extends Pick<World, 'deliverer' | 'log'> {
  readonly view: View
  readonly frozen: Freezer
}

/** Two gateways on one store, and its leases. */
async function two(t: Test, peer: Receiver) {
  const here = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  const shared = new Shared(here.store)
  const gateway = (name: string): Gateway => {
    const [view, frozen] = [shared.view(name), new Freezer()]
    view.before = frozen.pass
    view.after = frozen.pass
    t.teardown(() => frozen.thaw())
    return { view, frozen, ...here.another(view, frozen.pass) }
  }
  return { ...here, shared, a: gateway('a'), b: gateway('b') }
}

const texts = ({ log }: Gateway): unknown[] => log.map(({ msg }) => msg)
const arrived = ({ arrivals }: Receiver): string[] => arrivals.map(({ id }) => id)

/** Lets real time go by for who measures it, without waiting for it. */
function later(t: Test, ms: number): void {
  const now = performance.now.bind(performance)
  t.intercept(performance, 'now', { value: () => now() + ms })
}

test('two gateways that are woken for everything send each message once and in order', async (t) => {
  const peer = await started()
  const { a, b, enqueue, counts } = await two(t, peer)
  for (const [index, id] of idsOf(12, 5).entries()) {
    await enqueue('s1', [id])
    const [one, other] = Math.floor(index / 12) % 2 === 0 ? [a, b] : [b, a]
    one.deliverer.wake('s1')
    if (index % 3 === 0) other.deliverer.wake()
    // The lane is let go, and the other takes it for the next round.
    if (index % 12 === 11) await Promise.all([a.deliverer.idle(), b.deliverer.idle()])
  }
  await until(async () => (await counts('s1'))?.delivered === 60, 'all is delivered')
  t.equal(peer.arrivals.length, 60)
  t.ok(inOrder(arrived(peer)))
  t.ok(
    [a, b].every(({ log }) => log.some(({ outcome }) => outcome === 'delivered')),
    'both had the lane'
  )
})

test('what a gateway enqueued that died at once is found by another', async (t) => {
  const peer = await started()
  const { b, enqueue, counts } = await two(t, peer)
  b.deliverer.wake()
  await b.deliverer.idle()
  await enqueue('s1', idsOf(6, 2))
  await until(async () => (await counts('s1'))?.delivered === 12, 'it is delivered')
  t.ok(inOrder(arrived(peer)))
})

test('what a gateway had in hand that died goes out when its lease has run out', async (t) => {
  const peer = await started()
  peer.manner = ({ earlier }, response) => (earlier === 0 ? undefined : response.end())
  const { a, b, enqueue, counts, shared } = await two(t, peer)
  await enqueue('s1', idsOf(2, 2))
  a.deliverer.wake('s1')
  await until(() => peer.arrivals.length === 2, 'they are in flight')
  a.frozen.freeze()
  b.deliverer.wake()
  await b.deliverer.idle()
  t.equal(peer.arrivals.length, 2, 'not before')
  shared.skip(minute)
  peer.manner = (_arrival, response) => void response.end()
  await until(async () => (await counts('s1'))?.delivered === 4, 'all is delivered')
  t.same(peer.unique.toSorted(), idsOf(2, 2).toSorted())
  t.ok(inOrder(peer.unique))
})

test('a gateway that was frozen past its lease records nothing of what it sent, and goes on afresh', async (t) => {
  const peer = await started()
  const { a, b, enqueue, counts, shared, store } = await two(t, peer)
  const held = Promise.withResolvers<undefined>()
  peer.manner = ({ earlier }, response) =>
    void (earlier === 0 ? held.promise : Promise.resolve()).then(() => response.end())
  await enqueue('s1', idsOf(2, 2))
  a.deliverer.wake('s1')
  await until(() => peer.arrivals.length === 2, 'they are in flight')
  a.frozen.freeze()
  held.resolve(undefined)
  shared.skip(minute)
  later(t, minute)
  b.deliverer.wake()
  await until(async () => (await counts('s1'))?.delivered === 4, 'the other sends them all')
  await b.deliverer.close()
  a.frozen.thaw()
  await until(() => texts(a).includes('lease lost; results dropped'), 'it sees that the lane was lost')
  await enqueue('s1', ['r1-3', 'r9-1'])
  a.deliverer.wake('s1')
  await until(async () => (await counts('s1'))?.delivered === 6, 'and it goes on')
  t.equal(peer.arrivals.length, 8, 'two were sent by both')
  t.ok(inOrder(peer.unique))
  t.same(texts(a).filter((text) => text === 'lease lost; results dropped').length, 1)
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  const { facts } = await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 50 })
  t.equal(new Set(facts.map(({ message }) => message)).size, 6)
  t.equal(facts.length, 6, 'each is recorded once')
})

test('a gateway that was frozen between a claim and its sends starts none of them', async (t) => {
  const peer = await started()
  const { a, b, enqueue, counts, shared } = await two(t, peer)
  await enqueue('s1', idsOf(3, 1))
  a.view.after = async (call) => {
    if (call === 'claim' && a.view.claims.length === 1) a.frozen.freeze()
    await a.frozen.pass()
  }
  a.deliverer.wake('s1')
  await until(() => a.view.claims.length === 1, 'it claims')
  await setTimeout(50)
  later(t, minute)
  shared.skip(minute)
  peer.manner = () => undefined
  b.deliverer.wake()
  await until(() => peer.arrivals.length === 3, 'the other has the lane')
  a.frozen.thaw()
  await until(() => a.view.claims.length > 1, 'it claims again')
  t.same(texts(a), ['lease ran out before a send; claiming again'])
  t.equal(peer.arrivals.length, 3)
  t.match(await counts('s1'), { waiting: 3 })
})

test('a lease is prolonged while all that may be in flight is in flight', async (t) => {
  const peer = await started()
  peer.manner = () => undefined
  const { a, enqueue } = await two(t, peer)
  await enqueue('s1', idsOf(6, 1))
  a.deliverer.wake('s1')
  await until(() => peer.arrivals.length === 4, 'four are in flight')
  await setTimeout(1_200)
  t.equal(a.view.claims.length, 1, 'a young lease needs no claim')
  later(t, 11_000)
  await until(() => a.view.claims.length > 1, 'it is prolonged')
  t.match(a.view.claims[1], { limit: 0, skip: ['r1', 'r2', 'r3', 'r4'] })
  t.same(a.log, [])
})

test('a lane with nothing to send is let go, and nobody polls an empty outbox', async (t) => {
  const peer = await started()
  const { a, b, enqueue, counts, shared } = await two(t, peer)
  b.deliverer.wake()
  await enqueue('s1', idsOf(2, 1))
  a.deliverer.wake('s1')
  b.deliverer.wake('s1')
  await until(async () => (await counts('s1'))?.delivered === 2, 'all is delivered')
  await Promise.all([a.deliverer.idle(), b.deliverer.idle()])
  t.equal(shared.holder('s1'), undefined)
  const [claims, reads] = [a.view.claims.length + b.view.claims.length, b.view.reads.length]
  await setTimeout(4_500)
  t.equal(a.view.claims.length + b.view.claims.length, claims)
  t.ok(b.view.reads.length - reads <= 3, 'one look in two seconds')
})

test('a gateway that is closed records what it sent and gives its lanes back at once', async (t) => {
  const peer = await started()
  peer.manner = (_arrival, response) => void setTimeout(100).then(() => response.end())
  const { a, b, enqueue, counts, shared } = await two(t, peer)
  await enqueue('s1', idsOf(12, 1))
  a.deliverer.wake('s1')
  await until(() => peer.arrivals.length >= 4, 'some are in flight')
  await a.deliverer.close()
  t.equal(shared.holder('s1'), undefined)
  t.match(await counts('s1'), { delivered: peer.arrivals.length, waiting: 12 - peer.arrivals.length })
  b.deliverer.wake()
  await until(async () => (await counts('s1'))?.delivered === 12, 'the other goes on')
  t.equal(peer.arrivals.length, 12)
})

test('a gateway whose store is away while it closes records what it sent when the store is back', async (t) => {
  const peer = await started()
  const { a, enqueue, counts } = await two(t, peer)
  await enqueue('s1', idsOf(3, 1))
  let failures = 2
  a.view.before = (call) => {
    if (call === 'settle' && failures-- > 0) throw new UnavailableError('gone')
  }
  peer.manner = (_arrival, response) => void setTimeout(300).then(() => response.end())
  a.deliverer.wake('s1')
  await until(() => peer.arrivals.length === 3, 'they are in flight')
  await a.deliverer.close()
  t.match(await counts('s1'), { delivered: 3 })
})

test('a store that is away for a while is said once, and once that it is back', async (t) => {
  const peer = await started()
  const { a, enqueue, counts } = await two(t, peer)
  let [isAway, tries] = [false, 0]
  a.view.before = (call) => {
    if (!isAway) return
    tries += 1
    throw new UnavailableError(`no ${call}`)
  }
  peer.manner = (_arrival, response) => {
    isAway = true
    response.end()
  }
  await enqueue('s1', idsOf(2, 2))
  a.deliverer.wake()
  await setTimeout(4_000)
  t.ok(tries > 2 && tries < 15, `it asks at a bounded pace, ${tries} times in four seconds`)
  peer.manner = (_arrival, response) => void response.end()
  isAway = false
  await until(async () => (await counts('s1'))?.delivered === 4, 'all is delivered')
  await a.deliverer.idle()
  t.same(arrived(peer).toSorted(), idsOf(2, 2).toSorted(), 'each once')
  const said = texts(a).filter((text) => typeof text === 'string' && text.includes('the store is'))
  const away = 'the store is away; trying again until it is back'
  const expected = [`delivery: ${away}`, 'delivery: the store is back', `outbox: ${away}`, 'outbox: the store is back']
  t.same(said.toSorted(), expected)
})

test('where one process owns the store, nothing is looked for', async (t) => {
  const peer = await started()
  const { a, another, enqueue, counts } = await two(t, peer)
  const own = another({ ...a.view, isShared: false })
  own.deliverer.wake()
  await own.deliverer.idle()
  await enqueue('s1', ['r1-1'])
  await setTimeout(2_500)
  t.same(a.view.reads, ['lanes'])
  t.match(await counts('s1'), { waiting: 1 })
})
