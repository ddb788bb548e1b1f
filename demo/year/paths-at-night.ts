import { intake, registered, seenAtOnce, started } from './paths.ts'
import { moves, passedOn, performer, reports, requester, type Row } from './row.ts'

/** In the night: seen within the hour, reported before the morning, passed on to an institution the next day. */
export const crisisAtNight: readonly Row[] = [
  moves(0, 'received', {}, { at: '02:20' }),
  moves(0, 'accepted', { business: 'registered', on: 0 }, { at: '02:20' }),
  moves(0, 'in-progress', { business: 'intake-done', on: 0 }, { at: '04:10' }),
  reports(0, 'crisis-report', { on: 0 }, { at: '05:30' }),
  requester(
    0,
    'poll',
    {},
    { at: '06:00', tell: 'Before the day begins, the out-of-hours post has fetched the report on {name}.' }
  ),
  reports(0, 'intake-confirmation', { on: 0 }, { at: '14:00' }),
  performer(1, 'refer', {}, { at: '10:00', tell: 'The crisis service passes {name} on to GGZ Parkzicht.' }),
  reports(2, 'transfer-notice', { on: 1 }),
  requester(3, 'poll'),
  ...passedOn(1, [
    ...seenAtOnce,
    ...registered,
    ...intake(18, { offered: 'within' }),
    reports(22, 'crisis-plan', { on: 21 }),
    ...started(25)
  ])
]

/** Seen at night and sent home, with the report the same morning. */
export const seenAtNight: readonly Row[] = [
  moves(0, 'accepted', { business: 'registered', on: 0 }, { at: '02:20' }),
  moves(0, 'in-progress', { business: 'intake-done', on: 0 }, { at: '04:10' }),
  reports(0, 'crisis-report', { on: 0 }, { at: '05:30' }),
  reports(0, 'registration-confirmation', { on: 0 }, { at: '05:30' }),
  reports(2, 'intake-confirmation', { on: 0 }),
  moves(3, 'completed', { business: 'ended', on: 3 }),
  reports(4, 'end-report', { on: 3 }),
  requester(4, 'poll', {}, { at: '19:00' })
]
