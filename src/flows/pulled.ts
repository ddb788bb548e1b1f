import type { Participant } from '../directory/participant.ts'
import type { Seen } from './ask.ts'
import type { Deps } from './deps.ts'

/** A reading by a participant for which messages wait that it fetches itself. */
export interface Reading {
  readonly receiver: string
  /** The store's mark of what waited before the reading: what comes in during it may not be in its answer. */
  readonly upTo: number
}

/** Who reads, and how. */
export interface Reader {
  readonly participant: Participant
  /** Whether only the headers are asked for: a letter that is not sent is not read. */
  readonly isHead: boolean
}

/** What a reading shows. */
export interface Shown {
  readonly seen: readonly Seen[]
  /** Whether a version was asked for: an earlier one does not show what came since. */
  readonly isVersion?: boolean
}

/** Messages that one reading settles at most, and so in one transaction; what is beyond waits for the next reading. */
const MESSAGES_MAX = 500

/**
 * Begins a reading; ask for it before what is read, so that nothing counts as read that came in meanwhile.
 *
 * @returns undefined where nothing can be settled: the participant is sent its messages, or none waits for it.
 */
export async function startReading(
  { store }: Pick<Deps, 'store'>,
  { participant, isHead }: Reader
): Promise<Reading | undefined> {
  if (participant.delivery !== 'pull' || isHead) return undefined
  const { facts: upTo } = await store.read({ kind: 'waiting', receiver: participant.id })
  return upTo === undefined ? undefined : { receiver: participant.id, upTo }
}

/**
 * Settles the messages that a participant by pull hears by what it is shown, durably and before it gets its answer.
 *
 * First settled, then answered: a stop in between may leave a reader without its answer, and it reads again, but never a
 * letter that was read and of which nothing is known. A store that cannot record it fails the reading (503).
 * Which message is heard by what: the query `heard` of the store port. Source: design section 9 (Pull, delivered when
 * first read); `docs/adr/0007-outbox-lanes.md`.
 */
export async function markPulled(
  { store, clock, log }: Pick<Deps, 'store' | 'clock' | 'log'>,
  reading: Reading | undefined,
  { seen, isVersion = false }: Shown
): Promise<void> {
  const rows = seen.flatMap(rowOf)
  if (reading === undefined || rows.length === 0) return
  const { receiver } = reading
  const latest = isVersion ? await latestOf(store, receiver, rows) : rows
  const { facts: heard } = await store.read({ kind: 'heard', ...reading, seen: latest, limit: MESSAGES_MAX })
  if (heard.length === 0) return
  const settled = new Set(await store.settlePulled({ receiver, at: clock.now(), messages: heard.map(({ id }) => id) }))
  for (const { id, referral } of heard) {
    if (settled.has(id)) log.info({ receiver, message: id, referral, outcome: 'delivered' }, 'message fetched')
  }
}

interface Row {
  readonly type: string
  readonly id: string
  readonly referral: string
  readonly version: number
}

/** None for an entry of the directory, which carries no message. */
function rowOf({ resource, stored }: Seen): readonly Row[] {
  if (stored === undefined || resource.id === undefined) return []
  return [{ type: resource.resourceType, id: resource.id, referral: stored.referral, version: stored.version }]
}

/** The rows that are still the latest version of their projection. */
async function latestOf(store: Deps['store'], projection: string, rows: readonly Row[]): Promise<readonly Row[]> {
  const { facts } = await store.read({ kind: 'resources', projection, refs: rows })
  return rows.filter((row) =>
    facts.some(({ type, id, version }) => type === row.type && id === row.id && version === row.version)
  )
}
