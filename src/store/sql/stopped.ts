import { parseCarried } from '../../exact-json.ts'
import { STOPPED_BY_OBJECTION, type AuditEntry, type StopOrder } from '../change.ts'
import { rehead } from './outbox.ts'
import { takeBackResource, takeBackVersion } from './resource.ts'
import { integer, text, textOrNull } from './row.ts'
import { all, first, run, type Sql } from './statement.ts'
import { stopReminders } from './stopped-reminders.ts'

/**
 * Stops messages that have not left; must run inside a transaction. The rule stands at `StopOrder`.
 * Gives the audit lines that are to be appended.
 *
 * What is taken back of the receiver's projection is what the messages carry, version by version: where an earlier version
 * was delivered, the receiver reads that again. One that never got the referral itself reads none of its Tasks either.
 */
export function* stopMessages(stop: StopOrder): Sql<readonly AuditEntry[]> {
  const reminders = yield* stopReminders(stop)
  const messages = (yield* waitingFor(stop)).filter((message) => isMeant(message, stop))
  if (messages.length === 0) return reminders
  const carried = messages.flatMap(({ entries }) => entries)
  const content = carried.filter(({ type }) => !administrative.has(type) && !isStep(type, stop))
  for (const entry of content) yield* takeBack(stop, entry)
  for (const entry of content) if (yield* isReferral(stop, entry)) yield* takeBackTasks(stop)
  const named = carried.filter(({ type }) => administrative.has(type))
  const needed = yield* neededOf(stop, named)
  for (const entry of named) if (!needed.has(nameOf(entry))) yield* takeBack(stop, entry)
  const homes = new Set([stop.referral])
  const lines: AuditEntry[] = []
  for (const message of messages) {
    const { line, home } = yield* end(stop, message, needed)
    lines.push(line)
    if (home !== undefined) homes.add(home)
  }
  for (const referral of homes) yield* rehead(stop.receiver, referral)
  return [...reminders, ...lines]
}

/** A waiting message with what it carries. */
interface Waiting {
  readonly id: string
  readonly communication: string | null
  readonly body: object
  readonly entries: readonly Entry[]
}

/** One version of a resource in a message. */
interface Entry {
  readonly type: string
  readonly id: string
  readonly version: number
  /** As it stands in the Bundle. */
  readonly raw: unknown
}

/** Types that say who somebody is and nothing of care: what is left to the receiver may refer to them. */
const administrative: ReadonlySet<string> = new Set([
  'Patient',
  'RelatedPerson',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'HealthcareService',
  'Endpoint'
])

/** The messages in order. They are written as they are, so that no other process settles one while it is looked at. */
function* waitingFor({ receiver, referral }: StopOrder): Sql<readonly Waiting[]> {
  const sql = `UPDATE outbox SET head = head WHERE receiver = ? AND referral = ? AND state = 'waiting'
    RETURNING seq, id, communication, body`
  const rows = [...(yield* all(sql, receiver, referral))]
  rows.sort((one, other) => integer(one, 'seq') - integer(other, 'seq'))
  return rows.map((row) => {
    const body = parseCarried(text(row, 'body'))
    const bundle = typeof body === 'object' && body !== null ? body : {}
    return { id: text(row, 'id'), communication: textOrNull(row, 'communication'), body: bundle, ...carriedBy(bundle) }
  })
}

function carriedBy(bundle: object): Pick<Waiting, 'entries'> {
  const list: readonly unknown[] = 'entry' in bundle && Array.isArray(bundle.entry) ? bundle.entry : []
  return { entries: list.flatMap((raw) => entryOf(raw) ?? []) }
}

function entryOf(raw: unknown): Entry | undefined {
  const resource = propertyOf(raw, 'resource')
  const [type, id] = [propertyOf(resource, 'resourceType'), propertyOf(resource, 'id')]
  const version = Number(propertyOf(propertyOf(resource, 'meta'), 'versionId'))
  return typeof type === 'string' && typeof id === 'string' ? { type, id, version, raw } : undefined
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function isMeant({ communication, entries }: Waiting, { communications, despite }: StopOrder): boolean {
  // Those to the one who owes are about its own duty, and `stopReminders` has seen to the others.
  if (entries.some(({ type }) => type === 'CommunicationRequest')) return false
  if (communications === undefined) return communication === null || despite?.includes(communication) !== true
  return communication !== null && communications.includes(communication)
}

/** A step that came with a letter: an objection against letters leaves it. */
function isStep(type: string, { communications }: StopOrder): boolean {
  return type === 'Task' && communications !== undefined
}

function nameOf({ type, id }: Pick<Entry, 'type' | 'id'>): string {
  return `${type}/${id}`
}

function takeBack({ receiver: projection }: StopOrder, { type, id, version }: Entry): Sql<void> {
  return takeBackVersion({ projection, type, id }, version)
}

function* isReferral({ referral }: StopOrder, { type, id }: Entry): Sql<boolean> {
  if (type !== 'ServiceRequest') return false
  return (yield* first('SELECT id FROM referral WHERE id = ? AND service_request = ?', referral, id)) !== undefined
}

function* takeBackTasks({ receiver: projection, referral }: StopOrder): Sql<void> {
  const sql = `SELECT id FROM resource WHERE referral = ? AND projection = ? AND type = 'Task'`
  for (const row of yield* all(sql, referral, projection)) {
    yield* takeBackResource({ projection, type: 'Task', id: text(row, 'id') })
  }
}

/** Where what is needed is referred to: the referral, by the name of the resource. */
type Needed = ReadonlyMap<string, string>

/** Which of these are referred to by what the receiver still reads of this patient, or by one that is. */
function* neededOf(stop: StopOrder, named: readonly Entry[]): Sql<Needed> {
  const candidates = new Map(named.map((entry) => [nameOf(entry), entry]))
  const rows = yield* rowsOfPatient(stop)
  const needed = new Map<string, string>()
  let referring = rows.filter(({ name }) => !candidates.has(name))
  // Each round finds one more at least, so there are no more rounds than candidates.
  for (let round = 0; round <= candidates.size && referring.length > 0; round++) {
    const found = [...candidates.keys()].filter((name) => !needed.has(name))
    const before = referring
    for (const name of found) {
      const by = before.find(({ json }) => json.includes(`"reference":"${name}"`))
      if (by !== undefined) needed.set(name, by.referral)
    }
    referring = rows.filter(({ name }) => found.includes(name) && needed.has(name))
  }
  return needed
}

/** A resource that a receiver reads. */
interface Held {
  readonly name: string
  readonly referral: string
  readonly json: string
}

/** What a receiver reads of a patient in any referral; without the duties' Tasks, which say nothing by themselves. */
function* rowsOfPatient({ receiver, referral }: StopOrder): Sql<readonly Held[]> {
  const sql = `SELECT r.type, r.id, r.referral, h.json FROM resource r JOIN resource_history h
    ON h.projection = r.projection AND h.type = r.type AND h.id = r.id AND h.version = r.version
    JOIN referral f ON f.id = r.referral
    WHERE r.projection = ? AND (r.type <> 'Task' OR r.id = f.task)
    AND f.subject = (SELECT subject FROM referral WHERE id = ?) ORDER BY f.received_at, r.type, r.id`
  return (yield* all(sql, receiver, referral)).map((row) => ({
    name: nameOf({ type: text(row, 'type'), id: text(row, 'id') }),
    referral: text(row, 'referral'),
    json: text(row, 'json')
  }))
}

/** What became of a message: its audit line, and where it waits on, the referral among whose messages. */
interface End {
  readonly line: AuditEntry
  readonly home: string | undefined
}

/** Ends a message, or leaves in it what may leave. */
function* end(stop: StopOrder, message: Waiting, needed: Needed): Sql<End> {
  const { receiver, referral, at } = stop
  const left = message.entries.filter((entry) => isStep(entry.type, stop) || needed.has(nameOf(entry)))
  const reason = STOPPED_BY_OBJECTION
  const line = { at, participant: receiver, action: 'deliver', message: message.id, referral, reason } as const
  const [kept] = left
  if (kept === undefined) {
    const sql = `UPDATE outbox SET state = 'dead', head = 0, settled_at = ?, reason = ? WHERE id = ?`
    yield* run(sql, at, reason, message.id)
    return { line: { ...line, outcome: 'dead' }, home: undefined }
  }
  const hasStep = left.some(({ type }) => isStep(type, stop))
  const home = hasStep ? referral : (needed.get(nameOf(kept)) ?? referral)
  const body = JSON.stringify({ ...message.body, entry: left.map(({ raw }) => raw) })
  const sql = 'UPDATE outbox SET body = ?, communication = NULL, referral = ?, head = 0 WHERE id = ?'
  yield* run(sql, body, home, message.id)
  return { line: { ...line, outcome: 'curtailed' }, home }
}
