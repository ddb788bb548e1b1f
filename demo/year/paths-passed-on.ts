import { intake, registered, seenAtOnce, started, treated } from './paths.ts'
import { moves, passedOn, performer, reports, type Row } from './row.ts'

/** After the intake the problems are heavier than a small practice can carry: on to an institution. */
export const toSpecialised: readonly Row[] = [
  ...registered,
  ...intake(21),
  performer(58, 'refer', {}, { tell: 'De Brug passes {name} on: the duties move to the new performer.' }),
  reports(60, 'transfer-notice', { on: 58 }),
  // Both letters that are passed on this way say that it is urgent.
  ...passedOn(58, [...seenAtOnce, ...registered, ...intake(28), ...started(49)])
]

/** Passed on, and the new performer keeps silent. */
export const toSpecialisedUnheard: readonly Row[] = [
  ...registered,
  ...intake(21),
  ...started(35),
  performer(80, 'refer'),
  reports(81, 'transfer-notice', { on: 80 }),
  ...passedOn(80, [moves(2, 'received')])
]

/** The heavy work is done; a shorter treatment near home is enough. */
export const toGeneralist: readonly Row[] = [
  ...treated(),
  performer(120, 'refer', {}, { tell: 'Parkzicht passes {name} on to De Brug, for a shorter treatment near home.' }),
  reports(121, 'transfer-notice', { on: 120 }),
  ...passedOn(120, [...registered, ...intake(21), ...started(35)])
]

/** Passed on, and the patient does not want the former practice to hear of it; the GP may. */
export const toSpecialisedAlone: readonly Row[] = [
  ...toSpecialised,
  ...passedOn(58, [performer(12, 'object', { on: 12, receivers: ['gb-ggz-de-brug'] })])
]
