import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, CommunicationRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { sweep } from '../../src/flows/sweep.ts'
import { createLog } from '../../src/log.ts'
import { agreements } from '../obligations/fixtures.ts'
import { rules as shipped } from '../referral/fixtures.ts'
import { object, refer, report } from './acts.ts'
import { duties, linde, parkzicht, plein, who, world, type World } from './world.ts'

const file = join(import.meta.dirname, '../../demo/directory.json')
const { participants } = JSON.parse(readFileSync(file, 'utf8')) as { readonly participants: readonly Participant[] }
const rules = { ...shipped, directory: directoryOf(participants), agreements }
const region = who('region-midden')
const code = 'intake-confirmation'

/** Moves the clock to a day and sweeps, as the sweeper does. */
async function sweepOn(here: World, day: string): Promise<void> {
  here.on(day)
  const log = createLog({ level: 'fatal' })
  const { store, clock } = here
  const { left } = await sweep({ store, clock, log, rules, wake: () => undefined, pseudonymKey: Buffer.from('key') })
  if (left > 0) throw new Error('left for the next sweep')
}

function remindersIn(bundle: Bundle): readonly CommunicationRequest[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'CommunicationRequest' ? [resource] : [])) // prettier-ignore
}

/** The messages of reminders that a participant got so far: the codes of each. */
async function got(here: World, receiver: Participant): Promise<readonly (readonly string[])[]> {
  const all = (await here.inbox(receiver)).map(remindersIn).filter((one) => one.length > 0)
  return all.map((one) => one.map(({ reasonCode }) => reasonCode?.[0]?.coding?.[0]?.code ?? ''))
}

test('a silent institution: it is told first, then the practices, then the region, each once and in one message a day', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  for (const one of [parkzicht, linde, plein]) await here.inbox(one)
  t.ok((await duties(here, referral, '2026-03-02')).some((one) => one.startsWith(`${code} 1 his-de-linde`)))
  await sweepOn(here, '2026-04-06')
  t.same((await got(here, parkzicht)).filter((one) => one.includes(code)).length, 1, 'a week before')
  t.notOk((await got(here, linde)).flat().includes(code))
  await sweepOn(here, '2026-04-13')
  for (const practice of [linde, plein]) {
    const told = await got(here, practice)
    t.equal(told.flat().filter((one) => one === code).length, 1, `${practice.id} on the due day`)
  }
  await sweepOn(here, '2026-04-13')
  await sweepOn(here, '2026-04-27')
  const [digest] = (await here.search(region, 'CommunicationRequest')) as CommunicationRequest[]
  t.match(digest?.payload?.[0]?.contentString, /^Overzicht voor de regio van 27 april 2026/)
  t.match(JSON.stringify(digest), /s-ggz-parkzicht: Bericht na intake: 2, langst 14 dagen te laat/)
  for (const one of [parkzicht, linde, plein]) {
    const messages = await got(here, one)
    t.ok(messages.length <= 3, `${one.id}: at most one on each day`)
  }
  const all = (await here.inbox(parkzicht)).flatMap(remindersIn).map(({ id }) => id)
  t.equal(new Set(all).size, all.length, 'none twice')
})

test('a patient objects while a practice is down: the reminders that wait for it leave no more', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await here.inbox(linde)
  await here.inbox(parkzicht)
  await sweepOn(here, '2026-04-13')
  t.not((await here.search(linde, 'CommunicationRequest')).length, 0, 'they wait for it, and it could read them')
  await object(here, { by: parkzicht, about: referral, on: '2026-04-13' })
  t.same(await got(here, linde), [])
  t.same(await here.search(linde, 'CommunicationRequest'), [])
  t.not((await got(here, parkzicht)).length, 0, 'the one who owes has its own')
  await sweepOn(here, '2026-06-13')
  t.same(await got(here, linde), [], 'and no later rung is told')
})

test('a report that came in meets the duty: nobody is told of it any more, also of what was claimed before', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  for (const one of [parkzicht, linde]) await here.inbox(one)
  here.on('2026-04-01')
  await report(here, referral, code, { from: parkzicht, on: '2026-03-31' })
  for (const day of ['2026-04-06', '2026-04-13', '2026-04-27']) await sweepOn(here, day)
  for (const one of [parkzicht, linde]) t.notOk((await got(here, one)).flat().includes(code), one.id)
})
