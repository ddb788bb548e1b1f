import { Temporal } from 'temporal-polyfill'
import type { Case } from './case.ts'
import { dayFields, type Ask, type Part, type Row } from './row.ts'

/** Something to be done at an instant, by one system, about one patient. */
export interface Act {
  /** ISO 8601, UTC. */
  readonly at: string
  /** Which case: its place in the list. */
  readonly of: number
  readonly by: Part
  readonly does: string
  /** As the row has it, with days (`YYYY-MM-DD`) in place of numbers. */
  readonly ask: Ask
  readonly ofNext: boolean
  readonly expects: number
  readonly tell?: string
}

/** All that is to be done at one instant, in order for each patient. */
export interface Moment {
  readonly at: string
  readonly acts: readonly Act[]
}

/** What says no time of day is done in the morning, all of it at once: a clock is set once for it. */
const OFFICE = '09:00'

/**
 * The agenda of everybody: what is to be done about all patients, merged into moments in order of time.
 *
 * Of one patient nothing overtakes what stands earlier: what waits for Monday holds up what comes after it.
 * @param until - the last day; what would come later has not happened.
 */
export function agendaOf(cases: readonly Case[], until: string): readonly Moment[] {
  const byInstant = new Map<string, Act[]>()
  for (const act of cases.flatMap((one, of) => actsOf(one, of))) {
    if (act.at.slice(0, 10) > until) continue
    byInstant.set(act.at, [...(byInstant.get(act.at) ?? []), act])
  }
  return [...byInstant].sort(([a], [b]) => (a < b ? -1 : 1)).map(([at, acts]) => ({ at, acts }))
}

function actsOf({ on, at = OFFICE, rows, tell }: Case, of: number): readonly Act[] {
  const referral: Row = {
    after: 0,
    at,
    by: 'requester',
    does: 'refer',
    ask: { on: 0 },
    ...(tell === undefined ? {} : { tell })
  }
  const inOrder = [...rows].sort((a, b) => a.after - b.after || orderOf(a) - orderOf(b))
  let last = ''
  return [referral, ...inOrder].map((row) => {
    const own = `${dayOf(on, row.after, row.at !== undefined)}T${row.at ?? OFFICE}:00Z`
    last = own > last ? own : last
    return {
      at: last,
      of,
      by: row.by,
      does: row.does,
      ask: Object.fromEntries(Object.entries(row.ask).map(([name, value]) => [name, asked(on, row, name, value)])),
      ofNext: row.ofNext ?? false,
      expects: row.expects ?? 200,
      ...(row.tell === undefined ? {} : { tell: row.tell })
    }
  })
}

function orderOf({ at = OFFICE }: Row): number {
  return Number(at.replace(':', ''))
}

function asked(on: string, row: Row, name: string, value: Ask[string]): Ask[string] {
  const isDay = dayFields.some((field) => field === name)
  return isDay && typeof value === 'number' ? dayOf(on, value, row.at !== undefined) : value
}

/** So many days on; a Saturday or Sunday becomes Monday, except for who works at night and for the first day itself. */
function dayOf(on: string, after: number, alsoInWeekend: boolean): string {
  const day = Temporal.PlainDate.from(on).add({ days: after })
  const beyond = alsoInWeekend || after === 0 ? 0 : Math.max(0, day.dayOfWeek - 5)
  return day.add({ days: beyond === 0 ? 0 : 3 - beyond }).toString()
}
