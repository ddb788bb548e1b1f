import type { Directory } from '../../directory/participant.ts'
import { toldAt } from '../../obligations/rung.ts'
import type { ReferralFacts } from '../../store/port.ts'
import { agreementOf, type Duty } from '../duties.ts'
import type { Rules } from '../rules.ts'
import { isWithheld } from '../withheld.ts'

/**
 * The participants to whom a rung of a duty goes, each once: who owes it, to whom it is owed, and who watches the region of
 * the one who owes it. Nobody stands for one whom nobody knows.
 */
export function receiversOf(
  directory: Directory,
  { rule, obligation }: Pick<Duty, 'rule' | 'obligation'>,
  rung: number
): readonly string[] {
  const { owner, creditor } = obligation
  const of = {
    performer: () => [owner],
    requester: () => (creditor === null ? [] : [creditor]),
    region: () => regionsOf(directory, owner)
  }
  return [...new Set(toldAt(rule, rung).flatMap((role) => of[role]()))]
}

/** The participants that watch the region of an organisation; none where the directory gives it no region. */
export function regionsOf(directory: Directory, organisation: string): readonly string[] {
  const region = directory.byId(organisation)?.region
  if (region === undefined) return []
  return directory.all.filter((one) => one.role === 'region' && one.region === region).map(({ id }) => id)
}

/**
 * Why a party of a referral is not told about a duty; undefined where it may be.
 *
 * - `withheld`: an objection of the patient keeps the referral, or feedback that would meet the duty, from it. Its own
 *   performer is never kept from anything.
 * - `unknown-to-receiver`: it was never shown the duty's Task, such as one whose messages were stopped.
 */
export function keptFromBy(
  rules: Rules,
  receiver: string,
  {
    known: { referral, facts, resources },
    duty: { rule, obligation },
    now
  }: { readonly known: ReferralFacts; readonly duty: Duty; readonly now: number }
): 'withheld' | 'unknown-to-receiver' | undefined {
  const question = { agreement: agreementOf(rules, referral.agreement), referral, facts, now }
  // What the gateway tells is nobody's own.
  const isBarred = (kind: string | undefined): boolean => isWithheld(question, { receiver, sender: 'gateway', kind })
  const isPerformer = receiver === referral.performer
  if (!isPerformer && (isBarred(undefined) || rule.satisfiedBy.some(isBarred))) return 'withheld'
  const isShown = resources.some(({ projection, type, id }) => {
    return projection === receiver && type === 'Task' && id === obligation.id
  })
  return isShown ? undefined : 'unknown-to-receiver'
}
