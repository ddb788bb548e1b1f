import assert from 'node:assert/strict'
import type { AuditEntry } from '../change.ts'
import type { Settlement, Store } from '../port.ts'
import { padded } from './list.ts'
import { receiverIs, release } from './outbox.ts'
import { text } from './row.ts'
import { all, first, marks, run, type Sql } from './statement.ts'

/** What settling did: false where the lane is another's, and the audit lines that the engine is to append, in their order. */
export interface Settled {
  readonly settled: boolean
  readonly lines: readonly AuditEntry[]
}

type Final = Exclude<Settlement, { outcome: 'retry' }>

/** The referral of each message that was settled, by its id. */
type Ended = Map<string, string>

/**
 * Records attempts under a fence; nothing is written when the lane is another's. Must run inside a transaction, which holds
 * the lane from here on: whoever would take it over waits.
 *
 * @throws AssertionError for a message that was never in the lane.
 */
export function* settleLane({ receiver, fence, results }: Parameters<Store['settle']>[0], token: string): Sql<Settled> {
  const held = 'UPDATE lane SET fence = fence WHERE receiver = ? AND owner = ? AND fence = ?'
  if ((yield* run(held, receiver, token, fence)) === 0) return { settled: false, lines: [] }
  const { finals, retries } = plan(results)
  const touched = new Set<string>()
  for (const retry of retries) if ((yield* postpone(receiver, retry)) === 1) touched.add(retry.id)
  const ended: Ended = new Map()
  for (const [at, ids] of deliveries(finals)) yield* deliver(receiver, { at, ids }, ended)
  for (const result of finals) if (result.outcome === 'dead') yield* bury(receiver, result, ended)
  const untouched = results.map(({ id }) => id).filter((id) => !touched.has(id) && !ended.has(id))
  yield* mustBeIn(receiver, untouched)
  yield* release(receiver, [...ended.values()])
  return { settled: true, lines: finals.flatMap((result) => lineOf(receiver, result, ended.get(result.id)) ?? []) }
}

/** Results as they count: what a message ended with first is what it ended with. */
function plan(results: readonly Settlement[]) {
  const finals = new Map<string, Final>()
  const retries: Extract<Settlement, { outcome: 'retry' }>[] = []
  for (const result of results) {
    if (finals.has(result.id)) continue
    if (result.outcome === 'retry') retries.push(result)
    else finals.set(result.id, result)
  }
  return { finals: [...finals.values()], retries }
}

/** The messages that were delivered at each instant. */
function deliveries(finals: readonly Final[]): ReadonlyMap<number, string[]> {
  const at = new Map<number, string[]>()
  for (const { id, outcome, at: instant } of finals) {
    if (outcome !== 'delivered') continue
    const ids = at.get(instant)
    if (ids === undefined) at.set(instant, [id])
    else ids.push(id)
  }
  return at
}

function postpone(receiver: string, result: Extract<Settlement, { outcome: 'retry' }>): Sql<number> {
  const sql = `UPDATE outbox SET attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ?), not_before = ?,
    reason = ? WHERE id = ? AND receiver = ? AND state = 'waiting'`
  return run(sql, result.at, result.notBefore, result.reason, result.id, receiver)
}

function* deliver(
  receiver: string,
  { at, ids }: { readonly at: number; readonly ids: readonly string[] },
  ended: Ended
): Sql<void> {
  const of = padded(ids)
  const sql = `UPDATE outbox SET state = 'delivered', head = 0, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, ?), settled_at = ?, reason = NULL
    WHERE ${receiverIs} AND id IN (${marks(of)}) AND state = 'waiting' RETURNING id, referral`
  for (const row of yield* all(sql, at, at, receiver, ...of)) ended.set(text(row, 'id'), text(row, 'referral'))
}

function* bury(receiver: string, { id, at, reason }: Extract<Final, { outcome: 'dead' }>, ended: Ended): Sql<void> {
  const sql = `UPDATE outbox SET state = 'dead', head = 0, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, ?), settled_at = ?, reason = ?
    WHERE receiver = ? AND id = ? AND state = 'waiting' RETURNING referral`
  const row = yield* first(sql, at, at, reason, receiver, id)
  if (row !== undefined) ended.set(id, text(row, 'referral'))
}

function* mustBeIn(receiver: string, ids: readonly string[]): Sql<void> {
  if (ids.length === 0) return
  const of = padded(ids)
  const rows = yield* all(`SELECT id FROM outbox WHERE ${receiverIs} AND id IN (${marks(of)})`, receiver, ...of)
  const known = new Set(rows.map((row) => text(row, 'id')))
  for (const id of ids) assert(known.has(id), `no message ${id} for ${receiver}`)
}

function lineOf(participant: string, result: Final, referral: string | undefined): AuditEntry | undefined {
  if (referral === undefined) return undefined
  const { at, outcome, id } = result
  const line = { at, participant, action: 'deliver', outcome, message: id, referral } as const
  return result.outcome === 'dead' ? { ...line, reason: result.reason } : line
}
