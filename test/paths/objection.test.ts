import { test } from 'tap'
import type { Consent } from '@medplum/fhirtypes'
import { idIn, object, refer, report, step, typesSent, wasSent } from './acts.ts'
import { objection } from './messages.ts'
import { coordination, duties, letters, linde, only, parkzicht, patientOf, plein, world } from './world.ts'

const from = parkzicht

test('the patient objects before anyone reports: nothing is owed, and nothing leaves', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => objection(patient, { on: '2026-03-02' })
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein, beside })
  const waived = [
    'intake-confirmation 1 his-de-linde waived 2026-04-13',
    'intake-confirmation 1 his-het-plein waived 2026-04-13',
    'registration-confirmation 1 his-de-linde waived 2026-03-09',
    'registration-confirmation 1 his-het-plein waived 2026-03-09',
    'status-notice 1 his-de-linde waived 2026-03-30',
    'status-notice 1 his-het-plein waived 2026-03-30',
    'yearly-report 1 his-het-plein waived 2027-03-02'
  ]
  t.same(await duties(here, referral, '2026-03-02'), waived)
  t.same(await typesSent(here, plein), [], 'the other practice does not even hear of the referral')
  t.match((await here.audit()).at(-1) ?? {}, { reason: 'feedback-withheld' })
  t.same((await here.get(plein, `ServiceRequest/${referral}`)).status, 404)
  t.match((await typesSent(here, parkzicht)).at(-1), /Consent/, 'the performer, who must keep it, reads it')

  here.on('2026-03-20')
  const told = await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  t.same([told.status, told.codes], [200, ['feedback-withheld', 'feedback-withheld']])
  const id = idIn(told, 'Communication')
  for (const reader of [linde, plein]) {
    t.same((await here.get(reader, `Communication/${id}`)).status, 404, reader.id)
    t.same(await letters(here, reader, referral), [], reader.id)
    t.notOk(await wasSent(here, reader, id), reader.id)
  }
  t.same((await here.get(parkzicht, `Communication/${id}`)).status, 200)
  const since = ['care-offer', 'treatment-start']
  const all = await duties(here, referral, '2026-03-20')
  t.same(
    all.filter((line) => !since.some((code) => line.startsWith(code))),
    waived,
    'what is kept back moves no day'
  )
  const codes = async (reader: string) => (await here.report(reader, '')).map(({ code }) => code)
  t.same((await codes('auditor-rho')).filter((code) => since.includes(code)).length, 4, 'an auditor counts them')
  for (const practice of ['his-de-linde', 'his-het-plein']) {
    t.notOk(
      (await codes(practice)).some((code) => since.includes(code)),
      'what is owed since the intake tells of it'
    )
  }
  t.match((await here.audit()).at(-1) ?? {}, { action: 'receive', reason: 'feedback-withheld' })
  const rows = (await here.report('auditor-rho', '')).filter(({ strength }) => strength !== 'monitor')
  t.same(new Set(rows.map(({ reason }) => reason)), new Set(['objection']))
})

test('the patient objects during the treatment: what was met stays met, the rest is waived', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  await report(here, referral, 'registration-confirmation', { from, on: '2026-03-05' })
  await here.inbox(linde)
  here.on('2026-03-10')
  const consent = await object(here, { by: from, about: referral, on: '2026-03-09' })
  t.same(await duties(here, referral, '2026-03-10'), [
    'intake-confirmation 1 his-de-linde waived 2026-04-13',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde waived 2026-03-30',
    'yearly-report 1 his-de-linde waived 2027-03-02'
  ])
  t.same(
    (await here.get(linde, `Consent/${consent.id ?? ''}`)).status,
    404,
    'the objection itself does not reach the practice'
  )
  t.notOk(await wasSent(here, linde, 'Consent'))
  const { status, codes } = await step(here, referral, { by: from, status: 'accepted' })
  t.same([status, codes], [200, []], 'an answer with a Task has no place for what is told')
  t.match(await coordination(here, linde, referral), { status: 'requested' }, 'a status tells of care, too')

  here.on('2026-05-01')
  const { body, etag } = await here.get(parkzicht, `Consent/${consent.id ?? ''}`)
  t.same((await here.put(parkzicht, { ...(body as Consent), status: 'inactive' }, etag)).status, 200)
  t.same(await duties(here, referral, '2026-05-01'), [
    'intake-confirmation 1 his-de-linde prospective 2026-06-12',
    'registration-confirmation 1 his-de-linde met 2026-03-09',
    'status-notice 1 his-de-linde prospective 2026-05-29',
    'yearly-report 1 his-de-linde prospective 2027-05-01'
  ])
  t.same((await duties(here, referral, '2026-04-30'))[0], 'intake-confirmation 1 his-de-linde waived 2026-04-13')
  here.on('2026-05-08')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-05-06' })
  t.same(only('intake-confirmation', await duties(here, referral, '2026-05-08')), [
    'intake-confirmation 1 his-de-linde met 2026-05-20'
  ])
  t.same((await letters(here, linde, referral)).length, 2)
})

test('the patient objects after the report: it was met, and the next one is waived', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-20')
  await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })
  await here.inbox(linde)
  here.on('2026-03-23')
  await object(here, { by: from, about: referral, on: '2026-03-23' })
  const intakeAndYear = async () =>
    (await duties(here, referral, '2026-03-23')).filter((line) => /intake|yearly/.test(line))
  t.same(await intakeAndYear(), [
    'intake-confirmation 1 his-de-linde met 2026-04-01',
    'yearly-report 1 his-de-linde waived 2027-03-18'
  ])
  t.same((await letters(here, linde, referral)).length, 1, 'what was delivered is the practice’s')
})

test('an objection against one kind stops that kind alone', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about: referral, on: '2026-03-02', kinds: ['progress-report'] })
  here.on('2026-03-20')
  t.same(
    (await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })).codes.includes(
      'feedback-withheld'
    ),
    false
  )
  t.same((await report(here, referral, 'progress-report', { from, on: '2026-03-19' })).codes, ['feedback-withheld'])
  t.same((await step(here, referral, { by: from, status: 'accepted' })).status, 200)
  t.match(await coordination(here, linde, referral), { status: 'accepted' }, 'a step is no feedback')
  t.same(
    (await duties(here, referral, '2026-03-20')).filter((line) => /intake|yearly/.test(line)),
    ['intake-confirmation 1 his-de-linde met 2026-04-01', 'yearly-report 1 his-de-linde waived 2027-03-02']
  )
  t.same((await letters(here, linde, referral)).length, 1)
})

test('an objection against one receiver leaves the other its own', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await object(here, { by: from, about: referral, on: '2026-03-02', receivers: ['his-het-plein'] })
  here.on('2026-03-20')
  t.same(
    (await report(here, referral, 'intake-confirmation', { from, on: '2026-03-18' })).codes.filter(
      (code) => code === 'feedback-withheld'
    ).length,
    1
  )
  t.same(
    (await duties(here, referral, '2026-03-20')).filter((line) => /intake|yearly/.test(line)),
    [
      'intake-confirmation 1 his-de-linde met 2026-04-01',
      'intake-confirmation 1 his-het-plein waived 2026-04-13',
      'yearly-report 1 his-het-plein waived 2027-03-02'
    ]
  )
  t.same([(await letters(here, linde, referral)).length, (await letters(here, plein, referral)).length], [1, 0])
  t.match((await here.audit()).at(-1) ?? {}, { outcome: 'accepted', reason: 'feedback-withheld' }, 'one of two got it')
  t.notOk(await wasSent(here, plein, 'Communication'))
})

test('an objection against one of two letters that would do leaves the duty, and the letter that went nowhere meets nothing', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about: referral, on: '2026-03-02', kinds: ['registration-confirmation'] })
  const registration = async () => only('registration-confirmation', await duties(here, referral, '2026-03-03'))[0]
  here.on('2026-03-03')
  const { codes } = await report(here, referral, 'registration-confirmation', { from, on: '2026-03-03' })
  t.same(codes, ['feedback-withheld'])
  t.same(await registration(), 'registration-confirmation 1 his-de-linde prospective 2026-03-09')
  await report(here, referral, 'appointment-notice', { from, on: '2026-03-03', expectedOn: '2026-03-20' })
  t.same(await registration(), 'registration-confirmation 1 his-de-linde met 2026-03-09')
})

test('the referral does not tell another practice that there is a Consent', async (t) => {
  const here = await world(t)
  const consent = (patient: string) => objection(patient, { on: '2026-03-02', kinds: ['progress-report'] })
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein, beside: consent, isNamed: true })
  t.same((await here.get(plein, `ServiceRequest/${referral}`)).status, 200)
  t.notOk(await wasSent(here, plein, 'Consent'), 'not even a reference')
  t.ok(await wasSent(here, parkzicht, 'Consent'))
})

test('an objection against one receiver for a while: each receiver has turns of its own', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  here.on('2026-03-10')
  const { id = '' } = await object(here, { by: from, about: referral, on: '2026-03-10', receivers: ['his-het-plein'] })
  for (const day of ['2026-03-20', '2026-04-15']) {
    here.on(day)
    await report(here, referral, 'status-notice', { from, on: day })
  }
  here.on('2026-05-01')
  const { body, etag } = await here.get(parkzicht, `Consent/${id}`)
  await here.put(parkzicht, { ...(body as Consent), status: 'inactive' }, etag)
  const notices = async (day: string) => (await duties(here, referral, day)).filter((line) => line.startsWith('status'))
  const before = [
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 1 his-het-plein prospective 2026-05-29',
    'status-notice 2 his-de-linde met 2026-04-17'
  ]
  t.same(await notices('2026-05-01'), [...before, 'status-notice 3 his-de-linde prospective 2026-05-13'])
  here.on('2026-05-12')
  await report(here, referral, 'status-notice', { from, on: '2026-05-12' })
  t.same(await notices('2026-05-12'), [
    'status-notice 1 his-de-linde met 2026-03-30',
    'status-notice 1 his-het-plein met 2026-05-29',
    'status-notice 2 his-de-linde met 2026-04-17',
    'status-notice 2 his-het-plein prospective 2026-06-09',
    'status-notice 3 his-de-linde met 2026-05-13',
    'status-notice 4 his-de-linde prospective 2026-06-09'
  ])
})

test('an objection that names no referral is about the patient’s one, and about none where there are two', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, linde, referral)
  t.equal((await here.post(linde, objection(patient, { on: '2026-03-02' }))).status, 201)
  t.match((await duties(here, referral, '2026-03-02')).at(-1), /waived/)
  t.match((await typesSent(here, parkzicht)).at(-1), /Consent/, 'the performer, who must keep it, is told')
  const other = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { status, codes } = await here.post(linde, objection(patient, { on: '2026-03-02' }))
  t.same([status, codes], [422, ['referral-unclear']])
  t.match((await duties(here, other, '2026-03-02')).at(-1), /prospective/, 'the second was not objected to')
})
