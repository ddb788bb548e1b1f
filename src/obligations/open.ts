import { derivedId } from '../fhir/derived-id.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../store/change.ts'
import type { Agreement, ObligationRule } from './agreement.ts'
import { ending, stateOf } from './state.ts'

/** A referral whose duties are opened. */
export interface Opening {
  /** The agreement that holds for new duties of the referral. */
  readonly agreement: Agreement
  /** The rule under which a duty was opened. */
  readonly ruleOf: (obligation: ObligationRow) => ObligationRule
  readonly referral: ReferralRow
  /** The message that opens them; nobody can tell its id beforehand, and so nobody can take the id of a duty to come. */
  readonly message: string
  /** When the gateway heard of what opens them, epoch milliseconds, and its local day. */
  readonly at: number
  readonly today: string
}

/** What has happened to a referral, and what is news. */
export interface News {
  readonly obligations: readonly ObligationRow[]
  /** Everything known, the news included. */
  readonly facts: readonly FactRow[]
  readonly news: readonly FactRow[]
}

/** Later turns that one message can open; each needs a report of its own, so that one message brings one. */
const TURNS_MAX = 24

/**
 * The duties that news opens: one for each rule, trigger and creditor, and the next turn of a duty that recurs once the
 * one before it is met.
 *
 * A requester who is also the GP counts once. A GP whom nobody knows gives a duty without creditor, which is `blocked`
 * and shows. Ids follow from what opened them, so that a second try opens nothing new. Source: design section 7.
 */
export function openings(opening: Opening, { obligations, facts, news }: News): readonly ObligationRow[] {
  const { agreement } = opening
  const triggered = agreement.obligations.flatMap((rule) =>
    news.filter(({ event }) => event === rule.opensOn).flatMap((fact) => openedBy(opening, rule, fact))
  )
  return [...triggered, ...nextTurns(opening, [...obligations, ...triggered], facts)]
}

function openedBy(opening: Opening, rule: ObligationRule, fact: FactRow): readonly ObligationRow[] {
  return creditorsOf(rule, opening.referral).map((creditor) => ({
    ...rowOf(opening, rule, creditor),
    id: derivedId(opening.message, rule.code, creditor ?? 'unknown', fact.id),
    turn: 1,
    openedOn: fact.occurredOn
  }))
}

/** A row but for what names it and says when its term starts. */
function rowOf(
  { agreement, referral, at }: Opening,
  { code, opensOn }: ObligationRule,
  creditor: string | null
): Omit<ObligationRow, 'id' | 'turn' | 'openedOn'> {
  return {
    referral: referral.id,
    code,
    trigger: opensOn,
    agreement: agreement.id,
    agreementVersion: agreement.version,
    owner: referral.performer,
    creditor,
    openedAt: at
  }
}

function nextTurns(
  opening: Opening,
  obligations: readonly ObligationRow[],
  facts: readonly FactRow[]
): readonly ObligationRow[] {
  return lastTurns(obligations).flatMap((last) => {
    // Of the version under which the first turn was opened, also where another is in force by now.
    const rule = opening.ruleOf(last)
    const opened: ObligationRow[] = []
    for (let obligation = last; rule.recurs === true && opened.length < TURNS_MAX;) {
      const { state, metAbout } = stateOf({ rule, obligation, facts, on: opening.today })
      if (
        !state.startsWith('met') ||
        metAbout === undefined ||
        isOver(rule, facts, { owner: obligation.owner, today: opening.today })
      )
        break
      const turn = obligation.turn + 1
      const id = derivedId(opening.message, rule.code, obligation.creditor ?? 'unknown', `turn ${turn}`)
      obligation = { ...obligation, id, turn, openedOn: metAbout, openedAt: opening.at }
      opened.push(obligation)
    }
    return opened
  })
}

/** Of each rule and creditor the turn that is owed now. */
function lastTurns(rows: readonly ObligationRow[]): readonly ObligationRow[] {
  const last = new Map<string, ObligationRow>()
  for (const row of rows) {
    const series = JSON.stringify([row.code, row.trigger, row.agreementVersion, row.creditor])
    if ((last.get(series)?.turn ?? 0) < row.turn) last.set(series, row)
  }
  return [...last.values()]
}

/** After the end nothing more is owed in turn; the turn that was open says so itself. */
function isOver(
  { closedBy }: ObligationRule,
  facts: readonly FactRow[],
  { owner, today }: { readonly owner: string; readonly today: string }
): boolean {
  return closedBy.some((name) => (ending(name, facts, { owner }) ?? '9999') <= today)
}

function creditorsOf(rule: ObligationRule, referral: ReferralRow): readonly (string | null)[] {
  const parties = rule.owedTo.map((party) => referral[party])
  // One that refers to itself owes itself no letter.
  return [...new Set(parties)].filter((party) => party !== referral.performer)
}
