import type { Query, Read } from '../port.ts'
import { integer, text, textOrNull } from './row.ts'
import { all, type Sql } from './statement.ts'

/** What becomes of a reminder that is there: one that waits is settled, one that was settled stays as it is. */
export const settleReminder = `ON CONFLICT (obligation, rung, receiver) DO UPDATE SET
  message = CASE WHEN reminder.settled_on IS NULL THEN excluded.message ELSE reminder.message END,
  settled_on = coalesce(reminder.settled_on, excluded.settled_on)`

/** Receivers for whom reminders wait, and whether they were sent some on a day already. */
export function* remindable({ on }: Query<'remindable'>): Sql<Read<'remindable'>['facts']> {
  const sql = `SELECT w.receiver, w.urgent, CASE WHEN EXISTS
      (SELECT 1 FROM reminder s WHERE s.receiver = w.receiver AND s.settled_on = ? AND s.message IS NOT NULL)
      THEN 1 ELSE 0 END AS again
    FROM (SELECT receiver, max(urgent) AS urgent FROM reminder WHERE settled_on IS NULL GROUP BY receiver) w
    ORDER BY w.receiver`
  const rows = yield* all(sql, on)
  return rows.flatMap((row) => {
    const isAgain = integer(row, 'again') === 1
    return isAgain && integer(row, 'urgent') === 0 ? [] : [{ receiver: text(row, 'receiver'), isAgain }]
  })
}

/** Reminders that wait for a receiver, oldest first. */
export function* waitingReminders(ask: Query<'reminders'>): Sql<Read<'reminders'>['facts']> {
  const sql = `SELECT r.*, CASE WHEN EXISTS (SELECT 1 FROM outbox o
      WHERE o.receiver = r.receiver AND o.referral = r.referral AND o.state = 'waiting') THEN 1 ELSE 0 END AS behind
    FROM reminder r WHERE r.receiver = ? AND r.settled_on IS NULL AND r.urgent >= ?
    ORDER BY r.claimed_at, r.obligation, r.rung LIMIT ?`
  return (yield* all(sql, ask.receiver, Number(ask.isUrgent), ask.limit)).map((row) => ({
    obligation: text(row, 'obligation'),
    rung: integer(row, 'rung'),
    receiver: text(row, 'receiver'),
    referral: text(row, 'referral'),
    isUrgent: integer(row, 'urgent') === 1,
    claimedAt: integer(row, 'claimed_at'),
    settledOn: textOrNull(row, 'settled_on'),
    message: textOrNull(row, 'message'),
    isBehind: integer(row, 'behind') === 1
  }))
}
