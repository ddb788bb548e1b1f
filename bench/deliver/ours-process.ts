import { randomUUID } from 'node:crypto'
import { systemClock } from '../../src/clock.ts'
import { createDeliveryClient } from '../../src/delivery/client.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { createDeliverer } from '../../src/flows/deliver.ts'
import { createLog } from '../../src/log.ts'
import { serveParent } from '../support/child.ts'
import { openOurs } from '../support/our-store.ts'
import { startProfile, stopProfile } from '../support/profiler.ts'
import { usageNow } from '../support/usage.ts'
import type { DeliverAnswer, DeliverAsk } from './ask.ts'
import { grouped, outgoing } from './messages.ts'

/**
 * The gateway's outbox and lanes, with its store, its client and its log, and nothing before them. Messages are put into the
 * outbox by the store port, as a change does.
 */
const clock = systemClock()
const store = await openOurs(process.env.BENCH_STORE ?? '', () => clock.now())
const log = createLog({ level: 'info' })

/** Messages in one change. */
const FILL_MAX = 200

async function fill({ messages, receivers }: Extract<DeliverAsk, { do: 'fill' }>): Promise<void> {
  for (const group of grouped(outgoing(messages, receivers), FILL_MAX)) {
    const outbox = group.map((one) => ({ ...one, priority: 2 as const, cause: 'bench', enqueuedAt: clock.now() }))
    await store.commit({ expect: [], writes: [], outbox, audit: [] })
  }
}

async function drain(url: string): Promise<number> {
  const participant = (id: string): Participant => ({
    ...{ id, name: id, role: 'his', identifiers: {}, delivery: 'push' },
    endpoint: { url, auth: { type: 'none' } }
  })
  const directory = { all: [], byId: participant, byIdentifier: () => undefined }
  const client = createDeliveryClient({ requestId: randomUUID })
  const lanes = createDeliverer({
    ...{ store, clock, directory, client, log },
    random: Math.random,
    sendTimeoutMs: 10_000
  })
  await startProfile()
  const started = performance.now()
  lanes.wake()
  await lanes.idle()
  const tookMs = performance.now() - started
  await stopProfile()
  // Else it would look for what waits while the next round is put in. It closes the client, too.
  await lanes.close()
  return tookMs
}

serveParent(
  async (ask: DeliverAsk): Promise<DeliverAnswer> => {
    if (ask.do === 'fill') await fill(ask)
    const tookMs = ask.do === 'drain' ? await drain(ask.url) : 0
    return { tookMs, ...usageNow() }
  },
  () => store.close()
)
