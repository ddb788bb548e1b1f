import assert from 'node:assert/strict'
import { genesis, type ChainHead } from '../../audit/chain.ts'
import { auditActions, type AuditRow } from '../audit-line.ts'
import type { Query } from '../port.ts'
import { integer, optionalText, text } from './row.ts'
import { all, first, type Row, type Sql } from './statement.ts'

/** The ids of the store's chains. */
export function* chains(): Sql<readonly string[]> {
  return (yield* all('SELECT id FROM chain ORDER BY id')).map((row) => text(row, 'id'))
}

/** The head of every chain; a chain without lines stands at its genesis. */
export function* auditHeads(): Sql<Readonly<Record<string, ChainHead>>> {
  const heads: Record<string, ChainHead> = {}
  for (const chain of yield* chains()) heads[chain] = yield* headOf(chain)
  return heads
}

/** The head of a chain. */
export function* headOf(chain: string): Sql<ChainHead> {
  const row = yield* first('SELECT seq, hash FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1', chain)
  return row === undefined ? genesis(chain) : { seq: integer(row, 'seq'), hash: text(row, 'hash') }
}

/** A page of a chain. */
export function* auditPage(ask: Query<'audit'>): Sql<readonly AuditRow[]> {
  const sql = 'SELECT * FROM audit WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?'
  return (yield* all(sql, ask.chain, ask.afterSeq, ask.limit)).map(auditRow)
}

function isAction(action: string): action is AuditRow['action'] {
  return auditActions.some((one) => one === action)
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
