import { join } from 'node:path'
import { test, type Test } from 'tap'
import { manualClock } from '../../src/clock.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { Deps } from '../../src/flows/deps.ts'
import type { Seen } from '../../src/flows/ask.ts'
import { markPulled, startReading, type Reader } from '../../src/flows/pulled.ts'
import { createLog } from '../../src/log.ts'
import type { OutboxMessage, StoredResource } from '../../src/store/change.ts'
import { openStore } from '../../src/store/open.ts'
import type { QueryKind, Store } from '../../src/store/port.ts'
import { bareReferral, change, outgoing, resource, start } from '../store/fixtures.ts'

const post: Participant = { id: 'hap', name: 'Post', role: 'hap', identifiers: {}, dialect: 'his', delivery: 'pull' }
const practice: Participant = {
  ...{ id: 'hap', name: 'Praktijk', role: 'his', identifiers: {}, dialect: 'his', delivery: 'push' },
  endpoint: { url: 'http://127.0.0.1:9/fhir', auth: { type: 'none' } }
}

interface World {
  readonly deps: Pick<Deps, 'store' | 'clock' | 'log'>
  readonly asked: QueryKind[]
  readonly log: readonly string[]
  /** A reading that shows these rows, by the post where nothing else is said. */
  readonly read: (rows: readonly StoredResource[], how?: How) => Promise<void>
  readonly send: (...messages: readonly Partial<OutboxMessage>[]) => Promise<unknown>
  /** Delivered and waiting. */
  readonly counts: () => Promise<readonly [number, number]>
}

interface How extends Partial<Reader> {
  readonly isVersion?: boolean
  /** What happens between the mark and the answer. */
  readonly meanwhile?: () => Promise<unknown>
}

/** A store with one referral and its coordination Task, whose messages are those of the participant `hap`. */
async function world(t: Test): Promise<World> {
  const store = await openStore({ file: join(t.testdir(), 'gateway.sqlite') })
  t.teardown(async () => store.close())
  const [asked, log]: [QueryKind[], string[]] = [[], []]
  const watched: Store = {
    read: async (query) => {
      asked.push(query.kind)
      return store.read(query)
    },
    commit: async (made) => store.commit(made),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    isShared: false,
    lease: async (ask) => store.lease(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  }
  const destination = { write: (line: string) => void log.push(line) }
  const deps = { store: watched, clock: manualClock(start), log: createLog({ level: 'trace', destination }) }
  const base = bareReferral('r-1')
  await store.commit({ ...base, writes: [...base.writes, { kind: 'resource', ...task() }] })
  return {
    ...{ deps, asked, log },
    read: async (rows, { participant = post, isHead = false, isVersion = false, meanwhile } = {}) => {
      const reading = await startReading(deps, { participant, isHead })
      for (const row of rows) await put(store, row)
      await meanwhile?.()
      await markPulled(deps, reading, { seen: rows.map(shown), isVersion })
    },
    send: async (...messages) =>
      store.commit(change({ outbox: messages.map((one) => outgoing({ receiver: 'hap', ...one })) })),
    counts: async () => {
      const { facts } = await store.read({ kind: 'reconciliation' })
      const { enqueued = 0, delivered = 0, waiting = 0, dead = 0 } = facts.outbox['hap'] ?? {}
      t.equal(enqueued, delivered + waiting + dead)
      return [delivered, waiting]
    }
  }
}

/** Puts a row, and the versions before it, where it does not stand yet. */
async function put(store: Store, { projection, type, id, version, ...row }: StoredResource): Promise<void> {
  const { facts } = await store.read({ kind: 'resource', projection, type, id })
  for (let next = (facts?.version ?? 0) + 1; next <= version; next += 1) {
    const write = { kind: 'resource' as const, projection, type, id, ...row, version: next }
    await store.commit(change({ writes: [write] }))
  }
}

function task(over: Partial<StoredResource> = {}): StoredResource {
  return resource({ projection: 'hap', type: 'Task', id: 'task-r-1', ...over })
}

/** A row as `ask.ts` shows it. */
function shown({ type, id, json, version, lastUpdated, referral }: StoredResource): Seen {
  return { type, id, json, stored: { version, lastUpdated, referral } }
}

const letter = resource({ projection: 'hap', type: 'Communication', id: 'comm-1' })

test('a letter is delivered when it is read, and a step when the Task is', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' }, { id: 'letter', communication: 'comm-1' })
  t.same(await here.counts(), [0, 2])
  await here.read([letter])
  t.same(await here.counts(), [1, 1])
  await here.read([letter, task()])
  t.same(await here.counts(), [2, 0])
  const lines = here.log.map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(lines, [
    { receiver: 'hap', message: 'letter', referral: 'r-1', outcome: 'delivered', msg: 'message fetched' },
    { receiver: 'hap', message: 'step', msg: 'message fetched' }
  ])
})

test('what one by push reads is not delivered by that, and costs no question to the store', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' })
  await here.read([task()], { participant: practice })
  t.same(here.asked, [])
  t.same(await here.counts(), [0, 1])
})

test('one by pull for whom nothing waits costs two questions: what waits, and whether what it read still stands', async (t) => {
  const here = await world(t)
  await here.read([task()])
  t.same(here.asked, ['waiting', 'resources'])
})

test('what comes in while an answer is made waits for the next reading', async (t) => {
  const here = await world(t)
  await here.send({ id: 'one' })
  await here.read([task()], { meanwhile: async () => here.send({ id: 'two' }) })
  t.same(await here.counts(), [1, 1])
  await here.read([task()])
  t.same(await here.counts(), [2, 0])
})

test('an earlier version shows nothing of what came since, and the latest does', async (t) => {
  const here = await world(t)
  const second = task({ version: 2 })
  await here.deps.store.commit(change({ writes: [{ kind: 'resource', ...second }] }))
  await here.send({ id: 'step' })
  await here.read([task()], { isVersion: true })
  t.same(await here.counts(), [0, 1])
  await here.read([second], { isVersion: true })
  t.same(await here.counts(), [1, 0])
})

test('who asks for the headers alone has read nothing', async (t) => {
  const here = await world(t)
  await here.send({ id: 'letter', communication: 'comm-1' })
  await here.read([letter], { isHead: true })
  t.same(await here.counts(), [0, 1])
})

test('an entry of the directory carries no message', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' })
  const reading = await startReading(here.deps, { participant: post, isHead: false })
  await markPulled(here.deps, reading, { seen: [{ type: 'Organization', id: 'task-r-1', json: '{}' }] })
  t.same(await here.counts(), [0, 1])
})

test('an answer without anything in it delivers nothing', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' })
  await here.read([])
  t.same(here.asked, ['waiting'])
  t.same(await here.counts(), [0, 1])
})

test('two readings at once deliver a message once', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' })
  await Promise.all([1, 2, 3].map(async () => here.read([task()])))
  const [chain = ''] = Object.keys((await here.deps.store.read({ kind: 'auditHeads' })).facts)
  const { facts } = await here.deps.store.read({ kind: 'audit', chain, afterSeq: 0, limit: 10 })
  t.match(facts, [{ action: 'deliver', outcome: 'delivered', participant: 'hap', message: 'step' }])
  t.equal(facts.length, 1)
  t.equal(here.log.length, 1)
})

test('a reading that cannot be recorded fails: nothing is read of which nothing is known', async (t) => {
  const here = await world(t)
  await here.send({ id: 'step' })
  const reading = await startReading(here.deps, { participant: post, isHead: false })
  const full = { ...here.deps.store, settlePulled: async () => Promise.reject(new Error('disk full')) }
  await t.rejects(markPulled({ ...here.deps, store: full }, reading, { seen: [shown(task())] }), /disk full/)
  t.same(await here.counts(), [0, 1])
})
