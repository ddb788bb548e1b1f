import assert from 'node:assert/strict'
import type { Change, Write } from '../change.ts'
import type { Settlement } from '../port.ts'
import { integer } from './row.ts'
import { first, type Sql } from './statement.ts'

/** Gives the instant of what is written now, never an earlier one than it gave before. Gateway clock, ms. */
export type Stamp = () => number

/** A change as heard at an instant: all of it at the same one, because a duty is met by what is heard with it or later. */
export function stampedChange(change: Change, at: number): Change {
  return {
    ...change,
    writes: change.writes.map((write) => stampedWrite(write, at)),
    // The line of a clock that is being set names the instant it is set to, which lies ahead.
    audit: change.audit.map((entry) => ({ ...entry, at: Math.max(entry.at, at) }))
  }
}

/** Settlements as recorded at an instant; a retry keeps its own, because its pause is counted from that. */
export function stampedResults(results: readonly Settlement[], at: number): readonly Settlement[] {
  return results.map((result) => (result.outcome === 'retry' ? result : { ...result, at }))
}

/** The latest instant that was stamped; every settlement has its audit line, so the chains' last lines tell of those. */
export function* lastStamp(): Sql<number> {
  const sql = `SELECT max(at) AS at FROM (
    SELECT 0 AS at
    UNION ALL SELECT max(heard_at) FROM fact
    UNION ALL SELECT max(opened_at) FROM obligation
    UNION ALL SELECT (SELECT a.at FROM audit a WHERE a.chain = c.id ORDER BY a.seq DESC LIMIT 1) FROM chain c
  ) AS stamped`
  const row = yield* first(sql)
  assert(row !== undefined)
  return integer(row, 'at')
}

function stampedWrite(write: Write, at: number): Write {
  if (write.kind === 'fact') return { ...write, heardAt: at }
  if (write.kind === 'stop') return { ...write, at }
  return write.kind === 'obligation' ? { ...write, openedAt: at } : write
}
