import fc from 'fast-check'
import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { OutboxMessage } from '../../src/store/change.ts'
import type { Queries, Store } from '../../src/store/port.ts'
import { bareReferral, change, obligation, outgoing, start, type OpenStore } from './fixtures.ts'

type Seen = Queries['heard']['ask']['seen']

const receiver = 'his-1'

/** What a store promises of messages that their receiver fetches itself. */
export function pulledContract(name: string, open: OpenStore): void {
  test(`${name}: the mark of what waits is there for its receiver only, and while something waits`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    t.equal(await mark(store), undefined)
    await send(store, [{ id: 'other', receiver: 'ggz-1' }])
    t.equal(await mark(store), undefined, 'nothing for this one')
    await send(store, [{ id: 'a1' }])
    t.type(await mark(store), 'number')
    await pull(store, ['a1'])
    t.equal(await mark(store), undefined)
  })

  test(`${name}: a message is heard by what it carries, and by nothing else`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await twoReferrals(store)
    const at = (type: string, id: string, referral = 'a') => ({ type, id, referral })
    const table: readonly (readonly [string, Seen, readonly string[]])[] = [
      ['nothing', [], []],
      ['a Communication', [at('Communication', 'comm-1')], ['a-letter']],
      ['the coordination Task', [at('Task', 'task-a')], ['a-step', 'a-later']],
      ['the ServiceRequest', [at('ServiceRequest', 'sr-a')], ['a-step', 'a-later']],
      ['the Task of a duty', [at('Task', 'duty-of-a')], []],
      ['a reminder', [at('CommunicationRequest', 'reminder-1')], ['a-reminder']],
      ['a reminder that another message refers to', [at('CommunicationRequest', 'reminder-0')], []],
      ['anything else of the referral', [at('Patient', 'task-a'), at('Composition', 'comm-1')], []],
      ['a Communication under another referral', [at('Communication', 'comm-1', 'b')], []],
      [
        'a page of two referrals',
        [at('Task', 'task-b', 'b'), at('Task', 'duty-of-a'), at('Communication', 'comm-2')],
        ['b-step', 'a-second']
      ]
    ]
    for (const [title, seen, expected] of table) t.strictSame(await heard(store, seen), expected, title)
    t.strictSame(await heard(store, [at('Task', 'task-a')], { receiver: 'ggz-1' }), ['other'], 'each its own')
    t.strictSame(await heard(store, [at('Task', 'task-a')], { limit: 1 }), ['a-step'], 'oldest first')
  })

  test(`${name}: what is enqueued after the mark is not heard by a reading under it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(bareReferral('a'))
    await send(store, [{ id: 'a1', referral: 'a' }])
    const upTo = await mark(store)
    await send(store, [{ id: 'a2', referral: 'a' }])
    const seen = [{ type: 'Task', id: 'task-a', referral: 'a' }]
    t.strictSame(await heard(store, seen, { upTo: upTo ?? 0 }), ['a1'])
    t.strictSame(await heard(store, seen), ['a1', 'a2'])
  })

  test(`${name}: what was read is delivered for good, each with its audit line, and counted once`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    await twoReferrals(store)
    t.strictSame(await pull(store, ['a-letter', 'b-step']), ['a-letter', 'b-step'])
    const opened = await reopen()
    t.strictSame(await pull(opened, ['b-step', 'a-step', 'other', 'nobody']), ['a-step'], 'once, and only its own')
    const line = { action: 'deliver', outcome: 'delivered', participant: receiver, at: start + 5 }
    t.match(await deliveries(opened), [
      { ...line, message: 'a-letter', referral: 'a' },
      { ...line, message: 'b-step', referral: 'b' },
      { ...line, message: 'a-step', referral: 'a' }
    ])
    t.match(await verifyAudit(opened), [{ ok: true }])
    const { facts } = await opened.read({ kind: 'reconciliation' })
    t.strictSame(facts.outbox[receiver], { enqueued: 6, delivered: 3, waiting: 3, dead: 0 })
  })

  test(`${name}: a Communication that was fetched is heard from that instant on`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const duty = { kind: 'obligation' as const, ...obligation({ referral: 'a', creditor: receiver }) }
    const base = bareReferral('a')
    await store.commit({ ...base, writes: [...base.writes, duty] })
    await send(store, [{ id: 'a1', referral: 'a', communication: 'comm-1' }])
    await pull(store, ['a1'])
    const at = async (knownAt: number) => (await store.read({ kind: 'obligations', knownAt })).facts[0]?.heard
    t.strictSame(await at(start + 4), [])
    t.strictSame(await at(start + 5), [{ communication: 'comm-1', at: start + 5 }])
  })

  test(`${name}: a message in flight when it is read is delivered once, whatever comes of the sending`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a' }
    ])
    const claim = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
    t.strictSame(await pull(store, ['a1']), ['a1'])
    const late = { id: 'a1', outcome: 'dead' as const, at: start + 9, reason: 'http-404' }
    t.equal(await store.settle({ receiver, fence: claim?.fence ?? 0, results: [late] }), true)
    t.match(await deliveries(store), [{ message: 'a1', outcome: 'delivered', at: start + 5 }])
    t.strictSame(await sendable(store), ['a2'])
  })

  test(`${name}: one that waited for its retry can be read, and is no dead one to those after it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await send(store, [
      { id: 'a1', referral: 'a' },
      { id: 'a2', referral: 'a' }
    ])
    const claim = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
    const retry = { id: 'a1', outcome: 'retry' as const, at: start, notBefore: start + 60_000, reason: 'timeout' }
    await store.settle({ receiver, fence: claim?.fence ?? 0, results: [retry] })
    t.strictSame(await pull(store, ['a1']), ['a1'])
    const next = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
    t.strictSame(
      next?.messages.map(({ id, undelivered }) => [id, undelivered]),
      [['a2', []]]
    )
  })

  test(`${name}: whatever is read in whatever order, the oldest that is left of each referral goes next`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    let run = 0
    const picks = fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 4 }), { maxLength: 8 })
    const holds = fc.asyncProperty(picks, async (readings) => {
      const lane = `lane-${(run += 1)}`
      const ids = Array.from({ length: 12 }, (_, at) => `${lane}-${at}`)
      const referralOf = (id: string): string => `r${ids.indexOf(id) % 3}`
      let waiting: readonly string[] = ids
      await send(
        store,
        ids.map((id) => ({ id, receiver: lane, referral: referralOf(id) }))
      )
      for (const reading of readings) {
        const read = reading.map((at) => ids[at] ?? '')
        const settled = await pull(store, read, lane)
        if (String(settled) !== String([...new Set(read)].filter((id) => waiting.includes(id)))) return false
        waiting = waiting.filter((id) => !settled.includes(id))
        const oldest = ['r0', 'r1', 'r2'].flatMap((one) => waiting.find((id) => referralOf(id) === one) ?? [])
        if (String([...(await sendable(store, lane))].sort()) !== String(oldest.sort())) return false
      }
      return true
    })
    await fc.assert(holds, { numRuns: 30 })
  })
}

/** Messages of every kind for one receiver in two referrals, and one for somebody else. */
async function twoReferrals(store: Store): Promise<void> {
  for (const id of ['a', 'b']) await store.commit(bareReferral(id))
  const entry = (url: string, rest: object = {}) =>
    JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: rest, request: { method: 'PUT', url } }] })
  await send(store, [
    { id: 'a-step', referral: 'a' },
    { id: 'other', referral: 'a', receiver: 'ggz-1' },
    { id: 'a-letter', referral: 'a', communication: 'comm-1' },
    { id: 'a-reminder', referral: 'a', body: entry('CommunicationRequest/reminder-1') },
    { id: 'b-step', referral: 'b' },
    { id: 'a-second', referral: 'a', communication: 'comm-2' },
    { id: 'a-later', referral: 'a', body: entry('Task/1', { reference: 'CommunicationRequest/reminder-0' }) }
  ])
}

function send(store: Store, messages: readonly Partial<OutboxMessage>[]) {
  return store.commit(change({ outbox: messages.map((message) => outgoing({ receiver, ...message })) }))
}

async function mark(store: Store): Promise<number | undefined> {
  return (await store.read({ kind: 'waiting', receiver })).facts
}

async function heard(store: Store, seen: Seen, over: Partial<Queries['heard']['ask']> = {}): Promise<string[]> {
  const upTo = (await mark(store)) ?? 0
  const { facts } = await store.read({ kind: 'heard', receiver, upTo, seen, limit: 100, ...over })
  return facts.map(({ id }) => id)
}

function pull(store: Store, messages: readonly string[], by = receiver): Promise<readonly string[]> {
  return store.settlePulled({ receiver: by, at: start + 5, messages })
}

async function sendable(store: Store, lane = receiver): Promise<readonly string[]> {
  const claim = await store.claim({ receiver: lane, now: start, leaseMs: 60_000, limit: 20, skip: [] })
  return claim?.messages.map(({ id }) => id) ?? []
}

async function deliveries(store: Store) {
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  const { facts } = await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })
  return facts.filter(({ action }) => action === 'deliver')
}
