import assert from 'node:assert/strict'
import type { Change, Committed, MessageKey } from '../change.ts'
import { keyOf } from '../sql/key.ts'
import { leaseName } from '../sql/lane.ts'
import { knownAnswer, type KnownAnswer } from '../sql/message.ts'
import { text } from '../sql/row.ts'
import type { Session } from './driver.ts'
import type { HeldLease, HeldStream } from './locks.ts'

/** What the guards of a batch are checked against, read after its streams were held. */
export interface Guards {
  readonly answers: ReadonlyMap<string, KnownAnswer>
  readonly streams: ReadonlyMap<string, HeldStream>
  readonly leases: ReadonlyMap<string, HeldLease>
  /** This process as the owner of leases. */
  readonly token: string
}

/** `accepted`: to be written. `again`: an earlier change of the batch has the same key; to be tried in the next one. */
export type Verdict =
  Exclude<Committed, { outcome: 'committed' }> | { readonly outcome: 'accepted' } | { readonly outcome: 'again' }

/** Decides upon the changes of a batch in their order; one whose stream an earlier one has moved is a conflict. Pure. */
export function verdictsOf(changes: readonly Change[], guards: Guards): readonly Verdict[] {
  const moved = new Set<string>()
  const taken = new Set<string>()
  return changes.map((change) => {
    const verdict = verdictOf(change, guards, { moved, taken })
    if (verdict.outcome === 'accepted') {
      for (const { stream } of change.expect) moved.add(stream)
      if (change.message !== undefined) taken.add(answerKey(change.message.key))
    }
    return verdict
  })
}

interface Earlier {
  readonly moved: ReadonlySet<string>
  readonly taken: ReadonlySet<string>
}

function verdictOf({ message, expect, lease }: Change, guards: Guards, { moved, taken }: Earlier): Verdict {
  if (message !== undefined) {
    const known = guards.answers.get(answerKey(message.key))
    if (known !== undefined) return { outcome: 'repeat', ...known }
    if (taken.has(answerKey(message.key))) return { outcome: 'again' }
  }
  assert(new Set(expect.map(({ stream }) => stream)).size === expect.length, 'a change expects each stream once')
  const isMoved = expect.some(
    ({ stream, version }) => moved.has(stream) || (guards.streams.get(stream)?.version ?? 0) !== version
  )
  if (isMoved || (lease !== undefined && !isOurs(lease, guards))) return { outcome: 'conflict' }
  return { outcome: 'accepted' }
}

function isOurs({ name, fence }: NonNullable<Change['lease']>, { leases, token }: Guards): boolean {
  const held = leases.get(leaseName(name))
  return held?.owner === token && held.fence === fence
}

/** A key of a message as one text. */
export function answerKey({ participant, messageId }: Pick<MessageKey, 'participant' | 'messageId'>): string {
  return JSON.stringify([participant, keyOf(messageId)])
}

/** The answers known under these keys. */
export async function readAnswers(
  session: Session,
  keys: readonly MessageKey[]
): Promise<ReadonlyMap<string, KnownAnswer>> {
  if (keys.length === 0) return new Map()
  const sql = `SELECT a.participant, a.message_id, a.body_hash, a.status, a.headers, a.body
    FROM answer a JOIN unnest($1::text[], $2::text[]) AS u(participant, message_id)
    ON a.participant = u.participant AND a.message_id = u.message_id`
  const participants = keys.map(({ participant }) => participant)
  const { rows } = await session.native(sql, [participants, keys.map(({ messageId }) => keyOf(messageId))])
  return new Map(
    rows.map((row) => [JSON.stringify([text(row, 'participant'), text(row, 'message_id')]), knownAnswer(row)])
  )
}
