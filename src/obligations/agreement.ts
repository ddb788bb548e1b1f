/** A term of a rule: so long after an event. The first whose event is known decides. */
export interface Term {
  /** An event of design section 7. */
  readonly from: EventName
  /** ISO 8601 duration in days, weeks, months or years; `P1D` is a calendar day, not 24 hours. */
  readonly within: string
}

/** The events that this version can hear; the loader refuses an agreement that names another. */
export const eventNames = [
  'referral.received',
  'referral.registered',
  'referral.accepted',
  'referral.rejected',
  'referral.revoked',
  'intake.expected',
  'intake.planned',
  'intake.done',
  'report.counted',
  'treatment.started',
  'treatment.ended',
  'referral.forwarded',
  'crisis.flagged',
  'plan.revised',
  'plan.declined',
  'objection.made',
  'objection.withdrawn',
  'patient.no-show',
  'patient.appeared',
  'patient.deceased',
  'status.given'
] as const

/** An event in a referral's life. */
export type EventName = (typeof eventNames)[number]

/**
 * Events that are the report itself and not something that it tells about: of these the latest day counts, and only of
 * feedback that is complete, or an incomplete letter would buy its sender another term.
 */
export const reportEvents: ReadonlySet<string> = new Set<EventName>(['report.counted', 'status.given'])

/** Events that lie ahead by their nature; any other counts from the day on which it happened. */
export const expectations: ReadonlySet<string> = new Set<EventName>(['intake.expected', 'intake.planned'])

/** What becomes of an open duty when its performer passes the referral on: it opens anew there, or moves with its history. */
export type OnForward = 'anew' | 'moves'

/** One duty of an agreement (design section 7). */
export interface ObligationRule {
  /** With `opensOn` it names the rule: a code may stand in several, one for each event that opens it. */
  readonly code: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly owedBy: 'performer'
  readonly owedTo: readonly ('requester' | 'gp')[]
  /** The source's own word; a regional default is never more than `should`. */
  readonly strength: 'must' | 'should' | 'monitor'
  readonly enforced: boolean
  readonly opensOn: EventName
  /** A name of `calendars`. */
  readonly calendar: string
  /** Each turn is a duty of its own, which opens when the one before it is met; only with `referral.received`. */
  readonly recurs?: boolean
  readonly due: readonly Term[]
  /** Feedback kinds that meet it. */
  readonly satisfiedBy: readonly string[]
  readonly closedBy: readonly EventName[]
  /** Offsets to the due day, earliest first; the first one makes the duty `due-soon`. */
  readonly reminders: readonly string[]
  /** `anew` where it says nothing. */
  readonly onForward?: OnForward
  /** Not waived when the patient objects, and its feedback still leaves; where it says nothing an objection waives it. */
  readonly despiteObjection?: boolean
  readonly source: string
}

/** An agreement file of `profiles/agreements/`. */
export interface Agreement {
  readonly id: string
  readonly version: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly source: string
  readonly obligations: readonly ObligationRule[]
}
