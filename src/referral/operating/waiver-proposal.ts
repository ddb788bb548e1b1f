import { localDay } from '../../clock.ts'
import { issue } from '../../fhir/outcome.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { Participant } from '../../directory/participant.ts'
import { isOpen, judge } from '../../obligations/judge.ts'
import type { ObligationFacts } from '../../store/port.ts'
import type { Rules } from '../rules.ts'
import type { WaiverAsked } from './waiving.ts'

/** Which duties are meant; every criterion that is given must hold. */
export interface DutyCriteria {
  readonly owner?: string
  readonly creditor?: string
  readonly code?: string
  /** An agreement, `lga`, or one version of it, `lga|3.0.0`. */
  readonly agreement?: string
  /** Opened on an earlier day than this, `YYYY-MM-DD`. */
  readonly openedBefore?: string
}

/** That many duties are to be waived at once, as the store keeps it until another participant confirms it. */
export interface WaiverProposal {
  /** The id of the message that proposed it, and so of all that it waives. */
  readonly id: string
  /** Participant that proposed, and its region where it is a region: then nothing is meant that is owed elsewhere. */
  readonly by: string
  readonly region?: string
  /** Epoch ms: what was open then is meant, and nothing that opened since. */
  readonly at: number
  readonly criteria: DutyCriteria
  readonly waiver: WaiverAsked
  /** Duties that were open then. */
  readonly count: number
  /** Participant that confirmed it last; it may be confirmed again to go on after a crash. */
  readonly confirmedBy?: string
  /** Duties that are waived by it, once it is done. */
  readonly waived?: number
}

/** Days within which a proposal is confirmed: afterwards too much may have come in. */
export const PROPOSAL_DAYS = 7

const DAY_MS = 86_400_000

/** What says which duties a proposal means. */
export type Meaning = Pick<WaiverProposal, 'id' | 'region' | 'at' | 'criteria'>

/** Whether a duty is meant: it was open at the instant of the proposal, owed in the region of who proposes, and fits. */
export function isMeant(
  { agreements, directory }: Pick<Rules, 'agreements' | 'directory'>,
  { id, region, at, criteria }: Meaning,
  { obligation, facts }: Pick<ObligationFacts, 'obligation' | 'facts'>
): boolean {
  const { owner, creditor, code, agreement, openedBefore } = criteria
  const version = `${obligation.agreement}|${obligation.agreementVersion}`
  if (owner !== undefined && obligation.owner !== owner) return false
  if (creditor !== undefined && obligation.creditor !== creditor) return false
  if (code !== undefined && obligation.code !== code) return false
  if (agreement !== undefined && agreement !== obligation.agreement && agreement !== version) return false
  if (openedBefore !== undefined && obligation.openedOn >= openedBefore) return false
  if (region !== undefined && directory.byId(obligation.owner)?.region !== region) return false
  // What it waives itself at that same instant was open before.
  const before = facts.filter(({ message }) => message !== id)
  return isOpen(judge(agreements, { obligation, facts: before, on: localDay(at) }).state)
}

/**
 * Whether a participant may look at a proposal; a region sees those of its own region alone.
 *
 * Errors: `proposal-unknown` (404).
 */
export function seenBy(
  proposal: WaiverProposal | undefined,
  { role, region }: Pick<Participant, 'role' | 'region'>
): Result<WaiverProposal> {
  const isSeen = role === 'operator' || (role === 'region' && region !== undefined && proposal?.region === region)
  return proposal !== undefined && isSeen ? ok(proposal) : refused(issue('proposal-unknown'))
}

/**
 * Whether a participant may confirm a proposal now.
 *
 * Errors: `proposal-unknown` (404), `second-person` (403), `proposal-expired` (409) for one that nobody confirmed in time.
 */
export function confirmable(
  proposal: WaiverProposal | undefined,
  { participant, now }: { readonly participant: Participant; readonly now: number }
): Result<WaiverProposal> {
  const seen = seenBy(proposal, participant)
  if (!seen.ok) return seen
  const { by, confirmedBy } = seen.value
  if (by === participant.id) return refused(issue('second-person'))
  const isLate = confirmedBy === undefined && localDay(now) > lastDayOf(seen.value)
  return isLate ? refused(issue('proposal-expired', { days: String(PROPOSAL_DAYS) })) : seen
}

/** The last day on which it can be confirmed, `YYYY-MM-DD`. */
export function lastDayOf({ at }: Pick<WaiverProposal, 'at'>): string {
  return localDay(at + PROPOSAL_DAYS * DAY_MS)
}
