import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, world } from './world.ts'

const escaped = Array.from(f.bsn, (digit) => `%3${digit}`).join('')
const system = 'http://fhir.nl/fhir/NamingSystem/bsn'

const refused: readonly string[] = [
  `/fhir/Task?patient.identifier=${f.bsn}`,
  `/fhir/Task?status=requested&x=a${f.bsn}b`,
  `/fhir/Task?patient.identifier=${encodeURIComponent(`${system}|`)}${f.bsn}`,
  `/fhir/Task?patient.identifier=${encodeURIComponent(`${system}|123`)}`,
  '/fhir/Task?patient.identifier=urn:oid:2.16.840.1.113883.2.4.6.3%7C123',
  `/fhir/Task?x=${escaped}`,
  `/fhir/Task?x=%zz&y=${escaped}`,
  `/fhir/Patient/${f.bsn}`,
  `/fhir/Patient/${escaped}`,
  `/fhir/nothing/at/all/${f.bsn}`,
  `/reports/obligations?subject=${f.bsn}`
]

for (const url of refused) {
  test(`${url} is refused, and not said back`, async (t) => {
    const { call, log } = await world(t)
    const answer = await call('his-a', { method: 'GET', url })
    t.same(outcomeOf(answer), [400, 'bsn-in-url'])
    t.match(answer.body, '_search')
    t.notMatch(answer.body + log.join(), new RegExp(`${f.bsn}|${escaped}`))
  })
}

test('a BSN in the address of a write is refused, and counts as a refused write of its sender', async (t) => {
  const here = await world(t)
  const request = {
    method: 'PUT',
    url: `/fhir/Task/${f.bsn}`,
    payload: '{}',
    headers: { 'content-type': 'application/json' }
  } as const
  t.same(outcomeOf(await here.call('his-a', request)), [400, 'bsn-in-url'])
  t.match(await here.counts(), { received: { 'his-a': { refused: 1 } } })
})

const harmless: readonly string[] = [
  '/fhir/Task/00000000-0000-8000-8000-a999999151bc',
  '/fhir/Task/999999152',
  '/fhir/Task/9999991510',
  '/fhir/Task/99999915'
]

for (const url of harmless) {
  test(`${url} is no BSN and only does not exist`, async (t) => {
    const { call } = await world(t)
    t.same(outcomeOf(await call('his-a', { method: 'GET', url })), [404, 'not-found'])
  })
}
