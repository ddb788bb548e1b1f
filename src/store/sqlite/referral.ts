import assert from 'node:assert/strict'
import type { FactRow, ObjectionScope, ObligationRow, ReferralRow } from '../change.ts'
import type { DutyFacts, ReferralFacts } from '../port.ts'
import type { Connection, Row } from './driver.ts'
import { resourcesOfReferral } from './resource.ts'
import { rungsOf } from './rung.ts'
import { integer, isTexts, json, optionalText, text, textOrNull } from './row.ts'

/** Everything that hangs on a referral; must run inside a snapshot. */
export function referralFacts(connection: Connection, id: string): ReferralFacts | undefined {
  const duties = dutyFacts(connection, id)
  return duties === undefined ? undefined : { ...duties, resources: resourcesOfReferral(connection, id) }
}

/** What the duties of a referral are derived from, without its letters; must run inside a snapshot. */
export function dutyFacts(connection: Connection, id: string): DutyFacts | undefined {
  const row = connection.first('SELECT * FROM referral WHERE id = ?', id)
  if (row === undefined) return undefined
  return {
    referral: referralRow(row),
    facts: connection.all('SELECT * FROM fact WHERE referral = ? ORDER BY heard_at, seq', id).map(factRow),
    obligations: connection
      .all('SELECT * FROM obligation WHERE referral = ? ORDER BY opened_at, seq', id)
      .map(obligationRow),
    rungs: rungsOf(connection, id)
  }
}

/** Ids of the referrals of a subject, oldest first. */
export function referralsOfSubject(connection: Connection, subject: string): readonly string[] {
  const sql = 'SELECT id FROM referral WHERE subject = ? ORDER BY received_at, id'
  return connection.all(sql, subject).map((row) => text(row, 'id'))
}

/** Adds a referral; must run inside a transaction. */
export function insertReferral(connection: Connection, referral: ReferralRow): void {
  const { id, requester, performer, gp, subject, serviceRequest, task, agreement, receivedAt } = referral
  connection.run(
    `INSERT INTO referral (id, requester, performer, gp, subject, service_request, task, agreement, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, requester, performer, gp, subject, serviceRequest, task, agreement, receivedAt]
  )
}

/** Adds a fact; must run inside a transaction. */
export function insertFact(connection: Connection, fact: FactRow): void {
  const { id, referral, event, occurredOn, heardAt, by, message } = fact
  const missing = fact.missing === undefined ? null : JSON.stringify(fact.missing)
  connection.run(
    `INSERT INTO fact
       (id, referral, event, occurred_on, heard_at, stated_by, message, communication, feedback_kind, missing,
        unread, objection, successor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, referral, event, occurredOn, heardAt, by, message],
    ...[fact.communication ?? null, fact.kindOfFeedback ?? null, missing],
    ...[fact.isUnread === true ? 1 : null],
    ...[fact.objection === undefined ? null : JSON.stringify(fact.objection), fact.successor ?? null]
  )
}

/** Adds an obligation; must run inside a transaction. */
export function insertObligation(connection: Connection, obligation: ObligationRow): void {
  const { id, referral, code, trigger, turn, agreement, agreementVersion, owner, creditor } = obligation
  connection.run(
    `INSERT INTO obligation
       (id, referral, code, opened_by, turn, agreement, agreement_version, owner, creditor, opened_on, opened_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, referral, code, trigger, turn, agreement, agreementVersion, owner, creditor],
    ...[obligation.openedOn, obligation.openedAt]
  )
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
    ...optionalText(row, 'successor', 'successor')
  }
}

function isObjection(value: unknown): value is ObjectionScope {
  return typeof value === 'object' && value !== null && 'consent' in value && typeof value.consent === 'string'
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
export function countReferrals(connection: Connection): number {
  const row = connection.first('SELECT count(*) AS total FROM referral')
  assert(row !== undefined)
  return integer(row, 'total')
}
