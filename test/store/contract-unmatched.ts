import { test } from 'tap'
import type { UnmatchedMessage } from '../../src/store/change.ts'
import { change, oddBytes, start, type OpenStore } from './fixtures.ts'

function unmatched(id: string, over: Partial<UnmatchedMessage> = {}): UnmatchedMessage {
  const base = { participant: 'ggz-1', contentType: 'application/fhir+json', receivedAt: start, body: oddBytes }
  return { id, ...base, reason: 'no-referral', ...over }
}

/** What a store promises of feedback that nobody could place. */
export function unmatchedContract(name: string, open: OpenStore): void {
  test(`${name}: unmatched feedback is listed oldest first, without its content, and outlives the process`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    t.strictSame((await store.read({ kind: 'unmatched', limit: 10 })).facts, [])
    const messages = [
      unmatched('m-3', { receivedAt: start + 2 }),
      unmatched('m-2', { receivedAt: start + 1, reason: 'several-referrals' }),
      unmatched('m-1', { receivedAt: start + 1, participant: 'ggz-2' })
    ]
    for (const message of messages) await store.commit(change({ writes: [{ kind: 'unmatched', ...message }] }))
    const rows = [
      { id: 'm-1', participant: 'ggz-2', receivedAt: start + 1, reason: 'no-referral' },
      { id: 'm-2', participant: 'ggz-1', receivedAt: start + 1, reason: 'several-referrals' },
      { id: 'm-3', participant: 'ggz-1', receivedAt: start + 2, reason: 'no-referral' }
    ]
    const opened = await reopen()
    t.strictSame((await opened.read({ kind: 'unmatched', limit: 10 })).facts, rows)
    t.strictSame((await opened.read({ kind: 'unmatched', limit: 2 })).facts, rows.slice(0, 2))
  })

  test(`${name}: unmatched feedback is kept with its answer and its count, once`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const answer = { status: 202, headers: {}, body: '{}' }
    const once = change({
      message: { key: { participant: 'ggz-1', messageId: 'bundle-1', bodyHash: 'hash' }, answer },
      writes: [{ kind: 'unmatched', ...unmatched('m-1') }],
      audit: [{ at: start, participant: 'ggz-1', action: 'receive', outcome: 'accepted', message: 'm-1' }]
    })
    t.strictSame(await store.commit(once), { outcome: 'committed' })
    t.match(await store.commit(once), { outcome: 'repeat', bodyHash: 'hash', answer })
    t.equal((await store.read({ kind: 'unmatched', limit: 10 })).facts.length, 1)
    const { facts } = await store.read({ kind: 'reconciliation' })
    t.strictSame(facts.received, { 'ggz-1': { accepted: 1, repeated: 0, refused: 0 } })
    t.strictSame([facts.referrals, facts.feedback, facts.outbox], [0, {}, {}])
  })

  test(`${name}: unmatched feedback is settled once, and is listed among all from then on`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    for (const id of ['m-1', 'm-2']) {
      await store.commit(change({ writes: [{ kind: 'unmatched', ...unmatched(id) }] }))
    }
    const whole = (await store.read({ kind: 'unmatchedMessage', id: 'm-1' })).facts
    t.strictSame({ ...whole, body: [...(whole?.body ?? [])] }, { ...unmatched('m-1'), body: [...oddBytes] })
    t.equal((await store.read({ kind: 'unmatchedMessage', id: 'm-3' })).facts, undefined)
    const settled = change({ writes: [{ kind: 'assigned', message: 'm-1', referral: 'r-1' }] })
    t.strictSame(await store.commit(settled), { outcome: 'committed' })
    await t.rejects(store.commit(settled))
    const opened = await reopen()
    const listed = async (all: boolean) => (await opened.read({ kind: 'unmatched', limit: 10, all })).facts
    t.strictSame(
      (await listed(false)).map(({ id }) => id),
      ['m-2']
    )
    t.strictSame(
      (await listed(true)).map(({ id, assignedTo }) => [id, assignedTo]),
      [
        ['m-1', 'r-1'],
        ['m-2', undefined]
      ]
    )
    t.equal((await opened.read({ kind: 'unmatchedMessage', id: 'm-1' })).facts?.assignedTo, 'r-1')
  })
}
