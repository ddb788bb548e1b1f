import type { Claim, Store } from '../port.ts'
import { claimable, hasDue } from './outbox.ts'
import { integer, text } from './row.ts'
import { first, run, type Sql } from './statement.ts'

/** This process as the holder of lanes and of other leases. */
export interface LaneHolder {
  /** Unique to this process; leases carry it. */
  readonly token: string
  /** Real time, ms. */
  readonly realNow: number
  /** Whether other processes may want the lane: then one with nothing to send is let go. */
  readonly isShared: boolean
}

/** A lane that may be used under a fence. */
export interface Taken {
  readonly fence: number
  /** What is left of the lease; undefined where nothing is to be sent or under way: it was not written, and nothing may be sent. */
  readonly leaseMs: number | undefined
}

type Ask = Parameters<Store['claim']>[0]

/** Claims a lane and what may be sent on it, in one transaction: right only where nobody else writes. */
export function* claimLane(ask: Ask, holder: LaneHolder): Sql<Claim | undefined> {
  const taken = yield* takeLane(ask, holder)
  return taken === undefined ? undefined : yield* claimTaken(ask, taken, holder)
}

/**
 * Takes a lane or prolongs its lease: undefined while another holds it. Must run inside a transaction, and that of an engine
 * with other writers ends before `claimTaken`: one that saw the outbox before it had waited for the lane would see as
 * waiting what the earlier holder had just settled.
 *
 * A holder that claims again keeps its fence, because attempts of its own are still under way; only a take-over by another
 * holder moves it on, and that makes the earlier holder's settlements void.
 */
export function* takeLane(ask: Ask, holder: LaneHolder): Sql<Taken | undefined> {
  const lane = yield* first('SELECT fence, owner, locked_until FROM lane WHERE receiver = ?', ask.receiver)
  const ours = lane !== undefined && text(lane, 'owner') === holder.token
  const leftMs = lane === undefined ? 0 : integer(lane, 'locked_until') - holder.realNow
  if (!ours && leftMs > 0) return undefined
  const before = lane === undefined ? 0 : integer(lane, 'fence')
  // Nobody takes it over before it ends, so that it holds as well as one that is written now.
  if (ours && leftMs >= (ask.enoughMs ?? Infinity)) return { fence: before, leaseMs: leftMs }
  // Nothing to send and nothing under way needs no lease, and a claim that writes nothing costs no disk flush.
  if (ask.skip.length === 0 && !(yield* hasDue(ask))) {
    if (ours && holder.isShared) yield* releaseLane(ask.receiver, holder.token)
    return { fence: ours ? before : before + 1, leaseMs: undefined }
  }
  const fence = yield* take(ask.receiver, ask.leaseMs, holder)
  return fence === undefined ? undefined : { fence, leaseMs: ask.leaseMs }
}

/** What may be sent on a lane that was taken; lets it go again where that is nothing and others may want it. */
export function* claimTaken(ask: Ask, { fence, leaseMs }: Taken, holder: LaneHolder): Sql<Claim> {
  const { receiver, skip } = ask
  const isLeased = leaseMs !== undefined
  const messages = isLeased ? yield* claimable(ask) : []
  const isIdle = isLeased && messages.length === 0 && skip.length === 0
  if (isIdle && holder.isShared) yield* releaseLane(receiver, holder.token)
  return { receiver, fence, leaseMs: leaseMs ?? 0, messages }
}

/** Ends a lease of ours; its fence stays, so that the next holder's is higher. */
export function* releaseLane(receiver: string, token: string): Sql<void> {
  yield* run('UPDATE lane SET locked_until = 0 WHERE receiver = ? AND owner = ? AND locked_until > 0', receiver, token)
}

/** Ends every lease of a process that stops. */
export function* releaseLeases(token: string): Sql<void> {
  yield* run('UPDATE lane SET locked_until = 0 WHERE owner = ? AND locked_until > 0', token)
}

/** Takes a lease that is not a lane's, or prolongs it: its fence, or undefined while another holds it. Must run inside a transaction. */
export function* takeLease(
  { name, leaseMs }: Parameters<Store['lease']>[0],
  holder: LaneHolder
): Sql<number | undefined> {
  return yield* take(leaseName(name), leaseMs, holder)
}

/**
 * Whether a lease is still held under a fence. Must run inside the transaction that relies on it: it holds the lease from
 * here on, and whoever would take it over waits.
 */
export function* holdsLease(
  { name, fence }: { readonly name: string; readonly fence: number },
  token: string
): Sql<boolean> {
  const sql = 'UPDATE lane SET fence = fence WHERE receiver = ? AND owner = ? AND fence = ?'
  return (yield* run(sql, leaseName(name), token, fence)) === 1
}

/** One statement, so that of two that would take a lane over at once one does. */
function* take(receiver: string, leaseMs: number, { token, realNow }: LaneHolder): Sql<number | undefined> {
  const sql = `INSERT INTO lane (receiver, fence, owner, locked_until) VALUES (?, 1, ?, ?)
    ON CONFLICT (receiver) DO UPDATE SET
      fence = CASE WHEN lane.owner = excluded.owner THEN lane.fence ELSE lane.fence + 1 END,
      owner = excluded.owner, locked_until = excluded.locked_until
    WHERE lane.owner = excluded.owner OR lane.locked_until <= ?
    RETURNING fence`
  const row = yield* first(sql, receiver, token, realNow + leaseMs, realNow)
  return row === undefined ? undefined : integer(row, 'fence')
}

/** The name under which a lease that is no lane's stands, beside the lanes, whose names are participants': none has a slash. */
export function leaseName(name: string): string {
  return `lease/${name}`
}
