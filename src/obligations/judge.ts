import assert from 'node:assert/strict'
import type { FactRow, ObligationRow } from '../store/change.ts'
import type { Agreement, ObligationRule } from './agreement.ts'
import { ruleOf, type Agreements } from './agreements/load-agreements.ts'
import { stateOf, type ObligationState } from './state.ts'

/** A duty on a day: the rule under which it is judged, and its state. */
export interface Judged {
  readonly rule: ObligationRule
  /** The version of the agreement that the rule is of. */
  readonly version: string
  readonly state: ObligationState
}

/** What is asked of a duty: everything known of its referral, in any order, and a local day. */
export interface Question {
  readonly obligation: ObligationRow
  readonly facts: readonly FactRow[]
  readonly on: string
}

/** The fact that puts another version of the agreement in force for what is open. */
export const AGREEMENT_CHANGED = 'agreement.changed'

/**
 * The state of a duty on a day. Pure, total, and the only one: everything that shows a state asks it here (design section 7).
 *
 * It is judged by the version under which it was opened, and from the day on which a later one was put in force by that one,
 * as long as it was open then: what was met or ended before keeps its version. A duty that the new version does not have is
 * not applicable any more.
 */
export function judge(agreements: Agreements, { obligation, facts, on }: Question): Judged {
  let rule = ruleOf(agreements, obligation)
  let version = obligation.agreementVersion
  for (const change of changesIn(facts, obligation.agreement)) {
    if (change.heardAt < obligation.openedAt || change.occurredOn > on) continue
    const before = facts.filter(({ heardAt, event }) => heardAt <= change.heardAt && event !== AGREEMENT_CHANGED)
    // What was met or ended by then keeps its version, and one that is owed again later takes the next.
    if (!isOpen(stateOf({ rule, obligation, facts: before, on: change.occurredOn }))) continue
    const agreement = changedTo(agreements, change)
    version = agreement.version
    const next = agreement.obligations.find(({ code, opensOn }) => {
      return code === obligation.code && opensOn === obligation.trigger
    })
    if (next === undefined) return { rule, version, state: ended(stateOf({ rule, obligation, facts, on })) }
    rule = next
  }
  return { rule, version, state: stateOf({ rule, obligation, facts, on }) }
}

/** The agreement by which new duties of a referral open: that of its receipt, or the version put in force for it since. */
export function agreementSince(agreements: Agreements, received: Agreement, facts: readonly FactRow[]): Agreement {
  const last = changesIn(facts, received.id).at(-1)
  return last === undefined ? received : changedTo(agreements, last)
}

function changedTo(agreements: Agreements, { detail }: FactRow): Agreement {
  const agreement = agreements.get(detail?.agreement ?? '')
  // Another version could give another due day, and with it another answer about the past.
  assert(
    agreement !== undefined,
    `agreement ${detail?.agreement ?? ''} is not loaded; keep the file of each version in use`
  )
  return agreement
}

/** Whether a duty is open: neither met nor ended. */
export function isOpen({ metBy, metOn, state }: Pick<ObligationState, 'metBy' | 'metOn' | 'state'>): boolean {
  return metBy.length === 0 && metOn === undefined && !endedStates.has(state)
}

const endedStates: ReadonlySet<ObligationState['state']> = new Set(['waived', 'not-applicable', 'superseded'])

/** The changes to another version of an agreement, in the order in which they were heard; those of other agreements concern others. */
function changesIn(facts: readonly FactRow[], agreement: string): readonly FactRow[] {
  const found = facts.filter(({ event, detail }) => {
    return event === AGREEMENT_CHANGED && detail?.agreement?.startsWith(`${agreement}|`) === true
  })
  return found.length < 2 ? found : found.sort((a, b) => a.heardAt - b.heardAt || (a.id < b.id ? -1 : 1))
}

function ended(state: ObligationState): ObligationState {
  return { ...state, state: 'not-applicable', closedBy: AGREEMENT_CHANGED, daysOverdue: 0, pastDue: false }
}
