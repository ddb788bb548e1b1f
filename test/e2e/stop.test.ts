import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { test } from 'tap'
import { locationIds } from './conversation.ts'
import { resourceOf, type Answer } from './http.ts'
import { referral } from './messages.ts'
import { until } from '../delivery/receiver.ts'
import { startWorld } from './world.ts'

test('a gateway that is asked to stop in the middle of it answers what it took in, and ends', async (t) => {
  const world = await startWorld()
  await world.token('his-de-linde')
  const posts = Array.from({ length: 16 }, async (_, patient): Promise<Answer | undefined> => {
    const post = { method: 'POST', path: '/fhir', body: referral({ patient }) }
    // One that comes too late gets no connection, and will send again.
    return world.as('his-de-linde', post).catch(() => undefined)
  })
  await Promise.race(posts)
  t.equal(await world.end(), 0)
  const acknowledged = (await Promise.all(posts)).filter((answer) => answer?.status === 200)
  t.ok(acknowledged.length > 0)

  await world.restart()
  for (const answer of acknowledged) {
    const id = locationIds(resourceOf(answer!, 'Bundle')).get('ServiceRequest') ?? ''
    t.equal((await world.as('s-ggz-parkzicht', { path: `/fhir/ServiceRequest/${id}` })).status, 200)
  }
  await until(async () => (await world.traffic()).outbox['s-ggz-parkzicht']?.waiting === 0, 'all is delivered')
  t.equal(world.receivers['s-ggz-parkzicht'].unique.length, (await world.traffic()).referrals)
  t.equal(await world.stop(), 0)
})

test('a sender that never finishes its request does not keep the gateway from stopping', async (t) => {
  const world = await startWorld()
  const { hostname, port } = new URL(world.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  const head = ['POST /fhir HTTP/1.1', 'Host: x', 'Content-Type: application/fhir+json', 'Content-Length: 1000']
  const authorization = `Authorization: Bearer ${await world.token('his-de-linde')}`
  socket.write(`${[...head, authorization].join('\r\n')}\r\n\r\n{"resourceType":`)
  await setTimeout(100)
  t.equal(await world.stop(), 0)
  socket.destroy()
})
