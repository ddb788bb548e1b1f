import type { Entry, ReferralDiary } from './reckoning/diary.ts'
import { localDay } from './reckoning/days.ts'
import type { Diary, Sent } from './simulators/diary.ts'
import type { SaidFeedback, SaidStep } from './simulators/said.ts'

/** The systems' diaries, by the id of the system. */
export type Diaries = Readonly<Record<string, Diary>>

/** A referral's diary while it is being put together. */
type Growing = ReferralDiary & { readonly entries: Entry[]; readonly patient: string }

/** Something that was sent and taken, and by whom. */
interface Taken extends Sent {
  readonly by: string
}

/** What the systems' diaries say together. */
export interface Notes {
  /** One for each referral that was taken, with all that was sent about it. */
  readonly referrals: readonly ReferralDiary[]
  /** Feedback that was taken, by kind; a repeat counts once. */
  readonly feedback: Readonly<Record<string, number>>
  /** Feedback that was taken and fits no referral, or several. */
  readonly unmatched: number
}

/** What a step of the Task tells, by its status and by its business status. Source: design section 8. */
const eventOfStatus: Readonly<Record<string, string>> = {
  rejected: 'referral.rejected',
  cancelled: 'referral.revoked',
  'entered-in-error': 'referral.revoked',
  completed: 'treatment.ended'
}
const eventOfBusiness: Readonly<Record<string, string>> = {
  registered: 'referral.registered',
  'intake-planned': 'intake.planned',
  'no-show': 'patient.no-show',
  'intake-done': 'intake.done',
  'in-treatment': 'treatment.started',
  ended: 'treatment.ended'
}

/**
 * Puts the systems' diaries together, one for each referral, in the order in which things were taken.
 *
 * Nothing here asks the gateway: what was sent, when, and that it was answered with a success is in the diaries.
 */
export function notesOf(diaries: Diaries): Notes {
  const referrals = new Map<string, Growing>()
  const feedback: Record<string, number> = {}
  let unmatched = 0
  for (const taken of takenIn(diaries)) {
    const { said, at, by } = taken
    if (said === undefined) continue
    if (said.what === 'referral') {
      openReferral(referrals, taken)
      continue
    }
    const about = said.what === 'feedback' ? matched(referrals, taken, said) : referrals.get(taken.referral ?? '')
    if (said.what === 'feedback' && about === undefined) unmatched += 1
    if (about === undefined) continue
    if (said.what === 'feedback') {
      feedback[said.kind] = (feedback[said.kind] ?? 0) + 1
      about.entries.push(feedbackEntry(said, { at, by }))
    } else if (said.what === 'step') about.entries.push(...stepEntries(said, { at, by }))
    else if (said.what === 'crisis-prone') {
      about.entries.push({ what: 'flag', at, by, id: said.flag, day: said.since })
    } else {
      const { kinds, receivers } = said
      const scope = { ...(kinds === undefined ? {} : { kinds }), ...(receivers === undefined ? {} : { receivers }) }
      const entry = { at, by, id: said.consent, day: said.on }
      about.entries.push(
        said.what === 'objection' ? { what: 'objection', ...entry, ...scope } : { what: 'withdrawal', ...entry }
      )
    }
  }
  return { referrals: [...referrals.values()], feedback, unmatched }
}

/** All that was sent and taken, in order of time; what was sent again is one message. */
function takenIn(diaries: Diaries): readonly Taken[] {
  const all = Object.entries(diaries).flatMap(([by, { sent }]) => sent.map((one): Taken => ({ ...one, by })))
  return all
    .filter(({ status, replayed }) => status >= 200 && status < 300 && !replayed)
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
}

function openReferral(referrals: Map<string, Growing>, { said, at, by, referral: id = '' }: Taken): void {
  if (said?.what !== 'referral') return
  const { requester, performer, gp, hap = null, role, isUrgent, patient, basedOn, crisisProne } = said
  const follows = basedOn === undefined ? undefined : referrals.get(basedOn)
  follows?.entries.push({ what: 'forwarded', at, by, to: id })
  const entries: Entry[] =
    crisisProne === undefined ? [] : [{ what: 'flag', at, by, id: crisisProne.flag, day: crisisProne.since }]
  referrals.set(id, {
    referral: { id, requester, performer, gp, hap, role, isUrgent, receivedAt: at },
    patient,
    entries,
    ...(follows === undefined ? {} : { follows })
  })
}

/** The referral that feedback is about: the one that it names, else the only one of this patient with this performer. */
function matched(
  referrals: ReadonlyMap<string, Growing>,
  { by, referral }: Taken,
  { basedOn }: SaidFeedback
): Growing | undefined {
  const [named, other] = basedOn
  if (other !== undefined) return undefined
  if (named !== undefined) return referrals.get(named)
  const patient = referrals.get(referral ?? '')?.patient
  const [one, second] = [...referrals.values()].filter((known) => {
    return known.patient === patient && known.referral.performer === by
  })
  return second === undefined ? one : undefined
}

interface Base {
  readonly at: string
  readonly by: string
}

function feedbackEntry(said: SaidFeedback, base: Base): Entry {
  const isUnchecked = said.content === 'text' && said.lacks.length === 0
  return {
    what: 'feedback',
    ...base,
    id: said.communication,
    kind: said.kind,
    ...(said.on === undefined ? {} : { eventDate: said.on }),
    ...(said.expectedOn === undefined ? {} : { expectedDate: said.expectedOn }),
    lacks: isUnchecked ? undefined : said.lacks,
    ...(said.offers === true ? { offers: true } : {})
  }
}

function stepEntries({ status, business, on, expectedOn }: SaidStep, base: Base): readonly Entry[] {
  const events = new Set(
    [eventOfStatus[status], eventOfBusiness[business ?? '']].filter((event) => event !== undefined)
  )
  const today = localDay(base.at)
  return [...events].map((event) => {
    const day = (event === 'intake.planned' ? expectedOn : undefined) ?? on ?? today
    return { what: 'step', ...base, event, day }
  })
}
