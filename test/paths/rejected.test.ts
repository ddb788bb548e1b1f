import { test } from 'tap'
import { refer, report, step } from './acts.ts'
import { brug, coordination, duties, letters, linde, parkzicht, world } from './world.ts'

/** What becomes of the duties of a referral that is rejected, and of the letter that says why. */
const closed = (letter: string): readonly string[] => [
  'intake-confirmation 1 his-de-linde not-applicable 2026-04-13',
  'registration-confirmation 1 his-de-linde not-applicable 2026-03-09',
  `rejection 1 his-de-linde ${letter}`,
  'status-notice 1 his-de-linde not-applicable 2026-03-30',
  'yearly-report 1 his-de-linde not-applicable 2027-03-02'
]

test('rejected by a step of the Task, with a reason and where to go instead: only the letter is owed, until it comes', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  const how = {
    by: parkzicht,
    status: 'rejected',
    reason: 'Wachtlijst is gesloten',
    alternative: 'GGZ Zuiderlicht'
  } as const
  t.same((await step(here, referral, how)).status, 200)
  t.same(await duties(here, referral, '2026-03-05'), closed('prospective 2026-03-12'))
  t.match(await coordination(here, linde, referral), {
    status: 'rejected',
    statusReason: { text: 'Wachtlijst is gesloten' },
    extension: [{ valueCodeableConcept: { text: 'GGZ Zuiderlicht' } }]
  })
  t.same((await step(here, referral, { by: parkzicht, status: 'accepted' })).codes, ['transition-not-allowed'])
  here.on('2026-03-09')
  await report(here, referral, 'rejection', { from: parkzicht, on: '2026-03-05' })
  t.same(await duties(here, referral, '2026-03-09'), closed('met 2026-03-12'))
})

test('a rejection without a reason, or without an alternative, is refused and closes nothing', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: brug, gp: linde })
  const by = { by: brug, status: 'rejected' } as const
  const wishes = [{}, { reason: 'Vol' }, { alternative: 'none' }, { reason: 'Vol', alternative: ' ' }]
  for (const wish of wishes) {
    const { status, codes } = await step(here, referral, { ...by, ...wish })
    t.same([status, codes], [422, ['rejection-incomplete']], JSON.stringify(wish))
  }
  t.same((await duties(here, referral, '2026-03-02'))[0], 'intake-confirmation 1 his-de-linde prospective 2026-04-13')
  t.same((await step(here, referral, { ...by, reason: 'Vol', alternative: 'none' })).status, 200)
  t.same(await duties(here, referral, '2026-03-02'), closed('prospective 2026-03-09'))
})

test('rejected by letter: the practice reads why and where to go, and nothing is owed', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  const { status, codes } = await report(here, referral, 'rejection', { from: parkzicht, on: '2026-03-05' })
  t.same([status, codes.filter((code) => code === 'feedback-incomplete')], [200, []])
  t.same(await duties(here, referral, '2026-03-05'), closed('met 2026-03-12'))
  t.same((await duties(here, referral, '2026-03-04'))[0], 'intake-confirmation 1 his-de-linde prospective 2026-04-13')
  t.same((await letters(here, linde, referral)).length, 1)
})

test('a letter of rejection after acceptance is delivered and closes nothing', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  here.on('2026-03-05')
  await report(here, referral, 'rejection', { from: parkzicht, on: '2026-03-05' })
  t.same((await duties(here, referral, '2026-03-05'))[0], 'intake-confirmation 1 his-de-linde prospective 2026-04-13')
  t.same((await letters(here, linde, referral)).length, 1)
})

test('a letter of rejection that gives no reason is delivered, says what it lacks, and is a rejection all the same', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { status, codes } = await report(here, referral, 'rejection', {
    from: parkzicht,
    on: '2026-03-02',
    without: ['reason', 'alternative']
  })
  t.same([status, codes.includes('feedback-incomplete'), codes.includes('obligation-open')], [200, true, true])
  t.same((await letters(here, linde, referral)).length, 1)
  t.same(await duties(here, referral, '2026-03-02'), closed('prospective 2026-03-09'))
  const [row] = await here.report('auditor-rho', 'code=rejection')
  t.equal(row?.reason, 'lacks alternative reason', 'what it lacks is still owed')
})

test('rejected by letter, and taken on all the same: what is owed is owed again', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-04')
  await report(here, referral, 'rejection', { from: parkzicht, on: '2026-03-04' })
  t.match((await duties(here, referral, '2026-03-04'))[0], /intake-confirmation 1 his-de-linde not-applicable/)
  here.on('2026-03-06')
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  t.same((await duties(here, referral, '2026-03-06'))[0], 'intake-confirmation 1 his-de-linde prospective 2026-04-13')
  t.match((await duties(here, referral, '2026-03-05'))[0], /not-applicable/, 'as it was known on the day before')
})
