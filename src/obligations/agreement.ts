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
  'referral.rejected',
  'referral.revoked',
  'intake.expected',
  'intake.planned',
  'intake.done',
  'report.counted',
  'treatment.started',
  'treatment.ended',
  'patient.no-show',
  'patient.appeared',
  'patient.deceased',
  'status.given'
] as const

/** An event in a referral's life. */
export type EventName = (typeof eventNames)[number]

/** One duty of an agreement (design section 7). */
export interface ObligationRule {
  readonly code: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly owedBy: 'performer'
  readonly owedTo: readonly ('requester' | 'gp')[]
  /** The source's own word; a regional default is never more than `should`. */
  readonly strength: 'must' | 'should' | 'monitor'
  readonly enforced: boolean
  readonly opensOn: EventName
  readonly calendar: 'calendar-days'
  readonly due: readonly Term[]
  /** Feedback kinds that meet it. */
  readonly satisfiedBy: readonly string[]
  readonly closedBy: readonly EventName[]
  /** Offsets to the due day, earliest first; the first one makes the duty `due-soon`. */
  readonly reminders: readonly string[]
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
