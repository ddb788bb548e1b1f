import { createHash, randomUUID } from 'node:crypto'
import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import { orderedId } from '../fhir/derived-id.ts'
import { issue } from '../fhir/outcome.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Answer, AuditEntry, Change, OutboxMessage, StreamVersion, Write } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'
import type { Received } from './receive.ts'

/** Decisions made again after a conflict before the caller is asked to come back. */
const DECISIONS_MAX = 8

/** An operation that writes, as it came over HTTP. */
export interface Operating {
  readonly participant: Participant
  /** What a line of the audit calls it. */
  readonly action: Extract<AuditEntry['action'], 'waive' | 'dispute' | 'assign' | 'move' | 'agreement'>
  /** The path under the FHIR base: the same bytes sent to another address are another request. */
  readonly address: string
  readonly body: Uint8Array
  readonly contentType: string
  readonly idempotencyKey?: string
}

/** What an operation does: one change, and its answer. */
export interface Operated {
  /** Empty for one that is about many referrals. */
  readonly referral: string
  readonly expect: readonly StreamVersion[]
  readonly writes: readonly Write[]
  readonly outbox: readonly OutboxMessage[]
  /** Of its line in the audit; further lines stand beside. */
  readonly audit: Pick<AuditEntry, 'outcome' | 'reason'>
  readonly answer: Answer
  /** Whether its bytes are kept already, by the first of several commits. */
  readonly isKept?: boolean
}

/**
 * Runs an operation that writes: decide, one durable commit with what was asked byte for byte and its audit line, answer.
 *
 * A repeat under the same `Idempotency-Key` gets the first answer again and has no second effect. It counts as no message
 * of its sender, because no care system sends it.
 * Errors: those of `decide`, `idempotency-conflict` (409), `busy` (503) after eight conflicts.
 */
export async function operate(
  deps: Deps,
  operating: Operating,
  decide: (arrival: Arrival) => Promise<Result<Operated>>
): Promise<Result<Received>> {
  const { participant, idempotencyKey, address, body } = operating
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([address]))
    .update(body)
    .digest('hex')
  const known = await replayOf(deps, operating, bodyHash)
  if (known !== undefined) return known
  const message = orderedId(deps.clock.now(), randomUUID())
  const messageId = idempotencyKey === undefined ? message : headerKey(idempotencyKey)
  const key = { participant: participant.id, messageId, bodyHash }
  for (let attempt = 0; attempt < DECISIONS_MAX; attempt++) {
    const arrival = arrivalOf(deps, participant, message)
    const operated = await decide(arrival)
    // A copy of the same request may have been committed since it was looked for, and be what stands in the way.
    if (!operated.ok) return (await replayOf(deps, operating, bodyHash)) ?? operated
    const { answer } = operated.value
    const committed = await deps.store.commit({
      message: { key, answer },
      ...changeOf(operating, arrival, operated.value)
    })
    if (committed.outcome === 'repeat') return replay(deps, operating, { known: committed, bodyHash })
    if (committed.outcome === 'conflict') continue
    deps.log.info({ message, participant: participant.id, ...lineOf(operating, operated.value) }, 'operation done')
    deps.wake([...new Set(operated.value.outbox.map(({ receiver }) => receiver))])
    return ok({ answer, replayed: false })
  }
  return refused(issue('busy'))
}

/** Keeps what was asked, before the first of the several commits that it takes; must be done once. */
export async function keepAsked(deps: Deps, operating: Operating, arrival: Arrival): Promise<void> {
  const outcome = 'begun'
  const answer = { status: 200, headers: {}, body: '' }
  const change = changeOf(operating, arrival, {
    ...{ referral: '', expect: [], writes: [], outbox: [] },
    ...{ audit: { outcome }, answer }
  })
  await deps.store.commit(change)
}

/** What an operation on many does in one referral; undefined where there is nothing to do in it. */
export interface Piece extends Pick<Operated, 'writes' | 'outbox' | 'audit'> {
  /** Streams of other referrals that it was decided from. */
  readonly also?: readonly StreamVersion[]
}

/**
 * Decides on one referral and commits that, again where it moved meanwhile.
 *
 * @returns `left` for one that is not there or moved again and again; else whether something was written, or the refusal.
 */
export async function commitOn(
  deps: Deps,
  { operating, message, referral }: { operating: Operating; message: string; referral: string },
  decide: (arrival: Arrival, known: ReferralFacts) => Promise<Result<Piece | undefined>>
): Promise<Result<'committed' | 'nothing' | 'left'>> {
  for (let attempt = 0; attempt < DECISIONS_MAX; attempt++) {
    const { facts: known, versions: expect } = await deps.store.read({ kind: 'referral', id: referral })
    if (known === undefined) return ok('left')
    const arrival = arrivalOf(deps, operating.participant, message)
    const piece = await decide(arrival, known)
    if (!piece.ok) return piece
    if (piece.value === undefined) return ok('nothing')
    const { writes, outbox, audit, also = [] } = piece.value
    const line = auditLine(operating, arrival, { referral, audit })
    const others = also.filter(({ stream }) => expect.every((own) => own.stream !== stream))
    const { outcome } = await deps.store.commit({ expect: [...expect, ...others], writes, outbox, audit: [line] })
    if (outcome === 'conflict') continue
    deps.wake([...new Set(outbox.map(({ receiver }) => receiver))])
    return ok('committed')
  }
  return ok('left')
}

function arrivalOf({ clock }: Deps, participant: Participant, message: string): Arrival {
  const now = clock.now()
  return { participant, message, now, today: localDay(now), graph: [] }
}

function changeOf(operating: Operating, arrival: Arrival, operated: Operated): Omit<Change, 'message'> {
  const { referral, expect, writes, outbox, audit, isKept = false } = operated
  const { contentType, body } = operating
  const { message: id, now: receivedAt, participant } = arrival
  const asked: Write = { kind: 'received', id, participant: participant.id, referral, contentType, receivedAt, body }
  const kept = isKept ? [] : [asked]
  return { expect, writes: [...kept, ...writes], outbox, audit: [auditLine(operating, arrival, { referral, audit })] }
}

function auditLine(
  { action }: Operating,
  { now: at, participant, message }: Arrival,
  { referral, audit }: Pick<Operated, 'referral' | 'audit'>
): AuditEntry {
  return { at, participant: participant.id, action, message, ...(referral === '' ? {} : { referral }), ...audit }
}

function lineOf({ action }: Operating, { referral, audit, outbox }: Operated) {
  return { action, outcome: audit.outcome, referral, sent: outbox.length }
}

async function replayOf(deps: Deps, operating: Operating, bodyHash: string): Promise<Result<Received> | undefined> {
  const { participant, idempotencyKey } = operating
  if (idempotencyKey === undefined) return undefined
  const ask = { kind: 'answer', participant: participant.id, messageId: headerKey(idempotencyKey) } as const
  const { facts } = await deps.store.read(ask)
  return facts === undefined ? undefined : replay(deps, operating, { known: facts, bodyHash })
}

async function replay(
  deps: Deps,
  { participant, action }: Operating,
  { known, bodyHash }: { readonly known: { readonly bodyHash: string; readonly answer: Answer }; bodyHash: string }
): Promise<Result<Received>> {
  if (known.bodyHash !== bodyHash) return refused(issue('idempotency-conflict'))
  const line: AuditEntry = { at: deps.clock.now(), participant: participant.id, action, outcome: 'repeated' }
  await deps.store.commit({ expect: [], writes: [], outbox: [], audit: [line] })
  return ok({ answer: known.answer, replayed: true })
}

/** The header's keys are one name space, for messages and operations alike. */
function headerKey(key: string): string {
  return `Idempotency-Key|${key}`
}
