import { test } from 'tap'
import type { Task } from '@medplum/fhirtypes'
import { refer, step } from './acts.ts'
import { answer, ask, asked, events, putAll, sentTo } from './asking.ts'
import { brug, coordination, duties, linde, parkzicht, plein, world, type World } from './world.ts'

async function started(here: World, performer = parkzicht): Promise<string> {
  const referral = await refer(here, { from: linde, to: performer, gp: plein })
  await step(here, referral, { by: performer, status: 'accepted' })
  await step(here, referral, { by: performer, status: 'in-progress', business: 'intake-done', on: '2026-03-02' })
  return referral
}

test('before the start the requester cancels: an abort is refused with that advice', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  const refused = await ask(here, referral, { by: linde, kind: 'abort' })
  t.same([refused.status, refused.codes], [409, ['negotiation-not-allowed']])
  t.match(refused.body, { issue: [{ diagnostics: /status cancelled/ }] })
  t.same((await step(here, referral, { by: linde, status: 'cancelled', reason: 'Verhuisd' })).status, 200)
  t.same((await sentTo(here, parkzicht)).at(-1), 'coordination cancelled')
  t.ok((await duties(here, referral, '2026-03-02')).every((row) => row.includes('not-applicable')))
})

for (const performer of [parkzicht, brug]) {
  test(`after the start ${performer.id} is asked: it refuses, is asked again, and agrees`, async (t) => {
    const here = await world(t)
    const referral = await started(here, performer)
    here.on('2026-04-01')
    const cancel = await step(here, referral, { by: linde, status: 'cancelled' })
    t.same(cancel.codes, ['transition-not-allowed'], 'nobody cancels alone')
    t.same((await ask(here, referral, { by: linde, kind: 'abort' })).status, 201)
    t.same((await sentTo(here, performer)).at(-1), 'abort requested')
    const no = await answer(here, referral, { by: performer, status: 'rejected', reason: 'Patiënt wil doorgaan' })
    t.same(no.status, 200, JSON.stringify(no.body))
    t.match(await coordination(here, linde, referral), { status: 'in-progress' })

    here.on('2026-04-10')
    t.same((await ask(here, referral, { by: linde, kind: 'abort' })).status, 201)
    t.same((await answer(here, referral, { by: performer, status: 'accepted' })).status, 200)
    t.same((await events(here, referral)).slice(-4), [
      'abort.asked 2026-04-01',
      'abort.refused 2026-04-01',
      'abort.asked 2026-04-10',
      'referral.revoked 2026-04-10'
    ])
    for (const reader of [linde, plein, performer]) {
      const task = await coordination(here, reader, referral)
      t.match(task, { status: 'cancelled', statusReason: { text: /In overleg/ } }, reader.id)
      t.notOk(task.businessStatus, `${reader.id} reads no stale business status`)
    }
    t.same((await sentTo(here, linde)).slice(-2).sort(), ['abort accepted', 'coordination cancelled'])
    const open = (await duties(here, referral, '2026-04-10')).filter((row) => /prospective|due-soon|overdue/.test(row))
    t.same(open, [], 'nothing more is owed')
    const { codes } = await ask(here, referral, { by: linde, kind: 'abort' })
    t.same(codes, ['negotiation-not-allowed'])
  })
}

test('a performer that has accepted and cannot go on asks the requester', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: brug, gp: plein })
  t.same((await ask(here, referral, { by: brug, kind: 'abort' })).codes, ['negotiation-not-allowed'], 'it can reject')
  await step(here, referral, { by: brug, status: 'accepted' })
  t.same((await ask(here, referral, { by: brug, kind: 'abort' })).status, 201)
  const gp = await answer(here, referral, { by: plein, status: 'accepted' })
  t.same(gp.codes, ['transition-not-allowed'], 'it is not the GP’s to answer')
  t.same((await answer(here, referral, { by: linde, status: 'accepted' })).status, 200)
  t.match(await coordination(here, brug, referral), { status: 'cancelled' })
})

test('what has ended by itself cannot be aborted any more, and the request can still be refused', async (t) => {
  const here = await world(t)
  const referral = await started(here)
  await ask(here, referral, { by: linde, kind: 'abort' })
  await step(here, referral, { by: parkzicht, status: 'completed', business: 'ended', on: '2026-03-02' })
  const yes = await answer(here, referral, { by: parkzicht, status: 'accepted' })
  t.same([yes.status, yes.codes], [409, ['transition-not-allowed']])
  t.same((await answer(here, referral, { by: parkzicht, status: 'rejected', reason: 'Al afgerond' })).status, 200)
  t.match(await coordination(here, linde, referral), { status: 'completed' })
})

test('agreeing to an abort and moving the coordination Task in one message is refused', async (t) => {
  const here = await world(t)
  const referral = await started(here)
  await ask(here, referral, { by: linde, kind: 'abort' })
  const [abort] = await asked(here, parkzicht, referral)
  const task = await coordination(here, parkzicht, referral)
  const both = [{ ...(abort as Task), status: 'accepted' } as const, { ...task, status: 'completed' } as const]
  const { status, codes } = await putAll(here, parkzicht, both)
  t.same([status, codes], [422, ['transaction-mixed']])
  t.match(await coordination(here, linde, referral), { status: 'in-progress' })
})
