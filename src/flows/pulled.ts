import { isFetching } from '../directory/fetching.ts'
import type { Participant } from '../directory/participant.ts'
import type { Seen } from './ask.ts'
import { UnavailableError } from '../unavailable.ts'
import type { Deps } from './deps.ts'

/** A reading by a participant that fetches its messages itself. */
export interface Reading {
  readonly receiver: string
  /**
   * The store's mark of what waited before the reading, because what comes in during it may not be in its answer;
   * undefined where nothing waited.
   */
  readonly upTo: number | undefined
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
 * @returns undefined where nothing is fetched: the participant is sent its messages, or asks for headers alone.
 */
export async function startReading(
  { store }: Pick<Deps, 'store'>,
  { participant, isHead }: Reader
): Promise<Reading | undefined> {
  if (!isFetching(participant) || isHead) return undefined
  const { facts: upTo } = await store.read({ kind: 'waiting', receiver: participant.id })
  return { receiver: participant.id, upTo }
}

/**
 * Settles the messages that a participant by pull hears by what it is shown, durably and before it gets its answer.
 *
 * First settled, then answered: a stop in between may leave a reader without its answer, and it reads again, but never a
 * letter that was read and of which nothing is known. A store that cannot record it fails the reading (503), and so does
 * an objection that took back meanwhile what was read: its message is stopped, and nobody would know that it left.
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
  await settleHeard({ store, clock, log }, reading, { rows, isVersion })
  if (await isTakenBack(store, reading.receiver, { rows, isVersion })) {
    throw new UnavailableError('what was read was taken back by an objection meanwhile')
  }
}

interface ShownRows {
  readonly rows: readonly Row[]
  readonly isVersion: boolean
}

async function settleHeard(
  { store, clock, log }: Pick<Deps, 'store' | 'clock' | 'log'>,
  { receiver, upTo }: Reading,
  { rows, isVersion }: ShownRows
): Promise<void> {
  if (upTo === undefined) return
  const seen = isVersion ? await latestOf(store, receiver, rows) : rows
  const { facts: heard } = await store.read({ kind: 'heard', receiver, upTo, seen, limit: MESSAGES_MAX })
  if (heard.length === 0) return
  const settled = new Set(await store.settlePulled({ receiver, at: clock.now(), messages: heard.map(({ id }) => id) }))
  for (const { id, referral } of heard) {
    if (settled.has(id)) log.info({ receiver, message: id, referral, outcome: 'delivered' }, 'message fetched')
  }
}

/** Whether a version that is shown stands no more; what was settled as delivered is no more taken back. */
async function isTakenBack(store: Deps['store'], projection: string, { rows, isVersion }: ShownRows): Promise<boolean> {
  if (isVersion) {
    const found = await Promise.all(rows.map((row) => store.read({ kind: 'resource', projection, ...row })))
    return found.some(({ facts }) => facts === undefined)
  }
  for (let from = 0; from < rows.length; from += REFS_MAX) {
    const refs = rows.slice(from, from + REFS_MAX)
    const { facts } = await store.read({ kind: 'resources', projection, refs })
    const versions = new Map(facts.map(({ type, id, version }) => [`${type}/${id}`, version]))
    if (refs.some(({ type, id, version }) => (versions.get(`${type}/${id}`) ?? 0) < version)) return true
  }
  return false
}

/** Resources that the store is asked for at once. */
const REFS_MAX = 500

interface Row {
  readonly type: string
  readonly id: string
  readonly referral: string
  readonly version: number
}

/** None for an entry of the directory, which carries no message. */
function rowOf({ type, id, stored }: Seen): readonly Row[] {
  return stored === undefined ? [] : [{ type, id, referral: stored.referral, version: stored.version }]
}

/** The rows that are still the latest version of their projection. */
async function latestOf(store: Deps['store'], projection: string, rows: readonly Row[]): Promise<readonly Row[]> {
  const { facts } = await store.read({ kind: 'resources', projection, refs: rows })
  return rows.filter((row) =>
    facts.some(({ type, id, version }) => type === row.type && id === row.id && version === row.version)
  )
}
