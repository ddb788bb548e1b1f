import { moves, reports, requester, type Row } from './row.ts'

// The ways that a referral can go, as rows of {days after the referral, who, what}. The first row is always the referral
// itself, which the agenda puts before them.

/** Received, accepted and registered within three days. */
export const registered: readonly Row[] = [
  moves(1, 'received'),
  moves(2, 'accepted', { business: 'registered', on: 2 }),
  reports(3, 'registration-confirmation', { on: 2 })
]

/** Cannot wait: seen the next day, and whoever referred hears of it at once. */
export const seenAtOnce: readonly Row[] = [reports(1, 'appearance-confirmation', { on: 1 })]

/** How an intake is told. */
interface Told {
  /** Days from the intake to its report. */
  readonly reportedAfter?: number
  /** Rubrics that the report leaves out. */
  readonly without?: readonly string[]
  /** What care is offered: in the report itself, or in a letter a week after it. */
  readonly offered?: 'within' | 'apart'
}

/** An appointment two weeks ahead, the intake on its day, the report a week after it, and the care that is offered. */
export function intake(day: number, { reportedAfter = 7, without = [], offered = 'apart' }: Told = {}): readonly Row[] {
  // Nobody knows the day before the referral is registered.
  const told = Math.max(4, day - 14)
  return [
    reports(told, 'appointment-notice', { expectedOn: day, on: told }),
    moves(day, 'in-progress', { business: 'intake-done', on: day }),
    ...offeredCare(day, { reportedAfter, without, offered })
  ]
}

function offeredCare(day: number, { reportedAfter, without, offered }: Required<Told>): readonly Row[] {
  const ask = { on: day, without }
  const reported = day + reportedAfter
  if (offered === 'within') return [reports(reported, 'intake-confirmation', { ...ask, offers: 'yes' })]
  return [reports(reported, 'intake-confirmation', ask), reports(reported + 7, 'care-offer', { on: reported + 7 })]
}

/** The treatment begins. */
export function started(day: number): readonly Row[] {
  return [
    moves(day, 'in-progress', { business: 'in-treatment', on: day }),
    reports(day + 2, 'treatment-start', { on: day })
  ]
}

/** Accepted and treated: the way it should go. */
export function treated({ intakeOn = 21, ...told }: Told & { readonly intakeOn?: number } = {}): readonly Row[] {
  return [...registered, ...intake(intakeOn, told), ...started(intakeOn + 21)]
}

/** Treated, and a letter on how it goes. */
export function treatedAndFollowed({ intakeOn = 21, progressOn = 200 } = {}): readonly Row[] {
  return [
    ...treated({ intakeOn, offered: 'within' }),
    reports(
      150,
      'change-notice',
      { on: 149 },
      { tell: 'The medication of {name} changes, and the GP hears it the next day.' }
    ),
    reports(progressOn, 'progress-report', { on: progressOn })
  ]
}

/** Treated and ended, with the letter at the end. */
export function treatedAndEnded(lasts: number): readonly Row[] {
  return [
    ...treated(),
    moves(lasts, 'completed', { business: 'ended', on: lasts }),
    reports(lasts + 5, 'end-report', { on: lasts }, { tell: '{name} is better: the treatment ends with a letter.' })
  ]
}

/** Not taken, with the reason and where else to go. */
export function rejected(alternative: string): readonly Row[] {
  return [
    moves(1, 'received'),
    reports(4, 'rejection', { on: 4 }),
    moves(
      4,
      'rejected',
      { reason: 'De zorgvraag past niet bij ons aanbod', alternative, on: 4 },
      { tell: '{name} is not accepted; the reason and the alternative go back to the GP.' }
    )
  ]
}

/** The patient does not appear, gets a new appointment, and then comes. */
export const notShown: readonly Row[] = [
  ...registered,
  reports(7, 'appointment-notice', { expectedOn: 21, on: 7 }),
  moves(21, 'accepted', { business: 'no-show', on: 21 }),
  reports(22, 'no-show', { on: 21 }, { tell: '{name} did not appear at the intake; a new appointment follows.' }),
  ...intake(39),
  ...started(55)
]

/** On the waiting list, with a notice every four weeks until there is a place. */
export function waiting(notices: number): readonly Row[] {
  const every = Array.from({ length: notices }, (_, turn) => 25 + 28 * turn)
  const intakeOn = 25 + 28 * (notices - 1) + 24
  return [
    ...registered,
    moves(4, 'accepted', { business: 'waiting-list', on: 4 }),
    ...every.map((day) => reports(day, 'status-notice', { on: day, expectedOn: intakeOn })),
    ...intake(intakeOn, { reportedAfter: 10 }),
    ...started(intakeOn + 21)
  ]
}

/** On the waiting list, with one notice and silence after it. */
export const waitingUnheard: readonly Row[] = [
  ...registered,
  reports(
    26,
    'status-notice',
    { on: 26, expectedOn: 90 },
    { tell: '{name} waits; after this notice nothing is heard.' }
  )
]

/** Nobody answers at all. */
export const silent: readonly Row[] = []

/** Accepted, and nothing after it. */
export const acceptedThenSilent: readonly Row[] = [moves(1, 'received'), moves(3, 'accepted')]

/** The intake was in time, the report is five weeks late. */
export const late: readonly Row[] = [...registered, ...intake(21, { reportedAfter: 49 }), ...started(60)]

/** The report after intake lacks what the GP needs most; three weeks later comes the rest. */
export const supplemented: readonly Row[] = [
  ...registered,
  ...intake(21, { without: ['diagnosis', 'medication'] }),
  reports(
    49,
    'intake-confirmation',
    { on: 21, choice: 2 },
    { tell: 'The supplement for {name} brings the diagnosis and the medication that the report lacked.' }
  ),
  ...started(56)
]

/** The report stays incomplete. */
export const incomplete: readonly Row[] = [
  ...registered,
  ...intake(21, { without: ['treatment-plan'] }),
  ...started(42)
]

/** The GP takes the referral back. */
export const cancelled: readonly Row[] = [
  moves(1, 'received'),
  requester(6, 'step', { status: 'cancelled' }, { tell: 'The GP takes the referral of {name} back.' })
]
