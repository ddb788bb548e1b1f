import assert from 'node:assert/strict'
import { genesis, seal, type ChainHead } from '../../audit/chain.ts'
import type { AuditEntry, AuditRow } from '../change.ts'
import type { Query } from '../port.ts'
import type { Connection, Row } from './driver.ts'
import { integer, optionalText, text } from './row.ts'

/** The audit chain of the one writer: its head is kept in memory and moves with each line. */
export interface AuditLog {
  /** Writes a line; must run inside a transaction. */
  append(entry: AuditEntry): void
  head(): ChainHead
  /** Puts the head back to where it was before a transaction that was rolled back; else the chain would have a gap. */
  restore(head: ChainHead): void
}

/** Opens the store's chain, or starts it under `newId` where the store has none. */
export function openAuditLog(connection: Connection, newId: string, createdAt: number): AuditLog {
  connection.run(
    'INSERT INTO chain (id, created_at) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM chain)',
    newId,
    createdAt
  )
  const [chain] = chains(connection)
  assert(chain !== undefined)
  let head = headOf(connection, chain)
  return {
    append: (entry) => {
      const seq = head.seq + 1
      const hash = seal(head.hash, seq, entry)
      insert(connection, { ...entry, chain, seq, hash })
      head = { seq, hash }
    },
    head: () => head,
    restore: (earlier) => {
      head = earlier
    }
  }
}

/** The head of every chain; a chain without lines stands at its genesis. */
export function auditHeads(connection: Connection): Readonly<Record<string, ChainHead>> {
  return Object.fromEntries(chains(connection).map((chain) => [chain, headOf(connection, chain)]))
}

/** A page of a chain. */
export function auditPage(connection: Connection, ask: Query<'audit'>): readonly AuditRow[] {
  const sql = 'SELECT * FROM audit WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?'
  return connection.all(sql, ask.chain, ask.afterSeq, ask.limit).map(auditRow)
}

function chains(connection: Connection): readonly string[] {
  return connection.all('SELECT id FROM chain ORDER BY id').map((row) => text(row, 'id'))
}

function headOf(connection: Connection, chain: string): ChainHead {
  const row = connection.first('SELECT seq, hash FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1', chain)
  return row === undefined ? genesis(chain) : { seq: integer(row, 'seq'), hash: text(row, 'hash') }
}

function insert(connection: Connection, row: AuditRow): void {
  connection.run(
    `INSERT INTO audit (chain, seq, hash, at, participant, action, outcome, message, referral, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.chain,
    row.seq,
    row.hash,
    row.at,
    row.participant,
    row.action,
    row.outcome,
    row.message ?? null,
    row.referral ?? null,
    row.reason ?? null
  )
}

function isAction(action: string): action is AuditRow['action'] {
  return ['receive', 'deliver', 'clock', 'read', 'remind'].includes(action)
}

function auditRow(row: Row): AuditRow {
  const action = text(row, 'action')
  assert(isAction(action), `no action ${action}`)
  return {
    chain: text(row, 'chain'),
    seq: integer(row, 'seq'),
    hash: text(row, 'hash'),
    at: integer(row, 'at'),
    participant: text(row, 'participant'),
    action,
    outcome: text(row, 'outcome'),
    ...optionalText(row, 'message', 'message'),
    ...optionalText(row, 'referral', 'referral'),
    ...optionalText(row, 'reason', 'reason')
  }
}
