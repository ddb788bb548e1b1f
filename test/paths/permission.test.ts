import type { Consent } from '@medplum/fhirtypes'
import { test } from 'tap'
import { agreements } from '../obligations/fixtures.ts'
import { idIn, object, refer, report, step } from './acts.ts'
import { permission } from './kinds.ts'
import { coded, referral } from './messages.ts'
import { duties, idsSent, letters, linde, parkzicht, patientOf, plein, world, type World } from './world.ts'

/** Agreements under which nothing but the referral leaves without the patient's recorded permission. */
const explicit = new Map([...agreements].map(([id, one]) => [id, { ...one, consent: 'explicit' as const }]))
const start = '2026-03-02'

const states = async (here: World, about: string, on: string): Promise<readonly string[]> =>
  (await duties(here, about, on)).map((line) =>
    line
      .split(' ')
      .filter((_, at) => at !== 1)
      .join(' ')
  )

/** Records the patient's permission with the performer. */
async function permit(here: World, about: string, on: string): Promise<Consent> {
  const patient = await patientOf(here, parkzicht, about)
  const answer = await here.post(parkzicht, permission(patient, on, `ServiceRequest/${about}`))
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body as Consent
}

test('without a permission the referral leaves, and nothing else: feedback stays here and says why', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  t.same(await idsSent(here, parkzicht, 'ServiceRequest'), [about])
  const told = await report(here, about, 'registration-confirmation', { from: parkzicht, on: start })
  t.same([told.status, told.codes.filter((code) => code === 'consent-missing')], [200, ['consent-missing']])
  t.notOk(told.codes.includes('feedback-withheld'), 'no patient has objected')
  t.same(await here.inbox(linde), [])
  t.same(await letters(here, linde, about), [])
  t.ok((await states(here, about, start)).every((line) => line.includes('waived')))
  const [line] = (await here.audit()).filter(({ reason }) => reason === 'consent-missing')
  t.match(line, { outcome: 'accepted', participant: 's-ggz-parkzicht' })
})

test('a practice that takes no other part hears of the referral with the permission', async (t) => {
  const here = await world(t, start, explicit)
  const answer = await here.post(linde, referral({ from: linde, to: parkzicht, gp: plein, day: start }))
  const about = idIn(answer, 'ServiceRequest')
  t.ok(answer.codes.includes('consent-missing'))
  t.equal((await here.get(plein, `ServiceRequest/${about}`)).status, 404)
  await permit(here, about, start)
  t.equal((await here.get(plein, `ServiceRequest/${about}`)).status, 200)
  t.same(await idsSent(here, plein, 'ServiceRequest'), [about])
})

test('a permission lets feedback go, from then on; the terms start anew on that day', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-10')
  await permit(here, about, '2026-03-10')
  t.match(
    (await states(here, about, '2026-03-10')).filter((line) => line.startsWith('intake-confirmation')),
    ['intake-confirmation his-de-linde prospective 2026-04-21']
  )
  const told = await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-03-10' })
  t.ok(told.codes.includes('obligation-met'))
  t.equal((await letters(here, linde, about)).length, 1)
})

test('a permission that comes with the referral counts from the start', async (t) => {
  const here = await world(t, start, explicit)
  const beside = (patient: string) => permission(patient, start)
  const answer = await here.post(
    linde,
    referral({ from: linde, to: parkzicht, gp: linde, day: start, beside, isNamed: true })
  )
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  const about = idIn(answer, 'ServiceRequest')
  t.ok((await states(here, about, start)).every((line) => line.includes('prospective')))
})

test('a permission that is taken back by who recorded it keeps back what follows; one that is given again lets it go', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const given = await permit(here, about, start)
  here.on('2026-03-10')
  const { body, etag } = await here.get(parkzicht, `Consent/${given.id ?? ''}`)
  const taken = await here.put(parkzicht, { ...(body as Consent), status: 'inactive' }, etag)
  t.equal(taken.status, 200, JSON.stringify(taken.body))
  const kept = await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-03-10' })
  t.ok(kept.codes.includes('consent-missing'))
  t.same(await letters(here, linde, about), [])
  here.on('2026-03-20')
  await permit(here, about, '2026-03-20')
  t.ok(
    (await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-03-20' })).codes.includes(
      'obligation-met'
    )
  )
  t.equal((await letters(here, linde, about)).length, 1)
})

test('what the patient objects to stays back, whatever is permitted', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await permit(here, about, start)
  await object(here, { by: parkzicht, about, on: start })
  const told = await report(here, about, 'intake-confirmation', { from: parkzicht, on: start })
  t.ok(told.codes.includes('feedback-withheld') && !told.codes.includes('consent-missing'))
})

test('a step of the Task is kept back as well', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const taken = await step(here, about, { by: parkzicht, status: 'accepted' })
  t.equal(taken.status, 200, JSON.stringify(taken.body))
  t.same(await here.inbox(linde), [])
})

test('a permission with a limit, and one that is dated ahead, are refused', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, parkzicht, about)
  const whole = permission(patient, start, `ServiceRequest/${about}`) as Consent
  const kind = coded('https://ggz-gateway.example/fhir/CodeSystem/feedback-kind', 'end-report')
  const limited = await here.post(parkzicht, { ...whole, provision: { ...whole.provision, code: [kind] } })
  t.same([limited.status, limited.codes], [422, ['consent-not-understood']])
  const ahead = await here.post(parkzicht, { ...whole, dateTime: '2026-03-03' })
  t.same([ahead.status, ahead.codes], [422, ['consent-date']])
  t.ok((await states(here, about, start)).every((line) => line.includes('waived')))
})

test('where consent is presumed a permission travels, and moves nothing', async (t) => {
  const here = await world(t, start)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const before = await duties(here, about, start)
  const { id = '' } = await permit(here, about, start)
  t.same(await duties(here, about, start), before)
  t.equal((await here.get(linde, `Consent/${id}`)).status, 200)
})

test('a consent to a study lets nothing go', async (t) => {
  const here = await world(t, start, explicit)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, parkzicht, about)
  const scope = coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research')
  const study = { ...permission(patient, start, `ServiceRequest/${about}`), scope } as Consent
  t.equal((await here.post(parkzicht, study)).status, 201)
  const told = await report(here, about, 'registration-confirmation', { from: parkzicht, on: start })
  t.ok(told.codes.includes('consent-missing'))
  t.same(await letters(here, linde, about), [])
})
