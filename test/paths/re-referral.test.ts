import { test } from 'tap'
import { idIn, refer, report } from './acts.ts'
import { ofForm } from './kinds.ts'
import { bsns, referral } from './messages.ts'
import { brug, duties, linde, parkzicht, plein, world, type World } from './world.ts'

/** A patient whose care ended on 1 June 2026. */
async function ended(here: World): Promise<string> {
  const first = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-06-01')
  await report(here, first, 'end-report', { from: parkzicht, on: '2026-06-01' })
  return first
}

async function again(here: World, wish: Partial<Parameters<typeof referral>[0]> = {}) {
  const day = new Date(here.clock.now()).toISOString().slice(0, 10)
  return here.post(wish.from ?? linde, referral({ from: linde, to: parkzicht, gp: linde, day, ...wish }))
}

test('who comes back within a year is told to have been there, and gets duties of their own', async (t) => {
  const here = await world(t)
  const first = await ended(here)
  here.on('2027-06-01')
  const answer = await again(here)
  t.ok(answer.codes.includes('re-referral'))
  t.match(JSON.stringify(answer.body), new RegExp(`ServiceRequest/${first}`))
  const second = idIn(answer, 'ServiceRequest')
  t.match(await duties(here, second, '2027-06-01'), [
    /intake-confirmation 1/,
    /registration/,
    /status/,
    /yearly-report 1/
  ])
  const before = await duties(here, first, '2027-06-01')
  t.ok(
    before.every((line) => !line.includes('prospective')),
    'the first stays as it was'
  )
  const { facts } = await here.store.read({ kind: 'duties', id: second })
  t.match(
    facts?.facts.filter(({ event }) => event === 'referral.resumed'),
    [{ detail: { of: first } }]
  )
})

test('care that starts again without a referral is marked as well', async (t) => {
  const here = await world(t)
  await ended(here)
  here.on('2026-09-01')
  const wish = {
    letter: 's-ggz/04-panic-disorder-agoraphobia',
    from: parkzicht,
    to: parkzicht,
    gp: linde,
    day: '2026-09-01'
  }
  const answer = await here.post(
    parkzicht,
    ofForm(referral(wish), 'unreferred', () => ({ occurrencePeriod: { start: '2026-08-31' } }))
  )
  t.ok(answer.codes.includes('re-referral'), JSON.stringify(answer.body))
})

test('another practice is not told where the patient was', async (t) => {
  const here = await world(t)
  const first = await ended(here)
  here.on('2026-09-01')
  const answer = await again(here, { from: plein, gp: plein })
  t.notOk(answer.codes.includes('re-referral'))
  t.notMatch(JSON.stringify(answer.body), new RegExp(first))
})

const others: readonly (readonly [string, string, Partial<Parameters<typeof referral>[0]>])[] = [
  ['after more than a year', '2027-06-02', {}],
  ['with another performer', '2026-09-01', { to: brug }],
  ['as another patient', '2026-09-01', { bsn: bsns[1] }]
]

for (const [what, day, wish] of others) {
  test(`who comes ${what} does not come back`, async (t) => {
    const here = await world(t)
    await ended(here)
    here.on(day)
    const answer = await again(here, wish)
    t.equal(answer.status, 200, JSON.stringify(answer.body))
    t.notOk(answer.codes.includes('re-referral'))
  })
}

test('a second referral while the first is under way is no return', async (t) => {
  const here = await world(t)
  await refer(here, { from: linde, to: parkzicht, gp: linde })
  t.notOk((await again(here)).codes.includes('re-referral'))
})
