import { setTimeout } from 'node:timers/promises'
import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Reconciliation } from '../../src/store/port.ts'
import { answer, drip, hang, until, type Manner } from '../delivery/receiver.ts'
import { refer, step } from './conversation.ts'
import { referral, zuiderlicht } from './messages.ts'
import { startWorld, type World } from './world.ts'

const ggz = 's-ggz-parkzicht'

/** Half a second: what hangs is broken off soon, and an answer on loopback still comes in time. */
const sendTimeoutMs = '500'

async function world(): Promise<World> {
  return startWorld({ GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z', GATEWAY_SEND_TIMEOUT_MS: sendTimeoutMs })
}

/** Posts a referral to Parkzicht that need not arrive. */
async function post(one: World): Promise<void> {
  const { status } = await one.as('his-de-linde', { method: 'POST', path: '/fhir', body: referral() })
  if (status !== 200) throw new Error(`not accepted: ${status}`)
}

/** The counts of Parkzicht's lane. */
async function lane(one: World): Promise<Reconciliation['outbox'][string] | undefined> {
  return (await one.traffic()).outbox[ggz]
}

/** Sets the clock hour after hour, as time goes on, until nothing waits for Parkzicht. */
async function hoursLater(one: World): Promise<void> {
  for (let hour = 9; hour < 24; hour++) {
    await one.setClock(`2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`)
    for (let looks = 0; looks < 20; looks++) {
      if ((await lane(one))?.waiting === 0) return
      await setTimeout(20)
    }
  }
  throw new Error('something still waits')
}

/** The practice takes a referral back. */
async function cancel(one: World, id: string | undefined): Promise<void> {
  const { status } = await step(one, id, { status: 'cancelled' }, { as: 'his-de-linde' })
  if (status !== 200) throw new Error(`not cancelled: ${status}`)
}

/** The other institution gets what is sent to it, whatever its neighbour does. */
async function neighbourIsServed(one: World): Promise<void> {
  await refer(one, { to: zuiderlicht, patient: 1 }, { to: 's-ggz-zuiderlicht' })
}

/** Receivers that fail in a way that may pass, each made well after a while. */
const passing: readonly { readonly title: string; readonly manner: Manner }[] = [
  { title: 'that answers 500', manner: answer(500) },
  { title: 'that answers 401', manner: answer(401) },
  { title: 'that hangs', manner: hang },
  { title: 'that breaks the connection off', manner: (_, response) => response.destroy() },
  {
    title: 'that answers with what is no HTTP',
    manner: (_, response) => response.socket?.end('HELLO THERE\r\n\r\n')
  }
]

for (const { title, manner } of passing) {
  test(`a receiver ${title} gets everything when it is well again, and holds up nobody else`, async (t) => {
    const one = await world()
    t.teardown(async () => one.stop())
    const receiver = one.receivers[ggz]
    receiver.manner = manner
    await post(one)
    await until(() => receiver.arrivals.length >= 1, 'it was tried')
    await neighbourIsServed(one)
    await post(one)
    t.match(await lane(one), { enqueued: 2, delivered: 0, waiting: 2, dead: 0 })

    receiver.manner = answer(200)
    await hoursLater(one)
    t.match(await lane(one), { enqueued: 2, delivered: 2, waiting: 0, dead: 0 })
    t.equal(receiver.unique.length, 2, 'known by their identifiers, however often they were tried')
  })
}

test('a receiver that is down for an hour gets everything when it is back, urgent first', async (t) => {
  const one = await world()
  t.teardown(async () => one.stop())
  const receiver = one.receivers[ggz]
  const { task } = await refer(one)
  await receiver.stop()
  await post(one)
  await one.as('his-de-linde', { method: 'POST', path: '/fhir', body: referral({ urgency: 'stat', mark: 'SPOED ' }) })
  await cancel(one, task.id)
  await neighbourIsServed(one)
  for (const minute of ['10', '20', '40']) await one.setClock(`2026-03-02T08:${minute}:00Z`)
  t.match(await lane(one), { enqueued: 4, delivered: 1, waiting: 3, dead: 0 })

  await receiver.start()
  await hoursLater(one)
  t.match(await lane(one), { enqueued: 4, delivered: 4, waiting: 0, dead: 0 })
  t.equal(receiver.unique.length, 4)
  const first = receiver.arrivals.find(({ id }) => id === receiver.unique[1])
  t.match(first?.body, /SPOED/, 'the most urgent one is the probe')
})

test('a letter that its receiver refuses is dead at once, is counted, and is named by the next one', async (t) => {
  const one = await world()
  t.teardown(async () => one.stop())
  const receiver = one.receivers[ggz]
  receiver.manner = answer(422)
  const { task, arrived } = await refer(one)
  await until(async () => (await lane(one))?.dead === 1, 'it is dead')
  receiver.manner = answer(200)
  await post(one)
  await until(async () => (await lane(one))?.delivered === 1, 'another referral is delivered')
  t.match(await lane(one), { enqueued: 2, delivered: 1, waiting: 0, dead: 1 })

  await cancel(one, task.id)
  await until(() => receiver.unique.length === 3, 'the next message of that referral comes')
  const next = JSON.parse(receiver.arrivals.at(-1)?.body ?? '{}') as Bundle
  t.match(next.link, [{ relation: /follows-undelivered$/, url: arrived.identifier?.value }])
})

test('a receiver that answers 200 late, or with garbage, or drop by drop has got its message', async (t) => {
  const one = await world()
  t.teardown(async () => one.stop())
  const receiver = one.receivers[ggz]
  const manners: readonly Manner[] = [
    (_, response) => void setTimeout(250).then(() => response.writeHead(200).end('{}')),
    answer(200, { 'content-type': 'text/html' }, '<html>\u0000\ufffd'.repeat(50_000)),
    drip(200)
  ]
  for (const [index, manner] of manners.entries()) {
    receiver.manner = manner
    await post(one)
    await neighbourIsServed(one)
    await until(async () => (await lane(one))?.delivered === index + 1, 'it is delivered')
  }
  t.match(await lane(one), { enqueued: 3, delivered: 3, waiting: 0, dead: 0 })
  t.equal(receiver.arrivals.length, 3, 'none was sent twice')
})

test('what waits for a receiver outlives the gateway, and so does the clock that was set', async (t) => {
  const one = await world()
  t.teardown(async () => one.stop())
  const receiver = one.receivers[ggz]
  receiver.manner = answer(503, { 'retry-after': '120' })
  await post(one)
  await until(() => receiver.arrivals.length === 1, 'it was tried')
  await one.setClock('2026-03-02T08:01:00Z')
  receiver.manner = answer(200)
  await one.restart()
  t.match(await lane(one), { waiting: 1, delivered: 0 }, 'not before the time that the receiver asked for')
  await one.setClock('2026-03-02T08:03:00Z')
  await until(async () => (await lane(one))?.delivered === 1, 'it is delivered')
  t.equal(receiver.arrivals.length, 2)
})
