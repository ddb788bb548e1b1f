import { test } from 'tap'
import { refer, report } from './acts.ts'
import { crisisProne } from './messages.ts'
import { duties, letters, linde, parkzicht, patientOf, world } from './world.ts'

test('a crisis plan that is revised twice in a week: each revision is told, and each is a duty of its own', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const plans = async (on: string) => (await duties(here, about, on)).filter((line) => line.startsWith('crisis-plan'))
  await here.post(parkzicht, crisisProne(await patientOf(here, parkzicht, about), '2026-03-02'))
  const days = ['2026-03-09', '2026-03-11', '2026-03-13'] as const
  for (const on of days) {
    here.on(on)
    const told = await report(here, about, 'crisis-plan', { from: parkzicht, on })
    t.ok(told.codes.includes('obligation-met'), on)
  }
  t.same(await plans('2026-03-13'), [
    'crisis-plan 1 his-de-linde met 2026-03-30',
    'crisis-plan 2 his-de-linde met 2026-03-16',
    'crisis-plan 3 his-de-linde met 2026-03-18',
    'crisis-plan 4 his-de-linde met 2026-03-20'
  ])
  t.equal((await letters(here, linde, about)).length, 3)
  t.equal((await here.inbox(linde)).length, 4, 'the flag, and each plan')
})
