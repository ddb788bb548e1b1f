/** A term of a rule: so long after an event. The first whose event is known decides. */
export interface Term {
  /** An event of design section 7. */
  readonly from: EventName
  /** ISO 8601 duration in days, weeks, months or years, or in hours (`PT24H`); `P1D` is a calendar day, not 24 hours. */
  readonly within: string
  /** Whether the term stands in a source, or is this agreement's own default, which is what it is where it says nothing. */
  readonly basis?: 'sourced' | 'default'
}

/** The events that this version can hear; the loader refuses an agreement that names another. */
export const eventNames = [
  'referral.received',
  'referral.urgent',
  'referral.registered',
  'referral.accepted',
  'referral.rejected',
  'referral.revoked',
  'referral.completed',
  'referral.forwarded',
  'referral.replaced',
  'intake.expected',
  'intake.planned',
  'intake.done',
  'offer.made',
  'report.counted',
  'treatment.started',
  'treatment.ended',
  'change.reported',
  'crisis.flagged',
  'crisis.unflagged',
  'crisis.assessed',
  'plan.revised',
  'plan.declined',
  'care.started',
  'handover.proposed',
  'handover.accepted',
  'handover.refused',
  'handover.withdrawn',
  'substitution.started',
  'information.requested',
  'information.answered',
  'consultation.asked',
  'consultation.answered',
  'advice.given',
  'instability.reported',
  'abort.asked',
  'abort.refused',
  'objection.made',
  'objection.withdrawn',
  'patient.no-show',
  'patient.appeared',
  'patient.deceased',
  'status.given'
] as const

/** An event in a referral's life. */
export type EventName = (typeof eventNames)[number]

/** Whether a name is one of the events that can be heard. */
export function isEvent(name: string): name is EventName {
  return (eventNames as readonly string[]).includes(name)
}

/**
 * Events that are the report itself and not something that it tells about: of these the latest day counts, and only of
 * feedback that is complete, or an incomplete letter would buy its sender another term.
 */
export const reportEvents: ReadonlySet<string> = new Set<EventName>(['report.counted', 'status.given'])

/** Events that lie ahead by their nature; any other counts from the day on which it happened. */
export const expectations: ReadonlySet<string> = new Set<EventName>(['intake.expected', 'intake.planned'])

/** Events with which a matter begins here; only what opens on one of these, or on a substitution, can recur. */
export const beginnings: ReadonlySet<string> = new Set<EventName>([
  'referral.received',
  'care.started',
  'consultation.asked',
  'substitution.started'
])

/**
 * What becomes of an open duty when its performer passes the referral on: it opens anew there, moves with its history, or stays
 * with the one who passed it on.
 */
export type OnForward = 'anew' | 'moves' | 'stays'

/** Who owes and to whom, as parts in a referral; `poh` is the mailbox of the GP, `hap` the out-of-hours post of the GP's region. */
export type Debtor = 'performer' | 'requester' | 'gp'
export type Creditor = 'requester' | 'gp' | 'poh' | 'hap' | 'performer'

/** Reasons for which the clock of a duty may stand still; codes of the CodeSystem suspension-reason. */
export const suspensionReasons = [
  'awaiting-information',
  'patient-request',
  'patient-unreachable',
  'admitted-elsewhere'
] as const

/** A reason of the CodeSystem suspension-reason. */
export type SuspensionReason = (typeof suspensionReasons)[number]

/** Who may let the clock stand still for a reason, and for how long at most. */
export interface SuspensionRule {
  readonly reason: SuspensionReason
  readonly by: readonly ('performer' | 'requester')[]
  /** ISO 8601 duration in days or weeks; from then on the clock runs again, whatever anybody says. */
  readonly atMost: string
}

/** To whom a reminder goes. */
export type Rung = 'performer' | 'requester' | 'region'

/** Days on which an organisation is closed, both included, `YYYY-MM-DD`. */
export interface Closure {
  readonly from: string
  readonly to: string
  readonly title: { readonly nl: string; readonly en: string }
}

/** One duty of an agreement (design section 7). */
export interface ObligationRule {
  /** With `opensOn` it names the rule: a code may stand in several, one for each event that opens it. */
  readonly code: string
  /** The row of the catalogue that it is, as `O14`. */
  readonly catalogue?: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly owedBy: Debtor
  /** Nobody for a monitor. */
  readonly owedTo: readonly Creditor[]
  /** The source's own word; a regional default is never more than `should`. A monitor binds nobody. */
  readonly strength: 'must' | 'should' | 'monitor'
  /** False: it is watched and reported, and nobody is reminded. */
  readonly enforced: boolean
  readonly opensOn: EventName
  /** Roles of performers for which it holds; absent: every performer. */
  readonly performers?: readonly string[]
  /** Referrals for which it holds, by whether they are urgent, asap or stat; absent: all. */
  readonly urgency?: 'urgent' | 'routine'
  /** A name of `calendars`, or of one of the agreement's own. */
  readonly calendar: string
  /** Days that its calendar does not count beside; the loader puts those of the agreement's own calendar here. */
  readonly closures?: readonly Closure[]
  /** Moves a due day that is no working day to the next one; only where it says so. */
  readonly roll?: 'next-working-day'
  /** Each turn is a duty of its own, which opens when the one before it is met; only on one of `beginnings`. */
  readonly recurs?: boolean
  readonly due: readonly Term[]
  /** Feedback kinds that meet it. */
  readonly satisfiedBy: readonly string[]
  /** Events that meet it, too: for a monitor on the day on which they happened, else when they are heard. */
  readonly metBy?: readonly EventName[]
  /** Whether feedback by telephone counts. */
  readonly telephone?: boolean
  readonly closedBy: readonly EventName[]
  readonly suspendedBy?: readonly SuspensionRule[]
  /** Offsets to the due day, earliest first; the first one makes the duty `due-soon`. */
  readonly reminders: readonly string[]
  /** The k-th reminder goes to the first k of these, a later one to all; only to the performer where it says nothing. */
  readonly escalateTo?: readonly Rung[]
  /** `anew` where it says nothing. */
  readonly onForward?: OnForward
  /** Not waived when the patient objects, and its feedback still leaves; where it says nothing an objection waives it. */
  readonly despiteObjection?: boolean
  readonly source: string
}

/** A row of the catalogue that a gateway cannot see, and why. */
export interface Unseen {
  readonly catalogue: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly reason: string
}

/** An answer to one of the regional questions (design section 7); the questions are those of `arrangements.ts`. */
export interface Arrangement {
  readonly question: string
  readonly answer: { readonly nl: string; readonly en: string }
  /** The party that is responsible for it, in words. */
  readonly responsible: string
  readonly contact: string
  /** `YYYY-MM-DD`: the last day on which the answer holds. */
  readonly validUntil: string
}

/** An agreement as it holds: a base, or a refinement of one with all that it takes over. */
export interface Agreement {
  readonly id: string
  readonly version: string
  readonly title: { readonly nl: string; readonly en: string }
  readonly source: string
  /** `id|version` of the agreement that it refines. */
  readonly refines?: string
  /** For whom it holds where the directory names no other: a region, or a requester and a performer. */
  readonly holdsFor?: { readonly region: string } | { readonly pair: readonly [requester: string, performer: string] }
  /** Ages in whole years on the day of receipt for which it holds, `from` included and `below` not; absent: all. */
  readonly ages?: { readonly from?: number; readonly below?: number }
  /** The agreement for a patient of another age. */
  readonly otherAges?: string
  /** Whether content may leave without a recorded consent; an objection stops it either way. `presumed` where it says nothing. */
  readonly consent?: 'presumed' | 'explicit'
  /** Calendars of its own: a known one with days on which an organisation is closed. */
  readonly calendars?: Readonly<Record<string, { readonly base: string; readonly closures: readonly Closure[] }>>
  readonly obligations: readonly ObligationRule[]
  readonly unseen?: readonly Unseen[]
  readonly arrangements?: readonly Arrangement[]
}
