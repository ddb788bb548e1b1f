import type { ReportAnswer } from '../src/report/answer.ts'
import { reckonAll } from './reckoning/duties.ts'
import type { Notes } from './notes.ts'

/** What a report comes down to in numbers. */
export interface Counts {
  readonly obligations: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly overdueByPerformer: Readonly<Record<string, number>>
}

/** One duty as far as the report and the reckoning both tell it. */
interface Duty {
  readonly referral: string
  readonly code: string
  readonly creditor: string | null
  readonly owner: string
  readonly state: string
  readonly openedOn: string
  readonly dueOn: string
  readonly daysOverdue: number
}

/** Differences that are shown one by one; after these, something general is wrong. */
const SHOWN_MAX = 12

/** The gateway's report in numbers. */
export function countsOf({ rows }: Pick<ReportAnswer, 'rows'>): Counts {
  return counted(rows.map(asDuty))
}

/**
 * Where the gateway's report differs from what the diaries come to: first the numbers, then duty by duty.
 *
 * @param report - the report as of a day, on what was known on that day.
 * @returns no lines when they agree.
 */
export function differences(notes: Notes, report: ReportAnswer): readonly string[] {
  const { asOf } = report
  const reckoned = reckonAll(notes.referrals, { asOf })
  const [theirs, ours] = [report.rows.map(asDuty), [...reckoned]]
  const lines = [...differing(asOf, counted(theirs), counted(ours))]
  const [left, right] = [theirs.map(inWords), ours.map(inWords)]
  const surplus = [
    ...without(left, right).map((duty) => `${asOf} only the gateway has: ${duty}`),
    ...without(right, left).map((duty) => `${asOf} only the diaries have: ${duty}`)
  ]
  const more = surplus.length > SHOWN_MAX ? [`${asOf} and ${surplus.length - SHOWN_MAX} more`] : []
  return [...lines, ...surplus.slice(0, SHOWN_MAX), ...more]
}

/** The numbers that differ between two sets of counts, both told. */
export function differing(where: string, gateway: Counts, diaries: Counts): readonly string[] {
  const [theirs, ours] = [flat(gateway), flat(diaries)]
  return [...new Set([...theirs.keys(), ...ours.keys()])].sort().flatMap((name) => {
    const [one, other] = [theirs.get(name) ?? 0, ours.get(name) ?? 0]
    return one === other ? [] : [`${where} ${name}: gateway ${one}, diaries ${other}`]
  })
}

/** How often each name stands in a list. */
export function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function counted(duties: readonly Duty[]): Counts {
  const codes = [...new Set(duties.map(({ code }) => code))].sort()
  return {
    obligations: Object.fromEntries(
      codes.map((code) => [code, tally(duties.filter((duty) => duty.code === code).map(({ state }) => state))])
    ),
    overdueByPerformer: tally(duties.filter(({ state }) => state === 'overdue').map(({ owner }) => owner))
  }
}

function flat({ obligations, overdueByPerformer }: Counts): ReadonlyMap<string, number> {
  const states = Object.entries(obligations).flatMap(([code, counts]) => {
    return Object.entries(counts).map(([state, count]) => [`${code} ${state}`, count] as const)
  })
  const overdue = Object.entries(overdueByPerformer).map(([owner, count]) => [`overdue at ${owner}`, count] as const)
  return new Map([...states, ...overdue])
}

function asDuty(row: ReportAnswer['rows'][number]): Duty {
  const { referralId, code, creditor, owner, state, openedOn, dueOn, daysOverdue } = row
  return { referral: referralId, code, creditor, owner, state, openedOn, dueOn, daysOverdue }
}

function inWords({ referral, code, owner, creditor, state, openedOn, dueOn, daysOverdue }: Duty): string {
  const whom = `${owner} owes ${creditor ?? 'nobody known'} ${code} of referral ${referral}`
  // What was passed on is owed by somebody else, by a day of its own; when it would have been due here, nobody asks.
  const due = state === 'superseded' ? '' : `, due ${dueOn}, ${daysOverdue} days overdue`
  return `${whom}: ${state}, opened ${openedOn}${due}`
}

/** What the one list has more of than the other. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = new Map(Object.entries(tally(other)))
  return list.filter((text) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}
