import type { ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { idIn, refer, step, today } from './acts.ts'
import { answer, ask } from './asking.ts'
import { ofForm, say } from './kinds.ts'
import { referral } from './messages.ts'
import { duties, linde, parkzicht, plein, world, type World } from './world.ts'

async function treated(here: World): Promise<string> {
  const about = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await step(here, about, { by: parkzicht, status: 'accepted' })
  await step(here, about, { by: parkzicht, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  return about
}

async function ofHandover(here: World, about: string): Promise<readonly string[]> {
  const all = await duties(here, about, today(here))
  return all
    .filter((line) => /^(handover-agreed|handover-answer|crisis-plan)/.test(line))
    .map((line) => {
      const [code = '', turn = '', , state = ''] = line.split(' ')
      return [code, turn, state].join(' ')
    })
}

test('two things are asked of the GP, and a no to one leaves the other to be answered', async (t) => {
  const here = await world(t)
  const about = await treated(here)
  here.on('2026-06-01')
  await ask(here, about, { by: parkzicht, kind: 'back-referral' })
  here.on('2026-06-03')
  await ask(here, about, { by: parkzicht, kind: 'substitution' })
  here.on('2026-06-04')
  // The back-referral is the first that is open.
  t.equal((await answer(here, about, { by: plein, status: 'rejected', reason: 'Te vroeg' })).status, 200)
  t.same(await ofHandover(here, about), [
    'crisis-plan 1 not-applicable',
    'crisis-plan 2 prospective',
    'handover-agreed 1 not-applicable',
    'handover-agreed 2 prospective',
    'handover-answer 1 met',
    'handover-answer 2 prospective'
  ])
  here.on('2026-06-05')
  t.equal((await answer(here, about, { by: plein, status: 'accepted' })).status, 200)
  t.same((await ofHandover(here, about)).slice(2), [
    'handover-agreed 1 not-applicable',
    'handover-agreed 2 met',
    'handover-answer 1 met',
    'handover-answer 2 met'
  ])
})

test('asked, refused and asked again on one day: the second is owed an answer and a plan of its own', async (t) => {
  const here = await world(t)
  const about = await treated(here)
  here.on('2026-06-01')
  await ask(here, about, { by: parkzicht, kind: 'back-referral' })
  await answer(here, about, { by: plein, status: 'rejected', reason: 'Te vroeg' })
  await ask(here, about, { by: parkzicht, kind: 'back-referral' })
  t.same([...(await ofHandover(here, about))].filter((line) => !line.includes('not-applicable')).map(without), [
    'crisis-plan prospective',
    'handover-agreed prospective',
    'handover-answer met',
    'handover-answer prospective'
  ])
})

/** Two of one day have no order in the report. */
function without(line: string): string {
  return line.replace(/ \d /, ' ')
}

test('an answer of the morning answers no question of the afternoon', async (t) => {
  const here = await world(t)
  const request: Partial<ServiceRequest> = {
    supportingInfo: [{ type: 'Consent', identifier: { value: 'toestemming-1' } }]
  }
  const asked = ofForm(
    referral({ from: linde, to: parkzicht, gp: linde, day: today(here) }),
    'consultation',
    () => request
  )
  const about = idIn(await here.post(linde, asked), 'ServiceRequest')
  here.on('2026-03-05')
  const told = { about, on: '2026-03-05' }
  await say(here, { from: parkzicht, kind: 'consultation-answer', ...told })
  await say(here, { from: linde, kind: 'consultation-question', ...told })
  t.same(await duties(here, about, '2026-03-05'), [
    'consultation-answer 1 his-de-linde met-unchecked 2026-03-09',
    'consultation-answer 2 his-de-linde prospective 2026-03-12'
  ])
  await say(here, { from: parkzicht, kind: 'consultation-answer', ...told })
  await say(here, { from: linde, kind: 'consultation-question', ...told })
  const open = (await duties(here, about, '2026-03-05')).filter((line) => line.includes('prospective'))
  t.equal(open.length, 1, 'asked, answered and asked again on one day')
})
