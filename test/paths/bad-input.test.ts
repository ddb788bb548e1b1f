import type { Bundle, Communication } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { refer, report, step, today } from './acts.ts'
import { say } from './kinds.ts'
import { bsns, feedback, type FeedbackWish } from './messages.ts'
import { brug, duties, letters, linde, parkzicht, patientOf, world, type Answer, type World } from './world.ts'

const met = (codes: readonly string[]): boolean => codes.includes('obligation-met')

/** The one duty of a code, with its state and due day. */
async function duty(here: World, referral: string, code: string, asOf = today(here)): Promise<readonly string[]> {
  return (await duties(here, referral, asOf)).filter((line) => line.startsWith(code))
}

/** A feedback about a referral as its performer writes it, which a test may change before it is sent. */
async function written(here: World, referral: string, wish: Partial<FeedbackWish> & { from: Participant }) {
  const patient = await patientOf(here, wish.from, referral)
  const at = new Date(here.clock.now()).toISOString()
  return feedback({ kind: 'intake-confirmation', on: today(here), referral, patient, at, ...wish })
}

/** The message with its Communication changed. */
function changed(message: Bundle, change: (one: Communication) => Communication): Bundle {
  const entry = (message.entry ?? []).map((one) =>
    one.resource?.resourceType === 'Communication' ? { ...one, resource: change(one.resource) } : one
  )
  return { ...message, entry }
}

async function counts(here: World, who: Participant): Promise<unknown> {
  return (await here.store.read({ kind: 'reconciliation' })).facts.received[who.id]
}

test('a report that is dated before its event is delivered, meets nothing, and is met by one sent after it', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-16')
  const early = await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-20' })
  t.equal(early.status, 200)
  t.ok(early.codes.includes('feedback-incomplete') && !met(early.codes))
  t.equal((await letters(here, linde, referral)).length, 1)
  t.same(await duty(here, referral, 'intake-confirmation'), [
    'intake-confirmation 1 his-de-linde prospective 2026-04-13'
  ])
  t.same(
    await duty(here, referral, 'intake-confirmation', '2026-04-14'),
    ['intake-confirmation 1 his-de-linde overdue 2026-04-13'],
    'the day that it names does not bring it to life'
  )
  here.on('2026-03-21')
  t.ok(met((await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-20' })).codes))
  t.same(await duty(here, referral, 'intake-confirmation'), ['intake-confirmation 1 his-de-linde met 2026-04-03'])
})

test('feedback of the performer of another patient is refused, and reaches neither practice', async (t) => {
  const here = await world(t)
  const [mine, theirs] = [
    await refer(here, { from: linde, to: brug, gp: linde, bsn: bsns[1] }),
    await refer(here, { from: linde, to: parkzicht, gp: linde })
  ]
  const stray = changed(await written(here, mine, { from: brug }), (one) => ({
    ...one,
    basedOn: [{ reference: `ServiceRequest/${theirs}` }]
  }))
  const { status, codes } = await here.post(brug, stray)
  t.same([status, codes], [422, ['reference-unresolved']])
  const other = await refer(here, { from: linde, to: brug, gp: linde })
  const mixed = changed(await written(here, mine, { from: brug }), (one) => ({
    ...one,
    basedOn: [{ reference: `ServiceRequest/${other}` }]
  }))
  const mixUp = await here.post(brug, mixed)
  t.same([mixUp.status, mixUp.codes], [422, ['reference-unresolved']], 'performer of both, and the patient is another')
  for (const referral of [mine, theirs, other]) t.same(await letters(here, linde, referral), [])
  t.same(await counts(here, brug), { accepted: 0, repeated: 0, refused: 2 })
})

test('the same message again gets the first answer, and is delivered once', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const message = await written(here, referral, { from: parkzicht })
  const [first, second] = [await here.post(parkzicht, message), await here.post(parkzicht, message)]
  t.same([second.status, second.body], [first.status, first.body])
  t.equal((await letters(here, linde, referral)).length, 1)
  t.same(await counts(here, parkzicht), { accepted: 1, repeated: 1, refused: 0 })
})

test('the same business identifier in a new message is refused with the name of the first', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const identifier = [{ system: 'https://parkzicht.example/berichten', value: 'B-1' }]
  const send = async (): Promise<Answer> =>
    here.post(
      parkzicht,
      changed(await written(here, referral, { from: parkzicht }), (one) => ({ ...one, identifier }))
    )
  t.equal((await send()).status, 200)
  const again = await send()
  t.same([again.status, again.codes], [409, ['business-identifier-known']])
  const [kept] = await letters(here, linde, referral)
  t.match(JSON.stringify(again.body), `Communication/${kept?.id ?? ''}`)
  t.equal((await letters(here, linde, referral)).length, 1)
})

test('the same content in a new message is delivered again, and meets nothing twice', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-16')
  const message = await written(here, referral, { from: parkzicht })
  const identifier = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:00000000-0000-4000-8000-000000000001' }
  t.ok(met((await here.post(parkzicht, message)).codes))
  const state = await duties(here, referral, '2026-03-16')
  const again = await here.post(parkzicht, { ...message, identifier })
  t.same([again.status, met(again.codes)], [200, false])
  t.same(await duties(here, referral, '2026-03-16'), state)
  t.equal((await letters(here, linde, referral)).length, 2, 'whether it is the same is for its reader to see')
})

test('a second yearly report about the same day is the same report', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2027-02-15')
  const send = async () => report(here, referral, 'progress-report', { from: parkzicht, on: '2027-02-12' })
  t.same([met((await send()).codes), met((await send()).codes)], [true, false])
  const turns = ['yearly-report 1 his-de-linde met 2027-03-02', 'yearly-report 2 his-de-linde prospective 2028-02-12']
  t.same(await duty(here, referral, 'yearly-report'), turns)
})

test('a yearly report before the report after intake meets its own duty, and leaves the other one open', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-23')
  t.ok(met((await report(here, referral, 'progress-report', { from: parkzicht, on: '2026-03-20' })).codes))
  const open = ['intake-confirmation 1 his-de-linde prospective 2026-04-13']
  t.same(await duty(here, referral, 'intake-confirmation'), open)
  here.on('2026-03-30')
  t.ok(met((await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-18' })).codes))
  t.same(await duties(here, referral, '2026-03-30'), [
    'care-offer 1 his-de-linde prospective 2026-04-15',
    'intake-confirmation 1 his-de-linde met 2026-04-01',
    'registration-confirmation 1 his-de-linde overdue 2026-03-09',
    'status-notice 1 his-de-linde due-soon 2026-03-30',
    'treatment-start 1 his-de-linde prospective 2026-05-27',
    'yearly-report 1 his-de-linde met 2027-03-02',
    'yearly-report 2 his-de-linde prospective 2027-03-20'
  ])
})

test('an older report that comes after a newer one is delivered, and moves nothing back', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2027-02-15')
  await report(here, referral, 'progress-report', { from: parkzicht, on: '2027-02-12' })
  const state = await duty(here, referral, 'yearly-report')
  here.on('2027-02-20')
  const older = await report(here, referral, 'progress-report', { from: parkzicht, on: '2026-11-30' })
  t.same([older.status, met(older.codes)], [200, false])
  t.same(await duty(here, referral, 'yearly-report'), state)
  t.equal((await letters(here, linde, referral)).length, 2)
})

test('a day before the referral is taken as it is told, and a new fact corrects it', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-16')
  const told = await report(here, referral, 'intake-confirmation', {
    from: parkzicht,
    on: '2026-02-20',
    without: ['answer']
  })
  t.same([told.status, met(told.codes)], [200, false])
  t.same(await duty(here, referral, 'intake-confirmation'), ['intake-confirmation 1 his-de-linde overdue 2026-03-06'])
  for (const status of ['received', 'accepted'] as const) await step(here, referral, { by: parkzicht, status })
  await step(here, referral, { by: parkzicht, status: 'in-progress', business: 'intake-done', on: '2026-03-13' })
  t.same(await duty(here, referral, 'intake-confirmation'), [
    'intake-confirmation 1 his-de-linde prospective 2026-03-27'
  ])
  const right = await report(here, referral, 'intake-confirmation', { from: parkzicht, on: '2026-03-13' })
  t.same([right.status, met(right.codes)], [200, true])
  t.same(await duty(here, referral, 'intake-confirmation'), ['intake-confirmation 1 his-de-linde met 2026-03-27'])
})

test('the order in which events are told does not matter: the end before the intake, or after it', async (t) => {
  const told = [
    ['intake-confirmation', '2026-03-13'],
    ['treatment-start', '2026-03-20'],
    ['progress-report', '2026-05-01'],
    ['end-report', '2026-06-01']
  ] as const
  const outcomes: (readonly string[])[] = []
  for (const order of [told, told.toReversed()]) {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
    here.on('2026-06-02')
    for (const [kind, on] of order) await report(here, referral, kind, { from: parkzicht, on })
    // Of what ended the day on which it would have been due, and whether a next turn had begun, say nothing any more.
    const lines = (await duties(here, referral, '2026-06-02')).map((line) => line.split(' '))
    outcomes.push([...new Set(lines.map(([code, , , state]) => `${code ?? ''} ${state ?? ''}`))])
  }
  t.same(outcomes[1], outcomes[0])
})

test('an event with a time that is still to come today counts from when it was heard', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { status } = await say(here, {
    ...{ from: parkzicht, kind: 'crisis-report', about: referral },
    on: '2026-03-02T23:59:00+01:00'
  })
  t.equal(status, 200)
  const { facts } = await here.store.read({ kind: 'duties', id: referral })
  const [assessed] = (facts?.facts ?? []).filter(({ event }) => event === 'crisis.assessed')
  t.equal(assessed?.detail?.at, assessed?.heardAt)
})
