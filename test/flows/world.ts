import assert from 'node:assert/strict'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import type { Test } from 'tap'
import { manualClock, type ManualClock } from '../../src/clock.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { Deps } from '../../src/flows/deps.ts'
import type { Inbound } from '../../src/flows/read-message.ts'
import { receive, type Received } from '../../src/flows/receive.ts'
import { createLog } from '../../src/log.ts'
import type { Result } from '../../src/result.ts'
import type { AuditRow } from '../../src/store/change.ts'
import { openStore } from '../../src/store/open.ts'
import type { Reconciliation, Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { makePlace } from '../store/place.ts'

/** Flows on a real store, with a clock that stands still and a log that is kept. */
export interface World {
  readonly deps: Deps & { readonly pseudonymKey: Buffer }
  readonly clock: ManualClock
  /** Receivers whose lanes were woken. */
  readonly woken: readonly string[]
  readonly log: readonly string[]
  readonly post: (from: Participant, body: Resource, how?: Partial<Inbound>) => Promise<Result<Received>>
  readonly audit: () => Promise<readonly AuditRow[]>
  readonly counts: () => Promise<Reconciliation>
}

/** Opens a world that is closed at the end of the test; `wrap` may stand between the flows and the store. */
export async function world(t: Test, wrap: (store: Store) => Store = (store) => store): Promise<World> {
  const place = await makePlace()
  const opened = await openStore(place.location)
  t.teardown(async () => {
    await opened.close()
    await place.remove()
  })
  const [clock, woken, log]: [ManualClock, string[], string[]] = [manualClock(f.start), [], []]
  const deps = {
    store: wrap(opened),
    clock,
    log: createLog({ level: 'trace', destination: { write: (line) => void log.push(line) } }),
    rules: f.rules,
    wake: (receivers: readonly string[]) => void woken.push(...receivers),
    pseudonymKey: Buffer.from('a key of the test')
  }
  return {
    deps,
    clock,
    woken,
    log,
    post: async (from, body, how = {}) => receive(deps, { ...inbound(from, body), ...how }),
    async audit() {
      const heads = Object.keys((await opened.read({ kind: 'auditHeads' })).facts)
      const reads = heads.map(async (chain) => opened.read({ kind: 'audit', chain, afterSeq: 0, limit: 500 }))
      return (await Promise.all(reads)).flatMap(({ facts }) => facts)
    },
    counts: async () => (await opened.read({ kind: 'reconciliation' })).facts
  }
}

/** A body as its sender posts it: a Bundle to the base, anything else to its type. */
export function inbound(participant: Participant, body: Resource): Inbound {
  const { resourceType: type } = body
  return {
    participant,
    allows: () => true,
    interaction: type === 'Bundle' ? { name: 'transaction' } : { name: 'create', type },
    body: Buffer.from(JSON.stringify(body)),
    language: 'en',
    contentType: 'application/fhir+json'
  }
}

/** The answer's body, the response to a transaction. */
export function bodyOf(received: Result<Received>): Bundle {
  assert(received.ok, JSON.stringify(received))
  return JSON.parse(received.value.answer.body) as Bundle
}

/** The ids that a transaction's answer gives, by type. */
export function idsOf(received: Result<Received>): Readonly<Record<string, string>> {
  const locations = (bodyOf(received).entry ?? []).map(({ response }) => response?.location?.split('/') ?? [])
  return Object.fromEntries(locations.map((parts) => [parts.at(-4) ?? '', parts.at(-3) ?? '']))
}
