import assert from 'node:assert/strict'
import type { Task } from '@medplum/fhirtypes'
import type { Directory } from '../directory/participant.ts'
import type { Agreement, Creditor, Debtor, ObligationRule } from '../obligations/agreement.ts'
import { asTask } from '../obligations/as-task.ts'
import { isHiddenFrom } from '../obligations/hidden.ts'
import { agreementSince, isOpen, judge } from '../obligations/judge.ts'
import { ruleOf } from '../obligations/agreements/load-agreements.ts'
import type { Opening } from '../obligations/open.ts'
import { nextRungOn } from '../obligations/rung.ts'
import type { ObligationState } from '../obligations/state.ts'
import type { FactRow, ObligationRow, ReferralRow, RungRow } from '../store/change.ts'
import type { Arrival, Rules } from './rules.ts'

/** A duty of a referral with its state on a day and the Task that says it on the wire. */
export interface Duty {
  readonly obligation: ObligationRow
  readonly rule: ObligationRule
  readonly state: ObligationState
  readonly task: Task
  /** Whether the one to whom it is owed may not know that it opened. */
  readonly isHidden: boolean
}

/** What the duties of a referral are derived from. `on` is a local day; `patient` the id of the Patient. */
export interface DutyQuestion {
  readonly referral: ReferralRow
  readonly obligations: readonly ObligationRow[]
  readonly facts: readonly FactRow[]
  readonly on: string
  readonly patient: string
}

/**
 * The agreement that holds for a referral: the version that was chosen at its receipt.
 *
 * @param key - `id|version`; a referral of before versions were recorded has the id alone, and gets the one in force.
 * @throws Error where that version is not loaded: another one would open other duties, and nobody would see it.
 */
export function agreementOf(rules: Pick<Rules, 'agreements'>, key: string): Agreement {
  const agreement = rules.agreements.get(key)
  assert(agreement !== undefined, `no agreement ${key}; keep the file of each version in use`)
  return agreement
}

/** What a message opens duties with. */
export function openingOf(rules: Rules, { message, now, today }: Arrival, referral: ReferralRow): Opening {
  return {
    agreementBy: (facts) => agreementSince(rules.agreements, agreementOf(rules, referral.agreement), facts),
    ruleOf: (row) => ruleOf(rules.agreements, row),
    judge: (question) => judge(rules.agreements, question),
    partyOf: (party) => partyOf(rules.directory, referral, party),
    performerRole: rules.directory.byId(referral.performer)?.role ?? '',
    ...{ referral, message, at: now, today }
  }
}

/**
 * The participant that plays a part in a referral; null where nobody knows who it is.
 *
 * `poh` is the mailbox of the GP; `hap` the one out-of-hours post of the GP's region, and nobody where there are several, of
 * which none is guessed. Source: design section 5 (routing).
 */
export function partyOf(
  directory: Directory,
  { requester, performer, gp }: Pick<ReferralRow, 'requester' | 'performer' | 'gp'>,
  party: Creditor | Debtor
): string | null {
  if (party === 'performer') return performer
  if (party === 'requester') return requester
  if (party !== 'hap') return gp
  const region = gp === null ? undefined : directory.byId(gp)?.region
  const posts = directory.all.filter((one) => one.role === 'hap' && region !== undefined && one.region === region)
  return posts.length === 1 ? (posts[0]?.id ?? null) : null
}

/** Every duty of a referral as it stands on a day. */
export function dutiesOf(rules: Rules, { referral, obligations, facts, on, patient }: DutyQuestion): readonly Duty[] {
  return obligations.map((obligation) => {
    const { rule, version, state } = judge(rules.agreements, { obligation, facts, on })
    const task = asTask({ obligation, rule, version, referral, state, patient, directory: rules.directory })
    const isHidden = obligation.creditor !== null && isHiddenFrom(obligation.creditor, obligation, facts)
    return { obligation, rule, state, task, isHidden }
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

/**
 * The Tasks of the duties that a projection shows: those that its participant owes, or that are owed to it. What is only
 * watched binds nobody, and is in the report alone.
 */
export function dutyTasksFor(projection: string, duties: readonly Duty[]): readonly Task[] {
  const sees = ({ obligation: { owner, creditor }, rule, isHidden }: Duty): boolean =>
    rule.strength !== 'monitor' && (owner === projection || (creditor === projection && !isHidden))
  return duties.filter(sees).map(({ task }) => task)
}

/** Whether feedback is still owed: neither met nor ended, and not only watched. */
export function isOwed({ rule, state }: Duty): boolean {
  return rule.strength !== 'monitor' && isOpen(state)
}

/** A duty as an answer names it: what is owed, and the Task that says more. */
export function nameOf({ code, id }: ObligationRow): string {
  return `${code} (Task/${id})`
}
