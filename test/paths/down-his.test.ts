import { test } from 'tap'
import { refer, report } from './acts.ts'
import { duties, linde, parkzicht, world } from './world.ts'

test('a letter that waits for a practice whose system is down: its duty is met, and not heard until it arrives', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-16')
  await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-03-13' })
  const row = async (asOf: string) => {
    const rows = await here.report('auditor-rho', `code=intake-confirmation&asOf=${asOf}`)
    return rows.map(({ state, heard, metOn }) => `${state} ${metOn ?? ''} ${heard}`)
  }
  t.same(await row('2026-03-16'), ['met 2026-03-16 not-heard'])
  here.on('2026-03-23')
  t.same(await row('2026-03-23'), ['met 2026-03-16 not-heard'], 'a week later nobody there has read it')
  const [own] = await here.report('s-ggz-parkzicht', 'code=intake-confirmation&asOf=2026-03-23')
  t.match(own, { state: 'met', heard: 'not-heard' }, 'its sender sees the same')
  t.equal((await here.inbox(linde)).length, 1)
  t.same(await row('2026-03-23'), ['met 2026-03-16 heard'])
  t.same(await row('2026-03-20'), ['met 2026-03-16 not-heard'], 'on that day it had not arrived')
  t.match(
    (await duties(here, about, '2026-03-23')).find((line) => line.startsWith('intake')),
    'met 2026-03-27'
  )
})
