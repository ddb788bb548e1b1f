import { test } from 'tap'
import { refer, report } from './acts.ts'
import { brug, duties, letters, linde, only, parkzicht, world } from './world.ts'

test('a late report is met late, and was overdue until it came', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-04-20')
  const intake = async (day: string) => only('intake-confirmation', await duties(here, referral, day))
  t.same(await intake('2026-04-20'), ['intake-confirmation 1 his-de-linde overdue 2026-04-13'])
  await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-04-02' })
  const lines = [
    ['2026-04-13', 'intake-confirmation 1 his-de-linde due-soon 2026-04-13'],
    ['2026-04-19', 'intake-confirmation 1 his-de-linde overdue 2026-04-13'],
    ['2026-04-20', 'intake-confirmation 1 his-de-linde met-late 2026-04-16']
  ] as const
  for (const [day, line] of lines) t.same(await intake(day), [line], day)
})

test('a report in plain text meets its duty, and the report says that nobody could check it', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-20')
  await report(here, referral, 'intake-confirmation', { from: brug, on: '2026-03-18' })
  t.same(await duties(here, referral, '2026-03-20'), [
    // Whether the letter says what care is offered nobody can check, so it does not count as an offer.
    'care-offer 1 his-de-linde prospective 2026-04-15',
    'intake-confirmation 1 his-de-linde met-unchecked 2026-04-01',
    'registration-confirmation 1 his-de-linde overdue 2026-03-09',
    'status-notice 1 his-de-linde prospective 2026-03-30',
    'treatment-start 1 his-de-linde prospective 2026-05-27',
    'yearly-report 1 his-de-linde prospective 2027-03-18'
  ])
  const [row] = await here.report('his-de-linde', 'code=intake-confirmation')
  t.match(row, { state: 'met-unchecked', reason: 'content-unchecked', metOn: '2026-03-20' })
  const [letter] = await letters(here, linde, referral)
  t.match(letter?.payload?.[0]?.contentString, /Behandelplan/)
})

test('an incomplete report is delivered and stays owed until the supplement comes', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const intake = async (day: string) => only('intake-confirmation', await duties(here, referral, day))[0]
  here.on('2026-03-18')
  const without = ['treatment-plan', 'medication']
  const first = await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-16', without })
  t.same(first.codes.filter((code) => code === 'feedback-incomplete').length, 2)
  t.same((await letters(here, linde, referral)).length, 1, 'it is delivered')
  t.same(await intake('2026-03-18'), 'intake-confirmation 1 his-de-linde prospective 2026-03-30')
  const [row] = await here.report('auditor-rho', 'code=intake-confirmation')
  t.equal(row?.reason, 'lacks medication plan')
  t.same((await duties(here, referral, '2026-03-18')).at(-1), 'yearly-report 1 his-de-linde prospective 2027-03-02')
  here.on('2026-03-27')
  const rest = ['answer', 'diagnosis', 'regiebehandelaar', 'start-or-wait']
  await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-16', without: rest })
  t.same(await intake('2026-03-27'), 'intake-confirmation 1 his-de-linde met 2026-03-30')
  t.same(await intake('2026-03-26'), 'intake-confirmation 1 his-de-linde due-soon 2026-03-30')
  t.same((await letters(here, linde, referral)).length, 2)
  t.same((await duties(here, referral, '2026-03-27')).at(-1), 'yearly-report 1 his-de-linde prospective 2027-03-16')
})

test('yearly reports that come twice, late and out of order: each counts once, and an older one moves nothing back', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const yearly = async (day: string) => (await duties(here, referral, day)).filter((line) => line.startsWith('yearly'))
  here.on('2027-02-20')
  await report(here, referral, 'progress-report', { from, on: '2027-02-15' })
  await report(here, referral, 'progress-report', { from, on: '2027-02-15' })
  await report(here, referral, 'progress-report', { from, on: '2026-08-01' })
  const first = 'yearly-report 1 his-de-linde met 2027-03-02'
  t.same(await yearly('2027-02-20'), [first, 'yearly-report 2 his-de-linde prospective 2028-02-15'])
  t.same((await letters(here, linde, referral)).length, 3, 'all are delivered')
  here.on('2027-09-01')
  const lacking = await report(here, referral, 'progress-report', { from, on: '2027-08-30', without: ['risk'] })
  t.ok(lacking.codes.includes('feedback-incomplete'))
  t.same(await yearly('2027-09-01'), [first, 'yearly-report 2 his-de-linde prospective 2028-02-15'])
})
