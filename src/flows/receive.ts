import { createHash, randomUUID } from 'node:crypto'
import { localDay } from '../clock.ts'
import { orderedId } from '../fhir/derived-id.ts'
import { issue } from '../fhir/outcome.ts'
import type { Graph } from '../fhir/graph.ts'
import type { Message } from '../fhir/transaction.ts'
import { anonymisedIn } from '../referral/anonymised.ts'
import type { Arrival, Decision } from '../referral/rules.ts'
import { ok, refused, type Refusal, type Result } from '../result.ts'
import type { Answer, AuditEntry, Change, MessageKey, Write } from '../store/change.ts'
import { answerTo } from './answer.ts'
import { decideAnonymised } from './decide-anonymised.ts'
import type { Decided } from './decided.ts'
import { decideFollowUp } from './decide-follow-up.ts'
import { decideReferral } from './decide-referral.ts'
import type { Deps } from './deps.ts'
import { gather } from './gather.ts'
import { mappingRecord } from './mapping-record.ts'
import { graphOf, missingIn, readMessage, type Inbound } from './read-message.ts'

/** Decisions made again after a conflict before the sender is asked to come back: a hot referral settles in one or two. */
const DECISIONS_MAX = 8

/** An answer, and whether it is one that was given before. */
export interface Received {
  readonly answer: Answer
  readonly replayed: boolean
}

/**
 * Takes a message in: read, decide, one durable commit, answer. Nothing is answered before the commit is durable.
 *
 * Errors: everything that reading and deciding refuse, `idempotency-conflict` (409), `busy` (503) after eight conflicts.
 * A refusal writes nothing of the message: one audit line, by `recordRefusal`.
 */
export async function receive(deps: Deps, inbound: Inbound): Promise<Result<Received>> {
  const bodyHash = hashOf(inbound)
  const message = readMessage(deps.rules, inbound)
  if (!message.ok) return message
  const messageId = message.value.identifier ?? headerKey(inbound.idempotencyKey)
  const known = messageId === undefined ? undefined : await replayOf(deps, inbound, messageId, bodyHash)
  if (known !== undefined) return known
  const seed = messageId ?? randomUUID()
  const graph = graphOf(deps.rules, inbound, message.value, orderedId(deps.clock.now(), seed))
  if (!graph.ok) return graph
  const [missing, ...more] = missingIn(deps.rules, inbound.participant.dialect ?? '', graph.value)
  if (missing !== undefined) return refused(missing, ...more)
  const key = { participant: inbound.participant.id, messageId: seed, bodyHash }
  return decideAndCommit(deps, inbound, { key, message: message.value, graph: graph.value })
}

/**
 * Records that a message was refused, or an operation that would have written, which counts as no message of its sender: who
 * and why, and nothing of what it said (design section 10).
 */
export async function recordRefusal(
  deps: Deps,
  participant: string,
  { issues, action = 'receive' }: Refusal & { readonly action?: 'receive' | 'operate' }
): Promise<void> {
  const reason = issues[0]?.code ?? 'internal-error'
  await deps.store.commit(auditOnly({ at: deps.clock.now(), participant, action, outcome: 'refused', reason }))
}

interface Reading {
  readonly key: MessageKey
  readonly message: Message
  readonly graph: Graph
}

async function decideAndCommit(deps: Deps, inbound: Inbound, reading: Reading): Promise<Result<Received>> {
  const received = orderedId(deps.clock.now(), randomUUID())
  for (let attempt = 0; attempt < DECISIONS_MAX; attempt++) {
    const now = deps.clock.now()
    const arrival: Arrival = {
      participant: inbound.participant,
      message: received,
      now,
      today: localDay(now),
      graph: []
    }
    const decided = await decide(deps, arrival, reading)
    // A copy of the same message may have been committed since it was looked for, and be what stands in the way.
    if (!decided.ok) return (await replayOf(deps, inbound, reading.key.messageId, reading.key.bodyHash)) ?? decided
    const answer = answerTo(inbound, reading.graph, decided.value.decision, deps.rules.base)
    const mapping = mappingRecord(deps.rules, inbound.participant)
    const change = changeOf({ arrival, inbound, key: reading.key, answer, mapping, decided: decided.value })
    const committed = await deps.store.commit(change)
    if (committed.outcome === 'repeat') return replay(deps, inbound, reading.key.bodyHash, committed)
    if (committed.outcome === 'conflict') continue
    const { referral, outbox } = decided.value.decision
    deps.log.info(
      { message: received, participant: inbound.participant.id, referral, sent: outbox.length },
      'message accepted'
    )
    for (const { code, expression, words } of decided.value.decision.warnings) {
      deps.log.warn({ message: received, code, expression, map: words.map }, 'a map left something out or untranslated')
    }
    // Behind a message that was stopped, the next of its referral may go at once.
    const stops = decided.value.decision.writes.filter((write) => write.kind === 'stop')
    deps.wake([...new Set([...outbox, ...stops].map(({ receiver }) => receiver))])
    return ok({ answer, replayed: false })
  }
  return refused(issue('busy'))
}

/** What a message is about decides how it is decided: a new referral, or news about one that is known. */
async function decide(deps: Deps, arrival: Arrival, { message, graph }: Reading): Promise<Result<Decided>> {
  const gathered = await gather(deps, arrival.participant, message, graph)
  if (!gathered.ok) return gathered
  const full = { ...arrival, graph: gathered.value.fresh }
  const letter = anonymisedIn(full.graph)
  const opens = full.graph.some(({ resource }) => resource.resourceType === 'ServiceRequest')
  if (!opens && letter !== undefined) return decideAnonymised(deps, full, { gathered: gathered.value, letter })
  return opens ? decideReferral(deps, full, gathered.value) : decideFollowUp(deps, full, gathered.value)
}

interface ToWrite {
  readonly arrival: Arrival
  readonly inbound: Inbound
  readonly key: MessageKey
  readonly answer: Answer
  /** With which maps it was decided, as the store keeps it. */
  readonly mapping: string
  readonly decided: Decided
}

function changeOf({ arrival, inbound, key, answer, mapping, decided: { decision, expect } }: ToWrite): Change {
  const { message, now, participant } = arrival
  const base = { id: message, participant: participant.id, referral: decision.referral }
  const { body, contentType } = inbound
  const received = { ...base, contentType, receivedAt: now, body, mapping }
  const { unmatched } = decision
  const kept: Write =
    unmatched === undefined ? { kind: 'received', ...received } : { kind: 'unmatched', ...received, reason: unmatched }
  const audit = { at: now, participant: participant.id, action: 'receive', outcome: 'accepted', message } as const
  return {
    message: { key, answer },
    expect,
    writes: [kept, ...decision.writes],
    outbox: decision.outbox,
    audit: [
      {
        ...audit,
        ...(unmatched === undefined ? { referral: decision.referral } : {}),
        ...whyNotSent(decision)
      }
    ]
  }
}

/** Every accepted message is sent on or says why it is not, also where one of its receivers gets it (design section 10). */
function whyNotSent({ issues, outbox }: Decision): Pick<AuditEntry, 'reason'> {
  const reasons = ['feedback-unmatched', 'feedback-withheld', 'consent-missing', 'receiver-gone'] as const
  const reason = reasons.find((one) => issues.some(({ code }) => code === one))
  if (reason !== undefined) return { reason }
  return outbox.length > 0 ? {} : { reason: 'nothing-to-tell' }
}

async function replayOf(
  deps: Deps,
  inbound: Inbound,
  messageId: string,
  bodyHash: string
): Promise<Result<Received> | undefined> {
  const known = await deps.store.read({ kind: 'answer', participant: inbound.participant.id, messageId })
  return known.facts === undefined ? undefined : replay(deps, inbound, bodyHash, known.facts)
}

async function replay(
  deps: Deps,
  inbound: Inbound,
  bodyHash: string,
  first: { readonly bodyHash: string; readonly answer: Answer }
): Promise<Result<Received>> {
  if (first.bodyHash !== bodyHash) return refused(issue('idempotency-conflict'))
  const participant = inbound.participant.id
  await deps.store.commit(auditOnly({ at: deps.clock.now(), participant, action: 'receive', outcome: 'repeated' }))
  return ok({ answer: first.answer, replayed: true })
}

function auditOnly(entry: AuditEntry): Change {
  return { expect: [], writes: [], outbox: [], audit: [entry] }
}

/** The header's keys are a name space of their own; a Bundle's identifier counts before it. */
function headerKey(key: string | undefined): string | undefined {
  return key === undefined ? undefined : `Idempotency-Key|${key}`
}

/** The same bytes sent to another address are another message. */
function hashOf({ interaction, body }: Inbound): string {
  const { name } = interaction
  const address = name === 'transaction' ? [name] : [name, interaction.type, name === 'update' ? interaction.id : '']
  return createHash('sha256').update(JSON.stringify(address)).update(body).digest('hex')
}
