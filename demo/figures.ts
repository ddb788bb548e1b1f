import type { ReportAnswer } from '../src/report/answer.ts'
import type { Reconciliation } from '../src/store/port.ts'
import type { Diaries } from './notes.ts'
import { countsOf, type Counts } from './reckoned.ts'

/** What the demonstration counts at its end, from the gateway's side and from the systems' own diaries. */
export interface Figures extends Counts {
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
  readonly simulators: Readonly<
    Record<string, { readonly sent: number; readonly received: number; readonly unique: number }>
  >
}

type Outbox = Reconciliation['outbox'][string]
type Received = Reconciliation['received'][string]

/** Counts everything once. */
export function figuresOf(traffic: Reconciliation, report: ReportAnswer, diaries: Diaries): Figures {
  const [inbound, outbound] = [Object.values(traffic.received), Object.values(traffic.outbox)]
  const into = (name: keyof Received): number => sum(inbound.map((one) => one[name]))
  const out = (name: keyof Outbox): number => sum(outbound.map((one) => one[name]))
  return {
    referrals: traffic.referrals,
    received: into('accepted') + into('repeated') + into('refused'),
    accepted: into('accepted'),
    repeated: into('repeated'),
    refused: into('refused'),
    enqueued: out('enqueued'),
    delivered: out('delivered'),
    waiting: out('waiting'),
    dead: out('dead'),
    feedback: traffic.feedback,
    ...countsOf(report),
    simulators: Object.fromEntries(
      Object.entries(diaries).map(([id, { sent, received, unique }]) => {
        return [id, { sent: sent.length, received: received.length, unique: unique.length }]
      })
    )
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
