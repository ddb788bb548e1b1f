import type { ReferralRow, UnmatchedMessage } from '../store/change.ts'
import { partOf } from './lifecycle/transition.ts'

/** A referral of the patient that a message is about. */
export type Candidate = Pick<ReferralRow, 'id' | 'requester' | 'performer' | 'gp' | 'subject'>

/** What a message says of the referral that it is about. */
export interface Matching {
  /** Participant that sent it. */
  readonly sender: string
  /** The referrals that it names, of those that its sender can see; ids, each once. */
  readonly named: readonly string[]
  /** The patient's referrals; not looked at where it names one. */
  readonly ofPatient: readonly Candidate[]
  /** Whether it is feedback, which only a performer gives. */
  readonly isFeedback: boolean
}

/** The referral of a message, or why nobody can tell which it is. */
export type Match =
  | { readonly kind: 'matched'; readonly referral: string; readonly by: 'name' | 'patient' }
  | { readonly kind: 'unmatched'; readonly reason: UnmatchedMessage['reason'] }

/**
 * The one referral that a message is about: the one that it names, else the only one of its patient in which its sender takes
 * part, for feedback as the performer. Two are as good as none: nothing is assigned by guess.
 *
 * Source: design section 7 (matching).
 */
export function match(matching: Matching): Match {
  const [referral, other] = candidatesOf(matching)
  if (referral === undefined) return { kind: 'unmatched', reason: 'no-referral' }
  if (other !== undefined) return { kind: 'unmatched', reason: 'several-referrals' }
  return { kind: 'matched', referral, by: matching.named.length > 0 ? 'name' : 'patient' }
}

/** Why an operator may not assign feedback to a referral; `assignment-refused` says it in words. */
export type Unassignable = 'other-performer' | 'other-patient' | 'no-patient' | 'names-others'

/**
 * Whether feedback can belong to a referral that an operator names: it must be one of those that `match` would have to choose
 * between, and its patient and performer are those of the feedback, whatever the operator says.
 *
 * @param chosen - the referral that the operator names.
 * @param about - `subject`: pseudonym of the patient that the feedback names, undefined where it names none; `namedSubjects`:
 *   those of the patients of the referrals that it names.
 * @returns undefined where it can.
 */
export function unassignable(
  matching: Matching,
  chosen: Candidate,
  about: { readonly subject: string | undefined; readonly namedSubjects: readonly string[] }
): Unassignable | undefined {
  if (chosen.performer !== matching.sender) return 'other-performer'
  const subjects = about.subject === undefined ? about.namedSubjects : [about.subject, ...about.namedSubjects]
  if (subjects.length === 0) return 'no-patient'
  if (subjects.some((subject) => subject !== chosen.subject)) return 'other-patient'
  return matching.named.length > 0 && !matching.named.includes(chosen.id) ? 'names-others' : undefined
}

function candidatesOf({ sender, named, ofPatient, isFeedback }: Matching): readonly string[] {
  if (named.length > 0) return named
  const fits = (one: Candidate): boolean => {
    return isFeedback ? one.performer === sender : partOf(one, sender) !== undefined
  }
  return ofPatient.filter(fits).map(({ id }) => id)
}
