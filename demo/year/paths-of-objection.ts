import { registered, started, treated } from './paths.ts'
import { moves, performer, reports, type Row } from './row.ts'

/** The patient objects before the intake: no letter leaves, and nothing is owed. */
export const objected: readonly Row[] = [
  ...registered,
  performer(10, 'object', { on: 10 }, { tell: '{name} objects to feedback: no letter leaves, the duties are waived.' }),
  moves(21, 'in-progress', { business: 'intake-done', on: 21 }),
  reports(28, 'intake-confirmation', { on: 21 })
]

/** Objects, and takes it back five weeks later: the terms start anew. */
export const objectedAndWithdrawn: readonly Row[] = [
  ...registered,
  performer(10, 'object', { on: 10 }),
  moves(21, 'in-progress', { business: 'intake-done', on: 21 }),
  performer(45, 'withdraw-objection', { on: 45 }, { tell: '{name} takes the objection back: the term starts anew.' }),
  reports(52, 'intake-confirmation', { on: 21 }),
  reports(54, 'care-offer', { on: 54 }),
  ...started(60)
]

/** Objects to the letters on the treatment only, after the report on the intake. */
export const objectedInPart: readonly Row[] = [
  ...treated(),
  performer(70, 'object', { on: 70, kinds: ['progress-report', 'end-report'] }),
  reports(160, 'progress-report', { on: 160 })
]
