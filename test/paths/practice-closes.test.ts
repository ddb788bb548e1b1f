import { test } from 'tap'
import { answer, ask, asked, sentTo } from './asking.ts'
import { say } from './kinds.ts'
import { idsSent, duties, letters, linde, only, parkzicht, plein, who, world, type World } from './world.ts'
import { refer, report, step } from './acts.ts'

const from = parkzicht
const operator = who('operator')

async function close(here: World) {
  const parameter = [
    { name: 'to', valueId: plein.id },
    { name: 'reason', valueString: 'de praktijk sluit' }
  ]
  return here.operate(operator, `Organization/${linde.id}/$move-patients`, parameter)
}

test('a practice closes in the middle of a treatment: the other is owed what was owed, and hears what comes', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-04')
  await report(here, referral, 'registration-confirmation', { from, on: '2026-03-03' })
  here.on('2026-04-01')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-31' })
  await here.inbox(linde)
  here.on('2026-05-01')
  t.equal((await here.get(plein, `ServiceRequest/${referral}`)).status, 404)
  t.match(await close(here), {
    status: 200,
    body: { parameter: [{ name: 'moved', valueInteger: 1 }, { valueBoolean: false }] }
  })
  t.same(only('yearly-report', await duties(here, referral, '2026-05-01')), [
    'yearly-report 1 his-de-linde superseded 2027-03-31',
    'yearly-report 1 his-het-plein prospective 2027-03-31'
  ])
  t.same(only('intake-confirmation', await duties(here, referral, '2026-05-01')), [
    'intake-confirmation 1 his-de-linde met 2026-04-14'
  ])
  t.equal((await here.get(plein, `ServiceRequest/${referral}`)).status, 200)
  t.same(await idsSent(here, plein, 'ServiceRequest'), [referral], 'sent at once')
  t.same(await letters(here, plein, referral), [], 'what the old practice got is for that one to hand over')

  const before = (await here.inbox(linde)).length
  here.on('2027-03-20')
  await report(here, referral, 'progress-report', { from, on: '2027-03-15' })
  t.equal((await letters(here, plein, referral)).length, 1)
  t.equal((await here.inbox(linde)).length, before, 'the old practice hears nothing more')
  t.same(only('yearly-report', await duties(here, referral, '2027-03-20')), [
    'yearly-report 1 his-de-linde superseded 2027-03-31',
    'yearly-report 1 his-het-plein met 2027-03-31',
    'yearly-report 2 his-het-plein prospective 2028-03-15'
  ])
  const asKnown = await here.report('auditor-rho', 'asOf=2026-04-30')
  t.ok(
    asKnown.every(({ creditor }) => creditor !== plein.id),
    'what was known before does not change'
  )
})

test('a letter that waits for a practice whose system is gone goes to the one that takes its place', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-04-01')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-31' })
  here.on('2026-05-01')
  t.equal((await close(here)).status, 200)
  t.equal((await letters(here, plein, referral)).length, 1)
  t.equal((await idsSent(here, plein, 'Communication')).length, 1)
  const rows = (await here.report('auditor-rho', 'asOf=2026-05-01')).filter(
    ({ code }) => code === 'intake-confirmation'
  )
  t.match(rows, [{ state: 'met', creditor: linde.id }])
})

test('what the old practice has yet to answer, the new one reads, owes and answers', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const text = 'Wilt u de medicatie sturen?'
  await say(here, { from, kind: 'information-request', about: referral, on: '2026-03-02', text })
  await step(here, referral, { by: from, status: 'accepted' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  t.equal((await ask(here, referral, { by: from, kind: 'back-referral' })).status, 201)
  await here.inbox(linde)
  here.on('2026-03-03')
  t.equal((await close(here)).status, 200)
  t.match(JSON.stringify(await here.inbox(plein)), /de medicatie sturen/)
  t.same((await sentTo(here, plein)).at(-1), 'back-referral requested')
  t.match(await asked(here, plein, referral), [{ status: 'requested' }])
  const owed = async (day: string) =>
    (await here.report('auditor-rho', `asOf=${day}`))
      .filter(({ owner, code }) => owner === linde.id || (owner === plein.id && code !== 'instability-notice'))
      .map(({ code, owner, state }) => `${code} ${owner} ${state}`)
      .sort()
  t.same(await owed('2026-03-03'), [
    'handover-answer his-de-linde superseded',
    'handover-answer his-het-plein prospective',
    'information-answer his-de-linde superseded',
    'information-answer his-het-plein prospective'
  ])
  here.on('2026-03-05')
  t.equal((await answer(here, referral, { by: plein, status: 'accepted' })).status, 200)
  await say(here, { from: plein, kind: 'information-answer', about: referral, on: '2026-03-05', text: 'Bijgaand.' })
  t.same(
    (await owed('2026-03-05')).filter((line) => line.includes(plein.id)),
    ['handover-answer his-het-plein met', 'information-answer his-het-plein met-unchecked']
  )
  t.match(JSON.stringify(await here.inbox(parkzicht)), /Bijgaand/)
})
