import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { duties, linde, parkzicht, world } from './world.ts'

test('ended before anyone reported: the report after intake is still owed, the yearly report and the notices are not', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'accepted' })
  here.on('2026-03-16')
  await step(here, referral, { by: from, status: 'in-progress', business: 'intake-done', on: '2026-03-16' })
  here.on('2026-03-27')
  await step(here, referral, { by: from, status: 'completed', business: 'ended', on: '2026-03-26' })
  t.same(await duties(here, referral, '2026-03-27'), [
    'intake-confirmation 1 his-de-linde due-soon 2026-03-30',
    'registration-confirmation 1 his-de-linde overdue 2026-03-09',
    'status-notice 1 his-de-linde not-applicable 2026-03-30',
    'yearly-report 1 his-de-linde not-applicable 2027-03-02'
  ])
  t.same((await duties(here, referral, '2026-03-31'))[0], 'intake-confirmation 1 his-de-linde overdue 2026-03-30')
  here.on('2026-04-02')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-16' })
  t.same((await duties(here, referral, '2026-04-02'))[0], 'intake-confirmation 1 his-de-linde met-late 2026-03-30')
})

test('ended by letter after a yearly report: no further turn is owed', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2027-02-20')
  await report(here, referral, 'progress-report', { from, on: '2027-02-18' })
  here.on('2027-06-01')
  await report(here, referral, 'end-report', { from, on: '2027-05-31' })
  t.same((await duties(here, referral, '2027-06-01')).slice(-2), [
    'yearly-report 1 his-de-linde met 2027-03-02',
    'yearly-report 2 his-de-linde not-applicable 2028-02-18'
  ])
  t.same((await duties(here, referral, '2027-05-30')).at(-1), 'yearly-report 2 his-de-linde prospective 2028-02-18')
})
