import type { Communication, Consent } from '@medplum/fhirtypes'
import { test } from 'tap'
import { refer, step } from './acts.ts'
import { bsns, coded, feedback, objection } from './messages.ts'
import { duties, letters, linde, parkzicht, patientOf, world, type World } from './world.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const day = '2026-03-16'

async function opened(here: World): Promise<readonly [referral: string, patient: string]> {
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on(day)
  return [referral, await patientOf(here, parkzicht, referral)]
}

type Change = (one: Consent) => Consent

const provision =
  (change: NonNullable<Consent['provision']>): Change =>
  (one) => ({ ...one, provision: { ...one.provision, ...change } })

const stranger = { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000999' } }

const objections: readonly (readonly [string, Change, string])[] = [
  ['a period', provision({ period: { end: '2026-06-01' } }), 'consent-not-understood'],
  ['a purpose', provision({ purpose: [{ code: 'TREAT' }] }), 'consent-not-understood'],
  ['a day to come', (one) => ({ ...one, dateTime: '2026-03-20' }), 'consent-date'],
  ['no day', (one) => JSON.parse(JSON.stringify({ ...one, dateTime: undefined })) as Consent, 'consent-date'],
  [
    'a receiver that nobody knows',
    provision({
      actor: [
        { role: coded('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP'), reference: stranger }
      ]
    }),
    'consent-receiver'
  ]
]

for (const [what, change, code] of objections) {
  test(`an objection with ${what} is refused, and blocks nothing by half`, async (t) => {
    const here = await world(t)
    const [referral, patient] = await opened(here)
    const before = await duties(here, referral, day)
    const consent = change(objection(patient, { on: day, request: `ServiceRequest/${referral}` }))
    const { status, codes } = await here.post(parkzicht, consent)
    t.same([status, codes], [422, [code]])
    t.same(await duties(here, referral, day), before)
  })
}

test('an objection about a patient with two referrals names one, or is refused', async (t) => {
  const here = await world(t)
  const [, patient] = await opened(here)
  await refer(here, { from: linde, to: parkzicht, gp: linde, bsn: bsns[0] })
  const { status, codes } = await here.post(parkzicht, objection(patient, { on: day }))
  t.same([status, codes], [422, ['referral-unclear']])
})

test('a step about a day to come is refused, unless it plans an intake', async (t) => {
  const here = await world(t)
  const [referral] = await opened(here)
  for (const status of ['received', 'accepted'] as const) await step(here, referral, { by: parkzicht, status })
  const ahead = { by: parkzicht, status: 'in-progress', business: 'intake-done', on: '2026-03-20' } as const
  const { status, codes } = await step(here, referral, ahead)
  t.same([status, codes], [422, ['event-date-ahead']])
  t.equal((await step(here, referral, { by: parkzicht, business: 'intake-planned', on: '2026-03-20' })).status, 200)
})

test('feedback that says it is of two kinds is refused, and delivered to nobody', async (t) => {
  const here = await world(t)
  const [referral, patient] = await opened(here)
  const at = new Date(here.clock.now()).toISOString()
  const message = feedback({ kind: 'intake-confirmation', from: parkzicht, referral, patient, on: day, at })
  const second = coded(`${OWN}/CodeSystem/s-message-type`, '204')
  const entry = (message.entry ?? []).map((one) => {
    if (one.resource?.resourceType !== 'Communication') return one
    const resource: Communication = { ...one.resource, category: [...(one.resource.category ?? []), second] }
    return { ...one, resource }
  })
  const { status, codes } = await here.post(parkzicht, { ...message, entry })
  t.same([status, codes], [422, ['kind-ambiguous']])
  t.same(await letters(here, linde, referral), [])
})
