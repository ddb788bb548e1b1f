import type { Test } from 'tap'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src/clock.ts'
import { createDeliveryClient } from '../../src/delivery/client.ts'
import type { Sending } from '../../src/delivery/client.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { createDeliverer } from '../../src/flows/deliver.ts'
import type { Deliverer } from '../../src/flows/deliver.ts'
import type { OutboxMessage } from '../../src/store/change.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { Receiver } from './receiver.ts'

/** The gateway's time at which the tests begin. */
export const start = Date.parse('2026-03-03T09:00:00Z')
/** An hour. */
export const hourMs = 3_600_000

/** How the messages of a receiver stand. */
export interface Counts {
  readonly delivered: number
  readonly waiting: number
  readonly dead: number
}

/** A gateway's delivery with a real store, and a log that is kept. */
export interface World {
  readonly store: Store
  readonly deliverer: Deliverer
  readonly log: readonly Record<string, unknown>[]
  readonly enqueue: (receiver: string, ids: readonly string[], more?: Partial<OutboxMessage>) => Promise<void>
  readonly counts: (receiver: string) => Promise<Counts | undefined>
  /** Another gateway for the same receivers; its log has the texts as well, and `sent` may hold up what a send brings. */
  readonly another: (store: Store, sent?: () => Promise<void>) => Pick<World, 'deliverer' | 'log'>
}

/** Its timeout is long for a test, so that a busy machine makes no answer late; tests of hanging peers shorten it. */
export interface Setting {
  readonly clock: Clock
  readonly receivers: Readonly<Record<string, Receiver>>
  readonly sendTimeoutMs?: number
  /** Participants that fetch their messages themselves; what the test puts in or takes out holds at once. */
  readonly pulls?: ReadonlySet<string>
  readonly wrap?: (store: Store) => Store
}

/** Opens a world that is closed at the end of the test. */
export async function world(
  t: Test,
  { clock, receivers, sendTimeoutMs = 5_000, pulls = new Set(), wrap = (store) => store }: Setting
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'deliver-'))
  const opened = await openStore({ file: join(folder, 'gateway.sqlite') })
  const store = wrap(opened)
  const participants = Object.entries(receivers).map(([id, { url }]) => participantAt(id, url))
  const directory = {
    all: participants,
    byId: (id: string) =>
      pulls.has(id) ? participantByPull(id) : participants.find((participant) => participant.id === id),
    byIdentifier: () => undefined
  }
  const gateways: Deliverer[] = []
  const gateway = (own: Store, hasTexts: boolean, sent = async () => Promise.resolve()) => {
    const log: Record<string, unknown>[] = []
    const write = (line: object, msg?: string) => void log.push({ ...line, ...(hasTexts ? { msg } : {}) })
    const made = createDeliveryClient({ requestId: () => crypto.randomUUID() })
    const client = { ...made, send: async (sending: Sending) => made.send(sending).finally(sent) }
    const deps = { store: own, clock, directory, client, random: () => 1, sendTimeoutMs }
    const deliverer = createDeliverer({ ...deps, log: { info: write, warn: write, error: write } })
    gateways.push(deliverer)
    return { deliverer, log }
  }
  const { deliverer, log } = gateway(store, false)
  t.teardown(async () => {
    await Promise.all(Object.values(receivers).map((receiver) => receiver.stop()))
    await Promise.all(gateways.map((gateway) => gateway.close()))
    await opened.close()
    await rm(folder, { recursive: true })
  })
  return {
    store,
    deliverer,
    log,
    another: (own, sent) => gateway(own, true, sent),
    async enqueue(receiver, ids, more = {}) {
      const outbox = ids.map((id) => messageOf(receiver, id, { enqueuedAt: clock.now(), ...more }))
      await opened.commit({ expect: [], writes: [], outbox, audit: [] })
    },
    async counts(receiver) {
      const counted = (await opened.read({ kind: 'reconciliation' })).facts.outbox[receiver]
      return counted && { delivered: counted.delivered, waiting: counted.waiting, dead: counted.dead }
    }
  }
}

function participantAt(id: string, url: string): Participant {
  return { id, name: id, role: 's-ggz', identifiers: {}, endpoint: { url, auth: { type: 'none' } } }
}

function participantByPull(id: string): Participant {
  return { id, name: id, role: 's-ggz', identifiers: {}, delivery: 'pull' }
}

/** The id `r1-2` is the second message of referral r1 in a test; it is the Bundle's identifier. */
function messageOf(receiver: string, id: string, more: Partial<OutboxMessage>): OutboxMessage {
  const referral = id.split('-')[0]!
  const body = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', identifier: { value: id } })
  return { id, receiver, referral, priority: 2, cause: `in-${id}`, enqueuedAt: start, body, ...more }
}

/** Do the ids of each referral stand in the order of their numbers? */
export function inOrder(ids: readonly string[]): boolean {
  const numbers = Map.groupBy(ids, (id) => id.split('-')[0])
  return [...numbers.values()].every((group) => group.every((id, at) => id.endsWith(`-${at + 1}`)))
}

/** Ids of `referrals` referrals with `each` messages, as they are enqueued: all first ones, then all second ones. */
export function idsOf(referrals: number, each: number, prefix = 'r'): string[] {
  const range = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
  return range(each).flatMap((message) => range(referrals).map((referral) => `${prefix}${referral}-${message}`))
}

/** A receiver that listens and answers 200. */
export const started = () => new Receiver().start()
