import type { Reconciliation } from '../src/store/port.ts'
import type { Diaries, Notes } from './notes.ts'
import type { Entry, FeedbackEntry, ReferralDiary } from './reckoning/diary.ts'
import { localDay } from './reckoning/days.ts'

/**
 * Where the books do not balance: for each sender what it sent against what the gateway received, for each receiver what
 * was enqueued against what became of it and what arrived; and the numbers of referrals and of feedback.
 *
 * @param pulls - the systems that fetch: what they read, no message counts, so what was sent to them is counted from what
 * the others wrote about their referrals, and the digests of reminders from when they were written.
 * @returns no lines when both equations of reconciliation hold. Source: design section 10.
 */
export function imbalances(
  traffic: Reconciliation,
  diaries: Diaries,
  { notes, pulls }: { readonly notes: Notes; readonly pulls: ReadonlySet<string> }
): readonly string[] {
  const bySystem = Object.entries(diaries).flatMap(([id, diary]) => {
    const inbound = traffic.received[id] ?? { accepted: 0, repeated: 0, refused: 0 }
    const outbound = traffic.outbox[id] ?? { enqueued: 0, delivered: 0, waiting: 0, dead: 0 }
    // A request without an answer (status 0) may or may not have arrived; this demonstration must have none.
    const received = inbound.accepted + inbound.repeated + inbound.refused
    const settled = outbound.delivered + outbound.waiting + outbound.dead
    const refused = diary.sent.filter(({ status }) => status >= 400).length
    const repeated = diary.sent.filter(({ replayed }) => replayed).length
    const digests = diary.unique.filter((message) => message.startsWith('digest-')).length
    const arrived = pulls.has(id) ? aboutReferralsOf(id, diaries, notes) + digests : diary.unique.length
    return [
      line(`${id} sent`, diary.sent.length, 'gateway received', received),
      line(`${id} was refused`, refused, 'gateway refused', inbound.refused),
      line(`${id} repeated`, repeated, 'gateway had repeated', inbound.repeated),
      line(`for ${id} enqueued`, outbound.enqueued, 'settled or waiting', settled),
      line(`${id} got (unique)`, arrived, 'gateway delivered', outbound.delivered)
    ]
  })
  const kinds = [...new Set([...Object.keys(traffic.feedback), ...Object.keys(notes.feedback)])].sort()
  const lines = [
    ...bySystem,
    line('referrals in the diaries', notes.referrals.length, 'at the gateway', traffic.referrals),
    ...kinds.map((kind) =>
      line(`${kind} in the diaries`, notes.feedback[kind] ?? 0, 'at the gateway', traffic.feedback[kind] ?? 0)
    )
  ]
  return lines.filter((text) => text !== undefined)
}

/**
 * Letters that are not where they should be: feedback that did not reach the referrer or the GP, or that did although the
 * patient had objected.
 */
export function strayLetters(diaries: Diaries, { referrals }: Notes): readonly string[] {
  const arrived = new Map(
    Object.entries(diaries).map(([id, { received }]) => [id, new Set(received.flatMap(({ resources }) => resources))])
  )
  return referrals.flatMap((diary) =>
    diary.entries.filter(isFeedback).flatMap((letter) =>
      receiversOf(diary).flatMap((receiver) => {
        const isThere = arrived.get(receiver)?.has(`Communication/${letter.id}`) === true
        const mayLeave = !isObjectedTo(diary.entries, letter, receiver)
        if (isThere === mayLeave) return []
        return [`${letter.kind} of ${letter.at} ${isThere ? 'reached' : 'did not reach'} ${receiver} (${letter.id})`]
      })
    )
  )
}

/** Whether the patient had objected, before this letter, to its kind reaching this receiver. */
function isObjectedTo(entries: readonly Entry[], { at, kind }: FeedbackEntry, receiver: string): boolean {
  const day = localDay(at)
  return entries.some((entry) => {
    if (entry.what !== 'objection' || entry.at > at || entry.day > day) return false
    const isAbout = entry.kinds?.includes(kind) ?? true
    const isAgainst = entry.receivers?.includes(receiver) ?? true
    const isOver = entries.some((other) => other.what === 'withdrawal' && other.id === entry.id && other.at <= at)
    return isAbout && isAgainst && !isOver
  })
}

function receiversOf({ referral: { requester, gp } }: ReferralDiary): readonly string[] {
  return [...new Set([requester, ...(gp === null ? [] : [gp])])]
}

function isFeedback(entry: Entry): entry is FeedbackEntry {
  return entry.what === 'feedback'
}

/** How many messages others wrote about the referrals of a system. */
function aboutReferralsOf(id: string, diaries: Diaries, { referrals }: Notes): number {
  const mine = referrals.filter(({ referral }) => referral.requester === id)
  const own = new Set(mine.map(({ referral }) => referral.id))
  const written = Object.entries(diaries)
    .filter(([by]) => by !== id)
    .flatMap(([, { sent }]) => sent)
    .filter(({ status, replayed, referral }) => status >= 200 && status < 300 && !replayed && own.has(referral ?? ''))
  // That a referral was passed on is told with the message about the new one.
  const passedOn = mine.filter(({ entries }) => entries.some(({ what }) => what === 'forwarded'))
  return written.length + passedOn.length
}

function line(what: string, left: number, other: string, right: number): string | undefined {
  return left === right ? undefined : `${what} ${left}, ${other} ${right}`
}
