import { createHmac } from 'node:crypto'
import { localDay } from '../clock.ts'
import { digestOf, partOf, type Addressee, type Digest, type Part } from '../referral/reminders/digest.ts'
import type { StreamVersion } from '../store/change.ts'
import type { Queries, WaitingReminder } from '../store/port.ts'
import { UnavailableError } from '../unavailable.ts'
import { DECISIONS_MAX, type Going } from './sweep-going.ts'

/** Reminders in one message: what a person may work through in a day, and a Bundle of some 300 kB. */
const REMINDERS_MAX = 200

/** Messages that one sweep makes for one receiver; what is beyond waits for the next day. */
const MESSAGES_MAX = 50

/** What became of a receiver's messages; `lost`: the turn to sweep is another's. */
type Sent = 'done' | 'left' | 'lost'

/**
 * Puts the reminders that wait in messages, one for each receiver; false when another gateway has taken the turn.
 *
 * What a reminder says, and whether it may still be told, is decided by what is known now: each message is one commit that
 * expects the streams of all its referrals, and settles its reminders. So none is told twice, whatever stops or runs beside
 * it, and none after its duty was met. A receiver that was sent one today waits until tomorrow for what is not urgent.
 * Source: `docs/adr/0014-digests.md`.
 */
export async function sendDigests(going: Going): Promise<boolean> {
  const { store, clock } = going.deps
  const { facts } = await store.read({ kind: 'remindable', on: localDay(clock.now()) })
  for (const due of facts) {
    if (going.isStopped()) return true
    const sent = await sendTo(going, due)
    if (sent === 'lost') return false
    if (sent === 'left') going.left += 1
  }
  return true
}

async function sendTo(going: Going, { receiver: id, isAgain }: Queries['remindable']['facts'][number]): Promise<Sent> {
  const { deps, isStopped } = going
  const to = addresseeOf(going, id)
  // Looked at, and waiting yet: asked for once more, they would be all that is ever seen.
  const seen = new Set<string>()
  let isLeft = false
  for (let count = 0; count < MESSAGES_MAX && !isStopped(); count++) {
    const limit = REMINDERS_MAX + seen.size
    const { facts } = await deps.store.read({ kind: 'reminders', receiver: id, isUrgent: isAgain, limit })
    const waiting = facts.filter((one) => !seen.has(keyOf(one)))
    if (waiting.length === 0) break
    const made = await commitOne(going, to, waiting)
    if (made === 'lost' || made === 'left') return made
    isLeft ||= made.isLeft
    for (const one of made.seen) seen.add(keyOf(one))
  }
  return isLeft ? 'left' : 'done'
}

/** A message that was made, or the finding that none was: what has to wait, some of it because its referral failed. */
interface Made {
  readonly seen: readonly WaitingReminder[]
  readonly isLeft: boolean
}

async function commitOne(
  going: Going,
  to: Addressee,
  waiting: readonly WaitingReminder[]
): Promise<Made | 'left' | 'lost'> {
  const { deps, turn } = going
  const stirred = stirredStreams()
  for (let attempt = 1; attempt <= DECISIONS_MAX; attempt++) {
    const now = deps.clock.now()
    const gathered = await gather(going, to, { waiting, now })
    if (gathered === 'lost') return 'lost'
    for (const one of gathered.read) stirred.note(one.versions)
    // What others write on all the time is left at last, so that it holds up nothing else.
    const [kept, left] = attempt < DECISIONS_MAX ? [gathered.read, []] : stirred.sorted(gathered.read)
    const failed = [...gathered.failed, ...left.flatMap(({ reminders }) => reminders)]
    const parts = kept.map(({ part }) => part)
    const made = { seen: [...failed, ...parts.flatMap(({ waits }) => waits)], isLeft: failed.length > 0 }
    const { writes, outbox, audit, reminded } = digestOf(deps.rules, to, { parts, now, today: localDay(now) })
    if (writes.length === 0) return made
    const expect = kept.flatMap(({ part, versions }) => (part.told.length + part.dropped.length > 0 ? versions : []))
    const { outcome } = await deps.store.commit({ ...turn.named, expect, writes, outbox, audit })
    if (outcome === 'conflict') {
      if (!(await turn.confirm())) return 'lost'
      continue
    }
    going.reminded += reminded
    tell(going, outbox)
    return made
  }
  return 'left'
}

/** Tells which referrals moved between one look at them and the next. */
function stirredStreams() {
  const last = new Map<string, number>()
  const stirred = new Set<string>()
  const isStirred = ({ versions }: ReadAlong): boolean => versions.some(({ stream }) => stirred.has(stream))
  return {
    note(versions: readonly StreamVersion[]): void {
      for (const { stream, version } of versions) {
        if (last.has(stream) && last.get(stream) !== version) stirred.add(stream)
        last.set(stream, version)
      }
    },
    sorted: (read: readonly ReadAlong[]) => [read.filter((one) => !isStirred(one)), read.filter(isStirred)] as const
  }
}

function tell({ deps }: Going, outbox: Digest['outbox']): void {
  for (const { id, receiver } of outbox) deps.log.info({ receiver, message: id }, 'reminders enqueued')
  deps.wake([...new Set(outbox.map(({ receiver }) => receiver))])
}

/** A referral that was read for its reminders: what it brings, and the versions that this hangs on. */
interface ReadAlong {
  readonly part: Part
  readonly versions: readonly StreamVersion[]
  readonly reminders: readonly WaitingReminder[]
}

/** The referrals of reminders; those that have nothing to settle are left alone. */
interface Gathered {
  readonly read: readonly ReadAlong[]
  /** Reminders whose referral could not be read or judged. */
  readonly failed: readonly WaitingReminder[]
}

/** Reads one referral after the other, and keeps of each what is told alone: their letters are large. */
async function gather(
  { deps, turn }: Going,
  to: Addressee,
  { waiting, now }: { readonly waiting: readonly WaitingReminder[]; readonly now: number }
): Promise<Gathered | 'lost'> {
  const read: ReadAlong[] = []
  const failed: WaitingReminder[] = []
  for (const [referral, reminders] of Map.groupBy(waiting, (one) => one.referral)) {
    if (!(await turn.keep())) return 'lost'
    try {
      const { facts: known, versions } = await deps.store.read({ kind: 'referral', id: referral })
      if (known === undefined) throw new Error('a reminder of no referral')
      const part = partOf(deps.rules, to, { known, now, today: localDay(now), reminders })
      read.push({ part, versions, reminders })
    } catch (error) {
      // The next referral would meet the same.
      if (error instanceof UnavailableError) throw error
      deps.log.error({ err: error, referral }, 'reminders failed; the next sweep tries again')
      failed.push(...reminders)
    }
  }
  return { read, failed }
}

/** A participant and its pseudonyms: those of one say nothing to another, and lead back to no duty without the key. */
function addresseeOf({ deps: { rules, pseudonymKey } }: Going, id: string): Addressee {
  const key = createHmac('sha256', pseudonymKey).update(id).digest()
  const pseudonymOf = (obligation: string): string =>
    createHmac('sha256', key).update(obligation).digest('hex').slice(0, 32)
  return { id, receiver: rules.directory.byId(id), pseudonymOf }
}

function keyOf({ obligation, rung }: WaitingReminder): string {
  return `${obligation}/${rung}`
}
