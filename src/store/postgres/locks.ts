import type { StreamId, StreamVersion } from '../change.ts'
import { integer, text } from '../sql/row.ts'
import type { Session } from './driver.ts'

/** A stream that the batch holds until it is committed. */
export interface HeldStream {
  readonly version: number
  /** When the last change on it was stamped; gateway clock, ms. */
  readonly stampedAt: number
}

/**
 * Holds streams, made where they are new, in one order everywhere, so that two batches wait for each other at most one way.
 *
 * What is read after it in the same transaction is what the last holder committed: each statement sees the store anew.
 */
export async function holdStreams(
  session: Session,
  streams: ReadonlySet<StreamId>,
  fresh: ReadonlySet<StreamId>
): Promise<ReadonlyMap<string, HeldStream>> {
  if (streams.size === 0) return new Map()
  if (fresh.size > 0) await session.native(insertSql, [[...fresh].sort()])
  const held = await hold(session, [...streams])
  // Of a store that was copied from the other engine, a referral may have messages and no stream yet.
  const missing = [...streams].filter((stream) => !held.has(stream))
  if (missing.length === 0) return held
  await session.native(insertSql, [missing.sort()])
  return new Map([...held, ...(await hold(session, missing))])
}

async function hold(session: Session, streams: readonly StreamId[]): Promise<ReadonlyMap<string, HeldStream>> {
  const { rows } = await session.native(holdSql, [[...streams].sort()])
  return new Map(
    rows.map((row) => [text(row, 'id'), { version: integer(row, 'version'), stampedAt: integer(row, 'stamped_at') }])
  )
}

const insertSql = `INSERT INTO stream (id, version, stamped_at) SELECT id, 0, 0 FROM unnest($1::text[]) AS u(id) ORDER BY id
  ON CONFLICT DO NOTHING`

const holdSql = 'SELECT id, version, stamped_at FROM stream WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE'

/** Moves streams on by one; they are held. */
export async function moveStreams(session: Session, moved: readonly StreamVersion[], stampedAt: number): Promise<void> {
  if (moved.length === 0) return
  const sql = `UPDATE stream s SET version = u.version + 1, stamped_at = greatest(s.stamped_at, $3)
    FROM unnest($1::text[], $2::bigint[]) AS u(id, version) WHERE s.id = u.id`
  await session.native(sql, [moved.map(({ stream }) => stream), moved.map(({ version }) => version), stampedAt])
}

/** A lease as it stands while the batch is written: it cannot be taken over before the commit. */
export interface HeldLease {
  readonly owner: string
  readonly fence: number
}

/** Keeps leases from being taken over until the commit. */
export async function holdLeases(
  session: Session,
  names: ReadonlySet<string>
): Promise<ReadonlyMap<string, HeldLease>> {
  if (names.size === 0) return new Map()
  const sql = 'SELECT receiver, owner, fence FROM lane WHERE receiver = ANY($1::text[]) ORDER BY receiver FOR UPDATE'
  const { rows } = await session.native(sql, [[...names].sort()])
  return new Map(
    rows.map((row) => [text(row, 'receiver'), { owner: text(row, 'owner'), fence: integer(row, 'fence') }])
  )
}
