import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'

async function ask(here: World, query: Readonly<Record<string, string>>, who = 's-a') {
  return here.call(who, { method: 'GET', url: `/fhir/Task?${new URLSearchParams(query).toString()}` })
}

/** The ids of what is found, in order of the alphabet. */
async function ids(here: World, query: Readonly<Record<string, string>>, who = 's-a'): Promise<readonly string[]> {
  const answer = await ask(here, query, who)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  const { entry = [] } = JSON.parse(answer.body) as Bundle
  return entry.map(({ resource }) => resource?.id ?? '').sort()
}

/** A world with one referral, of which s-a reads the coordination Task and the duties. */
async function referred(...[t]: Parameters<typeof world>): Promise<World> {
  const here = await world(t)
  const answer = await here.call('his-a', postOf(f.referralBundle()))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return here
}

test('a status is found with its system, without one, and where it is said to have none', async (t) => {
  const here = await referred(t)
  const plain = await ids(here, { status: 'requested' })
  t.equal(
    plain.length,
    1 + f.rules.agreements.get('lga')!.obligations.filter(({ opensOn }) => opensOn === 'referral.received').length
  )
  for (const status of [
    'http://hl7.org/fhir/task-status|requested',
    '|requested',
    'accepted,http://hl7.org/fhir/task-status|requested',
    'http://hl7.org/fhir/task-status|accepted,|requested'
  ]) {
    t.same(await ids(here, { status }), plain, status)
  }
  t.same(await ids(here, { status: 'http://hl7.org/fhir/task-status|accepted' }), [])
})

for (const status of [
  'done',
  'Requested',
  'requested ',
  'active',
  'requested|',
  'http://hl7.org/fhir/task-status|',
  'http://hl7.org/fhir/task-status|done',
  'http://hl7.org/fhir/request-status|requested',
  'requested,done'
]) {
  test(`the status "${status}" is refused, for nothing can have it`, async (t) => {
    const here = await referred(t)
    t.same(outcomeOf(await ask(here, { status })), [400, 'search-parameter'])
  })
}

const forms = ['http://fhir.nl/fhir/NamingSystem/ura|90000301', 'urn:oid:2.16.528.1.1007.3.3|90000301'] as const

test('an owner is found by number under either name of the system, whichever name the Task has', async (t) => {
  const here = await referred(t)
  const [byUri, byOid] = [
    await ids(here, { 'owner:identifier': forms[0] }),
    await ids(here, { 'owner:identifier': forms[1] })
  ]
  t.ok(byUri.length > 0)
  t.same(byOid, byUri)
  t.same(await ids(here, { 'owner:identifier': 'urn:oid:2.16.528.1.1007.3.3|90000302' }), [])
  t.same(await ids(here, { 'owner:identifier': 'urn:oid:2.16.840.1.113883.2.4.6.1|90000301' }), [], 'another system')
  // The practice reads the Task that it posted, with the OID that it wrote.
  const oid = { identifier: { system: 'urn:oid:2.16.528.1.1007.3.3', value: '90000301' } }
  const written = f.changed(f.referralBundle(), 'Task', (one) => ({ ...one, owner: oid }))
  const posted = await here.call('his-a', postOf(written))
  t.equal(posted.statusCode, 200, posted.body)
  const id = (JSON.parse(posted.body) as Bundle).entry?.[0]?.response?.location?.split('/').at(-3) ?? ''
  for (const form of forms) t.ok((await ids(here, { 'owner:identifier': form }, 'his-a')).includes(id), form)
})

for (const value of [
  '90000301',
  'http://fhir.nl/fhir/NamingSystem/ura',
  'http://fhir.nl/fhir/NamingSystem/ura|',
  `${forms[0]}|more`,
  `${forms[0]},90000301`
]) {
  test(`the owner's identifier "${value}" is refused, for it is not one system and one value`, async (t) => {
    const here = await referred(t)
    t.same(outcomeOf(await ask(here, { 'owner:identifier': value })), [400, 'search-parameter'])
  })
}
