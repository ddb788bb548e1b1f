import type { Bundle, Communication, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { idIn, object, refer } from './acts.ts'
import { onPatient, say } from './kinds.ts'
import { referral } from './messages.ts'
import { brug, crisisMidden, duties, hap, linde, parkzicht, patientOf, world, type World } from './world.ts'

const reports = async (here: World, referral: string, on: string): Promise<readonly string[]> =>
  (await duties(here, referral, on)).filter((line) => line.startsWith('crisis-report'))

const assessed = { from: parkzicht, kind: 'crisis-report', text: 'Beoordeeld, geen opname. Nachtmedicatie gegeven.' }

/** What the out-of-hours post got, message by message. */
async function got(here: World): Promise<readonly Resource[][]> {
  return (await here.inbox(hap)).map(({ entry = [] }: Bundle) => entry.flatMap(({ resource }) => resource ?? []))
}

test('a crisis report goes to the GP and to the out-of-hours post, which takes no part in the referral', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-14')
  const answer = await say(here, { ...assessed, about, on: '2026-03-14T02:30:00+01:00' })
  t.equal(answer.codes.filter((code) => code === 'obligation-met').length > 1, true)
  t.same(await reports(here, about, '2026-03-14'), [
    'crisis-report 1 hap-midden met-unchecked 2026-03-15',
    'crisis-report 1 his-de-linde met-unchecked 2026-03-15'
  ])
  const [message, ...more] = await got(here)
  t.same(more, [])
  t.same(
    message?.map(({ resourceType }) => resourceType).sort(),
    ['Communication', 'Organization', 'Patient'],
    'with the practice of the patient'
  )
  const letter = message?.find((one): one is Communication => one.resourceType === 'Communication')
  t.match(letter?.payload, [{ contentString: /Nachtmedicatie/ }])
  t.notOk('basedOn' in (letter ?? {}), 'the referral that it cannot see is not named')
  t.notMatch(JSON.stringify(message), new RegExp(about))
  t.equal((await here.get(hap, `ServiceRequest/${about}`)).status, 404)
  t.equal((await here.get(hap, `Communication/${letter?.id ?? ''}`)).status, 200)
  t.equal((await here.get(hap, letter?.subject?.reference ?? '')).status, 200)
  const rows = await here.report('auditor-rho', 'code=crisis-report')
  t.match(rows.map(({ creditor, heard }) => `${creditor ?? ''} ${heard}`).sort(), [
    'hap-midden heard',
    'his-de-linde not-heard'
  ])
})

test('the duty that is owed to the post can be read by it, and names nothing of the referral', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await say(here, { ...assessed, about, on: '2026-03-10T09:00:00+01:00' })
  const [row] = (await here.report('hap-midden', 'code=crisis-report')).filter(({ creditor }) => creditor === hap.id)
  const { status, body } = await here.get(hap, `Task/${row?.obligationId ?? ''}`)
  t.match([status, (body as Task).status], [200, 'completed'])
  t.notOk('focus' in body || 'partOf' in body)
  t.equal((await here.get(hap, (body as Task).for?.reference ?? '')).status, 200)
  t.same((await here.search(hap, 'Task?_count=100')).length, 1, 'no other Task')
})

test('a second report brings the post the new letter alone, and later letters pass it by', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await say(here, { ...assessed, about, on: '2026-03-10T09:00:00+01:00' })
  here.on('2026-03-20')
  await say(here, { ...assessed, about, on: '2026-03-20T09:00:00+01:00' })
  await say(here, { from: parkzicht, kind: 'progress-report', about, on: '2026-03-20' })
  const sent = await got(here)
  t.same(
    sent.map((one) =>
      one
        .map(({ resourceType }) => resourceType)
        .sort()
        .join(' ')
    ),
    ['Communication Organization Patient', 'Communication']
  )
  t.equal((await reports(here, about, '2026-03-20')).length, 4, 'each assessment has a report owed to each')
})

test('a report more than a day after the assessment is late, by the hour', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-11')
  await say(here, { ...assessed, about, on: '2026-03-10T12:30:00+01:00' })
  t.match(await reports(here, about, '2026-03-11'), [/hap-midden met-unchecked/, /linde met-unchecked/])
  const second = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await say(here, { ...assessed, about: second, on: '2026-03-10T11:30:00+01:00' })
  t.match(await reports(here, second, '2026-03-11'), [/hap-midden met-late 2026-03-11/, /linde met-late 2026-03-11/])
})

test('the post that referred is a party, and gets the report once', async (t) => {
  const here = await world(t, '2026-03-10')
  const letter = 'his/10-crisis-at-night'
  const about = await refer(here, { letter, from: hap, to: crisisMidden, gp: linde })
  await say(here, { ...assessed, from: crisisMidden, about, on: '2026-03-10T11:00:00+01:00' })
  t.match(await reports(here, about, '2026-03-10'), [/hap-midden met/, /his-de-linde met/])
  t.equal((await letters(here)).length, 1)
  async function letters(world_: World) {
    return (await got(world_)).flat().filter(({ resourceType }) => resourceType === 'Communication')
  }
})

test('an objection keeps the report from the post as well', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: parkzicht, about, on: '2026-03-10' })
  const answer = await say(here, { ...assessed, about, on: '2026-03-10T11:00:00+01:00' })
  t.equal(answer.codes.filter((code) => code === 'feedback-withheld').length, 2)
  t.same(await got(here), [])
  t.same((await here.search(hap, 'Task?_count=100')).length, 0)
})

test('an objection stops a report that still waits for the post', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await say(here, { ...assessed, about, on: '2026-03-10T11:00:00+01:00' })
  await object(here, { by: parkzicht, about, on: '2026-03-10' })
  t.same(await got(here), [])
})

test('a referral that took its patient over from an earlier one: the post is sent the patient, too, each time once', async (t) => {
  const here = await world(t, '2026-03-10')
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const letter = 'gb-ggz/01-depression-not-improving'
  const wish = { letter, from: brug, to: parkzicht, gp: linde, day: '2026-03-10', basedOn: first }
  const passed = await here.post(brug, onPatient(referral(wish), await patientOf(here, brug, first)))
  t.equal(passed.status, 200, JSON.stringify(passed.body))
  const second = idIn(passed, 'ServiceRequest')
  for (const hour of ['09', '10']) {
    const on = `2026-03-10T${hour}:00:00+01:00`
    const told = await say(here, { ...assessed, about: second, on })
    t.equal(told.status, 200, JSON.stringify(told.body))
  }
  t.same(
    (await got(here)).map((one) => one.filter(({ resourceType }) => resourceType === 'Patient').length),
    [1, 0]
  )
})

test('an echelon that assesses no crises owes none', async (t) => {
  const here = await world(t, '2026-03-10')
  const about = await refer(here, { from: linde, to: brug, gp: linde })
  await say(here, { ...assessed, from: brug, about, on: '2026-03-10' })
  t.same(await reports(here, about, '2026-03-10'), [])
  t.same(await got(here), [])
})
