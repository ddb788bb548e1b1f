import type { Bundle, CommunicationRequest } from '@medplum/fhirtypes'
import { localDay } from '../../src/clock.ts'
import { digestOf, partOf, type Digest } from '../../src/referral/reminders/digest.ts'
import { remind, type Claimed } from '../../src/referral/reminders/reminder.ts'
import type { Rules } from '../../src/referral/rules.ts'
import type { Decision } from '../../src/referral/rules.ts'
import type { ReferralFacts, WaitingReminder } from '../../src/store/port.ts'
import { noon } from '../obligations/fixtures.ts'
import { knownAfter, rules as shipped } from './fixtures.ts'

/** A sweep of one referral: what is claimed, and the messages in which it is put at once. */
export type Reminded = Digest

/** The rungs of a referral that have come at noon of a day, claimed and put in messages. */
export function remindedOn(day: string, known: ReferralFacts, rules: Rules = shipped): Reminded {
  const claimed = claimedOn(day, known, rules)
  const waiting = waitingIn(claimed)
  const receivers = [...new Set(waiting.map(({ receiver }) => receiver))]
  const sent = receivers.map((receiver) => {
    return sentOn(day, known, { receiver, rules, reminders: waiting.filter((one) => one.receiver === receiver) })
  })
  return {
    writes: [...claimed.writes, ...sent.flatMap(({ writes }) => writes)],
    outbox: sent.flatMap(({ outbox }) => outbox),
    audit: [...claimed.audit, ...sent.flatMap(({ audit }) => audit)],
    reminded: sent.reduce((sum, { reminded }) => sum + reminded, 0)
  }
}

/** The rungs that have come at noon of a day. */
export function claimedOn(day: string, known: ReferralFacts, rules: Rules = shipped): Claimed {
  return remind(rules, { known, now: noon(day), today: localDay(noon(day)) })
}

/** The reminders that wait after a claim. */
export function waitingIn({ writes }: Pick<Claimed, 'writes'>, isBehind = false): readonly WaitingReminder[] {
  return writes.flatMap((write) => {
    if (write.kind !== 'reminder') return []
    const { obligation, rung, receiver, referral, isUrgent, claimedAt, settledOn, message } = write
    return [{ obligation, rung, receiver, referral, isUrgent, claimedAt, settledOn, message, isBehind }]
  })
}

/** The messages of a day in which reminders about one referral are put for a receiver. */
export function sentOn(
  day: string,
  known: ReferralFacts,
  {
    receiver: id,
    reminders,
    rules = shipped
  }: { readonly receiver: string; readonly reminders: readonly WaitingReminder[]; readonly rules?: Rules }
): Digest {
  const [now, today] = [noon(day), localDay(noon(day))]
  const to = { id, receiver: rules.directory.byId(id), pseudonymOf: (duty: string) => `${id} calls ${duty.length}` }
  const part = partOf(rules, to, { known, now, today, reminders })
  return digestOf(rules, to, { parts: [part], now, today })
}

/** What is known after a sweep. */
export function afterSweep({ writes }: Pick<Digest, 'writes'>, before: ReferralFacts): ReferralFacts {
  const decision: Decision = { referral: '', own: [], issues: [], warnings: [], outbox: [], writes }
  return knownAfter(decision, before)
}

/** Reminders as messages put them, over all messages. */
export function requestsIn({ outbox }: Pick<Digest, 'outbox'>): readonly CommunicationRequest[] {
  return outbox.flatMap(({ body }) =>
    ((JSON.parse(body) as Bundle).entry ?? []).map(({ resource }) => resource as CommunicationRequest)
  )
}
