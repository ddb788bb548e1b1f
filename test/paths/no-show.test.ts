import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { events, sentTo } from './asking.ts'
import { coordination, duties, letters, linde, parkzicht, world } from './world.ts'

test('no-show, followed by a new appointment: the practice hears of both, and the report is due from the new day', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: from, gp: linde })
  const due = async (asOf: string) =>
    (await duties(here, referral, asOf)).find((row) => row.startsWith('intake-confirmation'))
  await step(here, referral, { by: from, status: 'accepted', business: 'intake-planned', expectedOn: '2026-03-20' })
  t.same(await due('2026-03-02'), 'intake-confirmation 1 his-de-linde prospective 2026-04-03')

  here.on('2026-03-20')
  t.same((await step(here, referral, { by: from, business: 'no-show', on: '2026-03-20' })).status, 200)
  t.same((await events(here, referral)).at(-1), 'patient.no-show 2026-03-20')
  t.match(await coordination(here, linde, referral), {
    status: 'accepted',
    businessStatus: { coding: [{ code: 'no-show' }] }
  })
  const owed = (await duties(here, referral, '2026-03-20')).filter((row) => row.startsWith('no-show'))
  t.same(owed, ['no-show 1 his-de-linde prospective 2026-03-27'])

  here.on('2026-03-23')
  const told = await report(here, referral, 'no-show', { from, on: '2026-03-20' })
  t.same(told.status, 200, JSON.stringify(told.body))
  t.same((await letters(here, linde, referral)).length, 1)
  const again = await step(here, referral, { by: from, business: 'intake-planned', expectedOn: '2026-04-10' })
  t.same(again.status, 200, JSON.stringify(again.body))
  t.same((await sentTo(here, linde)).at(-1), 'coordination accepted')
  t.same((await events(here, referral)).at(-1), 'intake.planned 2026-04-10')
  const after = await duties(here, referral, '2026-03-23')
  t.same(
    after.filter((row) => /^(no-show|intake)/.test(row)),
    ['intake-confirmation 1 his-de-linde prospective 2026-04-24', 'no-show 1 his-de-linde met 2026-03-27']
  )

  here.on('2026-04-10')
  await step(here, referral, { by: from, status: 'in-progress', business: 'intake-done', on: '2026-04-10' })
  t.match(await coordination(here, linde, referral), { businessStatus: { coding: [{ code: 'intake-done' }] } })
  here.on('2026-04-20')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-04-10' })
  t.same(await due('2026-04-20'), 'intake-confirmation 1 his-de-linde met 2026-04-24')
})

test('a business status of the stretch before goes with the step out of it, in every projection', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: parkzicht, status: 'received', business: 'waiting-list' })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  for (const reader of [linde, parkzicht]) {
    t.match(await coordination(here, reader, referral), { businessStatus: { coding: [{ code: 'waiting-list' }] } })
  }
  const started = await step(here, referral, { by: parkzicht, status: 'in-progress' })
  t.notOk((started.body as { businessStatus?: unknown }).businessStatus, 'and the answer says so')
  for (const reader of [linde, parkzicht]) t.notOk((await coordination(here, reader, referral)).businessStatus)
})

test('closed after the agreed attempts: the end is a fact, and the reason is read', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  await step(here, referral, { by: parkzicht, status: 'in-progress', business: 'no-show', on: '2026-03-02' })
  await step(here, referral, { by: parkzicht, status: 'failed', reason: 'driemaal niet verschenen' })
  t.match(await coordination(here, linde, referral), {
    status: 'failed',
    statusReason: { text: 'driemaal niet verschenen' },
    businessStatus: { coding: [{ code: 'no-show' }] }
  })
  t.same((await events(here, referral)).at(-1), 'treatment.ended 2026-03-02')
})
