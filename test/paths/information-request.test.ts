import { test } from 'tap'
import { refer, report } from './acts.ts'
import { say } from './kinds.ts'
import { duties, letters, linde, parkzicht, plein, world, type World } from './world.ts'

const intake = async (here: World, about: string, on: string): Promise<string | undefined> =>
  (await duties(here, about, on)).find((line) => line.startsWith('intake-confirmation 1 his-de-linde'))

const ask = {
  from: parkzicht,
  kind: 'information-request',
  text: 'Wilt u de medicatie en de eerdere behandeling sturen?'
}

test('an incomplete referral: the clock stands still from the request to the answer, and the day moves by that', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-06')
  t.equal((await say(here, { ...ask, about, on: '2026-03-06' })).status, 200)
  t.match(await intake(here, about, '2026-03-06'), /suspended/)
  t.match(JSON.stringify(await here.inbox(linde)), /eerdere behandeling/, 'the practice reads what is asked')
  here.on('2026-03-16')
  const answer = { from: linde, kind: 'information-answer', about, on: '2026-03-16', text: 'Bijgaand de gegevens.' }
  t.equal((await say(here, answer)).status, 200)
  t.match(await intake(here, about, '2026-03-16'), 'intake-confirmation 1 his-de-linde prospective 2026-04-23')
  t.match(JSON.stringify(await here.inbox(parkzicht)), /Bijgaand de gegevens/)
  t.equal((await letters(here, parkzicht, about)).length, 2)
  here.on('2026-04-20')
  await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-04-17' })
  t.match(await intake(here, about, '2026-04-20'), /met/)
})

test('a request without an answer holds the clock for as long as the agreement says, and no longer', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await say(here, { ...ask, about, on: '2026-03-02' })
  t.match(await intake(here, about, '2026-03-31'), /suspended/)
  t.match(await intake(here, about, '2026-04-01'), 'intake-confirmation 1 his-de-linde prospective 2026-05-13')
})

test('only the performer asks, and only the one who referred or the GP answers', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await say(here, { ...ask, from: linde, about, on: '2026-03-02' })
  t.match(await intake(here, about, '2026-03-02'), /prospective 2026-04-13/, 'a practice holds nobody’s clock')
  await say(here, { ...ask, about, on: '2026-03-02' })
  here.on('2026-03-05')
  await say(here, { from: parkzicht, kind: 'information-answer', about, on: '2026-03-05' })
  t.match(await intake(here, about, '2026-03-05'), /suspended/, 'who asked does not answer')
  await say(here, { from: plein, kind: 'information-answer', about, on: '2026-03-05' })
  t.match(await intake(here, about, '2026-03-05'), /prospective 2026-04-16/, 'the registered practice may')
})
