import { test } from 'tap'
import { refer, step } from './acts.ts'
import { events, sentTo } from './asking.ts'
import { coordination, duties, linde, parkzicht, plein, world, type World } from './world.ts'

/** A referral that was accepted on 2 March, in its six weeks before the report after intake is due. */
async function accepted(here: World): Promise<string> {
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  t0(await step(here, referral, { by: parkzicht, status: 'accepted', business: 'waiting-list' }))
  return referral
}

function t0({ status }: { readonly status: number }): void {
  if (status !== 200) throw new Error(String(status))
}

async function intakeDue(here: World, referral: string, asOf: string): Promise<string | undefined> {
  return (await duties(here, referral, asOf)).find((row) => row.startsWith('intake-confirmation 1 his-de-linde'))
}

test('on hold and back: the day moves by as long as the clock stood still, and the other parties read why', async (t) => {
  const here = await world(t)
  const referral = await accepted(here)
  t.same(await intakeDue(here, referral, '2026-03-02'), 'intake-confirmation 1 his-de-linde prospective 2026-04-13')
  here.on('2026-03-09')
  const held = await step(here, referral, { by: parkzicht, status: 'on-hold', suspended: 'patient-request' })
  t.same(held.status, 200, JSON.stringify(held.body))
  t.same((await sentTo(here, linde)).at(-1), 'coordination on-hold')
  t.match(await coordination(here, plein, referral), {
    status: 'on-hold',
    statusReason: { coding: [{ code: 'patient-request' }] },
    businessStatus: { coding: [{ code: 'waiting-list' }] }
  })
  t.match(await intakeDue(here, referral, '2026-03-09'), / suspended /)

  here.on('2026-03-19')
  const elsewhere = await step(here, referral, { by: parkzicht, status: 'in-progress' })
  t.same([elsewhere.status, elsewhere.codes], [409, ['transition-not-allowed']], 'only back to where it came from')
  const back = await step(here, referral, { by: parkzicht, status: 'accepted' })
  t.same(back.status, 200, JSON.stringify(back.body))
  t.same(await intakeDue(here, referral, '2026-03-19'), 'intake-confirmation 1 his-de-linde prospective 2026-04-23')
  const task = await coordination(here, linde, referral)
  t.same([task.status, task.statusReason], ['accepted', undefined], 'the reason of the hold is gone with it')
  t.same((await events(here, referral)).slice(-2), ['clock.suspended 2026-03-09', 'clock.resumed 2026-03-19'])
})

test('an end that was told ends the hold by itself, and another reason goes on from there', async (t) => {
  const here = await world(t)
  const referral = await accepted(here)
  here.on('2026-03-09')
  const until = { suspended: 'patient-request', expectedOn: '2026-03-18' } as const
  t0(await step(here, referral, { by: parkzicht, status: 'on-hold', ...until }))
  t.same(
    (await events(here, referral)).at(-1),
    'clock.suspended 2026-03-09',
    'and no intake is expected on the day of its end'
  )
  t.match(await intakeDue(here, referral, '2026-03-30'), / (prospective|due-soon) 2026-04-23$/)
  here.on('2026-03-16')
  t0(await step(here, referral, { by: parkzicht, status: 'on-hold', suspended: 'admitted-elsewhere' }))
  t.same((await events(here, referral)).at(-1), 'clock.suspended 2026-03-16')
  t.match(await intakeDue(here, referral, '2026-03-30'), / suspended /)
  here.on('2026-04-01')
  t0(await step(here, referral, { by: parkzicht, status: 'accepted', on: '2026-03-30' }))
  t.same((await events(here, referral)).at(-1), 'clock.resumed 2026-03-30')
  t.match(await intakeDue(here, referral, '2026-04-01'), / prospective 2026-05-04$/, 'three weeks in all, no day twice')
})

/** What a hold must have. */
const refusals = [
  [{}, 'suspension-incomplete'],
  [{ reason: 'Patiënt is op reis' }, 'suspension-incomplete'],
  [{ suspended: 'holidays' }, 'unknown-code']
] as const

for (const [how, code] of refusals) {
  test(`a hold with ${JSON.stringify(how)} is refused: a clock stands still for a reason that can be named`, async (t) => {
    const here = await world(t)
    const referral = await accepted(here)
    const { status, codes } = await step(here, referral, { by: parkzicht, status: 'on-hold', ...how })
    t.same([status, codes], [422, [code]])
    t.match(await intakeDue(here, referral, '2026-03-02'), / prospective 2026-04-13$/)
  })
}

test('on hold before the start it can be cancelled, and after the start not', async (t) => {
  const here = await world(t)
  const [before, after] = [await accepted(here), await accepted(here)]
  t0(await step(here, after, { by: parkzicht, status: 'in-progress', business: 'intake-done', on: '2026-03-02' }))
  for (const referral of [before, after]) {
    t0(await step(here, referral, { by: parkzicht, status: 'on-hold', suspended: 'patient-unreachable' }))
  }
  t.same((await step(here, after, { by: linde, status: 'cancelled' })).codes, ['transition-not-allowed'])
  t.same((await step(here, before, { by: linde, status: 'cancelled' })).status, 200)
  t.same((await events(here, before)).at(-1), 'referral.revoked 2026-03-02')
})
