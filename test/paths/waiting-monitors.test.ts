import { test } from 'tap'
import { refer, report } from './acts.ts'
import { idsSent, linde, parkzicht, world, type World } from './world.ts'

/** What is watched of a referral: code, state and due day. */
async function watched(here: World, about: string, asOf: string): Promise<readonly string[]> {
  const rows = await here.report('auditor-rho', `asOf=${asOf}`)
  return rows
    .filter(({ referralId, strength }) => referralId === about && strength === 'monitor')
    .map(({ code, state, dueOn, metOn }) => [code, state, dueOn, metOn ?? ''].join(' ').trim())
    .sort()
}

test('the Treek norms are watched from registration on: in time, late, and reminding nobody', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  await report(here, about, 'registration-confirmation', { from: parkzicht, on: '2026-03-04' })
  t.same(await watched(here, about, '2026-03-05'), [
    'treek-intake prospective 2026-04-01',
    'treek-total prospective 2026-06-10'
  ])
  here.on('2026-04-20')
  t.match(await watched(here, about, '2026-04-20'), [
    'treek-intake overdue 2026-04-01',
    'treek-total prospective 2026-06-10'
  ])
  await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-04-15' })
  t.same(await watched(here, about, '2026-04-20'), [
    'treek-intake met-late 2026-04-01 2026-04-15',
    'treek-total prospective 2026-06-10',
    'treek-treatment prospective 2026-06-24'
  ])
  here.on('2026-06-08')
  await report(here, about, 'treatment-start', { from: parkzicht, on: '2026-06-03' })
  t.same(await watched(here, about, '2026-06-08'), [
    'treek-intake met-late 2026-04-01 2026-04-15',
    'treek-total met 2026-06-10 2026-06-03',
    'treek-treatment met 2026-06-24 2026-06-03'
  ])
  const tasks = await here.search(parkzicht, `Task?focus=ServiceRequest/${about}&_count=100`)
  t.notMatch(JSON.stringify(tasks), /treek/, 'what binds nobody is no Task')
  t.same(await idsSent(here, parkzicht, 'CommunicationRequest'), [])
})
