import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { brug, duties, letters, linde, only, parkzicht, plein, world } from './world.ts'

test('no-show, a new appointment, then the intake: the report is due two weeks after what was heard last', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const intakeOn = async (day: string) => only('intake-confirmation', await duties(here, referral, day))[0]
  here.on('2026-03-03')
  await report(here, referral, 'appointment-notice', { from, on: '2026-03-03', expectedOn: '2026-03-17' })
  t.same((await duties(here, referral, '2026-03-03')).slice(0, 3), [
    'appointment-notice 1 his-de-linde met 2026-03-10',
    'intake-confirmation 1 his-de-linde prospective 2026-03-31',
    'registration-confirmation 1 his-de-linde met 2026-03-09'
  ])
  here.on('2026-03-18')
  t.same((await report(here, referral, 'no-show', { from, on: '2026-03-17' })).status, 200)
  t.same(await intakeOn('2026-03-18'), 'intake-confirmation 1 his-de-linde prospective 2026-03-31')
  t.same(only('no-show', await duties(here, referral, '2026-03-18')), ['no-show 1 his-de-linde met 2026-03-24'])
  t.same(await intakeOn('2026-04-01'), 'intake-confirmation 1 his-de-linde overdue 2026-03-31')
  here.on('2026-03-20')
  await step(here, referral, { by: from, status: 'accepted' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'intake-planned', expectedOn: '2026-04-14' })
  t.same(await intakeOn('2026-04-01'), 'intake-confirmation 1 his-de-linde prospective 2026-04-28')
  t.same(only('appointment-notice', await duties(here, referral, '2026-03-20')), [
    'appointment-notice 1 his-de-linde met 2026-03-10',
    'appointment-notice 2 his-de-linde prospective 2026-03-27'
  ])
  here.on('2026-04-16')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-04-14' })
  t.same(await intakeOn('2026-04-16'), 'intake-confirmation 1 his-de-linde met 2026-04-28')
  t.same((await letters(here, linde, referral)).length, 3)
})

test('on the waiting list: each notice opens the next and moves the day of the report after intake', async (t) => {
  const here = await world(t)
  const from = brug
  const referral = await refer(here, { from: plein, to: brug, gp: plein })
  const rows = async (day: string) =>
    (await duties(here, referral, day)).filter((line) => !/registration|yearly/.test(line))
  here.on('2026-03-25')
  await report(here, referral, 'status-notice', { from, on: '2026-03-24', expectedOn: '2026-05-04' })
  t.same(await rows('2026-03-25'), [
    'intake-confirmation 1 his-het-plein prospective 2026-05-18',
    'status-notice 1 his-het-plein met-unchecked 2026-03-30',
    'status-notice 2 his-het-plein prospective 2026-04-21'
  ])
  here.on('2026-04-28')
  await report(here, referral, 'status-notice', { from, on: '2026-04-28', expectedOn: '2026-06-01' })
  t.same(await rows('2026-04-28'), [
    'intake-confirmation 1 his-het-plein prospective 2026-06-15',
    'status-notice 1 his-het-plein met-unchecked 2026-03-30',
    'status-notice 2 his-het-plein met-late 2026-04-21',
    'status-notice 3 his-het-plein prospective 2026-05-26'
  ])
  here.on('2026-05-20')
  await report(here, referral, 'status-notice', { from, on: '2026-05-20' })
  t.same(await rows('2026-06-17'), [
    'intake-confirmation 1 his-het-plein overdue 2026-06-15',
    'status-notice 1 his-het-plein met-unchecked 2026-03-30',
    'status-notice 2 his-het-plein met-late 2026-04-21',
    'status-notice 3 his-het-plein met-unchecked 2026-05-26',
    'status-notice 4 his-het-plein due-soon 2026-06-17'
  ])
})

test('a Task step on the waiting list with an expected day says what a notice would, and one without moves nothing', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: parkzicht, status: 'accepted', business: 'waiting-list' })
  const intake = async (day: string) => only('intake-confirmation', await duties(here, referral, day))
  t.same(await intake('2026-03-02'), ['intake-confirmation 1 his-de-linde prospective 2026-04-13'])
  here.on('2026-03-10')
  await step(here, referral, { by: parkzicht, business: 'waiting-list', expectedOn: '2026-05-01' })
  t.same(await intake('2026-03-10'), ['intake-confirmation 1 his-de-linde prospective 2026-05-15'])
})
