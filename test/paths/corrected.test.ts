import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { linde, only, parkzicht, world, type World } from './world.ts'

const from = parkzicht

/** What the report says of the report after intake: as of a day, by what was known until an instant. */
async function said(here: World, asOf: string, knownAt?: string): Promise<readonly string[]> {
  const known = knownAt === undefined ? '' : `&knownAt=${encodeURIComponent(knownAt)}`
  const rows = await here.report('auditor-rho', `asOf=${asOf}${known}`)
  return rows.map(({ code, state, dueOn, metOn }) => `${code} ${state} ${dueOn} ${metOn ?? '-'}`)
}

test('a wrong intake date that is corrected a month later changes the report of today, and not what was known then', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'accepted' })
  here.on('2026-03-20')
  await step(here, referral, { by: from, status: 'in-progress', business: 'intake-done', on: '2026-03-19' })
  const intake = async (asOf: string, knownAt?: string) => only('intake-confirmation', await said(here, asOf, knownAt))
  t.same(await intake('2026-03-20'), ['intake-confirmation prospective 2026-04-02 -'])
  t.same(only('treek-intake', await said(here, '2026-03-20')), ['treek-intake met 2026-03-30 2026-03-19'])
  t.same(await intake('2026-04-03'), ['intake-confirmation overdue 2026-04-02 -'])

  here.on('2026-04-20')
  const corrected = { by: from, status: 'in-progress', business: 'intake-done', on: '2026-04-16' } as const
  t.same((await step(here, referral, corrected)).status, 200)
  t.same(await intake('2026-04-20'), ['intake-confirmation prospective 2026-04-30 -'], 'by what is known now')
  t.same(only('treek-intake', await said(here, '2026-04-20')), ['treek-intake met-late 2026-03-30 2026-04-16'])
  const then = '2026-04-03T21:00:00Z'
  t.same(await intake('2026-04-03', then), ['intake-confirmation overdue 2026-04-02 -'], 'what was known then')
  t.same(only('treek-intake', await said(here, '2026-04-03', then)), ['treek-intake met 2026-03-30 2026-03-19'])

  here.on('2026-04-28')
  t.same((await report(here, referral, 'intake-confirmation', { from, on: '2026-04-16' })).status, 200)
  t.same(await intake('2026-04-28'), ['intake-confirmation met 2026-04-30 2026-04-28'])
  const offers = only('care-offer', await said(here, '2026-04-28'))
  t.same(offers, ['care-offer prospective 2026-05-14 -'], 'the correction opened no second duty, and moved the first')
})
