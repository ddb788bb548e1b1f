import type { Consent } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { idIn, object, refer, report, step, typesSent, wasSent } from './acts.ts'
import { feedback, putting } from './messages.ts'
import {
  coordination,
  duties,
  hap,
  letters,
  linde,
  only,
  parkzicht,
  patientOf,
  plein,
  world,
  type World
} from './world.ts'

const from = parkzicht

/** The counts of what was to be sent to a receiver. */
async function counts(here: World, { id }: Participant) {
  return (await here.store.read({ kind: 'reconciliation' })).facts.outbox[id]
}

async function stopped(here: World, { id }: Participant): Promise<number> {
  const lines = (await here.audit()).filter(({ action, participant }) => action === 'deliver' && participant === id)
  const dead = lines.filter(({ outcome, reason }) => outcome === 'dead' && reason === 'objection')
  return dead.length
}

async function takeBack(here: World, { id = '' }: Consent): Promise<void> {
  const { body, etag } = await here.get(from, `Consent/${id}`)
  await here.put(from, { ...(body as Consent), status: 'inactive' }, etag)
}

/** What a participant can read of a referral. */
async function readOf(here: World, reader: Participant, referral: string): Promise<readonly string[]> {
  const { facts } = await here.store.read({ kind: 'referral', id: referral })
  const own = facts?.resources.filter(({ projection }) => projection === reader.id) ?? []
  return own.map(({ type, id, version }) => `${type}/${id}/${version}`)
}

test('a letter that still waits for a practice that is down does not leave after the objection', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const content = async () => (await readOf(here, linde, referral)).filter((one) => !one.startsWith('Task/'))
  const before = await content()
  here.on('2026-03-20')
  const told = await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  t.ok((await content()).length > before.length + 1)
  await step(here, referral, { by: from, status: 'accepted' })
  t.same((await letters(here, linde, referral)).length, 1, 'it waits, and can be read')

  here.on('2026-03-23')
  const consent = await object(here, { by: from, about: referral, on: '2026-03-23' })
  const letter = idIn(told, 'Communication')
  for (const path of [`Communication/${letter}`, `Communication/${letter}/_history/1`])
    t.equal((await here.get(linde, path)).status, 404, path)
  t.same(await letters(here, linde, referral), [])
  t.same(await content(), before, 'nor what came with it')
  t.equal((await here.get(parkzicht, `Communication/${letter}`)).status, 200)
  t.match(await coordination(here, linde, referral), { status: 'requested' }, 'the step that waited is held back, too')
  t.same(await typesSent(here, linde), [])
  t.same(await counts(here, linde), { enqueued: 2, delivered: 0, waiting: 0, dead: 2 })
  t.equal(await stopped(here, linde), 2)
  const row = (await here.report('auditor-rho', 'asOf=2026-03-23')).find(({ code }) => code === 'intake-confirmation')
  t.match(row, { state: 'met', heard: 'not-heard' }, 'it was given, and nobody heard it')
  const intake = only('intake-confirmation', await duties(here, referral, '2026-03-23'))
  t.same(intake, ['intake-confirmation 1 his-de-linde met 2026-04-01'])

  here.on('2026-04-01')
  await takeBack(here, consent)
  t.same(await typesSent(here, linde), ['Task'], 'the letter stays back, the Task is told as it stands')
  t.match(await coordination(here, linde, referral), { status: 'accepted' })
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  t.same((await letters(here, linde, referral)).length, 1, 'its sender sends it again')
  t.match((await typesSent(here, linde)).slice(1), [/Communication/])
  t.notOk(await wasSent(here, linde, letter))
})

test('an objection against one kind stops the letters of that kind alone', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-20')
  const kept = await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  const other = await report(here, referral, 'progress-report', { from, on: '2026-03-19' })
  await step(here, referral, { by: from, status: 'accepted' })
  await report(here, referral, 'status-notice', { from, on: '2026-03-20' })
  await object(here, { by: from, about: referral, on: '2026-03-20', kinds: ['intake-confirmation', 'status-notice'] })
  t.same(
    (await letters(here, linde, referral)).map(({ id }) => id),
    [idIn(other, 'Communication')]
  )
  t.match(await coordination(here, linde, referral), { status: 'accepted' }, 'a step is no feedback')
  t.match(await typesSent(here, linde), [/Communication/, 'Task'])
  t.notOk(await wasSent(here, linde, idIn(kept, 'Communication')))
  t.same(await counts(here, linde), { enqueued: 4, delivered: 2, waiting: 0, dead: 2 })
})

test('an acceptance that came with a letter is told, and the letter is not', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-20')
  const task = await coordination(here, from, referral)
  const at = new Date(here.clock.now()).toISOString()
  const patient = await patientOf(here, from, referral)
  const letter = feedback({ kind: 'intake-confirmation', from, referral, patient, on: '2026-03-18', at })
  const [put] = putting([{ ...task, status: 'accepted' }]).entry ?? []
  const told = await here.post(from, {
    ...letter,
    entry: [...(letter.entry ?? []), ...(put === undefined ? [] : [put])]
  })
  t.equal(told.status, 200, JSON.stringify(told.body))
  await object(here, { by: from, about: referral, on: '2026-03-20', kinds: ['intake-confirmation'] })
  t.same(await letters(here, linde, referral), [])
  t.match(await coordination(here, linde, referral), { status: 'accepted' })
  t.same(await typesSent(here, linde), ['Task'])
  t.same(await counts(here, linde), { enqueued: 1, delivered: 1, waiting: 0, dead: 0 })
  t.equal(
    (await here.report('auditor-rho', 'asOf=2026-03-20')).find(({ code }) => code === 'intake-confirmation')?.heard,
    'not-heard'
  )
})

test('the practice itself records the objection: what waits for it is stopped, and its own is not', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  here.on('2026-03-20')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  await object(here, { by: linde, about: referral, on: '2026-03-20', receivers: ['his-de-linde'] })
  t.same(await letters(here, linde, referral), [])
  t.same(await typesSent(here, linde), [])
  t.same((await letters(here, plein, referral)).length, 1, 'the other practice keeps its own')
  t.match(await typesSent(here, plein), [/ServiceRequest/, /Communication/])
  t.match(
    (await typesSent(here, parkzicht)).map((types) => types.includes('Consent')),
    [false, true]
  )
  t.equal((await here.get(linde, `ServiceRequest/${referral}`)).status, 200)
})

test('a practice that never got the referral hears nothing of it, and all of it when the objection is taken back', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  here.on('2026-03-05')
  await step(here, referral, { by: from, status: 'accepted' })
  t.equal((await here.get(plein, `ServiceRequest/${referral}`)).status, 200)
  const consent = await object(here, { by: from, about: referral, on: '2026-03-05' })
  t.same(await readOf(here, plein, referral), [])
  t.same(await typesSent(here, plein), [])
  t.match((await duties(here, referral, '2026-03-05')).at(-1), /waived/)
  here.on('2026-03-10')
  await takeBack(here, consent)
  const [first = '', ...more] = await typesSent(here, plein)
  t.same(more, [])
  for (const type of ['ServiceRequest', 'Patient', 'Task', 'Composition']) t.match(first, type, type)
  t.match(await coordination(here, plein, referral), { status: 'accepted' })
  t.match((await duties(here, referral, '2026-03-10')).at(-1), /prospective/)
})

test('what a service on duty has not fetched yet it can fetch no more; what it read is its own', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: hap, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  await report(here, referral, 'registration-confirmation', { from, on: '2026-03-05' })
  const [read] = await letters(here, hap, referral)
  t.same(await counts(here, hap), { enqueued: 1, delivered: 1, waiting: 0, dead: 0 })
  here.on('2026-03-20')
  const told = await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  await object(here, { by: from, about: referral, on: '2026-03-20', receivers: ['hap-midden'] })
  t.equal((await here.get(hap, `Communication/${idIn(told, 'Communication')}`)).status, 404)
  t.same(
    (await letters(here, hap, referral)).map(({ id }) => id),
    [read?.id]
  )
  t.same(await counts(here, hap), { enqueued: 2, delivered: 1, waiting: 0, dead: 1 })
  t.same(await stopped(here, linde), 0)
})
