import type { EventName } from './agreement.ts'

/** The two dates that a feedback can carry: when it happened, and when something is expected. */
export interface FeedbackDates {
  /** From `extension[event-date]`, `YYYY-MM-DD`. */
  readonly event?: string
  /** From `extension[expected-date]`, on notices. */
  readonly expected?: string
}

/** An event that feedback of a kind states, and which of its dates is the day: the first that it carries. */
interface Stated {
  readonly event: EventName
  readonly on: readonly (keyof FeedbackDates)[]
  /** Only where it says as much as feedback of this kind: a bare notice of transfer buys nobody another year. */
  readonly fullAs?: 'progress-report'
}

function onEventDate(...events: readonly EventName[]): readonly Stated[] {
  return events.map((event) => ({ event, on: ['event'] }))
}

/**
 * The feedback kinds (codes of the CodeSystem feedback-kind) and the events that each states.
 *
 * A kind whose event this version cannot hear states none yet; it is carried and delivered all the same, and the loader
 * refuses an agreement that would measure a duty by it. Source: design section 7.
 */
export const feedbackKinds = {
  'registration-confirmation': onEventDate('referral.registered'),
  // A waiting notice without an expected date tells how things stand and moves no date.
  'status-notice': [...onEventDate('status.given'), { event: 'intake.expected', on: ['expected'] }],
  // The day of the appointment, which a sender may give in either place.
  'appointment-notice': [{ event: 'intake.planned', on: ['expected', 'event'] }],
  'appearance-confirmation': onEventDate('patient.appeared'),
  'no-show': onEventDate('patient.no-show'),
  'intake-confirmation': onEventDate('intake.done', 'report.counted'),
  'care-offer': [],
  'treatment-start': onEventDate('treatment.started'),
  'progress-report': onEventDate('report.counted'),
  'change-notice': [],
  'transfer-notice': [
    ...onEventDate('referral.forwarded'),
    { event: 'report.counted', on: ['event'], fullAs: 'progress-report' }
  ],
  'end-report': onEventDate('treatment.ended'),
  rejection: onEventDate('referral.rejected'),
  'crisis-report': [],
  'crisis-plan': onEventDate('plan.revised'),
  'no-plan': onEventDate('plan.declined'),
  'unreferred-care': [],
  'handover-proposal': [],
  'information-request': [],
  'information-answer': [],
  'consultation-question': [],
  'consultation-answer': [],
  'exploratory-advice': [],
  'professional-summary': [],
  'instability-notice': []
} as const satisfies Readonly<Record<string, readonly Stated[]>>

/** A feedback kind's code. */
export type FeedbackKind = keyof typeof feedbackKinds

/** Whether a code is one of the feedback kinds. */
export function isFeedbackKind(code: string): code is FeedbackKind {
  return Object.hasOwn(feedbackKinds, code)
}

/**
 * The events that one feedback states, each with its day (`YYYY-MM-DD`, Europe/Amsterdam).
 *
 * @param isFullAs - whether it says as much as feedback of another kind.
 * @returns none for a kind that states none, and no event whose date the feedback does not carry.
 */
export function statedEvents(
  kind: FeedbackKind,
  dates: FeedbackDates,
  isFullAs: (kind: FeedbackKind) => boolean
): readonly { readonly event: EventName; readonly occurredOn: string }[] {
  const stated: readonly Stated[] = feedbackKinds[kind]
  return stated.flatMap(({ event, on, fullAs }) => {
    const occurredOn = on.map((name) => dates[name]).find((day) => day !== undefined)
    if (occurredOn === undefined || (fullAs !== undefined && !isFullAs(fullAs))) return []
    return [{ event, occurredOn }]
  })
}
