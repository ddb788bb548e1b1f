import type { AuditEntry } from '../change.ts'
import type { Claim, Settlement, Store } from '../port.ts'
import type { AuditLog } from './audit.ts'
import type { Connection } from './driver.ts'
import { claimable, referralOfMessage, settleMessage } from './outbox.ts'
import { integer, text } from './row.ts'

/** This process as the holder of lanes. */
export interface LaneHolder {
  /** Unique to this process; leases carry it. */
  readonly token: string
  /** Real time, ms. */
  readonly realNow: number
}

/** Ends the leases of processes before this one; right only where one process owns the store. */
export function clearLeases(connection: Connection): void {
  connection.run(`UPDATE lane SET owner = '', locked_until = 0`)
}

/**
 * Claims a lane and what may be sent on it; must run inside a transaction.
 *
 * A holder that claims again keeps its fence, because attempts of its own are still under way; only a take-over by another
 * holder moves it on, and that makes the earlier holder's settlements void.
 */
export function claimLane(
  connection: Connection,
  ask: Parameters<Store['claim']>[0],
  holder: LaneHolder
): Claim | undefined {
  const lane = connection.first('SELECT fence, owner, locked_until FROM lane WHERE receiver = ?', ask.receiver)
  const ours = lane !== undefined && text(lane, 'owner') === holder.token
  const leased = lane !== undefined && integer(lane, 'locked_until') > holder.realNow
  if (!ours && leased) return undefined
  const before = lane === undefined ? 0 : integer(lane, 'fence')
  const fence = ours ? before : before + 1
  const messages = claimable(connection, ask)
  // Nothing to send and nothing under way needs no lease, and a claim that writes nothing costs no disk flush.
  if (messages.length > 0 || ask.skip.length > 0) {
    lease(connection, ask.receiver, { fence, owner: holder.token, lockedUntil: holder.realNow + ask.leaseMs })
  }
  return { receiver: ask.receiver, fence, messages }
}

/** Records attempts under a fence: false, and nothing written, when the lane is another's. Must run inside a transaction. */
export function settleLane(
  connection: Connection,
  audit: AuditLog,
  ask: Parameters<Store['settle']>[0],
  token: string
): boolean {
  const lane = connection.first('SELECT fence, owner FROM lane WHERE receiver = ?', ask.receiver)
  const ours = lane !== undefined && text(lane, 'owner') === token && integer(lane, 'fence') === ask.fence
  if (!ours) return false
  for (const result of ask.results) {
    const settled = settleMessage(connection, ask.receiver, result)
    if (settled && result.outcome !== 'retry') audit.append(deliveryLine(connection, ask.receiver, result))
  }
  return true
}

function lease(
  connection: Connection,
  receiver: string,
  { fence, owner, lockedUntil }: { readonly fence: number; readonly owner: string; readonly lockedUntil: number }
): void {
  const sql = `INSERT INTO lane (receiver, fence, owner, locked_until) VALUES (?, ?, ?, ?)
    ON CONFLICT (receiver) DO UPDATE
    SET fence = excluded.fence, owner = excluded.owner, locked_until = excluded.locked_until`
  connection.run(sql, receiver, fence, owner, lockedUntil)
}

function deliveryLine(
  connection: Connection,
  receiver: string,
  result: Exclude<Settlement, { outcome: 'retry' }>
): AuditEntry {
  return {
    at: result.at,
    participant: receiver,
    action: 'deliver',
    outcome: result.outcome,
    message: result.id,
    referral: referralOfMessage(connection, result.id),
    ...(result.outcome === 'dead' ? { reason: result.reason } : {})
  }
}
