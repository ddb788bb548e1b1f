import assert from 'node:assert/strict'
import type { Change, Committed, Write } from '../change.ts'
import type { AuditLog } from './audit.ts'
import type { Connection } from './driver.ts'
import { insertAnswer, insertReceived, readAnswer } from './message.ts'
import { enqueue } from './outbox.ts'
import { insertFact, insertObligation, insertReferral } from './referral.ts'
import { writeResource } from './resource.ts'
import { writeRung } from './rung.ts'
import { writeSetting } from './setting.ts'
import { stopMessages } from './stopped.ts'
import { moveStream, streamVersion } from './stream.ts'
import { insertUnmatched } from './unmatched.ts'

/**
 * Applies a change; must run inside a transaction. Guards come before the first write, so a change that is a repeat or a
 * conflict has written nothing. Streams that an earlier change of the same transaction moved are seen as moved.
 */
export function applyChange(connection: Connection, audit: AuditLog, change: Change): Committed {
  const { message, expect } = change
  const known = message === undefined ? undefined : readAnswer(connection, message.key)
  if (known !== undefined) return { outcome: 'repeat', ...known }

  assert(new Set(expect.map(({ stream }) => stream)).size === expect.length, 'a change expects each stream once')
  if (expect.some(({ stream, version }) => streamVersion(connection, stream).version !== version)) {
    return { outcome: 'conflict' }
  }

  for (const expected of expect) moveStream(connection, expected)
  if (message !== undefined) insertAnswer(connection, message.key, message.answer)
  for (const write of change.writes) applyWrite(connection, audit, write)
  for (const outgoing of change.outbox) enqueue(connection, outgoing)
  for (const entry of change.audit) audit.append(entry)
  return { outcome: 'committed' }
}

function applyWrite(connection: Connection, audit: AuditLog, write: Write): void {
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
    case 'unmatched':
      insertUnmatched(connection, write)
      break
    case 'stop':
      stopMessages(connection, audit, write)
      break
    case 'setting':
      writeSetting(connection, write.name, write.value)
      break
  }
}
