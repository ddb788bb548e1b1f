import { localDay } from '../../src/clock.ts'
import type { ObligationRow, FactRow, ReferralRow } from '../../src/store/change.ts'

/** Everything that the store holds of one referral that a report rests on. */
export interface ReferralRows {
  readonly referral: ReferralRow
  readonly obligations: readonly ObligationRow[]
  readonly facts: readonly FactRow[]
  readonly delivered: readonly DeliveredRow[]
}

/** A message with feedback that reached the creditor. */
export interface DeliveredRow {
  readonly id: string
  readonly receiver: string
  readonly referral: string
  readonly communication: string
  readonly settledAt: number
}

/** Duties that a referral opens at its receipt, in the order of the agreement. */
export const DUTIES = ['registration-confirmation', 'intake-confirmation', 'status-notice', 'yearly-report'] as const

/** Organisations that owe; the first has about a sixth of all, each next one less (as 1, 1/2, 1/3, ...). */
export const OWNERS = 200

/** Practices to which it is owed. */
const PRACTICES = 1_000

/** Referrals came in over so many days until today. */
const DAYS = 360

const DAY_MS = 24 * 60 * 60 * 1000

/** The name of an organisation by its rank, 0 for the one that owes most. */
export function ownerNamed(rank: number): string {
  return `institution-${String(rank).padStart(3, '0')}`
}

/**
 * The rows of the n-th referral: the same for the same number, so that a run can be repeated.
 *
 * Most are confirmed after 2 days, reported on after 25 and treated after 35; of one in thirty the first is left out, of
 * one in twelve the rest, which leaves about one duty in twenty overdue.
 */
export function referralRows(
  number: number,
  { version, now }: { readonly version: string; readonly now: number }
): ReferralRows {
  const id = `r${String(number).padStart(9, '0')}`
  const receivedAt = now - (1 + ((number * 7919) % (DAYS * 24))) * (DAY_MS / 24)
  const performer = ownerNamed(rankOf(number))
  const practice = `practice-${String((number * 31) % PRACTICES).padStart(4, '0')}`
  const referral: ReferralRow = {
    ...{ id, performer, receivedAt, requester: practice, gp: practice, subject: `subject-${id}`, agreement: 'lga' },
    ...{ serviceRequest: `s-${id}`, task: `t-${id}` }
  }
  const opened = { referral: id, trigger: 'referral.received', turn: 1, agreement: 'lga', agreementVersion: version }
  const obligations = DUTIES.map((code): ObligationRow => ({
    ...opened,
    ...{ id: `${code}-${id}`, code, owner: performer, creditor: practice },
    ...{ openedOn: localDay(receivedAt), openedAt: receivedAt }
  }))
  const said = [
    ...(number % 30 === 0 ? [] : [{ kind: 'registration-confirmation', day: 2, events: ['referral.registered'] }]),
    ...(number % 12 === 5
      ? []
      : [
          { kind: 'intake-confirmation', day: 25, events: ['intake.done', 'report.counted'] },
          { kind: 'treatment-start', day: 35, events: ['treatment.started'] }
        ])
  ].filter(({ day }) => receivedAt + day * DAY_MS < now)
  const fact = (event: string, heardAt: number): FactRow => ({
    ...{
      id: `f-${id}-${event}-${heardAt}`,
      referral: id,
      event,
      occurredOn: localDay(heardAt),
      heardAt,
      by: performer
    },
    message: `m-${id}-${heardAt}`
  })
  return {
    referral,
    obligations,
    facts: [
      { ...fact('referral.received', receivedAt), by: practice },
      ...said.flatMap(({ kind, day, events }) => {
        const about = { communication: `${kind}-${id}`, kindOfFeedback: kind, missing: [] }
        return ['feedback.given', ...events].map((event) => {
          const one = fact(event, receivedAt + day * DAY_MS)
          return { ...one, ...about, id: `${one.id}-${kind}` }
        })
      })
    ],
    delivered: said.map(({ kind, day }) => ({
      ...{ id: `o-${kind}-${id}`, receiver: practice, referral: id, communication: `${kind}-${id}` },
      settledAt: receivedAt + day * DAY_MS + 1_000
    }))
  }
}

/** Ranks by their weight, 1, 1/2, 1/3 and so on, taken in turn. */
const cumulative = Array.from({ length: OWNERS }, (_, rank) => 1 / (rank + 1)).reduce<number[]>(
  (sums, weight) => [...sums, (sums.at(-1) ?? 0) + weight],
  []
)

function rankOf(number: number): number {
  // A step that has no divisor in common with a million spreads the referrals evenly over the weights.
  const at = (((number * 618_033) % 1_000_000) / 1_000_000) * (cumulative.at(-1) ?? 0)
  return cumulative.findIndex((sum) => sum > at)
}
