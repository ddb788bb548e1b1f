import type { RungRow } from '../change.ts'
import type { Query } from '../port.ts'
import type { Connection } from './driver.ts'
import { integer, text, textOrNull } from './row.ts'

/** Sets when a duty is looked at next; must run inside a transaction. */
export function writeRung(connection: Connection, { obligation, referral, claimed, nextOn }: RungRow): void {
  const sql = `INSERT INTO rung (obligation, referral, claimed, next_on) VALUES (?, ?, ?, ?)
    ON CONFLICT (obligation) DO UPDATE SET claimed = excluded.claimed, next_on = excluded.next_on`
  connection.run(sql, obligation, referral, claimed, nextOn)
}

/** The rungs of a referral's duties. */
export function rungsOf(connection: Connection, referral: string): readonly RungRow[] {
  return connection.all('SELECT * FROM rung WHERE referral = ? ORDER BY obligation', referral).map((row) => ({
    obligation: text(row, 'obligation'),
    referral: text(row, 'referral'),
    claimed: integer(row, 'claimed'),
    nextOn: textOrNull(row, 'next_on')
  }))
}

/** Referrals with a duty whose next rung has come, the one that waits longest first. */
export function dueRungs(connection: Connection, { on, limit }: Query<'dueRungs'>): readonly string[] {
  const sql = `SELECT referral, min(next_on) AS first FROM rung WHERE next_on <= ?
    GROUP BY referral ORDER BY first, referral LIMIT ?`
  return connection.all(sql, on, limit).map((row) => text(row, 'referral'))
}
