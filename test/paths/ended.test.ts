import type { Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { feedback } from './messages.ts'
import { duties, linde, only, parkzicht, patientOf, world } from './world.ts'

test('ended before anyone reported: the report after intake is still owed and one at the end, what was to come is not', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'accepted' })
  here.on('2026-03-16')
  await step(here, referral, { by: from, status: 'in-progress', business: 'intake-done', on: '2026-03-16' })
  here.on('2026-03-27')
  await step(here, referral, { by: from, status: 'completed', business: 'ended', on: '2026-03-26' })
  t.same(await duties(here, referral, '2026-03-27'), [
    'care-offer 1 his-de-linde not-applicable 2026-04-13',
    'end-report 1 his-de-linde prospective 2026-04-09',
    'intake-confirmation 1 his-de-linde due-soon 2026-03-30',
    'registration-confirmation 1 his-de-linde overdue 2026-03-09',
    'status-notice 1 his-de-linde not-applicable 2026-03-30',
    'treatment-start 1 his-de-linde not-applicable 2026-05-25',
    'yearly-report 1 his-de-linde not-applicable 2027-03-02'
  ])
  const of = async (code: string, day: string) => only(code, await duties(here, referral, day))
  t.same(await of('intake-confirmation', '2026-03-31'), ['intake-confirmation 1 his-de-linde overdue 2026-03-30'])
  t.same(await of('end-report', '2026-04-02'), ['end-report 1 his-de-linde due-soon 2026-04-09'])
  here.on('2026-04-02')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-16' })
  t.same(await of('intake-confirmation', '2026-04-02'), ['intake-confirmation 1 his-de-linde met-late 2026-03-30'])
  here.on('2026-04-13')
  await report(here, referral, 'end-report', { from, on: '2026-03-26' })
  t.same(await of('end-report', '2026-04-13'), ['end-report 1 his-de-linde met-late 2026-04-09'])
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

test('closed after the agreed attempts: what began has ended, a report on that is owed and no more notices are', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  await step(here, referral, { by: parkzicht, status: 'in-progress' })
  here.on('2026-03-20')
  await step(here, referral, { by: parkzicht, status: 'failed', reason: 'driemaal niet verschenen' })
  const states = (await duties(here, referral, '2026-05-01')).map((row) =>
    row.split(' ').filter((_, at) => at === 0 || at === 3)
  )
  t.same(states, [
    ['end-report', 'overdue'],
    ['intake-confirmation', 'overdue'],
    ['registration-confirmation', 'overdue'],
    ['status-notice', 'not-applicable'],
    ['yearly-report', 'not-applicable']
  ])
})

test('the patient has died: nothing more is owed from that day on, and what was met stays met', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  await report(here, referral, 'registration-confirmation', { from: parkzicht, on: '2026-03-05' })
  here.on('2026-03-12')
  const { body } = await here.get(parkzicht, await patientOf(here, parkzicht, referral))
  const patient = { ...(body as Patient) }
  delete patient.id
  delete patient.meta
  const fullUrl = 'urn:uuid:6d7a1c1e-5a0b-4c1d-9a77-0d7f1b0c2e55'
  const at = '2026-03-12T09:00:00Z'
  const letter = feedback({ kind: 'end-report', from: parkzicht, referral, patient: fullUrl, on: '2026-03-10', at })
  const entry = {
    fullUrl,
    resource: { ...patient, deceasedDateTime: '2026-03-10' },
    request: { method: 'POST', url: 'Patient' } as const
  }
  const told = await here.post(parkzicht, { ...letter, entry: [...(letter.entry ?? []), entry] })
  t.equal(told.status, 200, JSON.stringify(told.body))
  t.same(
    (await duties(here, referral, '2026-05-01')).map((row) => row.split(' ').filter((_, at) => at === 0 || at === 3)),
    [
      ['end-report', 'not-applicable'],
      ['intake-confirmation', 'not-applicable'],
      ['registration-confirmation', 'met'],
      ['status-notice', 'not-applicable'],
      ['yearly-report', 'not-applicable']
    ]
  )
})
