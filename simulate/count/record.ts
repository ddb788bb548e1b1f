import type { Day } from '../diary/days.ts'
import type { Rule } from './rules.ts'

/** When something was heard: the day, the instant, and its place among all that was heard of the patient. */
export interface Heard {
  readonly place: number
  readonly day: Day
  /** Epoch ms. */
  readonly at: number
}

/** When something was heard, and of whom. */
export interface Word {
  readonly heard: Heard
  readonly by: string
}

/** Something that is said to have happened, or to be coming. */
export interface Said {
  readonly heard: Heard
  readonly by: string
  readonly event: string
  readonly on: Day
  /** The instant, where it was told; epoch ms. */
  readonly at?: number
  /** The letter that says it, or that it is about. */
  readonly letter?: Letter
  /** What was asked, or is answered, by the name that the diaries give it. */
  readonly ask?: string
  /** Why the clock stands still, and the last day on which it is expected to. */
  readonly reason?: string
  readonly until?: Day
}

/** A letter, a notice or a call. */
export interface Letter {
  readonly heard: Heard
  readonly id: string
  readonly kind: string
  readonly by: string
  /** The latest day that it names as the one that it is about. */
  readonly about: Day | undefined
  readonly lacks: readonly string[] | 'unread'
  readonly isCall: boolean
  /** When each receiver read it. */
  readonly readOn: Map<string, Day>
}

/** A time for which the patient objected. */
export interface Objected {
  readonly id: string
  readonly heard: Heard
  readonly from: Day
  readonly kinds: readonly string[] | undefined
  readonly receivers: readonly string[] | undefined
  ended?: { readonly heard: Heard; readonly on: Day }
}

/** One duty: under which rule, who owes it to whom, and since when. */
export interface Duty {
  readonly rule: Rule
  readonly owner: string
  /** Null where nobody knows who it is. */
  readonly creditor: string | null
  readonly turn: number
  readonly openedOn: Day
  readonly opened: Heard
  /** That at which its first turn was opened, and the day of that. */
  readonly begun: Heard
  readonly since: Day
  waivers?: readonly Waiver[]
  /** What the last look found, and until which day that holds if nothing more is heard. */
  found?: { readonly version: number; readonly until: Day; readonly stands: Stands }
}

/** A time for which a duty need not be met. */
export interface Waiver {
  readonly id: string
  readonly heard: Heard
  readonly from: Day
  readonly until: Day | undefined
  readonly takenBack?: { readonly heard: Heard; readonly on: Day }
}

/** How a duty stands on a day. */
export interface Stands {
  readonly state: string
  readonly dueOn: Day
  /** The day on which it was met. */
  readonly metOn: Day | undefined
  /** The day that the report which met it is about. */
  readonly about: Day | undefined
  readonly letters: readonly Letter[]
  /** Met by a step and by no letter. */
  readonly isByStep: boolean
}

/** A referral as the count knows it: all that was heard of it, and the duties that it opened. */
export interface Referral {
  readonly name: string
  requester: string
  readonly performer: string
  gp: string | null
  readonly receivedOn: Day
  readonly said: Said[]
  readonly letters: Letter[]
  readonly objections: Objected[]
  readonly duties: Duty[]
  /** A practice that closed and the one that took its place. */
  closed?: { readonly heard: Heard; readonly from: string }
  /** What one side asked of the other, by the name that the diaries give it. */
  readonly asked: Map<string, string>
  /** The referral that took the place of this one, and from when; empty again when that came to nothing. */
  readonly passedOn: { readonly heard: Heard; readonly to: string | undefined }[]
  /** The referral of which it took the place. */
  readonly follows: string | undefined
  /** Letters that nobody has read yet, with their receivers. */
  waiting: { readonly letter: Letter; readonly receiver: string }[]
  /** The coordination Task as it stands. */
  status: string
  business: string | undefined
  dates: { readonly on: Day | undefined; readonly expected: Day | undefined }
  /** Counts up with everything that is heard. */
  version: number
  /** The last day of which anything was said ahead of it. */
  ahead: Day
}

/** A patient's case: the rules that hold, and the referrals by their names. */
export interface Case {
  readonly rules: readonly Rule[]
  readonly referrals: Map<string, Referral>
}
