import { test } from 'tap'
import type { Consent } from '@medplum/fhirtypes'
import { object, refer, report, step, typesSent } from './acts.ts'
import { objection, putting } from './messages.ts'
import { coordination, duties, idsSent, letters, linde, only, parkzicht, plein, world } from './world.ts'

const from = parkzicht

test('only who recorded an objection can take it back', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => objection(patient, { on: '2026-03-02' })
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde, beside })
  const [id = ''] = await idsSent(here, parkzicht, 'Consent')
  const { body, etag } = await here.get(parkzicht, `Consent/${id}`)
  const { status, codes } = await here.put(parkzicht, { ...(body as Consent), status: 'inactive' }, etag)
  t.same([status, codes], [422, ['update-not-supported']])
  t.match((await duties(here, referral, '2026-03-02'))[0], /waived/)
  const own = await here.get(linde, `Consent/${id}`)
  t.same((await here.put(linde, { ...(own.body as Consent), status: 'inactive' }, own.etag)).status, 200)
  t.match((await duties(here, referral, '2026-03-02'))[0], /prospective/)
  t.match((await here.get(parkzicht, `Consent/${id}`)).body, { status: 'inactive' }, 'and the performer knows')
})

test('an objection of the first day is taken back: the other practice gets the referral before any letter about it', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => objection(patient, { on: '2026-03-02' })
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein, beside })
  here.on('2026-03-05')
  await step(here, referral, { by: from, status: 'accepted' })
  await report(here, referral, 'appointment-notice', { from, on: '2026-03-05', expectedOn: '2026-03-18' })
  t.same(await typesSent(here, plein), [])
  t.match(await coordination(here, linde, referral), { status: 'requested' })

  here.on('2026-03-20')
  const [id = ''] = await idsSent(here, parkzicht, 'Consent')
  const own = await here.get(linde, `Consent/${id}`)
  t.same((await here.put(linde, { ...(own.body as Consent), status: 'inactive' }, own.etag)).status, 200)
  const [first = '', ...more] = await typesSent(here, plein)
  t.same(more, [])
  for (const type of ['ServiceRequest', 'Patient', 'Task', 'Composition']) t.match(first, type, type)
  t.notMatch(first, /Consent|Communication/)
  for (const reader of [linde, plein])
    t.match(await coordination(here, reader, referral), { status: 'accepted' }, reader.id)
  t.same((await letters(here, plein, referral)).length, 0, 'what was written under the objection stays back')
  const now = await duties(here, referral, '2026-03-20')
  // The notice itself stays back, so whoever may hear of the appointment is still owed one.
  t.same(only('appointment-notice', now), [
    'appointment-notice 1 his-de-linde prospective 2026-03-27',
    'appointment-notice 1 his-het-plein prospective 2026-03-27'
  ])
  t.same(only('intake-confirmation', now), [
    'intake-confirmation 1 his-de-linde prospective 2026-04-03',
    'intake-confirmation 1 his-het-plein prospective 2026-04-03'
  ])
  here.on('2026-03-23')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  t.same(only('intake-confirmation', await duties(here, referral, '2026-03-23')), [
    'intake-confirmation 1 his-de-linde met 2026-04-03',
    'intake-confirmation 1 his-het-plein met 2026-04-03'
  ])
  t.same((await letters(here, plein, referral)).length, 1)
})

test('an objection is not changed in place: what was taken back, or reaches further, is a new Consent', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { id = '' } = await object(here, { by: from, about: referral, on: '2026-03-02', kinds: ['progress-report'] })
  const put = async (change: (consent: Consent) => Consent) => {
    const { body, etag } = await here.get(parkzicht, `Consent/${id}`)
    const { status, codes } = await here.put(parkzicht, change(body as Consent), etag)
    return [status, ...codes]
  }
  const wider = (consent: Consent): Consent => {
    const provision = { ...consent.provision }
    delete provision.code
    return { ...consent, provision }
  }
  t.same(await put(wider), [422, 'update-not-supported'], 'else nobody would keep the wider one')
  t.same(await put((consent) => ({ ...consent, status: 'inactive' })), [200])
  t.same(await put((consent) => ({ ...consent, status: 'active' })), [422, 'update-not-supported'])
  t.match((await duties(here, referral, '2026-03-02')).at(-1), /prospective/)
  await object(here, { by: from, about: referral, on: '2026-03-02' })
  t.match((await duties(here, referral, '2026-03-02')).at(-1), /waived/, 'a new one stands')
})

test('an objection is taken back in the message that also takes a step: the practice gets that step once', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'received' })
  const { id = '' } = await object(here, { by: from, about: referral, on: '2026-03-02' })
  await step(here, referral, { by: from, status: 'accepted' })
  const sent = (await typesSent(here, linde)).length
  const consent = (await here.get(parkzicht, `Consent/${id}`)).body as Consent
  const task = await coordination(here, parkzicht, referral)
  const bundle = putting([
    { ...consent, status: 'inactive' },
    { ...task, status: 'in-progress' }
  ])
  const { status, body } = await here.post(parkzicht, bundle)
  t.equal(status, 200, JSON.stringify(body))
  t.same((await typesSent(here, linde)).slice(sent), ['Task'])
  t.match(await coordination(here, linde, referral), { status: 'in-progress' })
})

test('an objection is taken back after a step that the practice did not hear of: it does so now', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { id = '' } = await object(here, { by: from, about: referral, on: '2026-03-02' })
  await step(here, referral, { by: from, status: 'rejected', reason: 'Vol', alternative: 'none' })
  t.match(await coordination(here, linde, referral), { status: 'requested' })
  const { body, etag } = await here.get(parkzicht, `Consent/${id}`)
  await here.put(parkzicht, { ...(body as Consent), status: 'inactive' }, etag)
  t.same(await typesSent(here, linde), ['Task'])
  t.match(await coordination(here, linde, referral), { status: 'rejected', statusReason: { text: 'Vol' } })
})
