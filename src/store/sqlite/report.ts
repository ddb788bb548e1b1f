import assert from 'node:assert/strict'
import type { FactRow, ReferralRow } from '../change.ts'
import type { ObligationFacts, Query } from '../port.ts'
import type { Bound, Connection, Row } from './driver.ts'
import { factRow, obligationRow, referralRow } from './referral.ts'
import { integer, text } from './row.ts'

/**
 * Obligations with what their state is derived from, as it was known at an instant; must run inside a snapshot.
 *
 * Four statements whatever the number of obligations: each takes all rows of its table that belong to them.
 */
export function obligationFacts(connection: Connection, ask: Query<'obligations'>): readonly ObligationFacts[] {
  const chosen = choose(ask)
  const sql = `SELECT o.* FROM obligation o WHERE ${chosen.where} ORDER BY o.opened_at, o.seq`
  const obligations = connection.all(sql, ...chosen.bound).map(obligationRow)
  const referrals = referralsOf(connection, chosen)
  const facts = factsOf(connection, chosen, ask.knownAt)
  const heard = heardOf(connection, chosen, ask.knownAt)
  return obligations.map((obligation) => {
    const referral = referrals.get(obligation.referral)
    assert(referral !== undefined, `obligation ${obligation.id} has no referral`)
    return {
      obligation,
      referral,
      facts: facts.get(obligation.referral) ?? [],
      heard: obligation.creditor === null ? [] : (heard.get(lane(obligation.creditor, obligation.referral)) ?? [])
    }
  })
}

/** Which obligations are asked for: a condition on `obligation o`. */
interface Chosen {
  readonly where: string
  readonly bound: readonly Bound[]
}

type Heard = ObligationFacts['heard'][number]

function choose({ knownAt, owner, creditor, party, code, referral }: Query<'obligations'>): Chosen {
  const conditions: readonly (readonly [string, ...(Bound | undefined)[]])[] = [
    ['o.opened_at <= ?', knownAt],
    ['o.owner = ?', owner],
    ['o.creditor = ?', creditor],
    ['(o.owner = ? OR o.creditor = ?)', party, party],
    ['o.code = ?', code],
    ['o.referral = ?', referral]
  ]
  const asked = conditions.filter(([, value]) => value !== undefined)
  return {
    where: asked.map(([sql]) => sql).join(' AND '),
    bound: asked.flatMap(([, ...values]) => values.filter((value) => value !== undefined))
  }
}

function referralsOf(connection: Connection, { where, bound }: Chosen): ReadonlyMap<string, ReferralRow> {
  const sql = `SELECT * FROM referral WHERE id IN (SELECT o.referral FROM obligation o WHERE ${where})`
  return new Map(connection.all(sql, ...bound).map((row) => [text(row, 'id'), referralRow(row)]))
}

function factsOf(connection: Connection, { where, bound }: Chosen, knownAt: number): ReadonlyMap<string, FactRow[]> {
  const sql = `SELECT * FROM fact WHERE referral IN (SELECT o.referral FROM obligation o WHERE ${where})
    AND heard_at <= ? ORDER BY heard_at, seq`
  return group(connection.all(sql, ...bound, knownAt), (row) => text(row, 'referral'), factRow)
}

/** What reached a receiver, by receiver and referral: heard is what was delivered, not what was sent. */
function heardOf(connection: Connection, { where, bound }: Chosen, knownAt: number): ReadonlyMap<string, Heard[]> {
  const sql = `SELECT receiver, referral, communication, settled_at FROM outbox
    WHERE referral IN (SELECT o.referral FROM obligation o WHERE ${where})
    AND state = 'delivered' AND communication IS NOT NULL AND settled_at <= ? ORDER BY settled_at, seq`
  return group(
    connection.all(sql, ...bound, knownAt),
    (row) => lane(text(row, 'receiver'), text(row, 'referral')),
    (row) => ({ communication: text(row, 'communication'), at: integer(row, 'settled_at') })
  )
}

function lane(receiver: string, referral: string): string {
  return JSON.stringify([receiver, referral])
}

function group<T>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => T): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const of = groups.get(key(row))
    if (of === undefined) groups.set(key(row), [value(row)])
    else of.push(value(row))
  }
  return groups
}
