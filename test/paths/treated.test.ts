import { test } from 'tap'
import { refer, report, step, typesSent } from './acts.ts'
import { duties, letters, linde, parkzicht, world } from './world.ts'

test('accepted and treated for two years: every duty is met in turn', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  t.same(await duties(here, referral, '2026-03-02'), [
    'intake-confirmation 1 his-de-linde prospective 2026-04-13',
    'registration-confirmation 1 his-de-linde prospective 2026-03-09',
    'status-notice 1 his-de-linde prospective 2026-03-30',
    'yearly-report 1 his-de-linde prospective 2027-03-02'
  ])

  here.on('2026-03-04')
  t.same((await report(here, referral, 'registration-confirmation', { from, on: '2026-03-03' })).status, 200)
  t.same((await step(here, referral, { by: from, status: 'accepted' })).status, 200)
  here.on('2026-03-06')
  t.same(
    (await report(here, referral, 'appointment-notice', { from, on: '2026-03-06', expectedOn: '2026-04-24' })).status,
    200
  )
  t.same(await duties(here, referral, '2026-03-06'), [
    'intake-confirmation 1 his-de-linde prospective 2026-05-08',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde prospective 2026-03-30',
    'yearly-report 1 his-de-linde prospective 2027-03-02'
  ])

  here.on('2026-03-27')
  await report(here, referral, 'status-notice', { from, on: '2026-03-27', expectedOn: '2026-04-24' })
  here.on('2026-04-20')
  await report(here, referral, 'status-notice', { from, on: '2026-04-20', expectedOn: '2026-04-24' })
  here.on('2026-04-27')
  const intake = await report(here, referral, 'intake-confirmation', { from, on: '2026-04-24' })
  t.same([intake.status, intake.codes.filter((code) => code === 'obligation-met').length], [200, 1], 'told so')
  t.same(await duties(here, referral, '2026-04-27'), [
    'intake-confirmation 1 his-de-linde met 2026-05-08',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 2 his-de-linde met 2026-04-24',
    'status-notice 3 his-de-linde prospective 2026-05-18',
    'yearly-report 1 his-de-linde prospective 2027-04-24'
  ])

  here.on('2026-05-06')
  await report(here, referral, 'treatment-start', { from, on: '2026-05-04' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-05-04' })
  t.same((await duties(here, referral, '2026-05-19')).slice(-2), [
    'status-notice 3 his-de-linde not-applicable 2026-05-18',
    'yearly-report 1 his-de-linde prospective 2027-04-24'
  ])
  t.same((await duties(here, referral, '2027-03-25')).at(-1), 'yearly-report 1 his-de-linde due-soon 2027-04-24')

  here.on('2027-04-20')
  await report(here, referral, 'progress-report', { from, on: '2027-04-16' })
  t.same((await duties(here, referral, '2027-04-20')).slice(-2), [
    'yearly-report 1 his-de-linde met 2027-04-24',
    'yearly-report 2 his-de-linde prospective 2028-04-16'
  ])
  t.same((await duties(here, referral, '2028-04-18')).at(-1), 'yearly-report 2 his-de-linde overdue 2028-04-16')

  here.on('2028-04-19')
  await report(here, referral, 'progress-report', { from, on: '2028-04-12' })
  t.same(await duties(here, referral, '2028-04-19'), [
    'intake-confirmation 1 his-de-linde met 2026-05-08',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 2 his-de-linde met 2026-04-24',
    'status-notice 3 his-de-linde not-applicable 2026-05-18',
    'yearly-report 1 his-de-linde met 2027-04-24',
    'yearly-report 2 his-de-linde met-late 2028-04-16',
    'yearly-report 3 his-de-linde prospective 2029-04-12'
  ])
  t.same((await letters(here, linde, referral)).length, 8, 'the practice reads every letter')
  const sent = await typesSent(here, linde)
  t.same(sent.filter((types) => types.includes('Communication')).length, 8)
  t.same(sent.filter((types) => types === 'Task').length, 2, 'and both steps')
})
