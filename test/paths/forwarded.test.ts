import { test } from 'tap'
import type { Consent, ServiceRequest } from '@medplum/fhirtypes'
import { byAgb } from '../../demo/simulators/address-book.ts'
import { refer, report, step, typesSent } from './acts.ts'
import { addressed, crisisProne, objection, referral as message } from './messages.ts'
import {
  brug,
  coordination,
  crisisMidden,
  duties,
  letters,
  linde,
  only,
  parkzicht,
  patientOf,
  plein,
  world
} from './world.ts'

const gb = 'gb-ggz/02-complex-ptsd'

/** What did not go to another performer. */
const leftOf = (all: readonly string[]): readonly string[] => all.filter((line) => !line.includes('superseded'))

test('GB passes on to S: what is open moves or opens anew, and the practice reads the new referral', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => crisisProne(patient, '2026-03-02')
  const first = await refer(here, { from: linde, to: brug, gp: linde, beside })
  here.on('2026-03-05')
  await report(here, first, 'registration-confirmation', { from: brug, on: '2026-03-04' })
  await step(here, first, { by: brug, status: 'accepted' })
  here.on('2026-03-20')
  await report(here, first, 'intake-confirmation', { from: brug, on: '2026-03-18' })

  here.on('2026-03-25')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  t.same(await duties(here, first, '2026-03-25'), [
    'care-offer 1 his-de-linde superseded 2026-04-15',
    'crisis-plan 1 his-de-linde superseded 2026-03-30',
    'intake-confirmation 1 his-de-linde met-unchecked 2026-04-01',
    'registration-confirmation 1 his-de-linde met-unchecked 2026-03-09',
    'status-notice 1 his-de-linde superseded 2026-03-30',
    // Who passes on tells so, and nobody else can.
    'transfer-notice 1 his-de-linde prospective 2026-04-01',
    'treatment-start 1 his-de-linde superseded 2026-05-27',
    'yearly-report 1 his-de-linde superseded 2027-03-18'
  ])
  t.same(await duties(here, second, '2026-03-25'), [
    'crisis-plan 1 his-de-linde due-soon 2026-03-30',
    'intake-confirmation 1 gb-ggz-de-brug prospective 2026-05-06',
    'intake-confirmation 1 his-de-linde prospective 2026-05-06',
    'registration-confirmation 1 gb-ggz-de-brug prospective 2026-04-01',
    'registration-confirmation 1 his-de-linde prospective 2026-04-01',
    'status-notice 1 gb-ggz-de-brug prospective 2026-04-22',
    'status-notice 1 his-de-linde prospective 2026-04-22',
    'yearly-report 1 his-de-linde prospective 2027-03-18'
  ])
  t.same((await here.get(linde, `ServiceRequest/${second}`)).status, 200, 'the practice reads the new referral')
  t.match(await coordination(here, linde, second), { status: 'requested' })
  const rows = await here.report('auditor-rho', 'state=superseded')
  t.same(new Set(rows.map(({ reason }) => reason)), new Set(['forwarded']))

  here.on('2027-03-10')
  await report(here, second, 'progress-report', { from: parkzicht, on: '2027-03-08' })
  t.same((await duties(here, second, '2027-03-10')).slice(-2), [
    'yearly-report 1 his-de-linde met 2027-03-18',
    'yearly-report 2 his-de-linde prospective 2028-03-08'
  ])
  for (const reader of [linde, brug]) t.same((await letters(here, reader, second)).length, 1, reader.id)
  await report(here, first, 'transfer-notice', { from: brug, on: '2026-03-25' })
  t.same(only('transfer-notice', await duties(here, first, '2027-03-10')), [
    'transfer-notice 1 his-de-linde met-late 2026-04-01'
  ])
})

test('S passes on to GB, and the patient of another practice stays with that practice', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: parkzicht, gp: plein })
  here.on('2026-03-12')
  await step(here, first, { by: parkzicht, status: 'accepted' })
  const second = await refer(here, {
    letter: 's-ggz/01-bipolar-stable',
    from: parkzicht,
    to: brug,
    gp: plein,
    basedOn: first
  })
  t.same(await duties(here, first, '2026-03-12'), [
    'intake-confirmation 1 his-de-linde superseded 2026-04-13',
    'intake-confirmation 1 his-het-plein superseded 2026-04-13',
    'registration-confirmation 1 his-de-linde superseded 2026-03-09',
    'registration-confirmation 1 his-het-plein superseded 2026-03-09',
    'status-notice 1 his-de-linde superseded 2026-03-30',
    'status-notice 1 his-het-plein superseded 2026-03-30',
    'transfer-notice 1 his-het-plein prospective 2026-03-19',
    'yearly-report 1 his-het-plein superseded 2027-03-02'
  ])
  t.match(
    (await duties(here, second, '2026-03-12')).filter((line) => /yearly|status/.test(line)),
    [
      'status-notice 1 his-het-plein prospective 2026-04-09',
      'status-notice 1 s-ggz-parkzicht prospective 2026-04-09',
      'yearly-report 1 his-het-plein prospective 2027-03-02'
    ]
  )
  t.same((await here.get(linde, `ServiceRequest/${second}`)).status, 404, 'who is no party reads nothing of it')
  t.same((await here.get(plein, `ServiceRequest/${second}`)).status, 200)
})

test('a referral that was rejected or revoked is not passed on', async (t) => {
  const here = await world(t)
  const rejected = await refer(here, { from: linde, to: brug, gp: linde })
  await step(here, rejected, { by: brug, status: 'rejected', reason: 'Te zwaar', alternative: 'S-GGZ' })
  const revoked = await refer(here, { from: linde, to: brug, gp: linde })
  await step(here, revoked, { by: linde, status: 'cancelled' })
  for (const basedOn of [rejected, revoked]) {
    const bundle = message({ letter: gb, from: brug, to: parkzicht, gp: linde, basedOn, day: '2026-03-02' })
    const { status, codes } = await here.post(brug, bundle)
    t.same([status, codes], [409, ['forward-not-allowed']])
    t.match((await duties(here, basedOn, '2026-03-02'))[0], /not-applicable/)
  }
})

test('who cannot see a referral cannot pass it on, and who is not its performer moves nothing', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const before = await duties(here, first, '2026-03-02')
  const letter = 's-ggz/06-suicidal-crisis'
  const stranger = message({ letter, from: crisisMidden, to: parkzicht, gp: linde, basedOn: first, day: '2026-03-02' })
  const { status, codes } = await here.post(crisisMidden, stranger)
  t.same([status, codes], [422, ['reference-unresolved']])
  const second = await refer(here, { from: linde, to: parkzicht, gp: linde, basedOn: first })
  t.same(await duties(here, first, '2026-03-02'), before, 'a new referral by the practice supersedes nothing')
  t.same((await duties(here, second, '2026-03-02')).length, 4)
})

test('the crisis service passes on to S after the night', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: crisisMidden, gp: linde })
  here.on('2026-03-03')
  const letter = 's-ggz/06-suicidal-crisis'
  const second = await refer(here, { letter, from: crisisMidden, to: parkzicht, gp: linde, basedOn: first })
  t.same(leftOf(await duties(here, first, '2026-03-03')), ['transfer-notice 1 his-de-linde prospective 2026-03-10'])
  t.match(
    (await duties(here, second, '2026-03-03')).filter((line) => /crisis-plan|yearly/.test(line)),
    [/^crisis-plan 1 his-de-linde prospective/, 'yearly-report 1 his-de-linde prospective 2027-03-02']
  )
})

test('a performer passes on with a ServiceRequest alone, about the patient as it has them', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const { body } = await here.get(brug, `ServiceRequest/${first}`)
  const { subject, category, reasonCode, reasonReference } = body as ServiceRequest
  here.on('2026-03-10')
  const passed = await here.post(brug, {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    ...(category === undefined ? {} : { category }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(reasonReference === undefined ? {} : { reasonReference }),
    basedOn: [{ reference: `ServiceRequest/${first}` }],
    subject: { reference: subject.reference ?? '' },
    authoredOn: '2026-03-10',
    requester: byAgb(addressed(brug)),
    performer: [byAgb(addressed(parkzicht))],
    note: [{ text: 'Gezien de ernst graag behandeling bij u.' }]
  })
  t.equal(passed.status, 201, JSON.stringify(passed.body))
  const second = passed.body.id ?? ''
  t.match((await duties(here, second, '2026-03-10')).at(-1), 'yearly-report 1 his-de-linde prospective 2027-03-02')
  const [arrived = ''] = await typesSent(here, parkzicht)
  t.match(arrived, /Patient/, 'the new performer gets the patient')
  here.on('2026-03-24')
  const { status } = await report(here, second, 'intake-confirmation', { from: parkzicht, on: '2026-03-20' })
  t.equal(status, 200)
  const seen = { [linde.id]: linde, [brug.id]: brug }
  for (const reader of Object.values(seen)) {
    const patient = await patientOf(here, reader, second)
    t.equal((await here.get(reader, patient)).status, 200, `${reader.id} reads the patient`)
    t.same((await letters(here, reader, second)).length, 1, reader.id)
  }
})

test('an objection goes along with the patient, and is taken back where it was made', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const patient = await patientOf(here, brug, first)
  const made = await here.post(brug, objection(patient, { on: '2026-03-02', request: `ServiceRequest/${first}` }))
  t.equal(made.status, 201, JSON.stringify(made.body))
  here.on('2026-03-05')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  t.same(
    (await duties(here, second, '2026-03-05')).filter((line) => !line.includes('waived')),
    []
  )
  t.equal(
    (await here.get(linde, `ServiceRequest/${second}`)).status,
    404,
    'the practice does not hear where the patient went'
  )
  here.on('2026-03-20')
  const { body, etag } = await here.get(brug, `Consent/${made.body.id ?? ''}`)
  t.equal((await here.put(brug, { ...(body as Consent), status: 'inactive' }, etag)).status, 200)
  t.same(
    (await duties(here, second, '2026-03-20')).filter((line) => line.includes('waived')),
    []
  )
  here.on('2026-03-24')
  await report(here, second, 'intake-confirmation', { from: parkzicht, on: '2026-03-20' })
  t.match((await typesSent(here, linde)).at(-1), /^(?=.*ServiceRequest)(?=.*Patient)(?=.*Communication)/)
  t.same((await letters(here, linde, second)).length, 1)
  t.match(only('intake-confirmation', await duties(here, second, '2026-03-24')), [
    /gb-ggz-de-brug met /,
    /his-de-linde met /
  ])
})

test('who passed a referral on can still report on it; that meets what was open there no more, and nothing of the new one', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-10')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  here.on('2026-03-12')
  const before = await duties(here, second, '2026-03-12')
  t.equal((await report(here, first, 'intake-confirmation', { from: brug, on: '2026-03-06' })).status, 200)
  t.same(leftOf(await duties(here, first, '2026-03-12')), ['transfer-notice 1 his-de-linde prospective 2026-03-17'])
  t.same(await duties(here, second, '2026-03-12'), before)
  t.same((await letters(here, linde, first)).length, 1, 'and it is delivered')
})

test('a Flag or an objection about a referral that was passed on names the wrong one, and is told which is right', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-10')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  here.on('2026-03-12')
  const patient = await patientOf(here, linde, first)
  const flagged = await here.post(linde, crisisProne(patient, '2026-03-11', `ServiceRequest/${first}`))
  t.equal(flagged.status, 409)
  t.match(JSON.stringify(flagged.body), /referral-passed-on/)
  t.match(JSON.stringify(flagged.body), new RegExp(`ServiceRequest/${second}`))
  const same = await patientOf(here, linde, second)
  t.equal((await here.post(linde, crisisProne(same, '2026-03-11', `ServiceRequest/${second}`))).status, 201)
  t.match((await duties(here, second, '2026-03-12'))[0], /^crisis-plan 1 his-de-linde prospective/)
})

test('passed on and rejected there: the duties come back, and go again where the patient is taken on after all', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-10')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  const yearly = async (referral: string, day: string) => (await duties(here, referral, day)).at(-1)
  t.same(await yearly(first, '2026-03-10'), 'yearly-report 1 his-de-linde superseded 2027-03-02')
  here.on('2026-03-20')
  await report(here, second, 'rejection', { from: parkzicht, on: '2026-03-20' })
  t.same(await yearly(first, '2026-03-20'), 'yearly-report 1 his-de-linde prospective 2027-03-02')
  t.same(await yearly(second, '2026-03-20'), 'yearly-report 1 his-de-linde not-applicable 2027-03-02')
  t.same(await yearly(first, '2026-03-19'), 'yearly-report 1 his-de-linde superseded 2027-03-02', 'as it was')
  here.on('2026-03-23')
  await step(here, second, { by: parkzicht, status: 'accepted' })
  t.same(await yearly(first, '2026-03-23'), 'yearly-report 1 his-de-linde superseded 2027-03-02')
  t.same(await yearly(second, '2026-03-23'), 'yearly-report 1 his-de-linde prospective 2027-03-02')
})

test('passed on and cancelled: the duties come back with what the patient objected to there', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-10')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  here.on('2026-03-12')
  const patient = await patientOf(here, parkzicht, second)
  t.equal(
    (await here.post(parkzicht, objection(patient, { on: '2026-03-12', request: `ServiceRequest/${second}` }))).status,
    201
  )
  here.on('2026-03-14')
  t.equal((await step(here, second, { by: brug, status: 'cancelled' })).status, 200)
  t.match((await duties(here, first, '2026-03-14')).at(-1), /^yearly-report 1 his-de-linde waived/)
})

test('the practice sees in its own worklist that the first referral was passed on, and is told', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const before = await coordination(here, linde, first)
  here.on('2026-03-10')
  await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  const after = await coordination(here, linde, first)
  t.equal(after.status, before.status, 'the status stays the performer’s to change')
  t.match(after.businessStatus, { coding: [{ code: 'transferred' }], text: 'Doorgezet' })
  t.match((await coordination(here, brug, first)).businessStatus, { coding: [{ code: 'transferred' }] })
  const told = (await here.inbox(linde)).filter(({ entry }) =>
    entry?.some(
      ({ resource }) => resource?.resourceType === 'Task' && resource.id === after.id && resource.businessStatus
    )
  )
  t.equal(told.length, 1)
  t.equal((await step(here, first, { by: brug, status: 'accepted' })).status, 200, 'and the performer can go on')
})
