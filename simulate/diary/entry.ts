import type { Day } from './days.ts'

/** One thing that somebody sent to the gateway, as the sender's own diary has it, and when. */
export interface Entry {
  readonly day: Day
  /** Minutes since midnight on the wall clock. */
  readonly minute: number
  readonly by: string
  /** The referral that it is about: the name that the diaries give it. */
  readonly referral: string
  readonly act: Act
}

/** What was sent. */
export type Act =
  | Refer
  | Feedback
  | Step
  | Flagged
  | Unflagged
  | Objection
  | Withdrawal
  | Ask
  | Reply
  | Waive
  | Unwaive
  | Dispute
  | Close

/** Forms of a referral. */
export type Form = 'referral' | 'second-opinion' | 'consultation' | 'unreferred'

/** A new referral. */
export interface Refer {
  readonly what: 'refer'
  readonly form: Form
  readonly to: string
  /** The practice that it names as the patient's; `unknown` for one that the gateway does not know. */
  readonly gp: string
  readonly isUrgent: boolean
  /** The referral that is passed on by it. */
  readonly follows?: string
  /** The referral about whose patient a second opinion is asked. */
  readonly about?: string
  /** The referral that it replaces: the patient comes back. */
  readonly replaces?: string
  /** The day on which care without a referral began. */
  readonly careSince?: Day
  readonly flag?: { readonly id: string; readonly since: Day }
}

/** A letter, a notice, a call. */
export interface Feedback {
  readonly what: 'feedback'
  readonly id: string
  readonly kind: string
  /** The day on which it happened, where it says so. */
  readonly on?: Day
  /** The day on which something is expected or planned. */
  readonly expected?: Day
  /** Minutes since midnight of `on`, where it tells the time. */
  readonly minute?: number
  /** What its content lacks, codes; `unread` for text that nobody's rules can look into. */
  readonly lacks: readonly string[] | 'unread'
  readonly byPhone?: true
  /** It does not say which referral it is about: only the patient. */
  readonly isUnnamed?: true
  /** A notice of transfer that says as much as a report on progress. */
  readonly isFull?: true
  /** It tells that the patient died. */
  readonly died?: Day
}

/** A step of the coordination Task. */
export interface Step {
  readonly what: 'step'
  readonly status: string
  readonly business?: string
  readonly on?: Day
  readonly expected?: Day
  /** Why the clock stands still. */
  readonly reason?: string
}

/** The patient is prone to crises. */
export interface Flagged {
  readonly what: 'flag'
  readonly id: string
  readonly since: Day
}

/** The patient is prone to crises no more. */
export interface Unflagged {
  readonly what: 'unflag'
  readonly id: string
}

/** One party asks the other for something that it may refuse. */
export interface Ask {
  readonly what: 'ask'
  readonly id: string
  readonly kind: 'back-referral' | 'substitution' | 'abort'
}

/** The other accepts or refuses, or who asked takes it back. */
export interface Reply {
  readonly what: 'reply'
  /** What is answered. */
  readonly id: string
  readonly status: 'accepted' | 'rejected' | 'cancelled'
}

/** The one to whom something is owed waives the one duty of a code that it is owed. */
export interface Waive {
  readonly what: 'waive'
  readonly id: string
  readonly code: string
  /** The last day on which it need not be met. */
  readonly until?: Day
}

/** A waiver is taken back. */
export interface Unwaive {
  readonly what: 'unwaive'
  readonly id: string
}

/** The one to whom something is owed says that a call was none. */
export interface Dispute {
  readonly what: 'dispute'
  readonly letter: string
}

/** The patient's practice closes, and another takes its place. */
export interface Close {
  readonly what: 'close'
  readonly from: string
  readonly to: string
}

/** The patient objects: to these kinds and receivers, or to all. */
export interface Objection {
  readonly what: 'objection'
  readonly id: string
  readonly on: Day
  readonly kinds?: readonly string[]
  readonly receivers?: readonly string[]
}

/** The patient takes an objection back. */
export interface Withdrawal {
  readonly what: 'withdrawal'
  readonly id: string
}

/** One patient: who their GP is, and all that was sent about them, in the order in which it was sent. */
export interface Patient {
  readonly number: number
  readonly path: string
  readonly practice: string
  readonly entries: readonly Entry[]
}
