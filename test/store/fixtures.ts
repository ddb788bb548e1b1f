import type { Change, FactRow, ObligationRow, OutboxMessage, StoredResource, Write } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'

/** A store under test; `reopen` ends it as a process would end and opens what it left. */
export interface Opened {
  readonly store: Store
  readonly reopen: () => Promise<Store>
  /** The store of a second process on the same data, where the implementation allows one; `close` of this ends it. */
  readonly beside?: () => Promise<Store>
  readonly close: () => Promise<void>
}

/** Opens an empty store. */
export type OpenStore = () => Promise<Opened>

/** 1 December 2026, 09:00 UTC: the instant from which the tests count. */
export const start = Date.UTC(2026, 11, 1, 9)

/** A body that is not JSON nor UTF-8, as a sender's bytes may be anything. */
export const oddBytes = Uint8Array.from([0, 255, 195, 40, 123, 13, 10, 0])

export function referralWrite(id: string): Write {
  return {
    kind: 'referral',
    id,
    requester: 'his-1',
    performer: 'ggz-1',
    gp: 'his-1',
    subject: `subject-of-${id}`,
    serviceRequest: `sr-${id}`,
    task: `task-${id}`,
    agreement: 'lga',
    receivedAt: start
  }
}

export function resource(over: Partial<StoredResource> = {}): StoredResource {
  const made = {
    projection: 'canonical',
    type: 'ServiceRequest',
    id: 'sr-1',
    version: 1,
    referral: 'r-1',
    lastUpdated: start,
    search: [],
    ...over
  }
  return { json: JSON.stringify({ resourceType: made.type, id: made.id, note: `v${made.version}` }), ...made }
}

export function fact(over: Partial<FactRow> = {}): FactRow {
  return {
    id: 'fact-1',
    referral: 'r-1',
    event: 'referral.received',
    occurredOn: '2026-12-01',
    heardAt: start,
    by: 'his-1',
    message: 'message-1',
    ...over
  }
}

export function obligation(over: Partial<ObligationRow> = {}): ObligationRow {
  return {
    id: 'obligation-1',
    referral: 'r-1',
    code: 'intake-confirmation',
    trigger: 'referral.received',
    turn: 1,
    agreement: 'lga',
    agreementVersion: '1',
    owner: 'ggz-1',
    creditor: 'his-1',
    openedOn: '2026-12-01',
    openedAt: start,
    ...over
  }
}

export function outgoing(over: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: 'out-1',
    receiver: 'ggz-1',
    referral: 'r-1',
    priority: 2,
    cause: 'message-1',
    enqueuedAt: start,
    body: '{"resourceType":"Bundle"}',
    ...over
  }
}

/** A change without anything in it. */
export function change(over: Partial<Change> = {}): Change {
  return { expect: [], writes: [], outbox: [], audit: [], ...over }
}

/** The receipt of a referral with a row in every table. */
export function receipt(id: string, over: Partial<Change> = {}): Change {
  return {
    message: {
      key: { participant: 'his-1', messageId: `message-${id}`, bodyHash: `hash-${id}` },
      answer: { status: 201, headers: { location: `Task/${id}` }, body: `{"id":"${id}"}` }
    },
    expect: [
      { stream: `referral/${id}`, version: 0 },
      { stream: `subject/subject-of-${id}`, version: 0 }
    ],
    writes: [
      {
        kind: 'received',
        id: `message-${id}`,
        participant: 'his-1',
        referral: id,
        contentType: 'application/fhir+json',
        receivedAt: start,
        body: oddBytes
      },
      { kind: 'resource', ...resource({ id: `sr-${id}`, referral: id }) },
      { kind: 'fact', ...fact({ id: `fact-${id}`, referral: id, message: `message-${id}` }) },
      { kind: 'obligation', ...obligation({ id: `obligation-${id}`, referral: id }) },
      referralWrite(id)
    ],
    outbox: [outgoing({ id: `out-${id}`, referral: id, cause: `message-${id}` })],
    audit: [
      {
        at: start,
        participant: 'his-1',
        action: 'receive',
        outcome: 'accepted',
        message: `message-${id}`,
        referral: id
      }
    ],
    ...over
  }
}

/** A referral and nothing else, for what hangs on one. */
export function bareReferral(id: string): Change {
  return change({ writes: [referralWrite(id)] })
}
