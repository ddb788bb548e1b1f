import type { FactRow, ObligationRow } from '../store/change.ts'
import { calendars } from './time/calendar.ts'

/** A waiver of one duty: somebody with the authority said that it need not be met. Days `YYYY-MM-DD`, instants epoch ms. */
export interface Waiver {
  /** A code of the CodeSystem waiver-reason. */
  readonly reason: string
  /** Who decided, in words. */
  readonly authority: string
  /** What shows it. */
  readonly evidence?: string
  /** The last day on which it holds. */
  readonly until?: string
  /** Participant that recorded it. */
  readonly by: string
  readonly from: string
  readonly heardAt: number
  /** The fact that waives. */
  readonly fact: string
  /** The day from which the feedback is owed again: it expired, or was taken back. */
  readonly over?: string
}

/**
 * The waivers of a duty, each with its end; facts may come in any order.
 *
 * Source: design section 7 (waiver: coded reason, who, evidence, expiry).
 */
export function waiversOf({ id }: Pick<ObligationRow, 'id'>, facts: readonly FactRow[]): readonly Waiver[] {
  const found = facts.flatMap((fact): readonly Waiver[] => {
    const { event, detail, occurredOn: from, by, heardAt } = fact
    if (event !== 'obligation.waived' || detail?.of !== id) return []
    const { reason = '', authority = '', evidence, until } = detail
    const takenBack = facts.filter((one) => one.event === 'waiver.ended' && one.detail?.of === fact.id)
    const expired = until === undefined ? undefined : calendars.get('calendar-days')?.add(until, 'P1D')
    const over = [
      ...takenBack.map(({ occurredOn }) => occurredOn),
      ...(expired === undefined ? [] : [expired])
    ].sort()[0]
    return [
      {
        ...{ reason, authority, from, by, heardAt, fact: fact.id },
        ...(evidence === undefined ? {} : { evidence }),
        ...(until === undefined ? {} : { until }),
        ...(over === undefined ? {} : { over })
      }
    ]
  })
  // Of two that stand the first is named, in whatever order they are read.
  return found.length < 2 ? found : found.sort((a, b) => a.heardAt - b.heardAt || (a.fact < b.fact ? -1 : 1))
}

/** Whether it stands on a day; on the day from which the feedback is owed again it does not. */
export function isInForce({ from, over }: Waiver, day: string): boolean {
  return from <= day && (over === undefined || day < over)
}
