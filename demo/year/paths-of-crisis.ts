import { treated } from './paths.ts'
import { performer, reports, requester, type Row } from './row.ts'

/** Prone to crises by the referral itself: a plan, and its revision after a bad summer. */
export const plannedAndRevised: readonly Row[] = [
  ...treated(),
  reports(
    24,
    'crisis-plan',
    { on: 22 },
    { tell: 'The crisis plan of {name} is there: who to call, and what not to do.' }
  ),
  reports(
    150,
    'crisis-plan',
    { on: 147, choice: 1 },
    { tell: 'The crisis plan of {name} was revised, and the GP has it.' }
  )
]

/** Revised, but the GP hears of it three weeks later. */
export const revisedLate: readonly Row[] = [
  ...treated(),
  reports(20, 'crisis-plan', { on: 20 }),
  reports(120, 'crisis-plan', { on: 99, choice: 1 })
]

/** Found to be prone to crises during treatment; the patient wants no plan, and that is said. */
export const noPlan: readonly Row[] = [
  ...treated(),
  performer(44, 'flag', { since: 43 }),
  reports(
    60,
    'no-plan',
    { on: 58 },
    { tell: '{name} wants no crisis plan; the statement and its reason meet the duty.' }
  )
]

/** The GP tells that the patient is prone to crises, and no plan comes. */
export const noPlanComes: readonly Row[] = [
  ...treated(),
  requester(50, 'flag', { since: 48 }, { tell: 'The GP reports that {name} is prone to crises. A plan is owed now.' })
]

/** A small practice makes a plan, too: the only letter of it that others can look into. */
export const plannedBySmallPractice: readonly Row[] = [
  ...treated(),
  performer(30, 'flag', { since: 30 }),
  reports(45, 'crisis-plan', { on: 44 })
]

/** The GP tells it after the referral. */
export function flaggedByGp(after: number): readonly Row[] {
  return [requester(after, 'flag', { since: after })]
}
