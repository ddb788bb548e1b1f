import type { ReportAnswer } from '../src/report/answer.ts'
import type { Reconciliation } from '../src/store/port.ts'
import type { Diary } from './simulators/diary.ts'

/** What the demonstration counts at its end, from the gateway's side and from the systems' own diaries. */
export interface Figures {
  readonly referrals: number
  readonly received: number
  readonly accepted: number
  readonly repeated: number
  readonly refused: number
  readonly enqueued: number
  readonly delivered: number
  readonly waiting: number
  readonly dead: number
  readonly feedback: Readonly<Record<string, number>>
  readonly obligations: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly overdueByPerformer: Readonly<Record<string, number>>
  readonly simulators: Readonly<
    Record<string, { readonly sent: number; readonly received: number; readonly unique: number }>
  >
}

type Outbox = Reconciliation['outbox'][string]
type Received = Reconciliation['received'][string]

/** Counts everything once. */
export function figuresOf(
  traffic: Reconciliation,
  report: ReportAnswer,
  diaries: Readonly<Record<string, Diary>>
): Figures {
  const [inbound, outbound] = [Object.values(traffic.received), Object.values(traffic.outbox)]
  const [accepted, repeated, refused] = (['accepted', 'repeated', 'refused'] as const).map((name) =>
    sum(inbound.map((one: Received) => one[name]))
  )
  const out = (name: keyof Outbox): number => sum(outbound.map((one) => one[name]))
  return {
    referrals: traffic.referrals,
    received: sum([accepted ?? 0, repeated ?? 0, refused ?? 0]),
    accepted: accepted ?? 0,
    repeated: repeated ?? 0,
    refused: refused ?? 0,
    enqueued: out('enqueued'),
    delivered: out('delivered'),
    waiting: out('waiting'),
    dead: out('dead'),
    feedback: traffic.feedback,
    obligations: tallied(report.rows.map(({ code, state }) => [code, state])),
    overdueByPerformer: counted(report.rows.filter(({ state }) => state === 'overdue').map(({ owner }) => owner)),
    simulators: Object.fromEntries(
      Object.entries(diaries).map(([id, { sent, received, unique }]) => {
        return [id, { sent: sent.length, received: received.length, unique: unique.length }]
      })
    )
  }
}

/**
 * Where the books do not balance: for each sender what it sent against what the gateway received, for each receiver what
 * was enqueued against what became of it and what arrived.
 *
 * @returns no lines when both equations of reconciliation hold. Source: design section 10.
 */
export function imbalances(traffic: Reconciliation, diaries: Readonly<Record<string, Diary>>): readonly string[] {
  return Object.entries(diaries).flatMap(([id, diary]) => {
    const inbound = traffic.received[id] ?? { accepted: 0, repeated: 0, refused: 0 }
    const outbound = traffic.outbox[id] ?? { enqueued: 0, delivered: 0, waiting: 0, dead: 0 }
    // A request without an answer (status 0) may or may not have arrived; this demonstration must have none.
    const received = inbound.accepted + inbound.repeated + inbound.refused
    return [
      line(`${id} sent`, diary.sent.length, 'gateway received', received),
      line(
        `${id} was refused`,
        diary.sent.filter(({ status }) => status >= 400).length,
        'gateway refused',
        inbound.refused
      ),
      line(
        `for ${id} enqueued`,
        outbound.enqueued,
        'settled or waiting',
        outbound.delivered + outbound.waiting + outbound.dead
      ),
      line(`${id} got (unique)`, diary.unique.length, 'gateway delivered', outbound.delivered)
    ].filter((text) => text !== undefined)
  })
}

function line(what: string, left: number, other: string, right: number): string | undefined {
  return left === right ? undefined : `${what} ${left}, ${other} ${right}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function tallied(pairs: readonly (readonly [string, string])[]): Figures['obligations'] {
  const codes = [...new Set(pairs.map(([code]) => code))]
  return Object.fromEntries(
    codes.map((code) => [code, counted(pairs.filter(([one]) => one === code).map(([, state]) => state))])
  )
}
