import { test } from 'tap'
import type { ServiceRequest, Task } from '@medplum/fhirtypes'
import { idIn, refer, step, today } from './acts.ts'
import { answer, ask, asked, events, sentTo } from './asking.ts'
import { coded, referral as letter } from './messages.ts'
import { duties, linde, parkzicht, plein, world, type World } from './world.ts'

const preconditions = [
  ...['circumstances', 'stable', 'willing', 'consulted', 'on-call', 'course'],
  ...['medication', 'crisis-plan', 're-entry', 'evaluation', 'funding']
]

/** What the request says of each precondition. */
function inputs(codes: readonly string[]): Partial<Task> {
  return {
    input: codes.map((code) => ({
      type: coded('https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition', code),
      valueString: `Over ${code}: geregeld.`
    }))
  }
}

async function treated(here: World): Promise<string> {
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  await step(here, referral, { by: parkzicht, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  return referral
}

test('what a request lacks is told and delivered all the same: the GP may always refuse', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  const some = preconditions.slice(0, -2)
  const { status, codes } = await ask(here, referral, { by: parkzicht, kind: 'substitution', more: inputs(some) })
  t.same([status, codes.filter((code) => code === 'proposal-incomplete').length], [201, 2])
  t.match((await asked(here, plein, referral))[0]?.input?.length, some.length)
  t.same((await sentTo(here, plein)).at(-1), 'substitution requested')
  await answer(here, referral, { by: plein, status: 'rejected', reason: 'Geen afspraken over de medicatie' })
  t.notOk((await events(here, referral)).some((one) => one.startsWith('substitution')))
})

test('accepted: the hand-over is the GP’s, a duty goes on, and the patient comes back by a referral that replaces it', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  here.on('2027-03-01')
  const whole = await ask(here, referral, { by: parkzicht, kind: 'substitution', more: inputs(preconditions) })
  t.same([whole.status, whole.codes.includes('proposal-incomplete')], [201, false])
  const [mine] = await asked(here, parkzicht, referral)
  const [theirs] = await asked(here, plein, referral)
  t.same(theirs?.input, mine?.input, 'the GP reads every precondition')
  here.on('2027-03-08')
  t.same((await answer(here, referral, { by: plein, status: 'accepted' })).status, 200)
  t.same((await events(here, referral)).slice(-2), ['handover.accepted 2027-03-08', 'substitution.started 2027-03-08'])
  t.same((await sentTo(here, parkzicht)).at(-1), 'substitution accepted')
  await step(here, referral, { by: parkzicht, status: 'completed', business: 'ended', on: '2027-03-08' })
  const before = await duties(here, referral, today(here))
  const going = before.filter((row) => /substitution|evaluation/.test(row))
  t.ok(going.length > 0, `a duty goes on: ${before.join('; ')}`)

  here.on('2027-06-01')
  const back = letter({ from: plein, to: parkzicht, gp: plein, day: today(here) })
  const request = back.entry?.find(({ resource }) => resource?.resourceType === 'ServiceRequest')
  Object.assign(request?.resource as ServiceRequest, { replaces: [{ reference: `ServiceRequest/${referral}` }] })
  const posted = await here.post(plein, back)
  t.same(posted.status, 200, JSON.stringify(posted.body))
  const anew = idIn(posted, 'ServiceRequest')
  t.same((await events(here, referral)).at(-1), 'referral.replaced 2027-06-01')
  t.match((await here.get(parkzicht, `ServiceRequest/${anew}`)).body, {
    replaces: [{ reference: `ServiceRequest/${referral}` }]
  })
  const after = (await duties(here, referral, today(here))).filter((row) => /substitution|evaluation/.test(row))
  t.ok(
    after.every((row) => !/prospective|due-soon|overdue/.test(row)),
    after.join('; ')
  )
})
