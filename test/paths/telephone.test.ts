import type { Communication } from '@medplum/fhirtypes'
import { test } from 'tap'
import { refer } from './acts.ts'
import { say, type Said } from './kinds.ts'
import { brug, duties, hap, letters, linde, parkzicht, world, type World } from './world.ts'

const line = async (here: World, about: string, code: string, on: string): Promise<readonly string[]> =>
  (await duties(here, about, on)).filter((one) => one.startsWith(code))

const call: Omit<Said, 'about'> = {
  from: parkzicht,
  kind: 'registration-confirmation',
  on: '2026-03-04',
  phone: linde,
  text: 'Gebeld met de assistente: ingeschreven, wachttijd zes weken.'
}

test('a call counts where the agreement says so: who spoke with whom, when, and a summary', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-04')
  const answer = await say(here, { ...call, about })
  t.ok(answer.codes.includes('obligation-met') && !answer.codes.includes('feedback-incomplete'))
  t.same(await line(here, about, 'registration-confirmation', '2026-03-04'), [
    'registration-confirmation 1 his-de-linde met-unchecked 2026-03-09'
  ])
  t.match(JSON.stringify(await here.inbox(linde)), /Gebeld met de assistente/, 'the summary reaches the practice, too')
})

const lacking: readonly (readonly [string, Partial<Said>])[] = [
  ['with whom was spoken', { phone: null }],
  ['who called', { without: ['sender'] }],
  ['when', { without: ['sent'] }],
  ['what was said', { without: ['payload'] }]
]

for (const [what, change] of lacking) {
  test(`a call of which is not told ${what} is passed on, and meets nothing`, async (t) => {
    const here = await world(t)
    const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
    here.on('2026-03-04')
    const answer = await say(here, { ...call, ...change, about })
    t.equal(answer.status, 200)
    t.ok(answer.codes.includes('feedback-incomplete') && !answer.codes.includes('obligation-met'))
    t.match(await line(here, about, 'registration-confirmation', '2026-03-04'), [/prospective/])
    t.equal((await letters(here, linde, about)).length, 1)
  })
}

test('where the agreement asks for a letter, a call is passed on and the letter stays owed', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on('2026-03-04')
  const answer = await say(here, { ...call, kind: 'intake-confirmation', about })
  t.notOk(answer.codes.includes('obligation-met'))
  t.match(
    await line(here, about, 'intake-confirmation', '2026-03-04'),
    [/prospective 2026-03-18/],
    'the intake took place'
  )
  await say(here, { from: parkzicht, kind: 'intake-confirmation', about, on: '2026-03-04' })
  t.match(await line(here, about, 'intake-confirmation', '2026-03-04'), [/met-unchecked/])
})

test('every system reads that it was by telephone, and with whom', async (t) => {
  const pairs = [
    [linde, parkzicht],
    [linde, brug],
    [hap, parkzicht]
  ] as const
  for (const [practice, institution] of pairs) {
    const here = await world(t)
    const about = await refer(here, { from: practice, to: institution, gp: linde })
    await say(here, { ...call, from: institution, phone: practice, about, on: '2026-03-02' })
    await say(here, { from: practice, kind: 'information-answer', phone: institution, about, on: '2026-03-02' })
    for (const reader of [practice, institution]) {
      const read: readonly Communication[] = await letters(here, reader, about)
      t.equal(read.length, 2)
      for (const { medium, recipient } of read) {
        t.match(medium, [{ coding: [{ code: 'PHONE' }] }], `${reader.id} of ${institution.id}`)
        t.equal(recipient?.length, 1)
      }
    }
  }
})
