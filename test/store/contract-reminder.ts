import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { StoredResource } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'
import { digestLane, type ReminderRow } from '../../src/store/reminder-row.ts'
import { change, obligation, outgoing, receipt, resource, start, type OpenStore } from './fixtures.ts'

function reminder(id: string, over: Partial<ReminderRow> = {}): ReminderRow {
  return {
    ...{ obligation: `obligation-${id}`, rung: 1, receiver: 'ggz-1', referral: id, isUrgent: false },
    ...{ claimedAt: start, settledOn: null, message: null, ...over }
  }
}

async function write(store: Store, ...rows: readonly ReminderRow[]): Promise<void> {
  await store.commit(change({ writes: rows.map((row) => ({ kind: 'reminder', ...row })) }))
}

async function waiting(store: Store, receiver = 'ggz-1', isUrgent = false): Promise<readonly string[]> {
  const { facts } = await store.read({ kind: 'reminders', receiver, isUrgent, limit: 10 })
  return facts.map(({ obligation: of, rung, isBehind }) => `${of} ${rung}${isBehind ? ' behind' : ''}`)
}

const today = '2026-12-01'

/** What a store promises of reminders: each once for ever, settled with the message that carries it. */
export function reminderContract(name: string, open: OpenStore): void {
  test(`${name}: reminders wait oldest first until they are settled, and stay settled`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    for (const id of ['a', 'b']) await store.commit(receipt(id))
    await write(store, reminder('a', { claimedAt: start + 1 }), reminder('b'), reminder('b', { receiver: 'his-1' }))
    await write(store, reminder('a', { rung: 2, claimedAt: start + 2, isUrgent: true }))
    t.same(await waiting(store), ['obligation-b 1 behind', 'obligation-a 1 behind', 'obligation-a 2 behind'])
    t.same(await waiting(store, 'ggz-1', true), ['obligation-a 2 behind'])
    t.same(await waiting(store, 'his-1'), ['obligation-b 1'], 'nothing waits for this one')
    await write(store, reminder('b', { settledOn: today, message: 'out-1' }))
    await write(store, reminder('b'), reminder('b', { settledOn: '2027-01-01', message: 'out-2' }))
    const opened = await reopen()
    t.same(await waiting(opened), ['obligation-a 1 behind', 'obligation-a 2 behind'], 'claimed again it waits no more')
    const row = (await opened.read({ kind: 'reminders', receiver: 'ggz-1', isUrgent: false, limit: 1 })).facts
    t.strictSame(row, [{ ...reminder('a', { claimedAt: start + 1 }), isBehind: true }])
  })

  test(`${name}: a receiver is sent one message a day, and another one only for what is urgent`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const id of ['a', 'b', 'c', 'd']) await store.commit(receipt(id))
    const due = async (on: string) => (await store.read({ kind: 'remindable', on })).facts
    t.same(await due(today), [])
    await write(store, reminder('a'), reminder('a', { receiver: 'his-1' }))
    t.same(await due(today), [
      { receiver: 'ggz-1', isAgain: false },
      { receiver: 'his-1', isAgain: false }
    ])
    await write(store, reminder('a', { settledOn: today, message: 'out-1' }))
    await write(store, reminder('a', { receiver: 'his-1', settledOn: today, message: null }))
    await write(store, reminder('b'), reminder('b', { receiver: 'his-1' }))
    t.same(await due(today), [{ receiver: 'his-1', isAgain: false }], 'one that was dropped is no message')
    t.same((await due('2026-12-02')).length, 2)
    await write(store, reminder('c', { isUrgent: true }))
    t.same(await due(today), [
      { receiver: 'ggz-1', isAgain: true },
      { receiver: 'his-1', isAgain: false }
    ])
  })

  test(`${name}: of a change that is a conflict no reminder is kept`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(receipt('a'))
    const stale = { expect: [{ stream: 'referral/a', version: 0 }] } as const
    t.same(await store.commit(change({ ...stale, writes: [{ kind: 'reminder', ...reminder('a') }] })), {
      outcome: 'conflict'
    })
    t.same(await waiting(store), [])
  })

  test(`${name}: when everything is stopped, a referral's reminders leave what waits for its creditor`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const own = { owner: 'his-1', creditor: 'ggz-1' }
    for (const id of ['a', 'b']) await store.commit(receipt(id))
    await store.commit(
      change({ writes: [{ kind: 'obligation', ...obligation({ id: 'obligation-own', referral: 'a', ...own }) }] })
    )
    await send(store, 'both', ['a', 'b', 'own'])
    await send(store, 'alone', ['a'])
    await send(store, 'last', ['b'])
    const stop = { kind: 'stop', referral: 'a', receiver: 'his-1', at: start + 1 } as const
    await store.commit(change({ writes: [{ ...stop, communications: ['letter-1'] }] }))
    t.same(await readable(store), ['a-alone', 'a-both', 'b-both', 'b-last', 'own-both'], 'letters alone are stopped')
    await store.commit(change({ writes: [stop] }))
    t.same(await readable(store), ['b-both', 'b-last', 'own-both'])
    const sent = await sendAll(store)
    t.same(sent, ['both: b-both own-both', 'last: b-last'], 'in order, and the one that it owes itself stays')
    t.match(await verifyAudit(store), [{ ok: true }])
    const { facts } = await store.read({ kind: 'reconciliation' })
    t.same(facts.outbox['his-1'], { enqueued: 3, delivered: 2, waiting: 0, dead: 1 })
  })
}

/** A message of reminders to the practice, about duties by the end of their ids. */
async function send(store: Store, message: string, duties: readonly string[]): Promise<void> {
  const rows = duties.map((duty): StoredResource => {
    const about = [{ reference: `Task/obligation-${duty}` }]
    const made = { projection: 'his-1', type: 'CommunicationRequest', id: `${duty}-${message}`, referral: duty }
    const json = { resourceType: made.type, id: made.id, meta: { versionId: '1' }, about }
    return { ...resource(made), json: JSON.stringify(json) }
  })
  const body = `{"resourceType":"Bundle","entry":[${rows.map(({ json }) => `{"resource":${json}}`).join(',')}]}`
  const claimed = duties.map((duty) => {
    const referral = duty === 'own' ? 'a' : duty
    return reminder(duty, { receiver: 'his-1', referral, rung: message.length, settledOn: today, message })
  })
  await store.commit(
    change({
      writes: [
        ...rows.map((row) => ({ kind: 'resource', ...row }) as const),
        ...claimed.map((row) => ({ kind: 'reminder', ...row }) as const)
      ],
      outbox: [outgoing({ id: message, receiver: 'his-1', referral: digestLane('his-1'), body })]
    })
  )
}

async function readable(store: Store): Promise<readonly string[]> {
  const ask = { projection: 'his-1', type: 'CommunicationRequest', criteria: [], limit: 10, offset: 0 }
  return (await store.read({ kind: 'search', ...ask })).facts.resources.map(({ id }) => id).sort()
}

/** Delivers what waits for the practice, one after the other, and says what each message carries. */
async function sendAll(store: Store): Promise<readonly string[]> {
  const sent: string[] = []
  for (;;) {
    const claim = await store.claim({ receiver: 'his-1', now: start, leaseMs: 1, limit: 1, skip: [] })
    const [message] = claim?.messages ?? []
    if (claim === undefined || message === undefined) return sent
    const { entry } = JSON.parse(message.body) as { readonly entry: readonly { readonly resource: { id: string } }[] }
    sent.push(`${message.id}: ${entry.map(({ resource: { id } }) => id).join(' ')}`)
    const results = [{ id: message.id, outcome: 'delivered', at: start + 2 } as const]
    await store.settle({ receiver: 'his-1', fence: claim.fence, results })
  }
}
