import { test } from 'tap'
import { idIn } from './acts.ts'
import { ofForm, say } from './kinds.ts'
import { referral, type ReferralWish } from './messages.ts'
import { brug, duties, letters, linde, parkzicht, plein, world, type Answer, type World } from './world.ts'

const day = '2026-03-02'
const own: Pick<ReferralWish, 'from' | 'to' | 'gp' | 'letter'> = {
  letter: 's-ggz/04-panic-disorder-agoraphobia',
  from: parkzicht,
  to: parkzicht,
  gp: plein
}

async function tell(here: World, start: object, wish: Partial<ReferralWish> = {}): Promise<Answer> {
  return here.post(
    parkzicht,
    ofForm(referral({ ...own, ...wish, day }), 'unreferred', () => start)
  )
}

test('care without a referral: the letter to the GP is owed 60 days after it started, and meets the duty', async (t) => {
  const here = await world(t, day)
  const answer = await tell(here, { occurrencePeriod: { start: '2026-02-20T14:00:00+01:00' } })
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  const care = idIn(answer, 'ServiceRequest')
  t.same(await duties(here, care, day), [
    'unreferred-care 1 his-het-plein prospective 2026-04-21',
    'yearly-report 1 his-het-plein prospective 2027-02-20'
  ])
  const [told] = await here.inbox(plein)
  t.match(JSON.stringify(told), /referral-form.*unreferred/, 'the practice hears of the care, and of its form')
  here.on('2026-03-20')
  const letter = await say(here, { from: parkzicht, kind: 'unreferred-care', about: care, on: '2026-02-20' })
  t.ok(letter.codes.includes('obligation-met'))
  t.same(await duties(here, care, '2026-03-20'), [
    'unreferred-care 1 his-het-plein met-unchecked 2026-04-21',
    'yearly-report 1 his-het-plein prospective 2027-02-20'
  ])
  t.equal((await letters(here, plein, care)).length, 1)
  t.equal((await here.inbox(plein)).length, 2)
})

test('a letter that says another day corrects the day on which care started, and opens nothing anew', async (t) => {
  const here = await world(t, day)
  const care = idIn(await tell(here, { occurrencePeriod: { start: '2026-02-20' } }), 'ServiceRequest')
  here.on('2026-04-10')
  await say(here, { from: parkzicht, kind: 'unreferred-care', about: care, on: '2026-02-01' })
  const [letter] = await duties(here, care, '2026-04-10')
  t.match(letter, /^unreferred-care 1 his-het-plein met/)
  t.equal((await duties(here, care, '2026-04-10')).length, 2)
})

test('a letter after 60 days is late, and silence is overdue', async (t) => {
  const here = await world(t, day)
  const care = idIn(await tell(here, { occurrencePeriod: { start: '2026-02-20' } }), 'ServiceRequest')
  here.on('2026-04-22')
  t.match((await duties(here, care, '2026-04-22'))[0], 'unreferred-care 1 his-het-plein overdue 2026-04-21')
  await say(here, { from: parkzicht, kind: 'unreferred-care', about: care, on: '2026-02-20' })
  t.match((await duties(here, care, '2026-04-22'))[0], 'unreferred-care 1 his-het-plein met-late 2026-04-21')
})

test('a GP whom nobody knows: the letter is owed, and blocked', async (t) => {
  const here = await world(t, day)
  const care = idIn(await tell(here, { occurrencePeriod: { start: day } }, { gp: undefined }), 'ServiceRequest')
  t.match((await duties(here, care, day))[0], 'unreferred-care 1 nobody blocked 2026-05-01')
})

const refused: readonly (readonly [string, object, Partial<ReferralWish>, string])[] = [
  ['without a day', {}, {}, 'care-start'],
  ['with the month alone', { occurrencePeriod: { start: '2026-02' } }, {}, 'care-start'],
  ['with a day to come', { occurrencePeriod: { start: '2026-03-03' } }, {}, 'care-start'],
  ['of another performer', { occurrencePeriod: { start: day } }, { to: brug }, 'care-not-own']
]

for (const [what, start, wish, code] of refused) {
  test(`care without a referral ${what} is refused`, async (t) => {
    const here = await world(t, day)
    const { status, codes } = await tell(
      here,
      { occurrencePeriod: undefined, occurrenceDateTime: undefined, ...start },
      wish
    )
    t.same([status, codes], [422, [code]])
    t.same(await here.inbox(plein), [])
  })
}

test('a form that nobody knows, and two forms at once, are refused', async (t) => {
  const here = await world(t, day)
  const plain = referral({ from: linde, to: brug, gp: linde, day })
  const unknown = await here.post(linde, ofForm(plain, 'second-opinon'))
  t.same([unknown.status, unknown.codes], [422, ['unknown-code']])
  const both = await here.post(linde, ofForm(ofForm(plain, 'consultation'), 'second-opinion'))
  t.same([both.status, both.codes], [422, ['form-ambiguous']])
})
