import { parseCarried } from '../../exact-json.ts'
import { STOPPED_BY_OBJECTION, type AuditEntry, type StopOrder } from '../change.ts'
import { rehead } from './outbox.ts'
import { takeBackResource } from './resource.ts'
import { text } from './row.ts'
import { all, run, type Row, type Sql } from './statement.ts'

/**
 * Takes the reminders about a referral out of what still waits for one to whom its duties are owed; must run inside a
 * transaction. What else a message carries waits on. Gives the audit lines that are to be appended.
 *
 * A reminder to the one who owes is about its own duty, and stays.
 */
export function* stopReminders(stop: StopOrder): Sql<readonly AuditEntry[]> {
  if (stop.communications !== undefined) return []
  const messages = Map.groupBy(yield* waitingIn(stop), (row) => text(row, 'id'))
  const lines: AuditEntry[] = []
  const lanes = new Set<string>()
  for (const [message, rows] of messages) {
    const duties = new Set(rows.map((row) => `Task/${text(row, 'obligation')}`))
    const outcome = yield* takeOut(stop, { message, body: text(rows[0] ?? {}, 'body'), duties })
    for (const row of rows) lanes.add(text(row, 'lane'))
    const { at, receiver: participant, referral } = stop
    lines.push({ at, participant, action: 'deliver', outcome, message, referral, reason: STOPPED_BY_OBJECTION })
  }
  for (const lane of lanes) yield* rehead(stop.receiver, lane)
  return lines
}

/** Messages that wait with a reminder about a duty of the referral that is owed to their receiver. */
function waitingIn({ receiver, referral }: StopOrder): Sql<readonly Row[]> {
  const sql = `SELECT o.id, o.body, o.referral AS lane, m.obligation FROM obligation d
    JOIN reminder m ON m.obligation = d.id JOIN outbox o ON o.id = m.message
    WHERE d.referral = ? AND m.receiver = ? AND d.owner <> m.receiver AND o.state = 'waiting' ORDER BY o.seq, m.obligation`
  return all(sql, referral, receiver)
}

interface Stopped {
  readonly message: string
  readonly body: string
  /** References to the Tasks of the duties. */
  readonly duties: ReadonlySet<string>
}

function* takeOut({ receiver, at }: StopOrder, { message, body, duties }: Stopped): Sql<'dead' | 'curtailed'> {
  // The text that the gateway wrote.
  const bundle = parseCarried(body) as { readonly entry?: readonly Entry[] }
  const entries = bundle.entry ?? []
  const isMeant = ({ resource }: Entry): boolean => {
    const isReminder = resource?.resourceType === 'CommunicationRequest'
    return isReminder && resource.about?.some(({ reference = '' }) => duties.has(reference)) === true
  }
  for (const { resource } of entries.filter(isMeant)) {
    yield* takeBackResource({ projection: receiver, type: 'CommunicationRequest', id: resource?.id ?? '' })
  }
  const left = entries.filter((entry) => !isMeant(entry))
  if (left.length === 0) {
    const sql = `UPDATE outbox SET state = 'dead', head = 0, settled_at = ?, reason = ? WHERE id = ?`
    yield* run(sql, at, STOPPED_BY_OBJECTION, message)
    return 'dead'
  }
  yield* run('UPDATE outbox SET body = ? WHERE id = ?', JSON.stringify({ ...bundle, entry: left }), message)
  return 'curtailed'
}

/** An entry of a message, as far as it is looked at here. */
interface Entry {
  readonly resource?: {
    readonly resourceType?: string
    readonly id?: string
    readonly about?: readonly { readonly reference?: string }[]
  }
}
