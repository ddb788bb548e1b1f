/**
 * Commits receipts without end and prints the id of each when its promise has resolved; killed by `crash.test.ts`.
 * Arguments: the store's location as JSON, the first id. Four loops at once, so that a kill finds batches half written.
 */

import { writeSync } from 'node:fs'
import { openStore, type StoreLocation } from '../../src/store/open.ts'
import { outgoing, receipt } from './fixtures.ts'

/** A parent that forgot its child must not leave it writing for ever. */
const changesMax = 20_000

const [location = '', from = '0'] = process.argv.slice(2)
const store = await openStore(JSON.parse(location) as StoreLocation)
let next = Number(from)

await Promise.all(Array.from({ length: 4 }, () => loop()))

async function loop(): Promise<void> {
  while (next < Number(from) + changesMax) {
    const id = String((next += 1))
    const outbox = [outgoing({ id: `out-${id}`, referral: id, receiver: `ggz-${id}` })]
    const { outcome } = await store.commit(receipt(id, { outbox }))
    // Synchronous, so that what the parent reads is what was acknowledged before the kill.
    if (outcome === 'committed') writeSync(1, `${id}\n`)
  }
}
