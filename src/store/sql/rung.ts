import type { RungRow } from '../change.ts'
import type { Query } from '../port.ts'
import { integer, text, textOrNull } from './row.ts'
import { all, type Sql } from './statement.ts'

/** The rungs of a referral's duties. */
export function* rungsOf(referral: string): Sql<readonly RungRow[]> {
  return (yield* all('SELECT * FROM rung WHERE referral = ? ORDER BY obligation', referral)).map((row) => ({
    obligation: text(row, 'obligation'),
    referral: text(row, 'referral'),
    claimed: integer(row, 'claimed'),
    nextOn: textOrNull(row, 'next_on')
  }))
}

/** Referrals with a duty whose next rung has come, the one that waits longest first. */
export function* dueRungs({ on, limit }: Query<'dueRungs'>): Sql<readonly string[]> {
  const sql = `SELECT referral, min(next_on) AS first_on FROM rung WHERE next_on <= ?
    GROUP BY referral ORDER BY first_on, referral LIMIT ?`
  return (yield* all(sql, on, limit)).map((row) => text(row, 'referral'))
}
