import { test } from 'tap'
import { refer } from './acts.ts'
import { brug, duties, linde, parkzicht, plein, world } from './world.ts'

test('a performer that says nothing is overdue with each duty from the day after it was due', async (t) => {
  const here = await world(t, '2026-04-24')
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  // King's Day, 27 April, is no working day.
  const due = ['2026-06-05', '2026-06-05', '2026-05-04', '2026-05-04', '2026-05-22', '2026-05-22', '2027-04-24']
  const on = async (day: string) => (await duties(here, referral, day)).map((line) => line.split(' '))
  t.same(
    (await on('2026-04-24')).map((row) => row.at(-1)),
    due
  )
  const states = async (day: string) =>
    (await on(day)).map(([code, , creditor, state]) => `${code} ${creditor} ${state}`)
  t.same(await states('2026-05-04'), [
    'intake-confirmation his-de-linde prospective',
    'intake-confirmation his-het-plein prospective',
    'registration-confirmation his-de-linde due-soon',
    'registration-confirmation his-het-plein due-soon',
    'status-notice his-de-linde prospective',
    'status-notice his-het-plein prospective',
    'yearly-report his-het-plein prospective'
  ])
  t.same(await states('2027-05-25'), [
    'intake-confirmation his-de-linde overdue',
    'intake-confirmation his-het-plein overdue',
    'registration-confirmation his-de-linde overdue',
    'registration-confirmation his-het-plein overdue',
    'status-notice his-de-linde overdue',
    'status-notice his-het-plein overdue',
    'yearly-report his-het-plein overdue'
  ])
  for (const day of ['2026-05-05', '2026-05-23', '2026-06-06', '2027-04-25']) {
    const overdue = (await on(day)).filter(([, , , state]) => state === 'overdue').map((row) => row.at(-1) ?? '')
    const expected = due.filter((one) => one < day)
    t.same(overdue.sort(), expected.sort(), day)
  }
  here.on('2027-05-25')
  t.same((await on('2027-05-25')).length, 7, 'and so say the Tasks on that day')
  t.same(await here.report('gb-ggz-de-brug', ''), [], 'another institution hears nothing of it')
  t.same(await here.search(brug, `Task?focus=ServiceRequest/${referral}`), [])
})
