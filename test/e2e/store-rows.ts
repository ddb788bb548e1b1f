import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { verifyAudit, type ChainVerdict } from '../../src/audit/verify.ts'
import { openReadOnly, type StoreLocation } from '../../src/store/open.ts'
import type { Reconciliation } from '../../src/store/port.ts'

/** Tables that hold what messages said or did; `once` and `lane` move by themselves. */
const tables = [
  'message',
  'answer',
  'referral',
  'stream',
  'resource',
  'resource_history',
  'search',
  'fact',
  'obligation',
  'outbox',
  'audit'
] as const

/** Rows of each table, counted in the file itself while the gateway runs. */
export function rowCounts(dataDir: string): Readonly<Record<string, number>> {
  const database = new DatabaseSync(fileOf(dataDir), { readOnly: true })
  try {
    const counts = tables.map((table) => {
      const row = database.prepare(`SELECT count(*) AS total FROM ${table}`).get()
      return [table, Number(row?.['total'])]
    })
    return Object.fromEntries(counts) as Record<string, number>
  } finally {
    database.close()
  }
}

/** The last audit lines, newest first. */
export function lastAudit(dataDir: string, limit: number): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(fileOf(dataDir), { readOnly: true })
  try {
    const sql = 'SELECT participant, action, outcome, reason, message, referral FROM audit ORDER BY seq DESC LIMIT ?'
    return database.prepare(sql).all(limit)
  } finally {
    database.close()
  }
}

/** The store's own counts and what walking its audit chains found, read beside the gateway. */
export async function storeFacts(
  place: StoreLocation
): Promise<{ readonly traffic: Reconciliation; readonly chains: readonly ChainVerdict[] }> {
  const store = openReadOnly(place)
  try {
    const { facts: traffic } = await store.read({ kind: 'reconciliation' })
    return { traffic, chains: await verifyAudit(store) }
  } finally {
    await store.close()
  }
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'gateway.sqlite')
}
