import { endOfDay } from '../clock.ts'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { Agreement, ObligationRule } from './agreement.ts'
import { AGREEMENT_CHANGED, isOpen, judge, type Judged } from './judge.ts'
import type { Agreements } from './agreements/load-agreements.ts'
import type { ObligationStateCode } from './state.ts'
import { versionKey } from './agreements/version.ts'

/** What putting a version in force would do to an open duty, in the order in which it is told. */
export const whatIfEffects = [
  'disappears',
  'becomes-met',
  'becomes-overdue',
  'no-longer-overdue',
  'moves-earlier',
  'moves-later',
  'newly-enforced',
  'newly-watched',
  'strength-changes'
] as const

/** The code of such an effect. */
export type WhatIfEffect = (typeof whatIfEffects)[number]

/** How a duty stands under a version. `dueOn` is `YYYY-MM-DD`. */
export interface StandingUnder {
  readonly state: ObligationStateCode
  readonly dueOn: string
  readonly strength: ObligationRule['strength']
  readonly enforced: boolean
}

/** An open duty that the version would change. Ids and codes, and nothing of a patient. */
export interface WhatIfRow {
  readonly obligation: string
  readonly referral: string
  readonly code: string
  readonly opensOn: string
  readonly owner: string
  readonly creditor: string | null
  /** At least one. */
  readonly effects: readonly WhatIfEffect[]
  readonly before: StandingUnder
  /** Absent where the version has no such duty. */
  readonly after?: StandingUnder
}

/** How many open duties were looked at, and how many of them have each effect; a duty may have several. */
export interface WhatIfCounts {
  readonly open: number
  readonly changed: number
  readonly effects: Readonly<Record<WhatIfEffect, number>>
}

/** What is asked: duties with everything known of their referrals, the versions loaded, and the one that may follow. */
export interface WhatIf {
  readonly duties: readonly { readonly obligation: ObligationRow; readonly facts: readonly FactRow[] }[]
  readonly before: Agreements
  readonly after: Agreement
  /** The local day on which it would be put in force. */
  readonly on: string
}

/**
 * What would become of open duties if a version of their agreement were put in force on a day.
 *
 * It is asked of the function that judges them afterwards, with the fact that would be recorded: what is foretold is what
 * comes. Duties of other agreements, and those that are met or ended, are left out. Pure.
 */
export function whatIf({ duties, before, after, on }: WhatIf): {
  readonly rows: readonly WhatIfRow[]
  readonly counts: WhatIfCounts
} {
  const known = new Map([...before, [versionKey(after), after]])
  const rows: WhatIfRow[] = []
  let open = 0
  for (const { obligation, facts } of duties) {
    if (obligation.agreement !== after.id) continue
    const was = judge(before, { obligation, facts, on })
    if (!isOpen(was.state)) continue
    open += 1
    const change = changeTo(after, { referral: obligation.referral, on })
    const row = rowOf(obligation, was, judge(known, { obligation, facts: [...facts, change], on }))
    if (row !== undefined) rows.push(row)
  }
  return { rows, counts: { open, changed: rows.length, effects: counted(rows) } }
}

/** Counts of several pages as one. */
export function addedCounts(one: WhatIfCounts, other: WhatIfCounts): WhatIfCounts {
  const sums = whatIfEffects.map((effect) => [effect, one.effects[effect] + other.effects[effect]])
  return {
    open: one.open + other.open,
    changed: one.changed + other.changed,
    // One entry for each effect, whatever the types make of the entries of a list.
    effects: Object.fromEntries(sums) as WhatIfCounts['effects']
  }
}

/** Counts of nothing. */
export const noCounts: WhatIfCounts = { open: 0, changed: 0, effects: counted([]) }

/** The fact that would be recorded, heard as the last of the day. */
function changeTo(after: Agreement, { referral, on }: { readonly referral: string; readonly on: string }): FactRow {
  const fact = { event: AGREEMENT_CHANGED, occurredOn: on, heardAt: endOfDay(on), by: 'gateway', message: 'what-if' }
  return { id: 'what-if', referral, ...fact, detail: { agreement: versionKey(after) } }
}

function rowOf(
  { id, referral, code, trigger, owner, creditor }: ObligationRow,
  was: Judged,
  is: Judged
): WhatIfRow | undefined {
  const effects = effectsOf(was, is)
  if (effects.length === 0) return undefined
  const of = { obligation: id, referral, code, opensOn: trigger, owner, creditor, effects, before: standing(was) }
  return effects.includes('disappears') ? of : { ...of, after: standing(is) }
}

function effectsOf(was: Judged, is: Judged): readonly WhatIfEffect[] {
  if (!isOpen(is.state)) return [is.state.metOn === undefined ? 'disappears' : 'becomes-met']
  const [before, after] = [standing(was), standing(is)]
  const holds: Readonly<Record<WhatIfEffect, boolean>> = {
    disappears: false,
    'becomes-met': false,
    'becomes-overdue': after.state === 'overdue' && before.state !== 'overdue',
    'no-longer-overdue': after.state !== 'overdue' && before.state === 'overdue',
    'moves-earlier': after.dueOn < before.dueOn,
    'moves-later': after.dueOn > before.dueOn,
    'newly-enforced': after.enforced && !before.enforced,
    'newly-watched': !after.enforced && before.enforced,
    'strength-changes': after.strength !== before.strength
  }
  return whatIfEffects.filter((effect) => holds[effect])
}

function standing({ rule: { strength, enforced }, state: { state, dueOn } }: Judged): StandingUnder {
  return { state, dueOn, strength, enforced }
}

function counted(rows: readonly WhatIfRow[]): WhatIfCounts['effects'] {
  const counts = whatIfEffects.map((effect) => [effect, rows.filter(({ effects }) => effects.includes(effect)).length])
  // One entry for each effect, whatever the types make of the entries of a list.
  return Object.fromEntries(counts) as WhatIfCounts['effects']
}
