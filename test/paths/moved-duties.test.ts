import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { agreements, lga } from '../obligations/fixtures.ts'
import { idIn, refer, report, step, today } from './acts.ts'
import { ofForm, say } from './kinds.ts'
import { referral as message } from './messages.ts'
import { brug, crisisMidden, duties, linde, only, parkzicht, plein, who, world, type World } from './world.ts'

const gb = 'gb-ggz/02-complex-ptsd'

/** A next version, in which the year is half of one. */
const sooner: Agreement = {
  ...lga,
  version: '99.0.0',
  obligations: lga.obligations.map((rule): ObligationRule => {
    if (rule.code !== 'yearly-report') return rule
    return { ...rule, due: rule.due.map((term) => ({ ...term, within: 'P6M' })) }
  })
}
const both = new Map([...agreements, ['lga|99.0.0', sooner]])

/** Puts the next version in force for a referral, as the operator does. */
async function enforced(here: World, referral: string): Promise<void> {
  const detail = { agreement: 'lga|99.0.0', reason: 'region' }
  const fact = { id: randomUUID(), referral, event: 'agreement.changed', by: 'operator', message: 'm', detail }
  const at = { occurredOn: today(here), heardAt: here.clock.now() }
  await here.store.commit({ expect: [], writes: [{ kind: 'fact', ...fact, ...at }], outbox: [], audit: [] })
}

test('a duty that moves along stays under the version that was put in force for it', async (t) => {
  const here = await world(t, '2026-03-02', both)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-05')
  await enforced(here, first)
  here.on('2026-03-25')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  t.same(only('yearly-report', await duties(here, second, '2026-03-25')), [
    'yearly-report 1 his-de-linde prospective 2026-09-02'
  ])
})

test('a practice that closes changes no term: what it was owed stays under the version in force', async (t) => {
  const here = await world(t, '2026-03-02', both)
  const first = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-05')
  await enforced(here, first)
  here.on('2026-03-25')
  const parameter = [
    { name: 'to', valueId: plein.id },
    { name: 'reason', valueString: 'de praktijk sluit' }
  ]
  const closed = await here.operate(who('operator'), `Organization/${linde.id}/$move-patients`, parameter)
  t.equal(closed.status, 200, JSON.stringify(closed.body))
  t.same(only('yearly-report', await duties(here, first, '2026-03-25')), [
    'yearly-report 1 his-de-linde superseded 2026-09-02',
    'yearly-report 1 his-het-plein prospective 2026-09-02'
  ])
})

test('care without a referral that is passed on: the practice is owed one yearly report, with its history', async (t) => {
  const here = await world(t, '2026-03-02')
  const care = message({
    ...{ letter: 's-ggz/06-suicidal-crisis', from: crisisMidden, to: crisisMidden, gp: linde, day: '2026-03-02' }
  })
  const posted = await here.post(
    crisisMidden,
    ofForm(care, 'unreferred', () => ({ occurrencePeriod: { start: '2026-02-20' } }))
  )
  t.equal(posted.status, 200, JSON.stringify(posted.body))
  const first = idIn(posted, 'ServiceRequest')
  here.on('2026-03-09')
  await report(here, first, 'progress-report', { from: crisisMidden, on: '2026-03-06' })
  here.on('2026-03-10')
  const letter = 's-ggz/06-suicidal-crisis'
  const second = await refer(here, { letter, from: crisisMidden, to: parkzicht, gp: linde, basedOn: first })
  t.same(only('yearly-report', await duties(here, second, '2026-03-10')), [
    'yearly-report 1 his-de-linde prospective 2027-03-06'
  ])
})

test('passed on, returned and passed on again: each time the practice is owed word of it', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const on = async (): Promise<readonly string[]> => only('transfer-notice', await duties(here, first, today(here)))
  here.on('2026-03-09')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  here.on('2026-03-10')
  await report(here, first, 'transfer-notice', { from: brug, on: '2026-03-09' })
  t.same(await on(), ['transfer-notice 1 his-de-linde met-unchecked 2026-03-16'])
  here.on('2026-03-12')
  await step(here, second, { by: parkzicht, status: 'rejected', reason: 'Geen plaats', alternative: 'none' })
  here.on('2026-03-20')
  await refer(here, { letter: gb, from: brug, to: crisisMidden, gp: linde, basedOn: first })
  t.same(await on(), [
    'transfer-notice 1 his-de-linde met-unchecked 2026-03-16',
    'transfer-notice 2 his-de-linde prospective 2026-03-27'
  ])
})

test('a call is no report from which the year of the next performer starts', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-09-01')
  await say(here, { from: parkzicht, about: first, kind: 'progress-report', on: '2026-09-01', phone: linde })
  t.same(only('yearly-report', await duties(here, first, '2026-09-01')), [
    'yearly-report 1 his-de-linde prospective 2027-03-02'
  ])
  here.on('2026-09-03')
  const letter = 's-ggz/01-bipolar-stable'
  const second = await refer(here, { letter, from: parkzicht, to: brug, gp: linde, basedOn: first })
  t.same(only('yearly-report', await duties(here, second, '2026-09-03')), [
    'yearly-report 1 his-de-linde prospective 2027-03-02'
  ])
})

test('patients who were moved to the wrong practice and back are owed what they were owed', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const move = async (from: typeof linde, to: typeof linde) =>
    here.operate(who('operator'), `Organization/${from.id}/$move-patients`, [
      { name: 'to', valueId: to.id },
      { name: 'reason', valueString: 'verkeerde praktijk' }
    ])
  here.on('2026-03-05')
  t.equal((await move(linde, plein)).status, 200)
  here.on('2026-03-06')
  t.equal((await move(plein, linde)).status, 200)
  const all = await duties(here, referral, '2026-03-06')
  t.same(
    all.filter((line) => !line.includes('superseded')).map((line) => line.replace(/ \d /, ' ')),
    [
      'intake-confirmation his-de-linde prospective 2026-04-13',
      'registration-confirmation his-de-linde prospective 2026-03-09',
      'status-notice his-de-linde prospective 2026-03-30',
      'yearly-report his-de-linde prospective 2027-03-02'
    ]
  )
})

test('a practice closes while its patient is passed on: when they come back, the other practice is owed what was owed', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  here.on('2026-03-05')
  const second = await refer(here, { letter: gb, from: brug, to: parkzicht, gp: linde, basedOn: first })
  here.on('2026-03-06')
  const parameter = [
    { name: 'to', valueId: plein.id },
    { name: 'reason', valueString: 'de praktijk sluit' }
  ]
  await here.operate(who('operator'), `Organization/${linde.id}/$move-patients`, parameter)
  here.on('2026-03-10')
  await step(here, second, { by: parkzicht, status: 'rejected', reason: 'Geen plaats', alternative: 'none' })
  const all = await duties(here, first, '2026-03-10')
  t.same(
    all.filter((line) => !line.includes('superseded')),
    [
      'intake-confirmation 1 his-het-plein prospective 2026-04-13',
      'registration-confirmation 1 his-het-plein overdue 2026-03-09',
      'status-notice 1 his-het-plein prospective 2026-03-30',
      'transfer-notice 1 his-het-plein prospective 2026-03-12',
      'yearly-report 1 his-het-plein prospective 2027-03-02'
    ]
  )
})

for (const how of ['ran out', 'was taken back'] as const) {
  test(`a practice closes after a waiver ${how}: the term that began anew then is the same for the other practice`, async (t) => {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
    const rows = await here.report(linde.id, 'asOf=2026-03-02')
    const yearly = rows.find(({ code }) => code === 'yearly-report')?.obligationId ?? ''
    const until = how === 'ran out' ? [{ name: 'until', valueDate: '2026-04-18' }] : []
    const waiver = [
      { name: 'reason', valueCode: 'agreed-otherwise' },
      { name: 'authority', valueString: 'huisarts' },
      { name: 'evidence', valueString: 'telefonisch' }
    ]
    await here.operate(linde, `Task/${yearly}/$waive`, [...waiver, ...until])
    here.on('2026-04-19')
    if (how === 'was taken back') {
      const back = await here.operate(linde, `Task/${yearly}/$waive`, [{ name: 'end', valueBoolean: true }])
      t.equal(back.status, 200, JSON.stringify(back.body))
    }
    here.on('2026-07-12')
    const parameter = [
      { name: 'to', valueId: plein.id },
      { name: 'reason', valueString: 'de praktijk sluit' }
    ]
    await here.operate(who('operator'), `Organization/${linde.id}/$move-patients`, parameter)
    t.same(only('yearly-report', await duties(here, referral, '2026-07-12')), [
      'yearly-report 1 his-de-linde superseded 2027-04-19',
      'yearly-report 1 his-het-plein prospective 2027-04-19'
    ])
  })
}
