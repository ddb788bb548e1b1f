import type { Bundle } from '@medplum/fhirtypes'
import { derivedId } from '../fhir/derived-id.ts'
import type { OutboxMessage, StoredResource } from '../store/change.ts'

/** What a message for a receiver is about. */
export interface About {
  readonly receiver: string
  readonly referral: string
  readonly priority: OutboxMessage['priority']
  /** The received message that caused it. */
  readonly cause: string
  readonly communication?: string
  readonly now: number
}

/**
 * A message for a receiver: a transaction Bundle of its own rows, each to be put under the id that it has here.
 *
 * Source: design section 9, Outbound. The Bundle's identifier is the outbox id and stays the same over every retry.
 */
export function outboxMessage(rows: readonly StoredResource[], about: About, base: string): OutboxMessage {
  const id = derivedId(about.cause, about.receiver)
  const { now, ...rest } = about
  return { ...rest, id, enqueuedAt: now, body: transaction(id, rows, base) }
}

/** The rank of a FHIR request priority in the outbox: 0 stat, 1 urgent or asap, 2 routine. */
export function rankOf(priority: string | undefined): OutboxMessage['priority'] {
  if (priority === 'stat') return 0
  return priority === 'urgent' || priority === 'asap' ? 1 : 2
}

/** The Bundle as JSON text; each resource is in it as it stands in its row. */
function transaction(id: string, rows: readonly StoredResource[], base: string): string {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` },
    type: 'transaction'
  }
  const entries = rows.map((row) => {
    const url = `${row.type}/${row.id}`
    const [fullUrl, request] = [JSON.stringify(`${base}/${url}`), JSON.stringify({ method: 'PUT', url })]
    return `{"fullUrl":${fullUrl},"resource":${row.json},"request":${request}}`
  })
  return `${JSON.stringify(bundle).slice(0, -1)},"entry":[${entries.join(',')}]}`
}
