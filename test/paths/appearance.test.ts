import { test } from 'tap'
import { idIn, refer } from './acts.ts'
import { say, withRequest } from './kinds.ts'
import { referral } from './messages.ts'
import { crisisMidden, duties, hap, linde, parkzicht, world, type World } from './world.ts'

/** An urgent referral of the out-of-hours post to the crisis service, on a Saturday. */
async function urgent(here: World, priority: 'urgent' | 'asap' | 'stat' | 'routine' = 'urgent'): Promise<string> {
  const wish = { letter: 'his/10-crisis-at-night', from: hap, to: crisisMidden, gp: linde, day: '2026-03-07' }
  const answer = await here.post(
    hap,
    withRequest(referral(wish), (one) => ({ ...one, priority }))
  )
  return idIn(answer, 'ServiceRequest')
}

const owed = async (here: World, about: string, on: string): Promise<readonly string[]> =>
  (await duties(here, about, on)).filter((line) => /^(appearance|no-show)/.test(line))

test('after an urgent referral somebody says whether the patient appeared: to the post and to the practice', async (t) => {
  const here = await world(t, '2026-03-07')
  const about = await urgent(here)
  t.same(await owed(here, about, '2026-03-07'), [
    'appearance-confirmation 1 hap-midden prospective 2026-03-09',
    'appearance-confirmation 1 his-de-linde prospective 2026-03-09'
  ])
  here.on('2026-03-08')
  const kind = 'appearance-confirmation'
  await say(here, { from: crisisMidden, kind, about, on: '2026-03-07', phone: hap, text: 'Gezien om 23.00 uur.' })
  t.match(await owed(here, about, '2026-03-08'), [/hap-midden met-unchecked/, /his-de-linde met-unchecked/])
  t.match(JSON.stringify(await here.inbox(linde)), /Gezien om 23.00 uur/)
})

test('silence after an urgent referral is overdue on the next working day but one', async (t) => {
  const here = await world(t, '2026-03-07')
  const about = await urgent(here, 'stat')
  t.match(await owed(here, about, '2026-03-09'), [/prospective|due-soon/, /prospective|due-soon/])
  here.on('2026-03-10')
  t.match(await owed(here, about, '2026-03-10'), [/hap-midden overdue 2026-03-09/, /his-de-linde overdue 2026-03-09/])
})

test('a patient who does not appear at the crisis service: told, which meets both, and the next step is owed in a day', async (t) => {
  const here = await world(t, '2026-03-07')
  const about = await urgent(here, 'asap')
  here.on('2026-03-09')
  const text = 'Niet verschenen; wij gaan morgen op huisbezoek.'
  const told = await say(here, { from: crisisMidden, kind: 'no-show', about, on: '2026-03-07', text })
  t.ok(told.codes.includes('obligation-met'))
  t.match(await owed(here, about, '2026-03-09'), [
    /^appearance-confirmation 1 hap-midden met/,
    /^appearance-confirmation 1 his-de-linde met/,
    /^no-show-urgent 1 hap-midden met/,
    /^no-show-urgent 1 his-de-linde met/
  ])
  t.match(JSON.stringify(await here.inbox(linde)), /huisbezoek/)
})

test('a routine referral asks no such thing', async (t) => {
  const here = await world(t, '2026-03-07')
  t.same(await owed(here, await urgent(here, 'routine'), '2026-03-07'), [])
  t.same(await owed(here, await refer(here, { from: linde, to: parkzicht, gp: linde }), '2026-03-07'), [])
})
