import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Communication, Task } from '@medplum/fhirtypes'
import { byAgb, byUra } from '../../demo/simulators/address-book.ts'
import { object, refer, report, step } from './acts.ts'
import { answer, ask, asked, asking, events, sentTo } from './asking.ts'
import { categoryOf } from './kinds.ts'
import { addressed, dayIn, transaction } from './messages.ts'
import { brug, coordination, duties, hap, linde, parkzicht, patientOf, plein, world } from './world.ts'

const pairs = [
  [linde, parkzicht],
  [linde, brug],
  [hap, parkzicht],
  [brug, parkzicht],
  [parkzicht, brug]
] as const

for (const [requester, performer] of pairs) {
  test(`${requester.id} and ${performer.id} ask each other, and each reads all that the other wrote`, async (t) => {
    const here = await world(t)
    const letter = { [brug.id]: 'gb-ggz/01-depression-not-improving', [parkzicht.id]: 's-ggz/01-bipolar-stable' }[
      requester.id
    ]
    const wish = { from: requester, to: performer, gp: plein, ...(letter === undefined ? {} : { letter }) }
    const referral = await refer(here, wish)
    await step(here, referral, { by: performer, status: 'accepted' })
    const more: Partial<Task> = {
      note: [{ text: 'Graag voor vrijdag.' }],
      priority: 'urgent',
      reasonCode: { text: 'De patiënt verhuist.' },
      input: [{ type: { text: 'gesproken met' }, valueString: 'de patiënt' }],
      restriction: { period: { end: '2026-03-20' } }
    }
    await step(here, referral, { by: performer, status: 'in-progress' })
    for (const [by, other] of [
      [requester, performer],
      [performer, requester]
    ] as const) {
      const posted = await ask(here, referral, { by, kind: 'abort', more })
      t.same(posted.status, 201, JSON.stringify(posted.body))
      const [mine, theirs] = [(await asked(here, by, referral)).at(-1), (await asked(here, other, referral)).at(-1)]
      t.match(theirs, { id: mine?.id, description: mine?.description ?? '', code: mine?.code, ...more }, other.id)
      const work = await here.search(other, `Task?owner=Organization/${other.id}&code=abort&status=requested`)
      t.same(
        work.map(({ id }) => id),
        [theirs?.id],
        'found by its owner'
      )
      const no = await answer(here, referral, { by: other, status: 'rejected', reason: 'Nee' })
      t.same(no.status, 200, JSON.stringify(no.body))
      t.match((await asked(here, by, referral)).at(-1), { status: 'rejected', statusReason: { text: 'Nee' } })
    }
  })
}

for (const performer of [parkzicht, brug]) {
  test(`a proposal of ${performer.id} with its letter in one message is one proposal`, async (t) => {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: performer, gp: plein })
    await step(here, referral, { by: performer, status: 'accepted' })
    const task = asking(referral, { by: performer, kind: 'back-referral' })
    const letter: Communication = {
      resourceType: 'Communication',
      extension: [dayIn('event-date', '2026-03-01')],
      basedOn: [{ reference: `ServiceRequest/${referral}` }],
      status: 'completed',
      category: [categoryOf(performer, 'handover-proposal')],
      subject: { reference: await patientOf(here, performer, referral) },
      sent: new Date(here.clock.now()).toISOString(),
      sender: performer.dialect === 'gb-ggz' ? byAgb(addressed(performer)) : byUra(addressed(performer)),
      payload: [{ contentString: 'Voorstel: verdere zorg door de huisarts, met een terugvalplan.' }]
    }
    const posted = [task, letter].map((one) => [`urn:uuid:${randomUUID()}`, one] as const)
    const both = await here.post(performer, transaction(posted))
    t.same(both.status, 200, JSON.stringify(both.body))
    t.same((await events(here, referral)).filter((one) => one.startsWith('handover')).length, 1)
    t.same(
      (await asked(here, plein, referral)).map(({ status }) => status),
      ['requested']
    )
    const agreed = (await duties(here, referral, '2026-03-02')).filter((row) => row.startsWith('handover-agreed'))
    t.same(agreed.length, 1)
  })
}

test('what the patient keeps from the GP is not asked of the GP behind the patient’s back, and the sender is told', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  await object(here, {
    by: parkzicht,
    about: referral,
    on: '2026-03-02',
    kinds: ['handover-proposal'],
    receivers: [plein.id]
  })
  const posted = await ask(here, referral, { by: parkzicht, kind: 'back-referral' })
  t.same([posted.status, posted.codes.includes('feedback-withheld')], [201, true])
  t.same(await asked(here, plein, referral), [])
  t.notOk((await sentTo(here, plein)).some((one) => one.startsWith('back-referral')))
  t.same((await answer(here, referral, { by: parkzicht, status: 'cancelled' })).status, 200)
  t.same((await events(here, referral)).at(-1), 'handover.withdrawn 2026-03-02')
  const open = (await duties(here, referral, '2026-03-02')).filter((row) => row.startsWith('handover'))
  t.ok(
    open.every((row) => /not-applicable|waived/.test(row)),
    open.join('; ')
  )
})

test('work that only letters tell of has started, too: nobody needs to have moved the coordination Task', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await report(here, referral, 'treatment-start', { from: parkzicht, on: '2026-03-02' })
  t.match(await coordination(here, linde, referral), { status: 'requested' })
  t.same((await ask(here, referral, { by: linde, kind: 'abort' })).status, 201)
  t.same((await answer(here, referral, { by: parkzicht, status: 'accepted' })).status, 200)
  t.match(await coordination(here, linde, referral), { status: 'cancelled' })
})
