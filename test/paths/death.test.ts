import type { Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { refer } from './acts.ts'
import { say } from './kinds.ts'
import { bsns } from './messages.ts'
import { brug, duties, linde, parkzicht, patientOf, world, type Answer, type World } from './world.ts'

/** Feedback that brings the patient, who has died. */
async function tellDeath(here: World, from: Participant, about: string, deceased: Partial<Patient>): Promise<Answer> {
  const { body } = await here.get(from, await patientOf(here, from, about))
  const { identifier, name, birthDate } = body as Patient
  const patient: Patient = {
    resourceType: 'Patient',
    ...{ ...(identifier === undefined ? {} : { identifier }), ...(name === undefined ? {} : { name }) },
    ...(birthDate === undefined ? {} : { birthDate }),
    ...deceased
  }
  return say(here, { from, kind: 'change-notice', about, on: '2026-04-01', patient, text: 'De patiënt is overleden.' })
}

const states = async (here: World, about: string, on: string): Promise<readonly string[]> => [
  ...new Set((await duties(here, about, on)).map((line) => line.split(' ')[3] ?? '').sort())
]

test('a patient dies: what is owed in every referral of the patient ends, and what was met stays met', async (t) => {
  const here = await world(t)
  const [one, other] = [
    await refer(here, { from: linde, to: parkzicht, gp: linde }),
    await refer(here, { from: linde, to: brug, gp: linde })
  ]
  const stranger = await refer(here, { from: linde, to: brug, gp: linde, bsn: bsns[1] })
  await say(here, { from: parkzicht, kind: 'registration-confirmation', about: one, on: '2026-03-02' })
  here.on('2026-04-01')
  const answer = await tellDeath(here, parkzicht, one, { deceasedDateTime: '2026-03-30' })
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  t.same(await states(here, one, '2026-04-01'), ['met-unchecked', 'not-applicable'])
  t.same(await states(here, other, '2026-04-01'), ['not-applicable'])
  t.notOk((await states(here, stranger, '2026-04-01')).includes('not-applicable'), 'another patient lives')
  t.same(
    await here.inbox(brug).then((got) => JSON.stringify(got).includes('overleden')),
    false,
    'the letter is of one referral'
  )
})

test('a death that is told twice is one, and one told without a day is known from then on', async (t) => {
  const here = await world(t)
  const [one, other] = [
    await refer(here, { from: linde, to: parkzicht, gp: linde }),
    await refer(here, { from: linde, to: brug, gp: linde })
  ]
  here.on('2026-04-01')
  t.equal((await tellDeath(here, parkzicht, one, { deceasedBoolean: true })).status, 200)
  here.on('2026-04-02')
  t.equal((await tellDeath(here, brug, other, { deceasedDateTime: '2026-03-30' })).status, 200)
  t.same(await states(here, other, '2026-04-02'), ['not-applicable'])
  t.notOk((await states(here, other, '2026-03-31')).includes('not-applicable'), 'nobody had heard of it')
})
