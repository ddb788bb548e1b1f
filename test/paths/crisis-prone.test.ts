import { test } from 'tap'
import type { Flag } from '@medplum/fhirtypes'
import { refer, report, typesSent } from './acts.ts'
import { crisisProne, transaction } from './messages.ts'
import { brug, crisisMidden, duties, letters, linde, parkzicht, patientOf, plein, world, type World } from './world.ts'

async function plans(here: World, referral: string, day: string): Promise<readonly string[]> {
  return (await duties(here, referral, day)).filter((line) => line.startsWith('crisis-plan'))
}

test('the referral says that the patient is prone to crises: a plan is owed, is sent, and is revised', async (t) => {
  const here = await world(t)
  const from = parkzicht
  const beside = (patient: string) => crisisProne(patient, '2026-02-27')
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein, beside })
  // Who did not have the referral yet could not know of the flag.
  t.same(await plans(here, referral, '2026-03-02'), ['crisis-plan 1 his-het-plein prospective 2026-03-30'])
  t.same(await plans(here, referral, '2026-03-31'), ['crisis-plan 1 his-het-plein overdue 2026-03-30'])

  here.on('2026-03-20')
  const { status, codes } = await report(here, referral, 'crisis-plan', { from, on: '2026-03-19' })
  t.same([status, codes.includes('feedback-incomplete')], [200, false])
  const first = ['crisis-plan 1 his-het-plein met 2026-03-30', 'crisis-plan 2 his-het-plein met 2026-03-26']
  t.same(await plans(here, referral, '2026-03-20'), first)
  for (const reader of [linde, plein]) {
    t.match((await typesSent(here, reader)).at(-1), /^(?=.*Communication)(?=.*Composition)(?=.*CarePlan)/, reader.id)
    t.same((await letters(here, reader, referral)).length, 1)
  }

  here.on('2026-06-04')
  await report(here, referral, 'crisis-plan', { from, on: '2026-06-01' })
  t.same(await plans(here, referral, '2026-06-04'), [...first, 'crisis-plan 3 his-het-plein met 2026-06-08'])
  here.on('2026-09-10')
  await report(here, referral, 'crisis-plan', { from, on: '2026-09-01' })
  t.same((await plans(here, referral, '2026-09-10')).at(-1), 'crisis-plan 4 his-het-plein met-late 2026-09-08')
})

test('a plan that lacks its signs is delivered and stays owed', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => crisisProne(patient, '2026-03-02')
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde, beside })
  here.on('2026-03-20')
  const how = { from: parkzicht, on: '2026-03-19', without: ['signs'] }
  t.match((await report(here, referral, 'crisis-plan', how)).codes, ['feedback-incomplete'])
  t.same((await letters(here, linde, referral)).length, 1)
  t.same(await plans(here, referral, '2026-03-20'), [
    'crisis-plan 1 his-de-linde prospective 2026-03-30',
    'crisis-plan 2 his-de-linde prospective 2026-03-26'
  ])
  t.same(
    (await here.report('his-de-linde', 'code=crisis-plan')).map(({ reason }) => reason),
    ['lacks signs', 'lacks signs']
  )
})

test('a statement that there is no plan meets the duty', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => crisisProne(patient, '2026-03-02')
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde, beside })
  here.on('2026-03-31')
  await report(here, referral, 'no-plan', { from: parkzicht, on: '2026-03-30' })
  t.same(await plans(here, referral, '2026-03-31'), ['crisis-plan 1 his-de-linde met-late 2026-03-30'])
  t.same((await letters(here, linde, referral)).length, 1)
})

test('the performer finds out later: a Flag alone is about the one referral, or about the one that it names', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, parkzicht, referral)
  here.on('2026-03-10')
  const alone = await here.post(parkzicht, crisisProne(patient))
  t.same(alone.status, 201, JSON.stringify(alone.body))
  t.same(await plans(here, referral, '2026-03-10'), ['crisis-plan 1 his-de-linde prospective 2026-04-08'])
  const { id } = alone.body as Flag
  t.same((await here.get(linde, `Flag/${id ?? ''}`)).status, 200, 'the practice reads it')
  t.same((await typesSent(here, linde)).at(-1), 'Flag')

  const other = await refer(here, { from: linde, to: parkzicht, gp: linde, letter: 'his/07-borderline-crisis-prone' })
  const unclear = await here.post(parkzicht, crisisProne(patient, '2026-03-09'))
  t.same([unclear.status, unclear.codes], [422, ['referral-unclear']], 'of two referrals none is guessed')
  const otherPatient = await patientOf(here, parkzicht, other)
  const before = (await plans(here, other, '2026-03-10')).length
  here.on('2026-03-11')
  const named = await here.post(parkzicht, crisisProne(otherPatient, '2026-03-11', `ServiceRequest/${other}`))
  t.same(named.status, 201, JSON.stringify(named.body))
  t.same((await plans(here, other, '2026-03-11')).length, before + 1)
  t.same((await plans(here, referral, '2026-03-11')).length, 1, 'the other referral is left alone')
})

test('a Flag that is sent as a message of its own says to its sender what it opens', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const flag = crisisProne(await patientOf(here, parkzicht, referral), '2026-03-02')
  const { status, codes } = await here.post(
    parkzicht,
    transaction([['urn:uuid:5b1c1a0e-6a52-4f6e-9d3c-0a8f1f9f0c11', flag]])
  )
  t.same([status, codes], [200, ['obligation-open']])
  t.same(await plans(here, referral, '2026-03-02'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
})

test('a Flag of one who takes no part in the referral is refused', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, parkzicht, referral)
  const { status, codes } = await here.post(crisisMidden, crisisProne(patient, undefined, `ServiceRequest/${referral}`))
  t.same([status, codes], [422, ['reference-unresolved']])
  t.same(await plans(here, referral, '2026-03-02'), [])
})

test('the practice flags its patient later, and a small practice sends its plan', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: brug, gp: plein })
  here.on('2026-03-09')
  const patient = await patientOf(here, plein, referral)
  const flagged = await here.post(plein, crisisProne(patient, '2026-03-06', `ServiceRequest/${referral}`))
  t.equal(flagged.status, 201, JSON.stringify(flagged.body))
  t.same(await plans(here, referral, '2026-03-09'), ['crisis-plan 1 his-het-plein prospective 2026-04-03'])
  for (const reader of [linde, brug]) t.match((await typesSent(here, reader)).at(-1), 'Flag', reader.id)
  here.on('2026-03-12')
  const { status, codes } = await report(here, referral, 'crisis-plan', { from: brug, on: '2026-03-11' })
  t.same([status, codes.includes('feedback-incomplete')], [200, false])
  t.same(await plans(here, referral, '2026-03-12'), [
    'crisis-plan 1 his-het-plein met 2026-04-03',
    'crisis-plan 2 his-het-plein met 2026-03-18'
  ])
  t.match((await typesSent(here, plein)).at(-1), /CarePlan/)
})

test('a Flag with a risk that nobody knows is refused, because a slip would pass for silence', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const flag = crisisProne(await patientOf(here, linde, referral), '2026-03-02', `ServiceRequest/${referral}`)
  const coding = [{ ...flag.code.coding?.[0], code: 'crisisprone' }]
  const answer = await here.post(linde, { ...flag, code: { coding } })
  t.equal(answer.status, 422)
  t.match(answer.codes, ['unknown-code'])
})
