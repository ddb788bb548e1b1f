/** A calendar day in Europe/Amsterdam, as `2026-03-01`; two of them compare as text. */
export type Day = string

/**
 * What the systems' own diaries say of one referral: plain notes of what was sent and accepted, and no view of the gateway's.
 *
 * The entries stand in the order in which the gateway accepted them, whatever the days on which things happened.
 */
export interface ReferralDiary {
  readonly referral: {
    readonly id: string
    readonly requester: string
    readonly performer: string
    /** Null where nobody knows the patient's GP. */
    readonly gp: string | null
    /** The out-of-hours post of the GP's region; null where there is none. */
    readonly hap?: string | null
    /** The performer's role; of an institution for specialist care where it is not told. */
    readonly role?: string
    /** Whether it said that it was urgent. */
    readonly isUrgent?: boolean
    /** The instant at which the gateway accepted the referral. */
    readonly receivedAt: string
  }
  /** The referral that was forwarded as this one; its diary has a `forwarded` entry that names this one. */
  readonly follows?: ReferralDiary
  readonly entries: readonly Entry[]
}

/** One thing that was sent about a referral, and the instant at which the gateway accepted it. */
export type Entry = FeedbackEntry | StepEntry | FlagEntry | ObjectionEntry | WithdrawalEntry | ForwardedEntry

interface Accepted {
  readonly at: string
  /** The participant that sent it. */
  readonly by: string
}

/** A Communication of one of the kinds of feedback. */
export interface FeedbackEntry extends Accepted {
  readonly what: 'feedback'
  readonly id: string
  readonly kind: string
  /** The day on which it happened. */
  readonly eventDate?: Day
  /** The day on which the intake is expected, or for which it is planned (where an appointment has no other day). */
  readonly expectedDate?: Day
  /**
   * The elements that it lacks: none when it is complete, undefined when it is text that no rule could check. Of a notice of
   * transfer: what it lacks of a report on progress.
   */
  readonly lacks: readonly string[] | undefined
  /** Of a report after intake: that it says as much of the care offered as an offer does. */
  readonly offers?: boolean
}

/** A step of the referral's Task, or another dated fact: `treatment.started`, `referral.rejected`, `patient.deceased`. */
export interface StepEntry extends Accepted {
  readonly what: 'step'
  readonly event: string
  readonly day: Day
}

/** An active Flag crisis-prone. */
export interface FlagEntry extends Accepted {
  readonly what: 'flag'
  readonly id: string
  readonly day: Day
}

/** A patient's objection: to these kinds and receivers, or to all of them. */
export interface ObjectionEntry extends Accepted {
  readonly what: 'objection'
  readonly id: string
  readonly day: Day
  readonly kinds?: readonly string[]
  readonly receivers?: readonly string[]
}

/** The end of an objection. */
export interface WithdrawalEntry extends Accepted {
  readonly what: 'withdrawal'
  /** The id of the objection. */
  readonly id: string
  readonly day: Day
}

/** The performer sent the patient on to another performer. */
export interface ForwardedEntry extends Accepted {
  readonly what: 'forwarded'
  /** The id of the new referral. */
  readonly to: string
}
