import assert from 'node:assert/strict'
import { seal, type ChainHead } from '../../audit/chain.ts'
import type { AuditEntry } from '../change.ts'
import { chains, headOf } from '../sql/audit-read.ts'
import { auditLines } from '../sql/tables.ts'
import type { Connection } from './driver.ts'
import { inserter } from './insert.ts'

/** The audit chain of the one writer: its head is kept in memory and moves with each line. */
export interface AuditLog {
  /** Writes a line; must run inside a transaction. */
  append(entry: AuditEntry): void
  head(): ChainHead
  /** Puts the head back to where it was before a transaction that was rolled back; else the chain would have a gap. */
  restore(head: ChainHead): void
}

const insertLine = inserter(auditLines)

/** Opens the store's chain, or starts it under `newId` where the store has none. */
export function openAuditLog(connection: Connection, newId: string, createdAt: number): AuditLog {
  connection.run(
    'INSERT INTO chain (id, created_at) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM chain)',
    newId,
    createdAt
  )
  const [chain] = connection.perform(chains())
  assert(chain !== undefined)
  let head = connection.perform(headOf(chain))
  return {
    append: (entry) => {
      const seq = head.seq + 1
      const hash = seal(head.hash, seq, entry)
      insertLine(connection, { ...entry, chain, seq, hash })
      head = { seq, hash }
    },
    head: () => head,
    restore: (earlier) => {
      head = earlier
    }
  }
}
