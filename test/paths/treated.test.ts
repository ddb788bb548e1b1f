import { test } from 'tap'
import { refer, report, step, typesSent } from './acts.ts'
import { duties, letters, linde, only, parkzicht, world } from './world.ts'

const from = parkzicht

test('accepted, treated for three years and ended: every duty is met in turn', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const now = async (day: string) => duties(here, referral, day)
  t.same(await now('2026-03-02'), [
    'intake-confirmation 1 his-de-linde prospective 2026-04-13',
    'registration-confirmation 1 his-de-linde prospective 2026-03-09',
    'status-notice 1 his-de-linde prospective 2026-03-30',
    'yearly-report 1 his-de-linde prospective 2027-03-02'
  ])

  here.on('2026-03-04')
  t.same((await report(here, referral, 'registration-confirmation', { from, on: '2026-03-03' })).status, 200)
  t.same((await step(here, referral, { by: from, status: 'accepted' })).status, 200)
  here.on('2026-03-06')
  const planned = { from, on: '2026-03-06', expectedOn: '2026-04-24' }
  t.same((await report(here, referral, 'appointment-notice', planned)).status, 200)
  t.same(await now('2026-03-06'), [
    'appointment-notice 1 his-de-linde met 2026-03-13',
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
  t.same(await now('2026-04-27'), [
    'appointment-notice 1 his-de-linde met 2026-03-13',
    'care-offer 1 his-de-linde prospective 2026-05-22',
    'intake-confirmation 1 his-de-linde met 2026-05-08',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 2 his-de-linde met 2026-04-24',
    'status-notice 3 his-de-linde prospective 2026-05-18',
    'treatment-start 1 his-de-linde prospective 2026-07-03',
    'yearly-report 1 his-de-linde prospective 2027-04-24'
  ])

  here.on('2026-05-01')
  await report(here, referral, 'care-offer', { from, on: '2026-04-30' })
  here.on('2026-05-06')
  await report(here, referral, 'treatment-start', { from, on: '2026-05-04' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-05-04' })
  t.same((await now('2026-05-19')).slice(-3), [
    'status-notice 3 his-de-linde not-applicable 2026-05-18',
    'treatment-start 1 his-de-linde met 2026-05-11',
    'yearly-report 1 his-de-linde prospective 2027-04-24'
  ])
  const yearly = async (day: string) => only('yearly-report', await now(day)).at(-1)
  t.same(await yearly('2027-03-25'), 'yearly-report 1 his-de-linde due-soon 2027-04-24')

  here.on('2027-04-20')
  await report(here, referral, 'progress-report', { from, on: '2027-04-16' })
  t.same(only('yearly-report', await now('2027-04-20')), [
    'yearly-report 1 his-de-linde met 2027-04-24',
    'yearly-report 2 his-de-linde prospective 2028-04-16'
  ])
  t.same(await yearly('2028-04-18'), 'yearly-report 2 his-de-linde overdue 2028-04-16')

  here.on('2028-04-19')
  await report(here, referral, 'progress-report', { from, on: '2028-04-12' })
  here.on('2029-04-10')
  await report(here, referral, 'progress-report', { from, on: '2029-04-09' })
  here.on('2029-05-15')
  await step(here, referral, { by: from, status: 'completed', business: 'ended', on: '2029-05-14' })
  t.same(only('end-report', await now('2029-05-15')), ['end-report 1 his-de-linde prospective 2029-05-28'])
  here.on('2029-05-25')
  await report(here, referral, 'end-report', { from, on: '2029-05-14' })
  t.same(await now('2029-05-25'), [
    'appointment-notice 1 his-de-linde met 2026-03-13',
    'care-offer 1 his-de-linde met 2026-05-22',
    'end-report 1 his-de-linde met 2029-05-28',
    'intake-confirmation 1 his-de-linde met 2026-05-08',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 2 his-de-linde met 2026-04-24',
    'status-notice 3 his-de-linde not-applicable 2026-05-18',
    'treatment-start 1 his-de-linde met 2026-05-11',
    'yearly-report 1 his-de-linde met 2027-04-24',
    'yearly-report 2 his-de-linde met-late 2028-04-16',
    'yearly-report 3 his-de-linde met 2029-04-12',
    'yearly-report 4 his-de-linde not-applicable 2030-04-09'
  ])
  t.same((await letters(here, linde, referral)).length, 11, 'the practice reads every letter')
  const sent = await typesSent(here, linde)
  t.same(sent.filter((types) => types.includes('Communication')).length, 11)
  t.same(sent.filter((types) => types === 'Task').length, 3, 'and every step')
})
