import assert from 'node:assert/strict'
import type { Task } from '@medplum/fhirtypes'
import type { Agreement, ObligationRule } from '../obligations/agreement.ts'
import { asTask } from '../obligations/as-task.ts'
import { ruleOf } from '../obligations/load-agreements.ts'
import type { Opening } from '../obligations/open.ts'
import { nextRungOn } from '../obligations/rung.ts'
import { stateOf, type ObligationState } from '../obligations/state.ts'
import type { FactRow, ObligationRow, ReferralRow, RungRow } from '../store/change.ts'
import type { Arrival, Rules } from './rules.ts'

/** A duty of a referral with its state on a day and the Task that says it on the wire. */
export interface Duty {
  readonly obligation: ObligationRow
  readonly rule: ObligationRule
  readonly state: ObligationState
  readonly task: Task
}

/** What the duties of a referral are derived from. `on` is a local day; `patient` the id of the Patient. */
export interface DutyQuestion {
  readonly referral: ReferralRow
  readonly obligations: readonly ObligationRow[]
  readonly facts: readonly FactRow[]
  readonly on: string
  readonly patient: string
}

/** The agreement that holds for a referral; the directory's loader has seen to it that there is one. */
export function agreementOf(rules: Rules, id: string): Agreement {
  const agreement = rules.agreements.get(id)
  assert(agreement !== undefined, `no agreement ${id}`)
  return agreement
}

/** What a message opens duties with. */
export function openingOf(rules: Rules, { message, now, today }: Arrival, referral: ReferralRow): Opening {
  const agreement = agreementOf(rules, referral.agreement)
  return { agreement, ruleOf: (row) => ruleOf(rules.agreements, row), referral, message, at: now, today }
}

/** Every duty of a referral as it stands on a day. */
export function dutiesOf(rules: Rules, { referral, obligations, facts, on, patient }: DutyQuestion): readonly Duty[] {
  return obligations.map((obligation) => {
    const rule = ruleOf(rules.agreements, obligation)
    const state = stateOf({ rule, obligation, facts, on })
    const task = asTask({ obligation, rule, referral, state, patient, directory: rules.directory })
    return { obligation, rule, state, task }
  })
}

/** The rungs of duties that moved, as the sweep is to find them: a hint for the reminders, which no report reads. */
export function rungsOf(duties: readonly Duty[], known: readonly RungRow[]): readonly RungRow[] {
  return duties.flatMap(({ obligation, rule, state }) => {
    const before = known.find((rung) => rung.obligation === obligation.id)
    const claimed = before?.claimed ?? 0
    const nextOn = nextRungOn(rule, state, claimed)
    if (nextOn === (before?.nextOn ?? null)) return []
    return [{ obligation: obligation.id, referral: obligation.referral, claimed, nextOn }]
  })
}

/** The Tasks of the duties that a projection shows: those that its participant owes, or that are owed to it. */
export function dutyTasksFor(projection: string, duties: readonly Duty[]): readonly Task[] {
  const sees = ({ owner, creditor }: ObligationRow): boolean => owner === projection || creditor === projection
  return duties.filter(({ obligation }) => sees(obligation)).map(({ task }) => task)
}

/** Whether feedback is still owed: neither met nor ended. */
export function isOwed({ state }: Duty): boolean {
  return state.metBy.length === 0 && !ended.has(state.state)
}

const ended: ReadonlySet<ObligationState['state']> = new Set(['waived', 'not-applicable', 'superseded'])

/** A duty as an answer names it: what is owed, and the Task that says more. */
export function nameOf({ code, id }: ObligationRow): string {
  return `${code} (Task/${id})`
}
