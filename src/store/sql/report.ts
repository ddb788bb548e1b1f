import assert from 'node:assert/strict'
import type { FactRow, ReferralRow } from '../change.ts'
import type { ObligationFacts, Query } from '../port.ts'
import { padded } from './list.ts'
import { isDetail, isObjection, obligationRow, referralRow } from './referral.ts'
import { integer, isTexts, json, text } from './row.ts'
import { all, first, marks, type Bound, type Row, type Sql } from './statement.ts'

/** Referrals whose rows one statement reads: a page of a report needs a few such statements, whatever the store holds. */
const REFERRALS_AT_ONCE = 512

/** Between the values of a row, and between rows. JSON and ids have none of these; one that had would be met by `rowsOf`. */
const [BETWEEN_VALUES, BETWEEN_ROWS] = ['\u001f', '\u001e']

/**
 * Obligations with what their state is derived from, as it was known at an instant; must run inside a snapshot.
 *
 * One or two statements for the obligations, and three for each 512 referrals that they belong to.
 */
export function* obligationFacts(ask: Query<'obligations'>): Sql<readonly ObligationFacts[]> {
  const obligations = (yield* obligationsOf(ask)).map(obligationRow)
  const referrals = new Map<string, ReferralRow>()
  const facts = new Map<string, readonly FactRow[]>()
  const heard = new Map<string, readonly HeardRow[]>()
  const ids = [...new Set(obligations.map(({ referral }) => referral))]
  for (let start = 0; start < ids.length; start += REFERRALS_AT_ONCE) {
    const some = padded(ids.slice(start, start + REFERRALS_AT_ONCE))
    for (const row of yield* referralsOf(some)) referrals.set(text(row, 'id'), referralRow(row))
    for (const row of yield* factsOf(some, ask.knownAt)) {
      const referral = text(row, 'referral')
      facts.set(
        referral,
        rowsOf(row, factColumns).map((values) => factOf(referral, values))
      )
    }
    for (const row of yield* heardOf(some, ask.knownAt)) {
      heard.set(text(row, 'referral'), rowsOf(row, heardColumns).map(heardRow))
    }
  }
  return obligations.map((obligation) => {
    const referral = referrals.get(obligation.referral)
    assert(referral !== undefined, `obligation ${obligation.id} has no referral`)
    const arrived = (heard.get(obligation.referral) ?? []).filter(({ receiver }) => receiver === obligation.creditor)
    return {
      obligation,
      referral,
      facts: facts.get(obligation.referral) ?? [],
      heard: arrived.map(({ communication, at }) => ({ communication, at }))
    }
  })
}

/** What reached a receiver. */
interface HeardRow {
  readonly receiver: string
  readonly communication: string
  readonly at: number
}

/** Conditions on `obligation`, each with its values. */
type Conditions = readonly (readonly [sql: string, ...values: readonly Bound[]])[]

function* obligationsOf(ask: Query<'obligations'>): Sql<readonly Row[]> {
  const { knownAt, until = knownAt, code, referral, limit = Number.MAX_SAFE_INTEGER } = ask
  const rest: Conditions = [
    ['opened_at <= ?', Math.min(knownAt, until)],
    ...(code === undefined ? [] : [['code = ?', code] as const]),
    ...(referral === undefined ? [] : [['referral = ?', referral] as const]),
    ...(yield* behind(ask.after))
  ]
  const branches = partiesOf(ask).map((parties) => pageOf([...parties, ...rest], limit))
  const [one, other] = branches
  if (one === undefined) return []
  if (other === undefined) return yield* all(one.sql, ...one.values)
  // One index gives what a party owes in order, another what it is owed; OR would sort all of it for each page.
  const sql = `SELECT * FROM (${one.sql}) AS owes UNION ALL SELECT * FROM (${other.sql}) AS owed
    ORDER BY opened_at, seq LIMIT ?`
  return yield* all(sql, ...one.values, ...other.values, limit)
}

function pageOf(conditions: Conditions, limit: number): { readonly sql: string; readonly values: readonly Bound[] } {
  const where = conditions.map(([sql]) => sql).join(' AND ')
  return {
    sql: `SELECT * FROM obligation WHERE ${where} ORDER BY opened_at, seq LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit]
  }
}

/** What is owed by and to whom, as alternatives that have no obligation in common. */
function partiesOf({ owner, creditor, party }: Query<'obligations'>): readonly Conditions[] {
  const owes = (id: string) => ['owner = ?', id] as const
  const isOwed = (id: string) => ['creditor = ?', id] as const
  const asked = [...(owner === undefined ? [] : [owes(owner)]), ...(creditor === undefined ? [] : [isOwed(creditor)])]
  if (party === undefined || party === owner || party === creditor) return [asked]
  if (owner !== undefined && creditor !== undefined) return []
  if (owner !== undefined) return [[...asked, isOwed(party)]]
  if (creditor !== undefined) return [[...asked, owes(party)]]
  return [[owes(party)], [isOwed(party), ['owner <> ?', party]]]
}

function* behind(after: Query<'obligations'>['after']): Sql<Conditions> {
  if (after === undefined) return []
  const { openedAt, id } = after
  if (id === undefined) return [['opened_at > ?', openedAt]]
  const row = yield* first('SELECT seq FROM obligation WHERE id = ?', id)
  assert(row !== undefined, `there is no obligation ${id} to go on from`)
  // The first condition alone is what an index can begin at.
  return [['opened_at >= ? AND (opened_at > ? OR seq > ?)', openedAt, openedAt, integer(row, 'seq')]]
}

function referralsOf(ids: readonly string[]): Sql<readonly Row[]> {
  return all(`SELECT * FROM referral WHERE id IN (${marks(ids)})`, ...ids)
}

const factColumns = [
  ...['id', 'event', 'occurred_on', 'heard_at', 'stated_by', 'message'],
  ...["coalesce(communication, '')", "coalesce(feedback_kind, '')", "coalesce(missing, '')"],
  ...['coalesce(unread, 0)', "coalesce(objection, '')", "coalesce(successor, '')", "coalesce(detail, '')"]
]

const heardColumns = ['receiver', 'communication', 'settled_at']

/**
 * The rows of each referral as one text, in the order given: drivers spend more time on making an object of each row than
 * the engine does on finding it, and a report reads millions.
 */
function gathered(columns: readonly string[], order: string): string {
  return `string_agg(concat_ws('${BETWEEN_VALUES}', ${columns.join(', ')}), '${BETWEEN_ROWS}' ORDER BY ${order})`
}

/** The rows that `gathered` put together; throws where a value holds what stands between values. */
function rowsOf(row: Row, columns: readonly string[]): readonly (readonly string[])[] {
  return text(row, 'gathered')
    .split(BETWEEN_ROWS)
    .map((one) => {
      const values = one.split(BETWEEN_VALUES)
      assert(values.length === columns.length, `a row of referral ${text(row, 'referral')} cannot be taken apart`)
      return values
    })
}

function factsOf(ids: readonly string[], knownAt: number): Sql<readonly Row[]> {
  const sql = `SELECT referral, ${gathered(factColumns, 'heard_at, seq')} AS gathered FROM fact
    WHERE referral IN (${marks(ids)}) AND heard_at <= ? GROUP BY referral`
  return all(sql, ...ids, knownAt)
}

/** Heard is what was delivered, not what was sent. */
function heardOf(ids: readonly string[], knownAt: number): Sql<readonly Row[]> {
  const sql = `SELECT referral, ${gathered(heardColumns, 'settled_at, seq')} AS gathered FROM outbox
    WHERE referral IN (${marks(ids)}) AND state = 'delivered' AND communication IS NOT NULL AND settled_at <= ?
    GROUP BY referral`
  return all(sql, ...ids, knownAt)
}

/** A fact of its values, in the order of `factColumns`. */
function factOf(referral: string, values: readonly string[]): FactRow {
  const [id = '', event = '', occurredOn = '', heardAt = '', by = '', message = '', ...rest] = values
  const [communication = '', kindOfFeedback = '', missing = '', unread = '', objection = '', ...last] = rest
  const [successor = '', detail = ''] = last
  const fact: Mutable<FactRow> = { id, referral, event, occurredOn, heardAt: Number(heardAt), by, message }
  if (communication !== '') fact.communication = communication
  if (kindOfFeedback !== '') fact.kindOfFeedback = kindOfFeedback
  if (missing !== '') fact.missing = missing === '[]' ? [] : json({ missing }, 'missing', isTexts)
  if (unread === '1') fact.isUnread = true
  if (objection !== '') fact.objection = json({ objection }, 'objection', isObjection)
  if (successor !== '') fact.successor = successor
  if (detail !== '') fact.detail = json({ detail }, 'detail', isDetail)
  return fact
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function heardRow([receiver = '', communication = '', at = '']: readonly string[]): HeardRow {
  return { receiver, communication, at: Number(at) }
}
