import type { Bundle, Communication } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { UnmatchedReport } from '../../src/http/unmatched.ts'
import { outcomeOf, postOf, world, type World } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, parametersOf, posted, resourceIn, valueIn } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

const bsnSystem = 'http://fhir.nl/fhir/NamingSystem/bsn'

async function referred(here: World, from: 'his-a' | 'his-b' = 'his-a', bundle = f.referralBundle()): Promise<string> {
  const answer = await here.call(from, postOf(bundle))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return /ServiceRequest\/([^/]+)/.exec(answer.body)?.[1] ?? ''
}

/** A referral of practice B, to institution A or B. */
function fromB({ bsn = f.bsn, to = '90000301' } = {}): Bundle {
  const requester = { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000102' } }
  const text = JSON.stringify(f.referralBundle())
  const taken = text.replaceAll('90000101', '90000102').replaceAll(f.bsn, bsn).replaceAll('90000301', to)
  return f.changed(JSON.parse(taken) as Bundle, 'Task', (task) => ({ ...task, requester }))
}

/** A report in plain text of institution A about a patient. */
function letter(referrals: readonly string[], subject: NonNullable<Communication['subject']> = ofBsn(f.bsn)): Bundle {
  const resource: Communication = {
    resourceType: 'Communication',
    status: 'completed',
    extension: [{ url: 'https://ggz-gateway.example/fhir/StructureDefinition/event-date', valueDate: '2026-03-02' }],
    ...(referrals.length === 0 ? {} : { basedOn: referrals.map((id) => ({ reference: `ServiceRequest/${id}` })) }),
    category: [{ coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type', code: '201' }] }],
    subject,
    sent: '2026-03-02T09:00:00Z',
    sender: {
      type: 'Organization',
      identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000301' }
    },
    payload: [{ contentString: 'Intake was vandaag.' }]
  }
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${crypto.randomUUID()}` }
  return f.withEntry({ resourceType: 'Bundle', identifier, type: 'transaction' }, 'urn:uuid:letter', resource)
}

function ofBsn(value: string): NonNullable<Communication['subject']> {
  return { type: 'Patient', identifier: { system: bsnSystem, value } }
}

async function listed(here: World, query = ''): Promise<UnmatchedReport> {
  return (await here.call('operator', { url: `/reports/unmatched${query}` })).json<UnmatchedReport>()
}

/** Posts a letter that nobody can place; its id in the list. */
async function unplaced(here: World, message: Bundle): Promise<string> {
  const before = new Set((await listed(here)).rows.map((row) => row.message))
  const answer = await here.call('s-a', postOf(message))
  if (answer.statusCode !== 202) throw new Error(`${String(answer.statusCode)} ${answer.body}`)
  return (await listed(here)).rows.find((row) => !before.has(row.message))?.message ?? ''
}

async function assign(here: World, message: string, referral: string, { who = 'operator', key = 'key' } = {}) {
  const given = {
    message: { valueId: message },
    referral: { valueId: referral },
    reason: { valueString: 'de instelling heeft het aan de telefoon bevestigd' }
  }
  return here.call(who, posted('/fhir/Communication/$assign', parametersOf(given), { 'idempotency-key': key }))
}

async function waitingFor(here: World, receiver: string): Promise<number> {
  return (await here.counts()).outbox[receiver]?.waiting ?? 0
}

/** The states of a referral's duties as its practice reads them. */
async function met(here: World, who: string, referral: string): Promise<readonly string[]> {
  const { body } = await here.call(who, { url: `/fhir/Task?focus=ServiceRequest/${referral}` })
  return ((JSON.parse(body) as Bundle).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'Task' ? (resource.businessStatus?.coding?.[0]?.code ?? []) : []
  )
}

for (const [title, names] of [
  ['names neither of its patient’s two referrals', false],
  ['names both of its patient’s referrals', true]
] as const) {
  test(`feedback that ${title} is delivered to the one that an operator assigns it to, and to no other`, async (t) => {
    const here = await world(t)
    const [own, other] = [await referred(here), await referred(here, 'his-b', fromB())]
    const message = await unplaced(here, letter(names ? [own, other] : []))
    const answer = answered(await assign(here, message, own))
    t.match(resourceIn(answer, 'outcome'), { issue: [{ details: { coding: [{ code: 'obligation-met' }] } }] })
    t.same([await waitingFor(here, 'his-a'), await waitingFor(here, 'his-b')], [1, 0])
    const id = String(valueIn(answer, 'communication'))
    const got = (await here.call('his-a', { url: `/fhir/Communication/${id}` })).json<Communication>()
    t.same(
      got.basedOn?.map(({ reference }) => reference),
      [`ServiceRequest/${own}`]
    )
    t.equal((await here.call('his-b', { url: `/fhir/Communication/${id}` })).statusCode, 404)
    t.same(await met(here, 'his-a', own), ['met-unchecked'])
    t.same(await met(here, 'his-b', other), ['prospective'])
    t.match((await here.audit()).at(-1), {
      action: 'assign',
      outcome: 'assigned',
      participant: 'operator',
      referral: own
    })
    t.same([...here.woken].at(-1), 'his-a')
  })
}

test('what is assigned is no longer listed but among all, and not assigned twice', async (t) => {
  const here = await world(t)
  const [own, other] = [await referred(here), await referred(here, 'his-b', fromB())]
  const message = await unplaced(here, letter([]))
  const first = await assign(here, message, own)
  t.equal((await listed(here)).count, 0)
  t.match(await listed(here, '?all'), { count: 1, rows: [{ message, assignedTo: own, reason: 'several-referrals' }] })
  const again = await assign(here, message, own)
  t.same([again.statusCode, again.body], [200, first.body], 'a repeat gets the first answer')
  t.same(outcomeOf(await assign(here, message, other, { key: 'other' })), [409, 'unmatched-settled'])
  t.equal(await waitingFor(here, 'his-b'), 0)
  const { facts } = await here.deps.store.read({ kind: 'received', id: message })
  t.match(facts, { participant: 's-a', referral: own }, 'the letter itself stands among what was received')
})

test('two operators who assign one letter to two referrals at once: one of them does', async (t) => {
  const here = await world(t)
  const [own, other] = [await referred(here), await referred(here, 'his-b', fromB())]
  const message = await unplaced(here, letter([]))
  const both = await Promise.all([
    assign(here, message, own, { key: 'one' }),
    assign(here, message, other, { who: 'operator-2', key: 'two' })
  ])
  t.same(both.map(({ statusCode }) => statusCode).sort(), [200, 409])
  t.equal((await waitingFor(here, 'his-a')) + (await waitingFor(here, 'his-b')), 1)
})

test('feedback that came before its referral can be assigned to it', async (t) => {
  const here = await world(t)
  const message = await unplaced(here, letter([]))
  here.clock.set(f.start + f.dayMs)
  const own = await referred(here)
  t.equal((await assign(here, message, own)).statusCode, 200)
  t.equal(await waitingFor(here, 'his-a'), 1)
})

test('another patient’s or another performer’s referral is refused, and one that the letter speaks against', async (t) => {
  const here = await world(t)
  const own = await referred(here)
  const second = await referred(here, 'his-b', fromB())
  const stranger = await referred(here, 'his-b', fromB({ bsn: f.otherBsn }))
  const toOther = await referred(here, 'his-b', fromB({ to: '90000302' }))
  const third = await referred(here, 'his-b', fromB())
  const message = await unplaced(here, letter([]))
  const both = await unplaced(here, letter([own, second]))
  const nobody = await unplaced(here, letter([], { display: 'de patiënt van gisteren' }))
  const table: readonly (readonly [string, string, readonly [number, string], string])[] = [
    [message, stranger, [422, 'assignment-refused'], 'about another patient'],
    [message, toOther, [422, 'assignment-refused'], 'not the one to whom'],
    [both, third, [422, 'assignment-refused'], 'names other referrals'],
    [nobody, own, [422, 'assignment-refused'], 'names no patient'],
    [message, 'no-such', [404, 'not-found'], 'not'],
    ['no-such', own, [404, 'unmatched-unknown'], 'unmatched']
  ]
  for (const [index, [letterId, referral, expected, text]] of table.entries()) {
    const answer = await assign(here, letterId, referral, { key: `key-${String(index)}` })
    t.same(outcomeOf(answer), expected, text)
    t.match(answer.body, text)
    t.notMatch(answer.body, new RegExp(`${f.bsn}|${f.otherBsn}|Intake was`))
  }
  t.equal((await listed(here)).count, 3)
  t.equal(await waitingFor(here, 'his-a'), 0)
})

test('nobody but an operator assigns', async (t) => {
  const here = await world(t)
  const own = await referred(here)
  await referred(here, 'his-b', fromB())
  const message = await unplaced(here, letter([]))
  for (const who of ['s-a', 'his-a', 'auditor']) {
    t.same(outcomeOf(await assign(here, message, own, { who })), [403, 'not-allowed'], who)
  }
})
