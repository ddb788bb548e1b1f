import type { AuditEntry, AuditRow, Change, Committed, StreamId } from '../change.ts'
import type { Settlement, Store } from '../port.ts'
import { digestLane } from '../reminder-row.ts'
import { keyOf } from '../sql/key.ts'
import { leaseName } from '../sql/lane.ts'
import { changeGp } from '../sql/referral.ts'
import { settleLane } from '../sql/settle.ts'
import { settlePulledMessages } from '../sql/pulled.ts'
import { text } from '../sql/row.ts'
import { stampedChange, stampedResults } from '../sql/stamp.ts'
import { stopMessages } from '../sql/stopped.ts'
import { answers, auditLines } from '../sql/tables.ts'
import { assign } from '../sql/unmatched.ts'
import { beginBatch } from './barrier.ts'
import { insertRows } from './bulk.ts'
import type { Chain } from './chain.ts'
import type { Session } from './driver.ts'
import { answerKey, readAnswers, verdictsOf, type Verdict } from './guards.ts'
import { holdLeases, holdStreams, moveStreams, type HeldStream } from './locks.ts'
import { rowsOf } from './rows.ts'
import { StreamsMovedError } from './trouble.ts'
import { enqueueRows, writeRows } from './write-rows.ts'

/** What a batch is made of. */
export type Work =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'settle'; readonly ask: Parameters<Store['settle']>[0] }
  | { readonly kind: 'pulled'; readonly ask: Parameters<Store['settlePulled']>[0] }

/** What became of one piece of work: its answer, or `again` where it has to stand in the next batch. */
export type Ended =
  { readonly again: true } | { readonly again: false; readonly answer: Committed | boolean | readonly string[] }

/** The writing process, as a batch needs it. */
export interface Hands {
  readonly session: Session
  readonly chain: Chain
  /** This process as the owner of leases. */
  readonly token: string
  /** Gives the instant of a batch that may not be earlier than another; undefined leaves instants as they are. */
  readonly stamp: ((atLeast: number) => number) | undefined
}

/** A batch that is written and not yet committed. */
export interface Written {
  readonly ended: readonly Ended[]
  /** Its last audit line, which stands in the chain if and only if the batch was committed; undefined where it has none. */
  readonly last: AuditRow | undefined
}

/**
 * Writes a batch in a transaction that it begins and leaves open: streams are held first, then the guards are read, then the
 * keys of messages taken, then everything is written with one statement a table (design section 3). A change that stops
 * messages stands in a batch of its own.
 */
export async function writeBatch(hands: Hands, work: readonly Work[]): Promise<Written> {
  const { session, chain, token, stamp } = hands
  const reported = await beginBatch(session)
  const changes = work.flatMap((one) => (one.kind === 'change' ? [one.change] : []))
  const wanted = await streamsOf(session, work)
  const streams = await holdStreams(session, wanted, freshOf(changes))
  await refuseUnlessHeld(session, work, streams)
  const leases = await holdLeases(session, leasesOf(work))
  const keys = changes.flatMap(({ message }) => message?.key ?? [])
  const known = await readAnswers(session, keys)
  const guarded = verdictsOf(changes, { answers: known, streams, leases, token })
  const verdicts = await takeKeys(session, changes, guarded)

  const at = stamp?.(Math.max(reported, ...[...streams.values()].map(({ stampedAt }) => stampedAt)))
  const accepted = changes.filter((_, index) => verdicts[index]?.outcome === 'accepted')
  const stamped = at === undefined ? accepted : accepted.map((change) => stampedChange(change, at))
  const lines = await writeChanges(session, stamped, at)

  const settled: Ended[] = []
  for (const one of work) {
    if (one.kind === 'change') continue
    const { answer, lines: more } = await settle(hands, one, at)
    settled.push({ again: false, answer })
    lines.push(...more)
  }
  if (at !== undefined) await session.native('UPDATE chain SET stamped_at = $2 WHERE id = $1', [chain.id, at])
  const sealed = chain.seal(lines)
  await insertRows(session, auditLines, sealed)
  return { ended: endedOf(work, verdicts, settled), last: sealed.at(-1) }
}

/** Every stream that the work moves, and those of referrals for which something is put in the outbox or taken out. */
async function streamsOf(session: Session, work: readonly Work[]): Promise<ReadonlySet<StreamId>> {
  const streams = new Set<StreamId>()
  for (const one of work) {
    if (one.kind !== 'change') continue
    for (const { stream } of one.change.expect) streams.add(stream)
    for (const { referral } of one.change.outbox) streams.add(`referral/${referral}`)
  }
  for (const referral of await referralsOf(session, messagesOf(work))) streams.add(`referral/${referral}`)
  for (const referral of await stoppedReferrals(session, work)) streams.add(`referral/${referral}`)
  return streams
}

/**
 * A message may have moved to another referral between the look at it and the hold of the stream: then one put in beside it
 * could be left behind it for ever.
 */
async function refuseUnlessHeld(
  session: Session,
  work: readonly Work[],
  held: ReadonlyMap<string, HeldStream>
): Promise<void> {
  const [moved] = [
    ...(await referralsOf(session, messagesOf(work))),
    ...(await stoppedReferrals(session, work))
  ].filter((referral) => !held.has(`referral/${referral}`))
  if (moved !== undefined) throw new StreamsMovedError('a message has moved to another referral')
}

/** Streams that may not be there yet. */
function freshOf(changes: readonly Change[]): ReadonlySet<StreamId> {
  const expected = changes.flatMap(({ expect }) => expect.filter(({ version }) => version === 0))
  const enqueued = changes.flatMap(({ outbox }) => outbox.map(({ referral }): StreamId => `referral/${referral}`))
  return new Set([...expected.map(({ stream }) => stream), ...enqueued])
}

function messagesOf(work: readonly Work[]): readonly string[] {
  return work.flatMap((one) => {
    if (one.kind === 'settle') return one.ask.results.map(({ id }) => id)
    return one.kind === 'pulled' ? one.ask.messages : []
  })
}

async function referralsOf(session: Session, messages: readonly string[]): Promise<readonly string[]> {
  if (messages.length === 0) return []
  const sql = 'SELECT DISTINCT referral FROM outbox WHERE id = ANY($1::text[])'
  return (await session.native(sql, [messages])).rows.map((row) => text(row, 'referral'))
}

/**
 * What is left of a stopped message may come to wait among those of another referral of the patient; reminders stand in the
 * digests of the receiver.
 */
async function stoppedReferrals(session: Session, work: readonly Work[]): Promise<readonly string[]> {
  const stops = work.flatMap((one) =>
    one.kind === 'change' ? one.change.writes.flatMap((write) => (write.kind === 'stop' ? [write] : [])) : []
  )
  if (stops.length === 0) return []
  const stopped = stops.map(({ referral }) => referral)
  const sql = `SELECT id FROM referral WHERE subject IN (SELECT subject FROM referral WHERE id = ANY($1::text[]))`
  const found = (await session.native(sql, [stopped])).rows.map((row) => text(row, 'id'))
  return [...found, ...stops.map(({ receiver }) => digestLane(receiver))]
}

function leasesOf(work: readonly Work[]): ReadonlySet<string> {
  return new Set(
    work.flatMap((one) => {
      if (one.kind === 'settle') return [one.ask.receiver]
      return one.kind === 'change' && one.change.lease !== undefined ? [leaseName(one.change.lease.name)] : []
    })
  )
}

/** Takes the keys of the accepted messages; one that another process took meanwhile is tried again, and is a repeat then. */
async function takeKeys(
  session: Session,
  changes: readonly Change[],
  verdicts: readonly Verdict[]
): Promise<readonly Verdict[]> {
  const rows = changes.flatMap(({ message }, index) =>
    message !== undefined && verdicts[index]?.outcome === 'accepted'
      ? [{ key: { ...message.key, messageId: keyOf(message.key.messageId) }, answer: message.answer }]
      : []
  )
  // In one order everywhere, so that two batches wait for each other at most one way.
  rows.sort((a, b) => (answerKey(a.key) < answerKey(b.key) ? -1 : 1))
  const taken = await insertRows(session, answers, rows, 'ON CONFLICT DO NOTHING RETURNING participant, message_id')
  if (taken.changes === rows.length) return verdicts
  const ours = new Set(taken.rows.map((row) => JSON.stringify([text(row, 'participant'), text(row, 'message_id')])))
  return verdicts.map((verdict, index) => {
    const message = changes[index]?.message
    const isLost = verdict.outcome === 'accepted' && message !== undefined && !ours.has(answerKey(message.key))
    return isLost ? { outcome: 'again' } : verdict
  })
}

async function writeChanges(
  session: Session,
  changes: readonly Change[],
  at: number | undefined
): Promise<AuditEntry[]> {
  if (changes.length === 0) return []
  const rows = rowsOf(changes)
  const moved = changes.flatMap(({ expect }) => expect)
  await moveStreams(session, moved, at ?? 0)
  await writeRows(session, rows)
  for (const gp of rows.gps) await session.perform(changeGp(gp))
  for (const one of rows.assigned) await session.perform(assign(one))
  const lines: AuditEntry[] = []
  for (const stop of rows.stops) lines.push(...(await session.perform(stopMessages(stop))))
  await enqueueRows(session, rows.outbox)
  lines.push(...changes.flatMap(({ audit }) => audit))
  return lines
}

type Settling = Exclude<Work, { kind: 'change' }>

async function settle(
  { session, token }: Hands,
  work: Settling,
  at: number | undefined
): Promise<{ readonly answer: boolean | readonly string[]; readonly lines: readonly AuditEntry[] }> {
  if (work.kind === 'pulled') {
    const { settled, lines } = await session.perform(settlePulledMessages({ ...work.ask, at: at ?? work.ask.at }))
    return { answer: settled, lines }
  }
  const results: readonly Settlement[] = at === undefined ? work.ask.results : stampedResults(work.ask.results, at)
  const { settled, lines } = await session.perform(settleLane({ ...work.ask, results }, token))
  return { answer: settled, lines }
}

function endedOf(work: readonly Work[], verdicts: readonly Verdict[], settled: readonly Ended[]): readonly Ended[] {
  const ofChanges = verdicts.map(endOf).values()
  const ofSettled = settled.values()
  return work.map(({ kind }) => {
    const next = (kind === 'change' ? ofChanges : ofSettled).next()
    return next.done === true ? { again: true } : next.value
  })
}

function endOf(verdict: Verdict): Ended {
  switch (verdict.outcome) {
    case 'again':
      return { again: true }
    case 'accepted':
      return { again: false, answer: { outcome: 'committed' } }
    default:
      return { again: false, answer: verdict }
  }
}
