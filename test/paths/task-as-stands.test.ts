import { test } from 'tap'
import type { Task } from '@medplum/fhirtypes'
import { refer, step, today } from './acts.ts'
import { duties, linde, only, parkzicht, world, type World } from './world.ts'

/** The Task of the report after intake as a participant finds it, with its status. */
async function found(here: World, about: string, query = ''): Promise<readonly string[]> {
  const all = await here.search(linde, `Task?focus=ServiceRequest/${about}&_count=100${query}`)
  const tasks = all.filter((one): one is Task => one.resourceType === 'Task')
  return tasks
    .filter(({ code }) => code?.coding?.[0]?.code === 'intake-confirmation')
    .map(({ status, restriction }) => `${status} ${restriction?.period?.end ?? ''}`)
}

const row = async (here: World, about: string) => only('intake-confirmation', await duties(here, about, today(here)))

test('while the clock stands still a Task is on hold, and due a day later with each day; when the leave is over it is owed again', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-09')
  await step(here, about, { by: parkzicht, status: 'accepted' })
  await step(here, about, { by: parkzicht, status: 'on-hold', suspended: 'patient-unreachable' })
  here.on('2026-03-19')
  t.same(await row(here, about), ['intake-confirmation 1 his-de-linde suspended 2026-04-23'])
  t.same(await found(here, about), ['on-hold 2026-04-23'])
  // Four weeks are what the agreement allows.
  here.on('2026-04-07')
  t.same(await row(here, about), ['intake-confirmation 1 his-de-linde prospective 2026-05-11'])
  t.same(await found(here, about), ['requested 2026-05-11'])
})

test('a Task that was waived for a time is requested again when that is over', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const [task] = (await here.search(linde, `Task?focus=ServiceRequest/${about}&_count=100`)).filter(
    (one): one is Task => one.resourceType === 'Task' && one.code?.coding?.[0]?.code === 'intake-confirmation'
  )
  const waived = await here.operate(linde, `Task/${task?.id ?? ''}/$waive`, [
    { name: 'reason', valueCode: 'agreed-otherwise' },
    { name: 'authority', valueString: 'huisarts' },
    { name: 'evidence', valueString: 'telefonisch' },
    { name: 'until', valueDate: '2026-04-10' }
  ])
  t.equal(waived.status, 200, JSON.stringify(waived.body))
  t.same(await found(here, about), ['cancelled 2026-04-13'])
  here.on('2026-04-11')
  t.match(await row(here, about), [/prospective 2026-05-23$/])
  t.same(await found(here, about), ['requested 2026-05-23'])
})
