import { test } from 'tap'
import type { Test } from 'tap'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { createDeliveryClient } from '../../src/delivery/client.ts'
import type { DeliveryClient } from '../../src/delivery/client.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { ClaimedMessage } from '../../src/store/port.ts'
import { Receiver, answer, drip, hang } from './receiver.ts'

const body = '{"resourceType":"Bundle","type":"transaction","identifier":{"value":"m2"}}'
const message: ClaimedMessage = {
  id: 'm2',
  receiver: 's-ggz-1',
  referral: 'r1',
  priority: 2,
  cause: 'in-1',
  enqueuedAt: 0,
  body,
  attempts: 0,
  undelivered: []
}

function participantAt(url: string): Participant {
  return { id: 's-ggz-1', name: 'Test', role: 's-ggz', identifiers: {}, endpoint: { url, auth: { type: 'none' } } }
}

function client(t: Test): DeliveryClient {
  let requests = 0
  const made = createDeliveryClient({ requestId: () => `request-${++requests}` })
  t.teardown(() => made.close())
  return made
}

async function receiver(t: Test): Promise<Receiver> {
  const made = await new Receiver().start()
  t.teardown(() => made.stop())
  return made
}

test('a message is posted as FHIR JSON, byte for byte, with a request id and a trace', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  const participant = participantAt(`${peer.url}?tenant=1`)
  t.same(await sender.send({ participant, message, timeoutMs: 5_000 }), { kind: 'answered', status: 200 })
  await sender.send({ participant, message, timeoutMs: 5_000 })
  const [first, second] = peer.arrivals
  t.equal(first?.body, body)
  t.match(first?.headers, { 'content-type': 'application/fhir+json', 'x-request-id': 'request-1' })
  t.match(first?.headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  const trace = (traceparent: unknown) => String(traceparent).slice(0, 35)
  t.equal(trace(second?.headers.traceparent), trace(first?.headers.traceparent), 'both tries are one trace')
  t.not(second?.headers.traceparent, first?.headers.traceparent, 'each try is a span of its own')
})

test('a message that follows an undelivered one says so under the same identifier', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  const later = { ...message, undelivered: ['m1'] }
  await sender.send({ participant: participantAt(peer.url), message: later, timeoutMs: 5_000 })
  t.match(JSON.parse(peer.arrivals[0]?.body ?? ''), {
    identifier: { value: 'm2' },
    link: [{ relation: 'https://ggz-gateway.example/fhir/link-relation/follows-undelivered', url: 'urn:uuid:m1' }]
  })
})

test('a redirect is reported and not followed', async (t) => {
  const [sender, peer, elsewhere] = [client(t), await receiver(t), await receiver(t)]
  peer.manner = answer(307, { location: elsewhere.url })
  t.match(await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 5_000 }), { status: 307 })
  t.equal(elsewhere.arrivals.length, 0, 'the letter went to nobody else')
})

test('a receiver that hangs is a timeout', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  peer.manner = hang
  const attempt = await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 150 })
  t.same(attempt, { kind: 'failed', reason: 'timeout' })
})

test('a receiver that drips its body is cut off in time and counts by its status', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  for (const status of [200, 503]) {
    peer.manner = drip(status)
    const attempt = await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 1_000 })
    t.same(attempt, { kind: 'answered', status })
  }
})

test('an answer of any length or content is thrown away', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  peer.manner = answer(200, { 'content-type': 'application/fhir+json' }, '<not json>'.repeat(1_000_000))
  t.match(await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 5_000 }), { status: 200 })
})

test('nobody listening is a refused connection', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  await peer.stop()
  const attempt = await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 5_000 })
  t.same(attempt, { kind: 'failed', reason: 'connection-refused' })
})

test('a peer that speaks no HTTP, or hangs up, is a failure with a code', async (t) => {
  const sender = client(t)
  for (const [says, reason] of [
    ['220 mail ready\r\n', 'bad-response'],
    ['', 'connection-reset']
  ] as const) {
    const peer = createServer((socket) => socket.once('data', () => socket.end(says))).listen(0, '127.0.0.1')
    await once(peer, 'listening')
    const url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}/`
    t.same(await sender.send({ participant: participantAt(url), message, timeoutMs: 5_000 }), {
      kind: 'failed',
      reason
    })
    peer.close()
  }
})

test('what a receiver asks in Retry-After is handed on', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  peer.manner = answer(429, { 'retry-after': '30' })
  const attempt = await sender.send({ participant: participantAt(peer.url), message, timeoutMs: 5_000 })
  t.same(attempt, { kind: 'answered', status: 429, retryAfterMs: 30_000 })
})

test('a participant that moved gets its messages at the new address', async (t) => {
  const [sender, before, after] = [client(t), await receiver(t), await receiver(t)]
  await sender.send({ participant: participantAt(before.url), message, timeoutMs: 5_000 })
  await sender.send({ participant: participantAt(after.url), message, timeoutMs: 5_000 })
  t.same([before.arrivals.length, after.arrivals.length], [1, 1])
})

test('a message that may not start any more when the connection stands is withheld, and the next one goes', async (t) => {
  const [sender, peer] = [client(t), await receiver(t)]
  const participant = participantAt(peer.url)
  const asked: number[] = []
  const mayStart = (): boolean => {
    asked.push(peer.arrivals.length)
    return asked.length > 1
  }
  t.same(await sender.send({ participant, message, timeoutMs: 5_000, mayStart }), { kind: 'withheld' })
  t.equal(peer.arrivals.length, 0)
  t.same(await sender.send({ participant, message, timeoutMs: 5_000, mayStart }), { kind: 'answered', status: 200 })
  t.same(asked, [0, 0], 'asked once for each')
  t.equal(peer.arrivals.length, 1)
})
