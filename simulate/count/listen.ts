import { instantOf, type Day } from '../diary/days.ts'
import type { Ask, Feedback, Refer, Reply, Step } from '../diary/entry.ts'
import { isKept } from './meeting.ts'
import type { Duty, Letter, Referral, Said, Word } from './record.ts'

/** What each kind of letter says has happened, and whose word that is: the performer's, or that of the side that asks. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  'registration-confirmation': ['referral.registered'],
  'status-notice': ['status.given'],
  'appearance-confirmation': ['patient.appeared'],
  'no-show': ['patient.no-show'],
  'intake-confirmation': ['intake.done', 'report.counted'],
  'care-offer': ['offer.made'],
  'treatment-start': ['treatment.started'],
  'progress-report': ['report.counted'],
  'change-notice': ['change.reported'],
  'transfer-notice': ['referral.forwarded'],
  'end-report': ['treatment.ended'],
  rejection: ['referral.rejected'],
  'crisis-report': ['crisis.assessed'],
  'crisis-plan': ['plan.revised'],
  'no-plan': ['plan.declined'],
  'unreferred-care': ['care.started'],
  'information-request': ['information.requested'],
  'consultation-answer': ['consultation.answered']
}

const SAID_BY_ASKER: Readonly<Record<string, string>> = {
  'information-answer': 'information.answered',
  'instability-notice': 'instability.reported'
}

/** Statuses in which the performer has taken the patient on. */
const TAKEN = new Set(['accepted', 'in-progress', 'on-hold', 'completed', 'failed'])

/** A letter as it was heard, and what it says. */
export function hearLetter(referral: Referral, act: Feedback, { heard, by }: Word): readonly Said[] {
  const said: Said[] = []
  const letter: Letter = {
    ...{ heard, by, id: act.id, kind: act.kind, lacks: act.lacks },
    // That an appointment lies ahead is no day that the letter is about.
    about: act.kind === 'appointment-notice' ? undefined : act.on,
    isCall: act.byPhone === true,
    readOn: new Map()
  }
  referral.letters.push(letter)
  const say = (event: string, on: Day, at?: number): void =>
    void said.push({ heard, by, event, on, letter, ...(at === undefined ? {} : { at }) })
  const isPerformer = by === referral.performer
  const isSilent = act.kind === 'rejection' && TAKEN.has(referral.status)
  if (isPerformer && !isSilent && act.on !== undefined) {
    const at = act.minute === undefined ? undefined : Math.min(heard.at, instantOf(act.on, act.minute))
    for (const event of SAYS[act.kind] ?? []) say(event, act.on, at)
    if (act.kind === 'transfer-notice' && act.isFull === true && act.lacks !== 'unread') say('report.counted', act.on)
  }
  const asked = SAID_BY_ASKER[act.kind]
  const isAsker = by === referral.requester || by === referral.gp
  if (asked !== undefined && isAsker && act.on !== undefined) say(asked, act.on)
  if (isPerformer && act.kind === 'status-notice' && act.expected !== undefined) say('intake.expected', act.expected)
  const planned = act.expected ?? act.on
  if (isPerformer && act.kind === 'appointment-notice' && planned !== undefined) say('intake.planned', planned)
  return said
}

/** What a change of status says. */
const STATUS_SAYS: Readonly<Record<string, string>> = {
  accepted: 'referral.accepted',
  rejected: 'referral.rejected',
  cancelled: 'referral.revoked',
  'entered-in-error': 'referral.revoked',
  completed: 'treatment.ended',
  failed: 'treatment.ended',
  'on-hold': 'clock.suspended'
}

/** What a business status says. */
const BUSINESS_SAYS: Readonly<Record<string, string>> = {
  registered: 'referral.registered',
  'waiting-list': 'intake.expected',
  'intake-planned': 'intake.planned',
  'no-show': 'patient.no-show',
  'intake-done': 'intake.done',
  'in-treatment': 'treatment.started',
  ended: 'treatment.ended'
}

/** A step of the coordination Task: what it says, and how the Task stands after it. */
export function hearStep(referral: Referral, act: Step, { heard, by }: Word): readonly Said[] {
  const before = { status: referral.status, business: referral.business, dates: referral.dates }
  // A day that stood there before belongs to an earlier step.
  const isSame = before.dates.on === act.on && before.dates.expected === act.expected
  const dates = isSame ? {} : { on: act.on, expected: act.expected }
  referral.status = act.status
  referral.business = act.business
  referral.dates = { on: act.on, expected: act.expected }
  const said = new Map<string, Said>()
  const say = (event: string, on: Day, more: Pick<Said, 'reason' | 'until'> = {}): void =>
    void said.set(event, { heard, by, event, on, ...more })
  const isPerformer = by === referral.performer
  const today = heard.day
  const isHeld = before.status === 'on-hold'
  const moved =
    isHeld && act.status !== 'cancelled' && act.status !== 'entered-in-error'
      ? 'clock.resumed'
      : STATUS_SAYS[act.status]
  if (moved !== undefined && before.status !== act.status) {
    const more =
      moved === 'clock.suspended'
        ? { reason: act.reason ?? '', ...(dates.expected === undefined ? {} : { until: dates.expected }) }
        : {}
    say(moved, isPerformer ? (dates.on ?? today) : today, more)
  }
  const event = BUSINESS_SAYS[act.business ?? '']
  if (event === undefined || !isPerformer) return [...said.values()]
  const isOfHold = isHeld || act.status === 'on-hold'
  const isDated = dates.on !== undefined || dates.expected !== undefined
  if (act.business === before.business && !(isDated && before.status === act.status && !isOfHold))
    return [...said.values()]
  const isAhead = (event === 'intake.expected' || event === 'intake.planned') && !isOfHold
  if (event === 'intake.expected' && dates.expected === undefined) return [...said.values()]
  say(event, (isAhead ? dates.expected : undefined) ?? dates.on ?? today)
  return [...said.values()]
}

/** What begins with a referral of a form. */
export function beginnings(act: Refer, word: Word): readonly Said[] {
  const on = word.heard.day
  if (act.form === 'consultation') return [{ ...word, event: 'consultation.asked', on }]
  if (act.form === 'unreferred') return [{ ...word, event: 'care.started', on: act.careSince ?? on }]
  const received: Said = { ...word, event: 'referral.received', on }
  return act.isUrgent ? [received, { ...word, event: 'referral.urgent', on, at: word.heard.at }] : [received]
}

/** A flag that starts later is known today, and one from before the referral was nobody's duty here. */
export function flagged({ receivedOn }: Referral, since: Day, word: Word): Said {
  return { ...word, event: 'crisis.flagged', on: Math.max(receivedOn, Math.min(since, word.heard.day)) }
}

/** One side asks the other for something. */
export function asked(referral: Referral, { id, kind }: Ask, word: Word): readonly Said[] {
  referral.asked.set(id, kind)
  return [{ ...word, event: kind === 'abort' ? 'abort.asked' : 'handover.proposed', on: word.heard.day, ask: id }]
}

/** The answer to that; an abort that is agreed to ends the coordination Task. */
export function replied(referral: Referral, { id, status }: Reply, word: Word): readonly Said[] {
  const kind = referral.asked.get(id)
  const say = (...events: readonly string[]): readonly Said[] =>
    events.map((event) => ({ ...word, event, on: word.heard.day, ask: id }))
  if (kind === 'abort') {
    if (status === 'accepted') referral.status = 'cancelled'
    return say(status === 'accepted' ? 'referral.revoked' : 'abort.refused')
  }
  if (status !== 'accepted') return say('handover.refused')
  return kind === 'substitution' ? say('handover.accepted', 'substitution.started') : say('handover.accepted')
}

/** The last letter goes to everybody who takes part, and to who is owed just this; not to one from whom the patient keeps it. */
export function send(referral: Referral): void {
  const letter = referral.letters.at(-1)
  if (letter === undefined) return
  const { requester, performer, gp, duties, objections, closed } = referral
  // A practice that closed hears nothing any more.
  const isAsked = ({ rule, creditor }: Duty): boolean =>
    !rule.isMonitor && rule.satisfiedBy.includes(letter.kind) && creditor !== closed?.from
  const asking = duties.filter(isAsked).map(({ creditor }) => creditor)
  for (const receiver of new Set([requester, performer, gp, ...asking])) {
    if (receiver === null || receiver === letter.by || isKept(objections, letter, receiver, performer)) continue
    referral.waiting.push({ letter, receiver })
  }
}
