import type { ObligationRule } from '../../src/obligations/agreement.ts'
import { explanation, type Beside, type Explanation } from '../../src/obligations/explanation/explanation.ts'
import { sentence } from '../../src/obligations/explanation/step.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, lga, noon, obligation, ruleNamed } from './fixtures.ts'

/** A duty to explain, and what else is to be known for it. */
export interface Duty {
  readonly rule: ObligationRule
  readonly obligation: ObligationRow
  readonly facts: readonly FactRow[]
  readonly heard?: Beside['heard']
  /** As its owner reads it; false unless told otherwise. */
  readonly seesAll?: boolean
}

const names: Readonly<Record<string, string>> = { 'his-a': 'Praktijk De Linde', 's-ggz-a': 'Parkzicht' }

/** The duty under a rule of the base agreement, as a referral of 5 January 2026 opens it unless told otherwise. */
export function dutyOf(
  code: string,
  facts: readonly FactRow[],
  { opensOn = 'referral.received', ...more }: Partial<ObligationRow> & { readonly opensOn?: string } = {}
): Duty {
  const row = { ...obligation, code, trigger: opensOn, ...more }
  return { rule: ruleNamed(code, opensOn), obligation: row, facts }
}

/** A duty explained as of a day. */
export function explained(
  { rule, obligation: row, facts, heard = [], seesAll = false }: Duty,
  on: string
): Explanation {
  const nameOf = (id: string): string => names[id] ?? id
  // A rule of the test's own stands in for the one of the agreement.
  const { agreement, agreementVersion } = row
  const agreements = new Map([[`${agreement}|${agreementVersion}`, { ...lga, obligations: [rule] }]])
  return explanation(agreements, { obligation: row, facts, on }, { heard, nameOf, whatOf: () => undefined, seesAll })
}

/** The explanation as text, without the last line, in which the source speaks. */
export function told(duty: Duty, on: string, language: 'en' | 'nl' = 'en'): readonly string[] {
  return explained(duty, on)
    .steps.slice(0, -1)
    .map((step) => sentence(step, language))
}

/** The facts of one feedback that was heard at noon of a day: complete and checked unless `missing` says otherwise. */
export function feedback(
  kind: string,
  communication: string,
  {
    events,
    about,
    heardOn,
    missing = []
  }: {
    readonly events: readonly string[]
    readonly about: string
    readonly heardOn: string
    readonly missing?: readonly string[]
  }
): readonly FactRow[] {
  const of = { heardAt: noon(heardOn), communication, kindOfFeedback: kind, missing }
  return [
    fact('feedback.given', heardOn, { id: `given-${communication}`, ...of }),
    ...events.map((event) => fact(event, about, { id: `${event}-${communication}`, ...of }))
  ]
}

/** The patient's objection and, where it was taken back, its withdrawal. */
export function objection(from: string, withdrawnOn?: string, kinds?: readonly string[]): readonly FactRow[] {
  const scope = { consent: 'consent-1', ...(kinds === undefined ? {} : { kinds }) }
  const made = fact('objection.made', from, { by: 'his-a', objection: scope })
  if (withdrawnOn === undefined) return [made]
  return [made, fact('objection.withdrawn', withdrawnOn, { by: 'his-a', objection: { consent: 'consent-1' } })]
}
