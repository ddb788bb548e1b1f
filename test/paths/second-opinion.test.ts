import { test } from 'tap'
import { idIn, report } from './acts.ts'
import { ofForm } from './kinds.ts'
import { referral } from './messages.ts'
import { brug, duties, linde, parkzicht, world } from './world.ts'

const day = '2026-03-02'

test('a second opinion beside the care: duties of its own, and those of the care stay where they are', async (t) => {
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
  const answer = await here.post(brug, ofForm(referral(wish), 'second-opinion'))
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  const second = idIn(answer, 'ServiceRequest')
  t.same(await duties(here, care, day), before, 'who asks for a second opinion passes nothing on')
  const owed = await duties(here, second, day)
  t.same(
    owed.filter((line) => line.startsWith('intake-confirmation')),
    [
      'intake-confirmation 1 gb-ggz-de-brug prospective 2026-04-13',
      'intake-confirmation 1 his-de-linde prospective 2026-04-13'
    ]
  )
  t.match(JSON.stringify(await here.inbox(parkzicht)), /referral-form.*second-opinion/)
  here.on('2026-03-16')
  const opinion = await report(here, second, 'intake-confirmation', { from: parkzicht, on: '2026-03-13' })
  t.ok(opinion.codes.includes('obligation-met'))
  t.match(
    (await duties(here, second, '2026-03-16')).filter((line) => line.startsWith('intake-confirmation')),
    [/gb-ggz-de-brug met 2026-03-27/, /his-de-linde met 2026-03-27/]
  )
  t.match(JSON.stringify(await here.inbox(brug)), /Communication/)
  t.match(JSON.stringify(await here.inbox(linde)), /second-opinion.*Communication/s)
})

test('a GP may ask for one, too, and every system reads the form as it was sent', async (t) => {
  for (const to of [brug, parkzicht]) {
    const here = await world(t, day)
    const sent = ofForm(referral({ from: linde, to, gp: linde, day }), 'second-opinion')
    const second = idIn(await here.post(linde, sent), 'ServiceRequest')
    for (const reader of [linde, to]) {
      const { body } = await here.get(reader, `ServiceRequest/${second}`)
      t.match(JSON.stringify(body), /CodeSystem\/referral-form","code":"second-opinion"/, reader.id)
    }
  }
})
