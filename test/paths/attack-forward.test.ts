import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Consent, ServiceRequest } from '@medplum/fhirtypes'
import { byUra } from '../../demo/simulators/address-book.ts'
import { object, refer, report, step, typesSent } from './acts.ts'
import { addressed, crisisProne, referral as message, transaction } from './messages.ts'
import { brug, duties, linde, only, parkzicht, patientOf, world } from './world.ts'

const gb = 'gb-ggz/02-complex-ptsd'

test('GB to S and back to GB: the year goes on from the day on which treatment started', async (t) => {
  const here = await world(t)
  const yearly = async (referral: string, day: string) =>
    (await duties(here, referral, day)).filter((line) => line.startsWith('yearly'))
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-16')
  await report(here, first, 'treatment-start', { from: brug, on: '2026-03-16' })
  here.on('2026-04-10')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  const owed = ['yearly-report 1 his-de-linde prospective 2027-03-16']
  t.same(await yearly(second, '2026-04-10'), owed)
  here.on('2026-05-11')
  const letter = 's-ggz/01-bipolar-stable'
  const third = await refer(here, { letter, from: parkzicht, to: brug, gp: linde, basedOn: second })
  t.same(await yearly(third, '2026-05-11'), owed)
})

test('who refers to itself owes the practice, and not itself', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { letter: gb, from: brug, to: brug, gp: linde })
  const owed = await duties(here, referral, '2026-03-02')
  t.same(
    owed.filter((line) => !line.includes('his-de-linde')),
    []
  )
  t.equal(owed.length, 4)
  t.equal((await step(here, referral, { by: brug, status: 'accepted' })).status, 200)
  await report(here, referral, 'registration-confirmation', { from: brug, on: '2026-03-02' })
  t.match(
    (await duties(here, referral, '2026-03-02')).filter((line) => line.startsWith('registration')),
    [/met/]
  )
})

test('many flags in one message are one crisis, and one entry says so', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, parkzicht, referral)
  const flags = Array.from({ length: 100 }, () => {
    return [`urn:uuid:${randomUUID()}`, crisisProne(patient, '2026-03-02', `ServiceRequest/${referral}`)] as const
  })
  const { status, codes } = await here.post(parkzicht, transaction(flags))
  t.same([status, codes], [200, ['obligation-open']])
  t.same((await duties(here, referral, '2026-03-02')).filter((line) => line.startsWith('crisis')).length, 1)
})

test('what was met at the instant at which the referral is passed on stays met', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  // The manual clock stands still while a whole day's messages come in.
  Object.assign(here.clock, { set: () => 'ok' })
  await report(here, first, 'intake-confirmation', { from: brug, on: '2026-03-02' })
  await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  t.match(only('intake-confirmation', await duties(here, first, '2026-03-02')), [/his-de-linde met/])
})

test('a flag and an objection that a new referral names hold for it, too', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const patient = await patientOf(here, linde, first)
  const flag = await here.post(linde, crisisProne(patient, '2026-03-02', `ServiceRequest/${first}`))
  const consent = await object(here, { by: linde, about: first, on: '2026-03-02', kinds: ['progress-report'] })
  const { body } = await here.get(linde, `ServiceRequest/${first}`)
  const { category, reasonCode, reasonReference, subject } = body as ServiceRequest
  const named = { ...(reasonCode === undefined ? {} : { reasonCode }), ...(reasonReference && { reasonReference }) }
  const second = await here.post(linde, {
    ...{ resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject, ...named },
    ...(category === undefined ? {} : { category }),
    authoredOn: '2026-03-02',
    requester: byUra(addressed(linde)),
    performer: [byUra(addressed(parkzicht))],
    supportingInfo: [{ reference: `Flag/${flag.body.id ?? ''}` }, { reference: `Consent/${consent.id ?? ''}` }]
  })
  t.equal(second.status, 201, JSON.stringify(second.body))
  t.match((await typesSent(here, parkzicht))[0], /Flag Consent|Consent Flag/)
  const owed = async () =>
    (await duties(here, second.body.id ?? '', '2026-03-02')).filter((line) => /crisis|yearly/.test(line))
  t.match(await owed(), [/^crisis-plan 1 his-de-linde prospective/, /^yearly-report 1 his-de-linde waived/])
  const { body: own, etag } = await here.get(linde, `Consent/${consent.id ?? ''}`)
  t.equal((await here.put(linde, { ...(own as Consent), status: 'inactive' }, etag)).status, 200)
  t.match((await owed())[1], /prospective/, 'and is taken back for both')
})

test('a referral is not passed on to an institution to which the patient objects: it would owe what it never hears of', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  await object(here, { by: brug, about: first, on: '2026-03-02', receivers: [parkzicht.id] })
  const passed = message({ letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first, day: '2026-03-02' })
  const { status, codes } = await here.post(brug, passed)
  t.same([status, codes], [422, ['consent-not-understood']])
  t.same(await here.report(parkzicht.id, ''), [])
  t.match((await duties(here, first, '2026-03-02'))[0], /prospective/)
})
