import type { Bundle, Consent, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { idIn } from './acts.ts'
import { ofForm, permission, say } from './kinds.ts'
import { coded, objection, referral } from './messages.ts'
import { brug, duties, linde, parkzicht, world, type World } from './world.ts'

const day = '2026-03-02'
const about: Partial<ServiceRequest> = {
  supportingInfo: [{ type: 'Consent', identifier: { value: 'toestemming-1' }, display: 'Toestemming' }]
}

/** A question of practice De Linde about a patient, to the institution. */
function question(change: Parameters<typeof ofForm>[2] = () => about, beside?: (patient: string) => Resource): Bundle {
  const wish = { from: linde, to: parkzicht, gp: linde, day, isNamed: beside !== undefined }
  return ofForm(referral({ ...wish, ...(beside === undefined ? {} : { beside }) }), 'consultation', change)
}

async function asked(here: World): Promise<string> {
  const answer = await here.post(linde, question())
  t200(answer)
  return idIn(answer, 'ServiceRequest')
}

function t200({ status, body }: { readonly status: number; readonly body: unknown }): void {
  if (status !== 200) throw new Error(JSON.stringify(body))
}

test('a consultation with consent: only the answer is owed, and it meets the duty and reaches the asker', async (t) => {
  const here = await world(t, day)
  const consultation = await asked(here)
  t.same(await duties(here, consultation, day), ['consultation-answer 1 his-de-linde prospective 2026-03-09'])
  t.match(JSON.stringify(await here.inbox(parkzicht)), /referral-form.*consultation/, 'the institution reads the form')
  here.on('2026-03-05')
  const wish = { from: parkzicht, about: consultation, kind: 'consultation-answer', on: '2026-03-05' }
  const answer = await say(here, { ...wish, text: 'Advies: dosering verlagen. U blijft verantwoordelijk.' })
  t.ok(answer.codes.includes('obligation-met'))
  t.same(await duties(here, consultation, '2026-03-05'), [
    'consultation-answer 1 his-de-linde met-unchecked 2026-03-09'
  ])
  t.match(JSON.stringify(await here.inbox(linde)), /dosering verlagen/)
  const [row] = await here.report('auditor-rho', `code=consultation-answer&asOf=2026-03-05`)
  t.match(row, { heard: 'heard', creditor: 'his-de-linde' })
})

test('an answer by telephone counts, where it says with whom was spoken', async (t) => {
  const here = await world(t, day)
  const consultation = await asked(here)
  here.on('2026-03-05')
  const call = {
    from: parkzicht,
    about: consultation,
    kind: 'consultation-answer',
    on: '2026-03-05',
    text: 'Besproken.'
  }
  t.notOk((await say(here, { ...call, phone: null })).codes.includes('obligation-met'))
  t.match(await duties(here, consultation, '2026-03-05'), ['consultation-answer 1 his-de-linde prospective 2026-03-09'])
  t.ok((await say(here, { ...call, phone: linde })).codes.includes('obligation-met'))
})

test('a question that is asked again in the same consultation is a duty of its own', async (t) => {
  const here = await world(t, day)
  const consultation = await asked(here)
  here.on('2026-03-05')
  await say(here, { from: parkzicht, about: consultation, kind: 'consultation-answer', on: '2026-03-05' })
  here.on('2026-03-16')
  await say(here, { from: linde, about: consultation, kind: 'consultation-question', on: '2026-03-16' })
  t.same(await duties(here, consultation, '2026-03-16'), [
    'consultation-answer 1 his-de-linde met-unchecked 2026-03-09',
    'consultation-answer 2 his-de-linde prospective 2026-03-23'
  ])
})

test('a Consent that is sent along and permits is consent enough', async (t) => {
  const here = await world(t, day)
  const answer = await here.post(
    linde,
    question(undefinedInfo, (patient) => permission(patient, day))
  )
  t.equal(answer.status, 200, JSON.stringify(answer.body))
})

/** Leaves the supporting information as the letter has it. */
const undefinedInfo = (): object => ({})

const refused: readonly (readonly [string, () => Bundle])[] = [
  ['without consent', () => question(undefinedInfo)],
  ['with an objection', () => question(undefinedInfo, (patient) => objection(patient, { on: day }))],
  [
    'with a Consent that was withdrawn',
    () => question(undefinedInfo, (p) => ({ ...permission(p, day), status: 'inactive' }) as Resource)
  ],
  [
    'with the word consent and no number',
    () => question(() => ({ supportingInfo: [{ type: 'Consent', display: 'ja' }] }))
  ]
]

for (const [what, message] of refused) {
  test(`a consultation ${what} is refused, and reaches nobody`, async (t) => {
    const here = await world(t, day)
    const { status, codes } = await here.post(linde, message())
    t.same([status, codes], [422, ['consultation-consent']])
    t.same(await here.inbox(parkzicht), [])
  })
}

test('a performer that asks another for advice keeps the care: nothing is passed on', async (t) => {
  const here = await world(t, day)
  const care = idIn(await here.post(linde, referral({ from: linde, to: brug, gp: linde, day })), 'ServiceRequest')
  const before = await duties(here, care, day)
  const wish = {
    letter: 'gb-ggz/01-depression-not-improving',
    from: brug,
    to: parkzicht,
    gp: linde,
    day,
    basedOn: care
  }
  const answer = await here.post(
    brug,
    ofForm(referral(wish), 'consultation', () => about)
  )
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  t.same(await duties(here, care, day), before, 'its duties stay where they were')
  t.same(await duties(here, idIn(answer, 'ServiceRequest'), day), [
    'consultation-answer 1 gb-ggz-de-brug prospective 2026-03-09'
  ])
})

const scope = coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research')
const actor = (id: string) => [
  {
    role: coded('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP'),
    reference: { reference: `Organization/${id}` }
  }
]

/** What the patient may have permitted, and whether the case may be discussed with it. */
const permissions: readonly (readonly [string, boolean, Partial<Consent>])[] = [
  ['for a study', false, { scope }],
  ['that is over', false, { provision: { type: 'permit', period: { start: '2020-01-01', end: '2020-12-31' } } }],
  ['that has yet to begin', false, { provision: { type: 'permit', period: { start: '2026-03-03' } } }],
  ['that is dated ahead', false, { dateTime: '2026-03-03' }],
  ['to another institution', false, { provision: { type: 'permit', actor: actor(brug.id) } }],
  ['to the one that is asked', true, { provision: { type: 'permit', actor: actor(parkzicht.id) } }],
  ['that lasts', true, { provision: { type: 'permit', period: { start: '2026-01-01', end: day } } }]
]

for (const [what, isEnough, change] of permissions) {
  test(`a permission ${what} is ${isEnough ? '' : 'no '}consent to discuss the case`, async (t) => {
    const here = await world(t, day)
    const beside = (patient: string) => ({ ...permission(patient, day), ...change }) as Consent
    const { status, codes } = await here.post(
      linde,
      question(() => ({}), beside)
    )
    t.equal(status, isEnough ? 200 : 422)
    t.equal(codes.includes('consultation-consent'), !isEnough)
    t.equal((await here.inbox(parkzicht)).length, isEnough ? 1 : 0)
  })
}
