import assert from 'node:assert/strict'
import type { Change, Committed, Write } from '../change.ts'
import { keyOf } from '../sql/key.ts'
import { holdsLease } from '../sql/lane.ts'
import { readAnswer } from '../sql/message.ts'
import { changeGp } from '../sql/referral.ts'
import { writeSetting } from '../sql/setting.ts'
import { stopMessages } from '../sql/stopped.ts'
import { streamVersion } from '../sql/stream.ts'
import { answers, facts, messages, obligations, referrals, unmatchedMessages } from '../sql/tables.ts'
import { assign } from '../sql/unmatched.ts'
import type { AuditLog } from './audit.ts'
import type { Connection } from './driver.ts'
import { enqueue, inserter, moveStream, writeReminder, writeRung } from './insert.ts'
import { writeResource } from './resource.ts'

/** What a change is applied with. */
export interface Applying {
  readonly connection: Connection
  readonly audit: AuditLog
  /** This process as the holder of leases. */
  readonly token: string
}

const insertAnswer = inserter(answers)
const insertReceived = inserter(messages)
const insertReferral = inserter(referrals)
const insertFact = inserter(facts)
const insertObligation = inserter(obligations)
const insertUnmatched = inserter(unmatchedMessages)

/**
 * Applies a change; must run inside a transaction. Guards come before the first write, so a change that is a repeat or a
 * conflict has written nothing. Streams that an earlier change of the same transaction moved are seen as moved.
 */
export function applyChange(applying: Applying, change: Change): Committed {
  const { connection, audit } = applying
  const { message, expect } = change
  const known = message === undefined ? undefined : connection.perform(readAnswer(message.key))
  if (known !== undefined) return { outcome: 'repeat', ...known }

  assert(new Set(expect.map(({ stream }) => stream)).size === expect.length, 'a change expects each stream once')
  if (!isAsExpected(applying, change)) return { outcome: 'conflict' }

  for (const expected of expect) moveStream(connection, expected)
  if (message !== undefined) writeAnswer(connection, message)
  for (const write of change.writes) applyWrite(applying, write)
  for (const outgoing of change.outbox) enqueue(connection, outgoing)
  for (const entry of change.audit) audit.append(entry)
  return { outcome: 'committed' }
}

function writeAnswer(connection: Connection, { key, answer }: NonNullable<Change['message']>): void {
  insertAnswer(connection, { key: { ...key, messageId: keyOf(key.messageId) }, answer })
}

function isAsExpected({ connection, token }: Applying, { expect, lease }: Change): boolean {
  const isMoved = expect.some(({ stream, version }) => connection.perform(streamVersion(stream)).version !== version)
  if (isMoved) return false
  return lease === undefined || connection.perform(holdsLease(lease, token))
}

function applyWrite({ connection, audit }: Applying, write: Write): void {
  switch (write.kind) {
    case 'received':
      insertReceived(connection, write)
      break
    case 'referral':
      insertReferral(connection, write)
      break
    case 'resource':
      writeResource(connection, write)
      break
    case 'fact':
      insertFact(connection, write)
      break
    case 'obligation':
      insertObligation(connection, write)
      break
    case 'rung':
      writeRung(connection, write)
      break
    case 'reminder':
      writeReminder(connection, write)
      break
    case 'unmatched':
      insertUnmatched(connection, write)
      break
    case 'assigned':
      connection.perform(assign(write))
      break
    case 'gp':
      connection.perform(changeGp(write))
      break
    case 'stop':
      for (const line of connection.perform(stopMessages(write))) audit.append(line)
      break
    case 'setting':
      connection.perform(writeSetting(write))
      break
  }
}
