import { test } from 'tap'
import { manualClock } from '../../src/clock.ts'
import { giveUpMs } from '../../src/delivery/backoff.ts'
import { answer, drip, hang, until } from '../delivery/receiver.ts'
import { hourMs, idsOf, inOrder, start, started, world } from '../delivery/world.ts'

test('a receiver that was down for an hour gets everything, in order per referral, once by identifier', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  const { deliverer, enqueue, counts } = await world(t, { clock, receivers: { s1: peer } })
  await peer.stop()
  await enqueue('s1', idsOf(10, 3))
  deliverer.wake('s1')
  for (let minute = 1; minute <= 60; minute++) {
    await deliverer.idle()
    clock.set(start + minute * 60_000)
    deliverer.wake()
  }
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 0, waiting: 30, dead: 0 })
  await peer.start()
  clock.set(start + 2 * hourMs)
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 30, waiting: 0, dead: 0 })
  t.equal(peer.arrivals.length, 30)
  t.equal(peer.unique.length, 30)
  t.ok(inOrder(peer.unique))
})

test('a receiver that is down is probed and not asked for each waiting message', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  const { deliverer, enqueue, log } = await world(t, { clock, receivers: { s1: peer } })
  await peer.stop()
  await enqueue('s1', idsOf(50, 1))
  deliverer.wake('s1')
  await deliverer.idle()
  const atOnce = log.length
  clock.set(start + hourMs)
  deliverer.wake()
  deliverer.wake('s1')
  await deliverer.idle()
  t.equal(atOnce, 4, 'what was in flight together failed together')
  t.equal(log.length - atOnce, 1, 'one probe after the pause')
})

test('an answer that was lost makes the receiver get the message twice under one identifier', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  peer.manner = ({ earlier }, response) => (earlier === 0 ? response.destroy() : response.end('{}'))
  const { deliverer, enqueue, counts } = await world(t, { clock, receivers: { s1: peer } })
  await enqueue('s1', ['r1-1', 'r1-2'])
  for (let round = 1; round <= 4; round++) {
    deliverer.wake()
    await deliverer.idle()
    clock.set(start + round * hourMs)
  }
  t.same(await counts('s1'), { delivered: 2, waiting: 0, dead: 0 })
  t.same(
    peer.arrivals.map(({ id }) => id),
    ['r1-1', 'r1-1', 'r1-2', 'r1-2']
  )
})

test('a receiver that hangs holds up nobody else', async (t) => {
  const [bad, good, slow] = [await started(), await started(), await started()]
  bad.manner = hang
  slow.manner = drip(200)
  const receivers = { bad, good, slow }
  const { deliverer, enqueue, counts } = await world(t, { clock: manualClock(start), receivers, sendTimeoutMs: 60_000 })
  for (const receiver of Object.keys(receivers)) await enqueue(receiver, idsOf(8, 2, receiver))
  deliverer.wake()
  await until(async () => (await counts('good'))?.delivered === 16, 'the good receiver has all')
  t.equal(bad.arrivals.length, 4, 'while the bad one still hangs on what is in flight')
  t.same(await counts('bad'), { delivered: 0, waiting: 16, dead: 0 })
  t.ok(inOrder(good.unique))
})

test('a receiver that drips its answer has heard the message all the same', async (t) => {
  const slow = await started()
  slow.manner = drip(200)
  const setting = { clock: manualClock(start), receivers: { slow }, sendTimeoutMs: 1_000 }
  const { deliverer, enqueue, counts } = await world(t, setting)
  await enqueue('slow', idsOf(4, 2))
  deliverer.wake('slow')
  await deliverer.idle()
  t.same(await counts('slow'), { delivered: 8, waiting: 0, dead: 0 })
  t.equal(slow.arrivals.length, 8)
})

test('a message that makes its receiver hang does not hold up the others for good', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  peer.manner = ({ id }, response) => (id === 'r1-1' ? undefined : response.end('{}'))
  const { deliverer, enqueue, counts } = await world(t, { clock, receivers: { s1: peer }, sendTimeoutMs: 1_000 })
  await enqueue('s1', ['r1-1'], { priority: 0 })
  await enqueue('s1', ['r1-2', ...idsOf(12, 1).slice(1)])
  for (let minute = 1; minute <= 3; minute++) {
    deliverer.wake()
    await deliverer.idle()
    clock.set(start + minute * 60_000)
  }
  t.same(await counts('s1'), { delivered: 11, waiting: 2, dead: 0 })
  t.notOk(peer.unique.includes('r1-2'), 'what follows it in its own referral waits')
})

test('a 500 for one message delays its own referral only', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  peer.manner = ({ id, earlier }, response) => response.writeHead(id === 'r1-1' && earlier === 0 ? 500 : 200).end()
  const { deliverer, enqueue, counts } = await world(t, { clock, receivers: { s1: peer } })
  await enqueue('s1', idsOf(6, 2))
  deliverer.wake('s1')
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 10, waiting: 2, dead: 0 })
  clock.set(start + 1_000)
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 12, waiting: 0, dead: 0 })
  t.ok(inOrder(peer.unique.filter((id) => id.startsWith('r1-'))))
})

test('a refused message is dead at once; the later one of its referral goes and names it', async (t) => {
  const peer = await started()
  peer.manner = ({ id }, response) => response.writeHead(id === 'r1-1' ? 422 : 200).end('Jansen')
  const { store, deliverer, enqueue, counts, log } = await world(t, {
    clock: manualClock(start),
    receivers: { s1: peer }
  })
  await enqueue('s1', ['r1-1', 'r1-2'])
  deliverer.wake('s1')
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 1, waiting: 0, dead: 1 })
  t.same(peer.unique, ['r1-1', 'r1-2'])
  t.match(JSON.parse(peer.arrivals[1]!.body), { identifier: { value: 'r1-2' }, link: [{ url: 'urn:uuid:r1-1' }] })
  const chain = Object.keys((await store.read({ kind: 'auditHeads' })).facts)[0]!
  const { facts } = await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 10 })
  t.match(facts[0], { action: 'deliver', outcome: 'dead', message: 'r1-1', reason: 'http-422' })
  t.notMatch(JSON.stringify(log), 'Jansen', 'what the receiver answered is in no log')
})

test('an answer that is garbage is a delivery all the same', async (t) => {
  const peer = await started()
  peer.manner = answer(200, { 'content-type': 'text/html' }, '<html>\u0000 not FHIR')
  const { deliverer, enqueue, counts } = await world(t, { clock: manualClock(start), receivers: { s1: peer } })
  await enqueue('s1', ['r1-1', 'r1-2'])
  deliverer.wake('s1')
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 2, waiting: 0, dead: 0 })
})

test('a receiver that asks for a pause gets it', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  peer.manner = ({ earlier }, response) => {
    response.writeHead(earlier === 0 ? 429 : 200, { 'retry-after': '300' }).end()
  }
  const { deliverer, enqueue } = await world(t, { clock, receivers: { s1: peer } })
  await enqueue('s1', ['r1-1'])
  for (const ms of [0, 299_000, 300_000]) {
    clock.set(start + ms)
    deliverer.wake()
    await deliverer.idle()
    t.equal(peer.arrivals.length, ms < 300_000 ? 1 : 2)
  }
})

test('after seven days without success messages are dead, and the later ones name them', async (t) => {
  const [clock, peer] = [manualClock(start), await started()]
  const { deliverer, enqueue, counts, log } = await world(t, { clock, receivers: { s1: peer } })
  await peer.stop()
  await enqueue('s1', idsOf(3, 2))
  deliverer.wake('s1')
  await deliverer.idle()
  clock.set(start + giveUpMs - 1)
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 0, waiting: 6, dead: 0 }, 'not a moment before')
  clock.set(start + giveUpMs + hourMs)
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 0, waiting: 3, dead: 3 })
  t.match(log.at(-2), { outcome: 'dead', reason: 'gave-up-connection-refused' })
  await peer.start()
  clock.set(start + giveUpMs + 2 * hourMs)
  deliverer.wake()
  await deliverer.idle()
  t.same(await counts('s1'), { delivered: 3, waiting: 0, dead: 3 })
  t.ok(peer.arrivals.every(({ id, body }) => body.includes(`urn:uuid:${id.replace('-2', '-1')}`)))
})
