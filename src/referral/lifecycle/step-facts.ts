import { isDeepStrictEqual } from 'node:util'
import type { Task } from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import type { FactDetail, FactRow, ReferralRow } from '../../store/change.ts'
import { businessStatuses, type Part, type Standing, type StatedEvent } from './lifecycle.ts'
import type { Arrival } from '../rules.ts'
import { statedDates } from '../stated-dates.ts'
import { businessStatusOf } from './step-content.ts'
import { stepTo, suspensionReasonOf } from './transition.ts'

/** A step of the coordination Task, in canonical form. */
export interface StepMade {
  readonly before: Task
  readonly after: Task
  /** Where the Task stood. */
  readonly standing: Standing
  readonly arrival: Arrival
  readonly referral: ReferralRow
  readonly part: Part
}

interface Said {
  readonly occurredOn: string
  readonly detail?: FactDetail
}

/**
 * What a step states. A day counts only when this step brings it: one that was there before belongs to an earlier event,
 * and would date a cancellation to the day of an intake. What happened with the patient only the performer can say.
 *
 * The days of a step to or from `on-hold` are those of the hold: since when, and when it is expected to end.
 */
export function statedFacts(step: StepMade): readonly FactRow[] {
  const { after, arrival, referral } = step
  const stated = new Map<string, Said>([...movedBy(step), ...happenedBy(step)])
  return Array.from(stated, ([event, said]) => ({
    id: derivedId(arrival.message, after.id ?? '', event),
    referral: referral.id,
    event,
    heardAt: arrival.now,
    by: arrival.participant.id,
    message: arrival.message,
    ...said
  }))
}

/** The dates that a step brings: none where the Task had them before. */
export function datesIn({ before, after }: Pick<StepMade, 'before' | 'after'>): ReturnType<typeof statedDates> {
  const [was, is] = [statedDates(before.extension), statedDates(after.extension)]
  return isDeepStrictEqual(was, is) ? {} : is
}

/** What the change of status states. */
function movedBy(step: StepMade): readonly (readonly [StatedEvent, Said])[] {
  const { before, after, standing, arrival, part } = step
  const states = stepTo(standing, part, after.status)?.states
  if (states === undefined) return []
  const dates = datesIn(step)
  const on = part === 'performer' ? dayOf(dates, arrival.today) : { occurredOn: arrival.today }
  if (states !== 'clock.suspended') return before.status === after.status ? [] : [[states, on]]
  // Also one that goes on, with another reason or another end.
  const isNews = before.status !== after.status || suspensionReasonOf(before) !== suspensionReasonOf(after)
  if (!isNews && dates.expected === undefined && dates.event === undefined) return []
  const heldFrom = standing.status === 'on-hold' ? standing.heldFrom : standing.status
  const reason = suspensionReasonOf(after)
  const detail = {
    ...(reason === undefined ? {} : { reason }),
    ...(dates.expected === undefined ? {} : { until: dates.expected }),
    ...(heldFrom === undefined ? {} : { heldFrom })
  }
  return [[states, { occurredOn: on.occurredOn, detail }]]
}

/** What the business status states. */
function happenedBy(step: StepMade): readonly (readonly [StatedEvent, Said])[] {
  const { before, after, arrival, part } = step
  const business = businessStatusOf(after)
  const event = business === undefined ? null : businessStatuses.get(business)?.states
  if (event == null || part !== 'performer') return []
  const dates = datesIn(step)
  const isOfHold = after.status === 'on-hold' || before.status === 'on-hold'
  const isDated = dates.event !== undefined || dates.expected !== undefined
  // A date that comes with a change of status is that of the change, where the business status stays what it was.
  const isCorrected = isDated && before.status === after.status && !isOfHold
  if (business === businessStatusOf(before) && !isCorrected) return []
  // An appointment lies on the day that it is expected; a step that brings no day speaks of the day on which it was made.
  const isExpected = event.startsWith('intake.') && event !== 'intake.done' && !isOfHold
  const { expected, expectedAt } = dates
  // Waiting without an expected day moves no date.
  if (event === 'intake.expected' && (!isExpected || expected === undefined)) return []
  if (!isExpected || expected === undefined) return [[event, dayOf(dates, arrival.today)]]
  return [
    [event, expectedAt === undefined ? { occurredOn: expected } : { occurredOn: expected, detail: { at: expectedAt } }]
  ]
}

function dayOf({ event, eventAt }: ReturnType<typeof statedDates>, today: string): Said {
  if (event === undefined) return { occurredOn: today }
  return eventAt === undefined ? { occurredOn: event } : { occurredOn: event, detail: { at: eventAt } }
}
