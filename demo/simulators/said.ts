import type { Task } from '@medplum/fhirtypes'

// What a message says, in words that need no FHIR. A diary keeps it beside each request, so that who owes what can be
// reckoned from what the systems did, without asking the gateway and without its maps. Days are `YYYY-MM-DD`, local;
// organisations are ids of the directory.

/** A patient is referred. */
export interface SaidReferral {
  readonly what: 'referral'
  /** A test BSN: two referrals of one patient have the same. */
  readonly patient: string
  readonly requester: string
  readonly performer: string
  readonly gp: string
  /** The out-of-hours post of the GP's region. */
  readonly hap?: string
  /** The performer's role in the directory. */
  readonly role: string
  /** It says that it cannot wait: its priority is urgent, asap or stat. */
  readonly isUrgent: boolean
  /** The referral that this one passes on. */
  readonly basedOn?: string
  /** The referral itself says that the patient is prone to crises: by which Flag, and since when. */
  readonly crisisProne?: { readonly flag: string; readonly since: string }
}

/** A performer reports. */
export interface SaidFeedback {
  readonly what: 'feedback'
  /** A code of the CodeSystem feedback-kind, whatever the sender's own code for it is. */
  readonly kind: string
  /** The id of the Communication at the gateway. */
  readonly communication: string
  /** The day on which it happened; absent where the sender left it out. */
  readonly on?: string
  /** The day on which something is expected. */
  readonly expectedOn?: string
  /** `text`: words that no rule can look into; `sections`: coded ones. */
  readonly content: 'text' | 'sections'
  /** What was left out on purpose, by the rule's code in the profile of its kind. */
  readonly lacks: readonly string[]
  /** A report after intake that says as much of the care offered as an offer does. */
  readonly offers?: true
  /** The referrals that it names as the ones it answers: one, as a rule. */
  readonly basedOn: readonly string[]
}

/** A step of the coordination Task. */
export interface SaidStep {
  readonly what: 'step'
  readonly status: NonNullable<Task['status']>
  /** A code of the CodeSystem referral-business-status. */
  readonly business?: string
  readonly on?: string
  readonly expectedOn?: string
}

/** The patient turns out to be prone to crises. */
export interface SaidCrisisProne {
  readonly what: 'crisis-prone'
  /** The id of the Flag at the gateway. */
  readonly flag: string
  readonly since: string
}

/** The patient objects to feedback, or takes that back. */
export interface SaidObjection {
  readonly what: 'objection' | 'objection-withdrawn'
  readonly consent: string
  readonly on: string
  /** Feedback kinds; absent: all. */
  readonly kinds?: readonly string[]
  /** Who may not receive; absent: everyone but the performer. */
  readonly receivers?: readonly string[]
}

/** What a message says. */
export type Said = SaidReferral | SaidFeedback | SaidStep | SaidCrisisProne | SaidObjection
