import { derivedId } from '../fhir/derived-id.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../store/change.ts'
import {
  expectations,
  type Agreement,
  type Creditor,
  type Debtor,
  type EventName,
  type ObligationRule
} from './agreement.ts'
import { isAskedAgain } from './answering.ts'
import { ending } from './ending.ts'
import { AGREEMENT_CHANGED, isOpen, type Judged, type Question } from './judge.ts'
import { keeps, objectionsIn } from './objection.ts'
import { isEach, isRepeated } from './occurrence.ts'
import { RETURNED } from './passing-on.ts'

/** A referral whose duties are opened. */
export interface Opening {
  /** The agreement that holds for new duties of the referral, by what is known of it. */
  readonly agreementBy: (facts: readonly FactRow[]) => Agreement
  /** The rule under which a duty was opened. */
  readonly ruleOf: (obligation: ObligationRow) => ObligationRule
  /** The state of a duty, by that version or the one put in force since. */
  readonly judge: (question: Question) => Judged
  readonly referral: ReferralRow
  /** The participant that plays a part in the referral; null where nobody knows who it is. */
  readonly partyOf: (party: Creditor | Debtor) => string | null
  /** The role of the performer, for rules that hold for some alone. */
  readonly performerRole: string
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
 * The duties that news opens: one for each rule, occurrence and creditor, and the next turn of a duty that recurs once the
 * one before it is met.
 *
 * A requester who is also the GP counts once. A GP whom nobody knows gives a duty without creditor, which is `blocked`
 * and shows. A second fact of an event that happens once corrects the first, and opens nothing. Ids follow from what opened
 * them, so that a second try opens nothing new. Source: design section 7.
 */
export function openings(opening: Opening, { obligations, facts, news }: News): readonly ObligationRow[] {
  const opened: ObligationRow[] = []
  const agreement = opening.agreementBy(facts)
  for (const rule of agreement.obligations) {
    if (!holds(rule, opening, facts)) continue
    for (const fact of news) {
      if (fact.event !== rule.opensOn || !isNews(fact, facts)) continue
      const made = openedBy(opening, { agreement, rule, fact, facts })
      opened.push(...made.filter((one) => fact.event !== FORWARDED || !isOwedYet(opening, { obligations, facts }, one)))
    }
  }
  return [...opened, ...nextTurns(opening, [...obligations, ...opened], facts)]
}

/** Whether a rule is meant for this performer and this urgency. */
function holds(
  { performers, urgency }: ObligationRule,
  { performerRole }: Opening,
  facts: readonly FactRow[]
): boolean {
  if (performers !== undefined && !performers.includes(performerRole)) return false
  return urgency === undefined || (urgency === 'urgent') === facts.some(({ event }) => event === 'referral.urgent')
}

/**
 * Whether a fact is the first to tell of what happened: a second one of an event that happens once corrects it, and of one that
 * repeats tells of the same where it names the same day, but for plans and flags, of which each is one, and for what is asked
 * again. A patient who came back and is passed on again is passed on anew.
 */
function isNews(fact: FactRow, facts: readonly FactRow[]): boolean {
  const { event, occurredOn, heardAt } = fact
  const at = facts.indexOf(fact)
  return !facts.some((one, index) => {
    const isEarlier = one.heardAt < heardAt || (one.heardAt === heardAt && index < at)
    if (one.event !== event || !isEarlier) return false
    if (isEach(event) || isAskedAgain(fact, one, facts)) return false
    if (event === FORWARDED && cameBack(facts, one.heardAt, heardAt)) return false
    return !isRepeated(event) || one.occurredOn === occurredOn
  })
}

const FORWARDED: EventName = 'referral.forwarded'

/** Whether a referral that was passed on came back between two instants, epoch ms. */
function cameBack(facts: readonly FactRow[], from: number, to: number): boolean {
  return facts.some(({ event, heardAt }) => event === RETURNED && from < heardAt && heardAt <= to)
}

/** Whether the same is owed already by an earlier duty that nobody has met: then that one waits for the same feedback. */
function isOwedYet(
  { judge, today: on }: Opening,
  { obligations, facts }: Pick<News, 'obligations' | 'facts'>,
  { code, trigger, owner, creditor }: ObligationRow
): boolean {
  const alike = obligations.filter((one) => {
    return one.code === code && one.trigger === trigger && one.owner === owner && one.creditor === creditor
  })
  return alike.some((obligation) => isOpen(judge({ obligation, facts, on }).state))
}

interface Occurred {
  readonly agreement: Agreement
  readonly rule: ObligationRule
  readonly fact: FactRow
  readonly facts: readonly FactRow[]
}

function openedBy(opening: Opening, { agreement, rule, fact, facts }: Occurred): readonly ObligationRow[] {
  const owner = opening.partyOf(rule.owedBy)
  // Nobody can be held to what a GP owes whom nobody knows, or answer what the patient keeps from them.
  if (owner === null || isKeptFrom(owner, opening, { fact, facts })) return []
  return creditorsOf(rule, opening, owner).map((creditor) => ({
    ...rowOf(opening, rule, { agreement, creditor, owner }),
    id: derivedId(opening.message, rule.code, creditor ?? 'unknown', fact.id),
    turn: 1,
    // What is only expected lies ahead; what is owed about it is owed since it was told.
    openedOn: expectations.has(fact.event) ? opening.today : fact.occurredOn
  }))
}

/** Whether one who would owe something is kept from what it would be owed for. */
function isKeptFrom(
  receiver: string,
  { referral: { performer } }: Opening,
  { fact, facts }: Pick<Occurred, 'fact' | 'facts'>
): boolean {
  if (receiver === performer || receiver === fact.by) return false
  return objectionsIn(facts).some((one) => keeps(one, fact, { receiver, performer }))
}

/** A row but for what names it and says when its term starts. */
function rowOf(
  { referral, at }: Opening,
  { code, opensOn }: ObligationRule,
  { agreement, creditor, owner }: Pick<ObligationRow, 'creditor' | 'owner'> & { readonly agreement: Agreement }
): Omit<ObligationRow, 'id' | 'turn' | 'openedOn'> {
  return {
    referral: referral.id,
    code,
    trigger: opensOn,
    agreement: agreement.id,
    agreementVersion: agreement.version,
    owner,
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
    const opened: ObligationRow[] = []
    // A version that was put in force since may let it recur, or no more.
    if (opening.ruleOf(last).recurs !== true && !facts.some(({ event }) => event === AGREEMENT_CHANGED)) return []
    for (let obligation = last; opened.length < TURNS_MAX;) {
      const { rule, version, state } = opening.judge({ obligation, facts, on: opening.today })
      if (rule.recurs !== true) break
      const { metAbout, waiver } = state
      // What ends its waiver is a mere date, on which nothing would open the next one.
      const isGiven = state.state.startsWith('met') || waiver?.over !== undefined
      const isOverNow = isOver(rule, facts, { owner: obligation.owner, today: opening.today })
      if (!isGiven || metAbout === undefined || isOverNow) break
      const turn = obligation.turn + 1
      const id = derivedId(opening.message, rule.code, obligation.creditor ?? 'unknown', `turn ${turn}`)
      // Of the version by which the turn before it was judged, also where another is in force for new referrals by now.
      obligation = { ...obligation, agreementVersion: version, id, turn, openedOn: metAbout, openedAt: opening.at }
      opened.push(obligation)
    }
    return opened
  })
}

/** Of each rule and creditor the turn that is owed now. */
function lastTurns(rows: readonly ObligationRow[]): readonly ObligationRow[] {
  const last = new Map<string, ObligationRow>()
  for (const row of rows) {
    const series = JSON.stringify([row.code, row.trigger, row.agreement, row.owner, row.creditor])
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

function creditorsOf(rule: ObligationRule, { partyOf }: Opening, owner: string): readonly (string | null)[] {
  // What is only watched is nobody's: a creditor would read there what the patient may not want it to know.
  if (rule.owedTo.length === 0) return [null]
  // One that refers to itself owes itself no letter.
  return [...new Set(rule.owedTo.map(partyOf))].filter((party) => party !== owner)
}
