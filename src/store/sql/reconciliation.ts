import type { Reconciliation } from '../port.ts'
import { countReferrals } from './referral.ts'
import { integer, text } from './row.ts'
import { all, type Sql } from './statement.ts'

/**
 * The counts that must add up (design section 10), counted from the rows themselves by covering indexes and never kept
 * beside them: a counter could agree with itself while a row is missing. Must run inside a snapshot.
 */
export function* reconciliation(): Sql<Reconciliation> {
  return {
    received: yield* received(),
    outbox: yield* outbox(),
    feedback: yield* feedback(),
    referrals: yield* countReferrals()
  }
}

function* received(): Sql<Reconciliation['received']> {
  const sql = `SELECT participant, outcome, count(*) AS total FROM audit WHERE action = 'receive'
    GROUP BY participant, outcome`
  const counts = yield* tally(sql, 'participant', 'outcome')
  return mapValues(counts, (of) => ({
    accepted: of['accepted'] ?? 0,
    repeated: of['repeated'] ?? 0,
    refused: of['refused'] ?? 0
  }))
}

function* outbox(): Sql<Reconciliation['outbox']> {
  const sql = 'SELECT receiver, state, count(*) AS total FROM outbox GROUP BY receiver, state'
  return mapValues(yield* tally(sql, 'receiver', 'state'), (of) => {
    const { delivered = 0, waiting = 0, dead = 0 } = of
    return { enqueued: delivered + waiting + dead, delivered, waiting, dead }
  })
}

/** One Communication can state several facts, and is one feedback. */
function* feedback(): Sql<Reconciliation['feedback']> {
  const sql = `SELECT feedback_kind, count(DISTINCT communication) AS total FROM fact
    WHERE feedback_kind IS NOT NULL GROUP BY feedback_kind`
  return Object.fromEntries((yield* all(sql)).map((row) => [text(row, 'feedback_kind'), integer(row, 'total')]))
}

type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>

function* tally(sql: string, by: string, kind: string): Sql<Tally> {
  const counts: Record<string, Record<string, number>> = {}
  for (const row of yield* all(sql)) {
    const of = (counts[text(row, by)] ??= {})
    of[text(row, kind)] = integer(row, 'total')
  }
  return counts
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, make: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]))
}
