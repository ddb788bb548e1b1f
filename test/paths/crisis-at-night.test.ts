import { test } from 'tap'
import { refer, report } from './acts.ts'
import { bsns } from './messages.ts'
import { brug, coordination, crisisMidden, duties, hap, letters, linde, only, plein, world } from './world.ts'

const letter = 'his/10-crisis-at-night'

test('the out-of-hours post refers to the crisis service: feedback is owed to it and to the registered practice', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { letter, from: hap, to: crisisMidden, gp: plein })
  t.same(await duties(here, referral, '2026-03-02'), [
    'appearance-confirmation 1 hap-midden prospective 2026-03-03',
    'appearance-confirmation 1 his-het-plein prospective 2026-03-03',
    'intake-confirmation 1 hap-midden prospective 2026-04-13',
    'intake-confirmation 1 his-het-plein prospective 2026-04-13',
    'registration-confirmation 1 hap-midden prospective 2026-03-09',
    'registration-confirmation 1 his-het-plein prospective 2026-03-09',
    'status-notice 1 hap-midden prospective 2026-03-30',
    'status-notice 1 his-het-plein prospective 2026-03-30',
    'yearly-report 1 his-het-plein prospective 2027-03-02'
  ])
  t.same((await here.get(plein, `ServiceRequest/${referral}`)).status, 200, 'the practice reads of the night')
  here.on('2026-03-03')
  await report(here, referral, 'intake-confirmation', { from: crisisMidden, on: '2026-03-02' })
  const heard = async () =>
    (await here.report('auditor-rho', 'code=intake-confirmation'))
      .map(({ creditor, state, heard: is }) => `${creditor ?? ''} ${state} ${is}`)
      .sort()
  t.same(await heard(), ['hap-midden met not-heard', 'his-het-plein met not-heard'])
  await here.inbox(plein)
  t.same(await heard(), ['hap-midden met not-heard', 'his-het-plein met heard'], 'the practice is sent it')
  t.same((await letters(here, hap, referral)).length, 1)
  t.same(await heard(), ['hap-midden met heard', 'his-het-plein met heard'], 'the post has it when it reads it')
})

test('a letter that names no practice: the practice of the patient’s first referral is the GP', async (t) => {
  const here = await world(t)
  await refer(here, { from: plein, to: brug, gp: plein, bsn: bsns[1] })
  await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-09')
  const referral = await refer(here, { letter, from: hap, to: crisisMidden, bsn: bsns[1] })
  t.match(
    (await duties(here, referral, '2026-03-09')).filter((line) => line.startsWith('yearly')),
    ['yearly-report 1 his-het-plein prospective 2027-03-09']
  )
  t.match(await coordination(here, plein, referral), { status: 'requested' })
  t.same((await here.get(linde, `ServiceRequest/${referral}`)).status, 404)
})

test('a letter that names no practice about a patient whom nobody knows: what is owed to the GP is blocked', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { letter, from: hap, to: crisisMidden })
  t.same(await duties(here, referral, '2026-03-02'), [
    'appearance-confirmation 1 hap-midden prospective 2026-03-03',
    'appearance-confirmation 1 nobody blocked 2026-03-03',
    'intake-confirmation 1 hap-midden prospective 2026-04-13',
    'intake-confirmation 1 nobody blocked 2026-04-13',
    'registration-confirmation 1 hap-midden prospective 2026-03-09',
    'registration-confirmation 1 nobody blocked 2026-03-09',
    'status-notice 1 hap-midden prospective 2026-03-30',
    'status-notice 1 nobody blocked 2026-03-30',
    'yearly-report 1 nobody blocked 2027-03-02'
  ])
  here.on('2026-03-03')
  await report(here, referral, 'intake-confirmation', { from: crisisMidden, on: '2026-03-02' })
  const now = await duties(here, referral, '2026-03-03')
  // Who wrote a report after intake has seen the patient.
  t.same(only('appearance-confirmation', now), [
    'appearance-confirmation 1 hap-midden met 2026-03-03',
    'appearance-confirmation 1 nobody met 2026-03-03'
  ])
  t.same(only('intake-confirmation', now), [
    'intake-confirmation 1 hap-midden met 2026-03-16',
    'intake-confirmation 1 nobody met 2026-03-16'
  ])
  const [row] = (await here.report('auditor-rho', 'code=intake-confirmation')).filter(
    ({ creditor }) => creditor === null
  )
  t.match(row, { heard: 'not-heard' }, 'the institution did what it could, and no practice has heard')
})

test('a referral after midnight is of the new day, also in the night in which the clock goes forward', async (t) => {
  const here = await world(t, '2026-03-28')
  here.clock.set(Date.parse('2026-03-28T23:30:00Z'))
  const referral = await refer(here, { letter, from: hap, to: crisisMidden, gp: plein })
  t.same(await duties(here, referral, '2026-03-28'), [])
  t.same(
    (await duties(here, referral, '2026-03-29')).filter((line) => line.includes('his-het-plein')),
    [
      'appearance-confirmation 1 his-het-plein prospective 2026-03-30',
      'intake-confirmation 1 his-het-plein prospective 2026-05-10',
      'registration-confirmation 1 his-het-plein prospective 2026-04-03',
      'status-notice 1 his-het-plein prospective 2026-04-26',
      'yearly-report 1 his-het-plein prospective 2027-03-29'
    ]
  )
})
