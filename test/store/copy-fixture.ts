import type { AuditEntry, Write } from '../../src/store/change.ts'
import { openStore, type StoreLocation } from '../../src/store/open.ts'
import type { Settlement } from '../../src/store/port.ts'
import { change, fact, obligation, oddBytes, outgoing, receipt, resource, start } from './fixtures.ts'

const oddTexts = ['\\u0000', '\\ud800', '😀𝒵', '\ufeffBOM', 'é\u0301', '\u2028', '%_\\\'"?$1'].map(
  (odd) => `{"odd":"${odd}"}`
)

/** A line of the audit chain. */
export const line: AuditEntry = {
  at: start,
  participant: 'his-1',
  action: 'receive',
  outcome: 'refused',
  reason: oddTexts[2]!
}

/** A store with rows in every table, more of some than a page holds, and messages in every state. */
export async function fill(where: StoreLocation): Promise<void> {
  const store = await openStore(where)
  for (const id of ['a', 'b', 'c', 'd', 'e']) await store.commit(receipt(id))
  await store.commit(change({ writes: everyKind, audit: Array.from({ length: 2_100 }, () => line) }))
  const search = [`${'long '.repeat(100)}😀`, 'nul\0', 'sha256:x', '\uffff', '\u{10000}'].map((value) => ({
    param: 'code',
    value
  }))
  await store.commit(
    change({
      expect: [{ stream: 'referral/a', version: 1 }],
      writes: [{ kind: 'resource', ...resource({ id: 'sr-a', version: 2, referral: 'a', search }) }],
      message: {
        key: { participant: 'his-1', messageId: 'm'.repeat(300), bodyHash: 'h' },
        answer: { status: 200, headers: {}, body: '' }
      },
      outbox: [outgoing({ id: 'out-a-2', referral: 'a', communication: 'letter-1', body: oddTexts[1]! })]
    })
  )
  const claimed = await store.claim({ receiver: 'ggz-1', now: start, leaseMs: 1, limit: 9, skip: [] })
  const at = start + 7
  const results: readonly Settlement[] = [
    { id: 'out-a', outcome: 'delivered', at },
    { id: 'out-b', outcome: 'dead', at, reason: 'refused' },
    { id: 'out-c', outcome: 'retry', at, notBefore: at + 9, reason: 'away' }
  ]
  await store.settle({ receiver: 'ggz-1', fence: claimed?.fence ?? 0, results })
  await store.commit(change({ writes: [{ kind: 'stop', referral: 'd', receiver: 'ggz-1', at }] }))
  await store.once('assertion', Date.now() + 1e9)
  await store.close()
}

const letter = { referral: 'a', message: 'message-a', event: 'feedback.received', kindOfFeedback: 'intake' }

const large = {
  ...{ participant: 'his-1', referral: 'a', contentType: 'application/pdf', receivedAt: start, mapping: '{"maps":[]}' },
  body: Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251)
}

const everyKind: readonly Write[] = [
  { kind: 'fact', ...fact({ id: 'f-1', ...letter, communication: 'letter-1', missing: [] }) },
  { kind: 'fact', ...fact({ id: 'f-2', ...letter, communication: 'letter-2', isUnread: true, missing: ['x'] }) },
  { kind: 'fact', ...fact({ id: 'f-3', referral: 'b', objection: { consent: 'c', kinds: ['intake'] } }) },
  { kind: 'fact', ...fact({ id: 'f-4', referral: 'b', event: 'referral.superseded', successor: 'c' }) },
  { kind: 'fact', ...fact({ id: 'f-5', referral: 'b', detail: { of: 'o-1', reason: oddTexts[2]!, at: start } }) },
  { kind: 'obligation', ...obligation({ id: 'o-1', referral: 'a', creditor: null }) },
  { kind: 'rung', obligation: 'obligation-a', referral: 'a', claimed: 1, nextOn: '2026-12-09' },
  {
    ...{ kind: 'reminder', obligation: 'obligation-a', rung: 1, receiver: 'ggz-1', referral: 'a', isUrgent: true },
    ...{ claimedAt: start, settledOn: '2026-12-02', message: 'out-a' }
  },
  {
    ...{ kind: 'reminder', obligation: 'obligation-a', rung: 1, receiver: 'his-1', referral: 'a', isUrgent: false },
    ...{ claimedAt: start, settledOn: null, message: null }
  },
  { kind: 'rung', obligation: 'obligation-b', referral: 'b', claimed: 0, nextOn: null },
  {
    ...{ kind: 'unmatched', id: 'u-1', participant: 'his-1', contentType: 'text/plain', receivedAt: start },
    ...{ body: oddBytes, reason: 'no-referral' }
  },
  {
    ...{ kind: 'unmatched', id: 'u-2', participant: 'his-1', contentType: 'text/plain', receivedAt: start + 1 },
    ...{ body: oddBytes, reason: 'several-referrals', assignedTo: 'a' }
  },
  { kind: 'setting', name: 'secret/subjects', value: 'c2VjcmV0' },
  ...oddTexts.map((value, index): Write => ({ kind: 'setting', name: `odd-${index}`, value })),
  // Each is more than a page may hold.
  ...['large-1', 'large-2'].map((id): Write => ({ kind: 'received', ...large, id }))
]
