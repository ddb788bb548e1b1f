import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommunicationRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { sweep } from '../../src/flows/sweep.ts'
import { createLog } from '../../src/log.ts'
import { agreements as shipped } from '../obligations/fixtures.ts'
import { rules } from '../referral/fixtures.ts'
import { refer } from './acts.ts'
import { say } from './kinds.ts'
import { hap, linde, parkzicht, world } from './world.ts'

const file = join(import.meta.dirname, '../../demo/directory.json')
const { participants } = JSON.parse(readFileSync(file, 'utf8')) as { readonly participants: readonly Participant[] }

/** Agreements under which the one to whom a crisis report is owed hears that it is late. */
const agreements = new Map(
  [...shipped].map(([id, one]) => {
    const obligations = one.obligations.map((rule) => {
      if (rule.code !== 'crisis-report') return rule
      return { ...rule, reminders: ['P0D', 'P1D'], escalateTo: ['performer', 'requester'] as const }
    })
    return [id, { ...one, obligations }]
  })
)

test('the post that waits for a whole crisis report is reminded of it, and hears nothing of the referral', async (t) => {
  const here = await world(t, '2026-03-10', agreements)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const said = { from: parkzicht, kind: 'crisis-report', about, on: '2026-03-10T09:00:00+01:00' }
  await say(here, { ...said, without: ['payload'] })
  await here.inbox(hap)
  here.on('2026-03-13')
  const { store, clock } = here
  const own = { ...rules, directory: directoryOf(participants), agreements }
  const log = createLog({ level: 'fatal' })
  await sweep({ store, clock, log, rules: own, wake: () => undefined, pseudonymKey: Buffer.from('key') })
  const requestsTo = async (one: Participant): Promise<readonly CommunicationRequest[]> => {
    const sent = (await here.inbox(one)).flatMap(({ entry = [] }) => entry.map(({ resource }) => resource))
    const all = sent.filter((resource) => resource?.resourceType === 'CommunicationRequest')
    return all.filter(({ reasonCode }) => reasonCode?.[0]?.coding?.[0]?.code === 'crisis-report')
  }
  const [reminder, ...more] = await requestsTo(hap)
  t.same(more, [])
  t.match(reminder?.payload?.[0]?.contentString, /Crisisbericht van GGZ Parkzicht\. De uiterste dag/)
  t.notMatch(JSON.stringify(reminder), /verwijzing|ServiceRequest/)
  const [practices] = await requestsTo(linde)
  t.match(practices?.payload?.[0]?.contentString, /over de verwijzing die op 10 maart 2026 is ontvangen/)
  t.match(practices?.basedOn, [{ reference: `ServiceRequest/${about}` }])
})
