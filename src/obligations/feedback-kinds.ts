import type { Debtor, EventName } from './agreement.ts'

/** The two dates that a feedback can carry: when it happened, and when something is expected. */
export interface FeedbackDates {
  /** From `extension[event-date]`, `YYYY-MM-DD`. */
  readonly event?: string
  /** From `extension[expected-date]`, on notices. */
  readonly expected?: string
  /** The instants of the two, epoch ms, where they were given with a time. */
  readonly eventAt?: number
  readonly expectedAt?: number
}

/** An event that feedback of a kind states, and which of its dates is the day: the first that it carries. */
interface Stated {
  readonly event: EventName
  readonly on: readonly ('event' | 'expected')[]
  /** Only where it says as much as feedback of this kind: a bare notice of transfer buys nobody another year. */
  readonly fullAs?: 'progress-report' | 'care-offer'
  /** Whose word it is; only the performer's where it says nothing, who alone knows what happened to the patient there. */
  readonly by?: readonly Debtor[]
}

/** An event as one feedback states it. */
export interface StatedEvent {
  readonly event: EventName
  /** `YYYY-MM-DD`, Europe/Amsterdam. */
  readonly occurredOn: string
  /** The instant, epoch ms, where the feedback gives a time. */
  readonly at?: number
}

function onEventDate(...events: readonly EventName[]): readonly Stated[] {
  return events.map((event) => ({ event, on: ['event'] }))
}

/** An event of the side that asked for the care; a GP who refers is both. */
function ofAskingSide(event: EventName): readonly Stated[] {
  return [{ event, on: ['event'], by: ['requester', 'gp'] }]
}

/**
 * The feedback kinds (codes of the CodeSystem feedback-kind), the events that each states, and whose word that is.
 *
 * A kind that states none is carried and delivered all the same, and the loader refuses an agreement that would measure a
 * duty by it. Source: design section 7.
 */
export const feedbackKinds = {
  'registration-confirmation': onEventDate('referral.registered'),
  // A waiting notice without an expected date tells how things stand and moves no date.
  'status-notice': [...onEventDate('status.given'), { event: 'intake.expected', on: ['expected'] }],
  // The day of the appointment, which a sender may give in either place.
  'appointment-notice': [{ event: 'intake.planned', on: ['expected', 'event'] }],
  'appearance-confirmation': onEventDate('patient.appeared'),
  'no-show': onEventDate('patient.no-show'),
  // The report after intake may hold the offer of care, too (domain section 4, O08a).
  'intake-confirmation': [
    ...onEventDate('intake.done', 'report.counted'),
    { event: 'offer.made', on: ['event'], fullAs: 'care-offer' }
  ],
  'care-offer': onEventDate('offer.made'),
  'treatment-start': onEventDate('treatment.started'),
  'progress-report': onEventDate('report.counted'),
  'change-notice': onEventDate('change.reported'),
  'transfer-notice': [
    ...onEventDate('referral.forwarded'),
    { event: 'report.counted', on: ['event'], fullAs: 'progress-report' }
  ],
  'end-report': onEventDate('treatment.ended'),
  rejection: onEventDate('referral.rejected'),
  'crisis-report': onEventDate('crisis.assessed'),
  'crisis-plan': onEventDate('plan.revised'),
  'no-plan': onEventDate('plan.declined'),
  'unreferred-care': onEventDate('care.started'),
  'handover-proposal': onEventDate('handover.proposed'),
  'information-request': onEventDate('information.requested'),
  'information-answer': ofAskingSide('information.answered'),
  'consultation-question': ofAskingSide('consultation.asked'),
  'consultation-answer': onEventDate('consultation.answered'),
  'exploratory-advice': onEventDate('advice.given'),
  // What the GP has on file; it tells of no event.
  'professional-summary': [],
  'instability-notice': ofAskingSide('instability.reported')
} as const satisfies Readonly<Record<string, readonly Stated[]>>

/** A feedback kind's code. */
export type FeedbackKind = keyof typeof feedbackKinds

/** Whether a code is one of the feedback kinds. */
export function isFeedbackKind(code: string): code is FeedbackKind {
  return Object.hasOwn(feedbackKinds, code)
}

/** What a feedback says beside its kind. */
export interface Saying {
  readonly dates: FeedbackDates
  /** The parts that its sender plays in the referral. */
  readonly parts: ReadonlySet<Debtor>
  /** Whether it says as much as feedback of another kind. */
  readonly isFullAs: (kind: FeedbackKind) => boolean
}

/**
 * The events that one feedback states, each with its day.
 *
 * @returns none for a kind that states none, none that is another's word, and no event whose date it does not carry.
 */
export function statedEvents(kind: FeedbackKind, { dates, parts, isFullAs }: Saying): readonly StatedEvent[] {
  const stated: readonly Stated[] = feedbackKinds[kind]
  return stated.flatMap(({ event, on, fullAs, by = ['performer'] }) => {
    const name = on.find((one) => dates[one] !== undefined)
    const occurredOn = name === undefined ? undefined : dates[name]
    if (occurredOn === undefined || !by.some((part) => parts.has(part))) return []
    if (fullAs !== undefined && !isFullAs(fullAs)) return []
    const at = name === 'event' ? dates.eventAt : dates.expectedAt
    return [{ event, occurredOn, ...(at === undefined ? {} : { at }) }]
  })
}
