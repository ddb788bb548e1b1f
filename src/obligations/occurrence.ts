import type { EventName } from './agreement.ts'

/**
 * Events of which a referral can see several: each is one that happened anew, and not the correction of another. What opens on
 * one of these opens for each day on which it happened, or for each one that was told.
 *
 * Of any other event a second fact corrects the first: nothing opens, and what was opened counts from the day that was heard of last.
 */
const repeated: ReadonlyMap<string, 'by-day' | 'each'> = new Map<EventName, 'by-day' | 'each'>([
  // Of the receipt there is one; a duty that moved along keeps the day on which its first referral was received.
  ['referral.received', 'by-day'],
  // A day that is planned anew is news; what opens on it opens on the day on which that was heard.
  ['intake.planned', 'by-day'],
  ['intake.expected', 'by-day'],
  // Each flag can be taken back by itself.
  ['crisis.flagged', 'each'],
  ['crisis.assessed', 'by-day'],
  ['patient.no-show', 'by-day'],
  ['change.reported', 'by-day'],
  ['information.requested', 'by-day'],
  ['consultation.asked', 'by-day'],
  ['handover.proposed', 'by-day'],
  ['handover.accepted', 'by-day'],
  ['handover.refused', 'by-day'],
  ['handover.withdrawn', 'by-day'],
  ['substitution.started', 'by-day'],
  ['abort.asked', 'by-day'],
  ['instability.reported', 'by-day'],
  // Two plans of one day are two plans.
  ['plan.revised', 'each']
])

/** Whether each fact of an event is one that happened anew. */
export function isRepeated(event: string): boolean {
  return repeated.has(event)
}

/** Whether two that are told of one day are two. */
export function isEach(event: string): boolean {
  return repeated.get(event) === 'each'
}

/** Whether the feedback that meets a duty is what tells of its opening: then what came before was about another one. */
export function isToldByItself(event: string): boolean {
  return event === 'plan.revised'
}
