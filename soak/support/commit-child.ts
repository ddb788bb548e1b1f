/**
 * Commits receipts without end and prints the id of each when its promise has resolved; its power is cut by
 * `soak/power-cut.ts`. Arguments: the first id, and `unsafe` for a SQLite that does not wait for the disk.
 * The store is `GATEWAY_DATABASE_URL` or the file `SOAK_FILE`.
 */
import { writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../../src/store/open.ts'
import { outgoing, receipt } from '../../test/store/fixtures.ts'

/** A parent that forgot its child must not leave it writing for ever. */
const CHANGES_MAX = 50_000

/** Enough for batches of several changes, so that a cut finds them half written. */
const LOOPS = 16

const [from = '0', safety] = process.argv.slice(2)
const opened = new Set<DatabaseSync>()
if (safety === 'unsafe') noteConnections()

const url = process.env['GATEWAY_DATABASE_URL']
const store = await openStore(url === undefined ? { file: process.env['SOAK_FILE'] ?? '' } : { url })
// The store refuses to open like this, hence afterwards and behind its back.
for (const database of opened) if (!database.isTransaction) database.exec('PRAGMA synchronous = NORMAL')

let next = Number(from)
await Promise.all(Array.from({ length: LOOPS }, () => loop()))

async function loop(): Promise<void> {
  while (next < Number(from) + CHANGES_MAX) {
    const id = String((next += 1))
    const outbox = [outgoing({ id: `out-${id}`, referral: id, receiver: `ggz-${Number(id) % 50}` })]
    const { outcome } = await store.commit(receipt(id, { outbox }))
    // Synchronous, so that what the parent reads is what was acknowledged before the cut.
    if (outcome === 'committed') writeSync(1, `${id}\n`)
  }
}

function noteConnections(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the connection that it belongs to
  const { exec } = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (sql) {
    opened.add(this)
    exec.call(this, sql)
  }
}
