import assert from 'node:assert/strict'
import type { FactDetail, FactRow, GpChange, ObjectionScope, ObligationRow, ReferralRow } from '../change.ts'
import type { DutyFacts, Query, Read, ReferralFacts } from '../port.ts'
import { padded } from './list.ts'
import { resourcesOfReferral } from './resource.ts'
import { integer, isTexts, json, optionalText, text, textOrNull } from './row.ts'
import { rungsOf } from './rung.ts'
import { all, first, marks, run, type Row, type Sql } from './statement.ts'

/** Referrals asked about at once: more than a page shows, and a bound on one answer. */
const referralsMax = 500

/** Everything that hangs on a referral. */
export function* referralFacts(id: string): Sql<ReferralFacts | undefined> {
  const duties = yield* dutyFacts(id)
  return duties === undefined ? undefined : { ...duties, resources: yield* resourcesOfReferral(id) }
}

/** What the duties of a referral are derived from, without its letters. */
export function* dutyFacts(id: string): Sql<DutyFacts | undefined> {
  const row = yield* first('SELECT * FROM referral WHERE id = ?', id)
  if (row === undefined) return undefined
  const facts = yield* all('SELECT * FROM fact WHERE referral = ? ORDER BY heard_at, seq', id)
  const obligations = yield* all('SELECT * FROM obligation WHERE referral = ? ORDER BY opened_at, seq', id)
  return {
    referral: referralRow(row),
    facts: facts.map(factRow),
    obligations: obligations.map(obligationRow),
    rungs: yield* rungsOf(id)
  }
}

/** What the duties of several referrals are derived from; obligations first, so that no fact is missing of what opened one. */
export function* dutiesOf({ referrals }: Query<'dutiesOf'>): Sql<Read<'dutiesOf'>['facts']> {
  assert(referrals.length <= referralsMax, `at most ${referralsMax} referrals at once`)
  if (referrals.length === 0) return { facts: [], obligations: [] }
  const of = padded(referrals)
  const within = `WHERE referral IN (${marks(of)}) ORDER BY referral`
  const obligations = yield* all(`SELECT * FROM obligation ${within}, opened_at, seq`, ...of)
  const facts = yield* all(`SELECT * FROM fact ${within}, heard_at, seq`, ...of)
  return { facts: facts.map(factRow), obligations: obligations.map(obligationRow) }
}

/** Ids of the referrals of a subject, oldest first. */
export function* referralsOfSubject(subject: string): Sql<readonly string[]> {
  const sql = 'SELECT id FROM referral WHERE subject = ? ORDER BY received_at, id'
  return (yield* all(sql, subject)).map((row) => text(row, 'id'))
}

/** Ids of the referrals of a GP in the order of their ids, behind one of them. */
export function* referralsOfGp({ gp, after = '', limit }: Query<'referralsOfGp'>): Sql<readonly string[]> {
  const sql = 'SELECT id FROM referral WHERE gp = ? AND id > ? ORDER BY id LIMIT ?'
  return (yield* all(sql, gp, after, limit)).map((row) => text(row, 'id'))
}

/** A duty by its id. */
export function* obligationById(id: string): Sql<ObligationRow | undefined> {
  const row = yield* first('SELECT * FROM obligation WHERE id = ?', id)
  return row === undefined ? undefined : obligationRow(row)
}

/** Puts another practice in the place of the GP; must run inside a transaction. */
export function* changeGp({ referral, gp, requester }: GpChange): Sql<void> {
  const changes = yield* run('UPDATE referral SET gp = ?, requester = ? WHERE id = ?', gp, requester, referral)
  assert(changes === 1, `no referral ${referral}`)
}

/** A row of `referral` as the port shows it. */
export function referralRow(row: Row): ReferralRow {
  return {
    id: text(row, 'id'),
    requester: text(row, 'requester'),
    performer: text(row, 'performer'),
    gp: textOrNull(row, 'gp'),
    subject: text(row, 'subject'),
    serviceRequest: text(row, 'service_request'),
    task: text(row, 'task'),
    agreement: text(row, 'agreement'),
    receivedAt: integer(row, 'received_at')
  }
}

/** A row of `fact` as the port shows it. */
export function factRow(row: Row): FactRow {
  return {
    id: text(row, 'id'),
    referral: text(row, 'referral'),
    event: text(row, 'event'),
    occurredOn: text(row, 'occurred_on'),
    heardAt: integer(row, 'heard_at'),
    by: text(row, 'stated_by'),
    message: text(row, 'message'),
    ...optionalText(row, 'communication', 'communication'),
    ...optionalText(row, 'feedback_kind', 'kindOfFeedback'),
    ...(row['missing'] === null ? {} : { missing: json(row, 'missing', isTexts) }),
    ...(row['unread'] === 1 ? { isUnread: true } : {}),
    ...(row['objection'] === null ? {} : { objection: json(row, 'objection', isObjection) }),
    ...optionalText(row, 'successor', 'successor'),
    ...(row['detail'] === null ? {} : { detail: json(row, 'detail', isDetail) })
  }
}

/** Whether a value is what an objection is about. */
export function isObjection(value: unknown): value is ObjectionScope {
  return typeof value === 'object' && value !== null && 'consent' in value && typeof value.consent === 'string'
}

/** Whether a value is what an event says beside its day. */
export function isDetail(value: unknown): value is FactDetail {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A row of `obligation` as the port shows it. */
export function obligationRow(row: Row): ObligationRow {
  return {
    id: text(row, 'id'),
    referral: text(row, 'referral'),
    code: text(row, 'code'),
    trigger: text(row, 'opened_by'),
    turn: integer(row, 'turn'),
    agreement: text(row, 'agreement'),
    agreementVersion: text(row, 'agreement_version'),
    owner: text(row, 'owner'),
    creditor: textOrNull(row, 'creditor'),
    openedOn: text(row, 'opened_on'),
    openedAt: integer(row, 'opened_at')
  }
}

/** The number of referrals. */
export function* countReferrals(): Sql<number> {
  const row = yield* first('SELECT count(*) AS total FROM referral')
  assert(row !== undefined)
  return integer(row, 'total')
}
