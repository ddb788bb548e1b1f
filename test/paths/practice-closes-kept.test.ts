import type { Consent, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { object, refer, report, step } from './acts.ts'
import { ask } from './asking.ts'
import { say } from './kinds.ts'
import { duties, letters, linde, only, parkzicht, plein, who, world, type Answer, type World } from './world.ts'

const from = parkzicht
const operator = who('operator')

async function close(here: World): Promise<Answer> {
  const parameter = [
    { name: 'to', valueId: plein.id },
    { name: 'reason', valueString: 'de praktijk sluit' }
  ]
  return here.operate(operator, `Organization/${linde.id}/$move-patients`, parameter)
}

async function withdraw(here: World, { id = '' }: Consent): Promise<void> {
  const { body, etag } = await here.get(from, `Consent/${id}`)
  await here.put(from, { ...(body as Consent), status: 'inactive' }, etag)
}

async function tasksOf(here: World, reader: typeof linde): Promise<readonly Task[]> {
  return (await here.search(reader, 'Task?_count=100')) as Task[]
}

/** What an objection against the old practice keeps back, written under it or stopped by it on its way. */
for (const isBefore of [false, true]) {
  test(`a letter ${isBefore ? 'stopped' : 'kept back'} by an objection against the old practice is not handed to the new one after the withdrawal`, async (t) => {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
    await here.inbox(linde)
    const tell = async () => report(here, referral, 'progress-report', { from, on: '2026-03-02' })
    if (isBefore) await tell()
    const consent = await object(here, { by: from, about: referral, on: '2026-03-02', receivers: [linde.id] })
    if (!isBefore) await tell()
    here.on('2026-03-03')
    await withdraw(here, consent)
    here.on('2026-03-10')
    const before = only('yearly-report', await duties(here, referral, '2026-03-10'))
    t.equal((await close(here)).status, 200)
    t.equal((await here.get(plein, `ServiceRequest/${referral}`)).status, 200)
    t.same(await letters(here, plein, referral), [], 'its sender sends it again')
    const after = only('yearly-report', await duties(here, referral, '2026-03-10'))
    t.same(
      after.filter((line) => line.includes(plein.id)).map((line) => line.replace(plein.id, linde.id)),
      before.filter((line) => !line.includes(' met ')),
      'and what the old practice never got meets nothing that is owed to the new one'
    )
  })
}

test('what was kept from the old practice is kept from the new one: its duties say nothing of it either', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const kinds = ['crisis-report', 'progress-report']
  const consent = await object(here, { by: from, about: referral, on: '2026-03-02', receivers: [linde.id], kinds })
  await say(here, { from, kind: 'crisis-report', about: referral, on: '2026-03-02T09:00:00+01:00' })
  await report(here, referral, 'progress-report', { from, on: '2026-03-02' })
  here.on('2026-03-10')
  await close(here)
  const read = await tasksOf(here, plein)
  t.notMatch(JSON.stringify(read), /crisis-report/)
  t.notMatch(JSON.stringify(read), /Communication\//)
  t.same(await letters(here, plein, referral), [])
  here.on('2026-03-11')
  await withdraw(here, consent)
  const year = only('yearly-report', await duties(here, referral, '2026-03-11')).filter((one) => one.includes(plein.id))
  t.same(year, ['yearly-report 1 his-het-plein prospective 2027-03-11'], 'a report that nobody got met nothing')
  t.notMatch(JSON.stringify(await tasksOf(here, plein)), /crisis-report/)
})

test('a practice that closed reads nothing of what comes after it, and is offered no step', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'accepted' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  t.equal((await ask(here, referral, { by: linde, kind: 'abort' })).status, 201)
  here.on('2026-04-01')
  await close(here)
  const tasks = await tasksOf(here, linde)
  const told = async () =>
    Promise.all(tasks.map(async ({ id = '' }) => (await here.get(linde, `Task/${id}/$explain?asOf=2026-07-01`)).body))
  const before = await told()
  here.on('2026-06-01')
  await say(here, { from, kind: 'crisis-report', about: referral, on: '2026-06-01T09:00:00+01:00' })
  await report(here, referral, 'progress-report', { from, on: '2026-05-30' })
  await report(here, referral, 'end-report', { from, on: '2026-06-01' })
  t.same(await told(), before)
  t.same((await tasksOf(here, linde)).length, tasks.length)
  for (const { id = '' } of tasks) {
    const { body } = await here.get(linde, `Task/${id}/$actions`)
    t.notMatch(JSON.stringify(body), /"name":"action"/)
  }
})
