import type { Bundle, BundleEntry, Communication, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { UnmatchedReport } from '../../src/http/unmatched.ts'
import * as f from '../referral/fixtures.ts'
import { outcomeOf, postOf, world, type World } from './world.ts'

const bsnSystem = 'http://fhir.nl/fhir/NamingSystem/bsn'

/** Posts a referral; the id of its ServiceRequest. */
async function referred(here: World, from: 'his-a' | 'his-b' = 'his-a', bundle = f.referralBundle()): Promise<string> {
  const answer = await here.call(from, postOf(bundle))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return locations(answer.body).get('ServiceRequest') ?? ''
}

/** A referral of practice B to institution A. */
function fromB(bsn = f.bsn): Bundle {
  const requester = { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000102' } }
  const taken = JSON.stringify(f.referralBundle()).replaceAll('90000101', '90000102').replaceAll(f.bsn, bsn)
  return f.changed(JSON.parse(taken) as Bundle, 'Task', (task) => ({ ...task, requester }))
}

function locations(body: string): ReadonlyMap<string, string> {
  const { entry = [] } = JSON.parse(body) as Bundle
  return new Map(
    entry.flatMap(({ response }) => {
      const [type, id] = response?.location?.split('/').slice(-4, -2) ?? []
      return type === undefined || id === undefined ? [] : [[type, id] as const]
    })
  )
}

/** A report in plain text about the patient of a BSN, that names the referrals given and no other. */
function letter(referrals: readonly string[], bsn = f.bsn): Bundle {
  const resource: Communication = {
    resourceType: 'Communication',
    status: 'completed',
    extension: [{ url: 'https://ggz-gateway.example/fhir/StructureDefinition/event-date', valueDate: '2026-03-02' }],
    ...(referrals.length === 0 ? {} : { basedOn: referrals.map((id) => ({ reference: `ServiceRequest/${id}` })) }),
    category: [{ coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type', code: '201' }] }],
    subject: { type: 'Patient', identifier: { system: bsnSystem, value: bsn } },
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

async function listed(here: World): Promise<UnmatchedReport> {
  return (await here.call('operator', { url: '/reports/unmatched' })).json<UnmatchedReport>()
}

async function read<T extends Resource>(here: World, who: string, reference: string): Promise<T | number> {
  const answer = await here.call(who, { url: `/fhir/${reference}` })
  return answer.statusCode === 200 ? answer.json<T>() : answer.statusCode
}

/** What waits for a receiver, without the referral itself. */
async function waitingFor(here: World, receiver: string): Promise<number> {
  return (await here.counts()).outbox[receiver]?.waiting ?? 0
}

/** How the referral or referrals came to stand; answers what the letter names. */
type Setting = (here: World) => Promise<readonly string[]>

const cases: readonly (readonly [string, Setting, 'no-referral' | 'several-referrals', string])[] = [
  ['no referral of that patient', async () => Promise.resolve([]), 'no-referral', f.bsn],
  [
    'a referral of another patient alone',
    async (here) => {
      await referred(here)
      return []
    },
    'no-referral',
    f.otherBsn
  ],
  [
    'two referrals of that patient, and none is named',
    async (here) => {
      await referred(here)
      await referred(here, 'his-b', fromB())
      return []
    },
    'several-referrals',
    f.bsn
  ],
  [
    'two referrals that are both named',
    async (here) => [await referred(here), await referred(here, 'his-b', fromB())],
    'several-referrals',
    f.bsn
  ],
  [
    'two referrals of two patients that are both named',
    async (here) => [await referred(here), await referred(here, 'his-b', fromB(f.otherBsn))],
    'several-referrals',
    f.bsn
  ]
]

for (const [title, setting, reason, bsn] of cases) {
  test(`feedback where there is ${title} is kept, told, shown to the operator, and sent to nobody`, async (t) => {
    const here = await world(t)
    const named = await setting(here)
    const before = await here.counts()
    const answer = await here.call('s-a', postOf(letter(named, bsn)))
    t.same(outcomeOf(answer), [202, 'feedback-unmatched'])
    const { received, outbox, feedback } = await here.counts()
    t.same(outbox, before.outbox)
    t.same(feedback, {}, 'no duty counts it')
    t.same(received['s-a'], { accepted: 1, repeated: 0, refused: 0 })
    const row = {
      participant: 's-a',
      participantName: 's-a of the test',
      receivedAt: '2026-03-02T09:00:00.000Z',
      reason
    }
    t.match(await listed(here), { count: 1, more: false, rows: [row] })
    const line = { action: 'receive', outcome: 'accepted', reason: 'feedback-unmatched' }
    t.match((await here.audit()).at(-1), { ...line, message: (await listed(here)).rows[0]?.message })
  })
}

test('the operator alone reads the list, and it quotes nothing', async (t) => {
  const here = await world(t)
  await here.call('s-a', postOf(letter([])))
  for (const who of ['s-a', 'his-a', 'auditor']) {
    t.same(outcomeOf(await here.call(who, { url: '/reports/unmatched' })), [403, 'not-allowed'], who)
  }
  t.equal((await here.call(undefined, { url: '/reports/unmatched' })).statusCode, 401)
  const { body, headers } = await here.call('operator', { url: '/reports/unmatched' })
  t.same(Object.keys((JSON.parse(body) as UnmatchedReport).rows[0] ?? {}).sort(), [
    'message',
    'participant',
    'participantName',
    'reason',
    'receivedAt'
  ])
  t.notMatch(body, new RegExp(`${f.bsn}|Intake was`))
  t.match(headers, { 'cache-control': 'no-store', 'content-type': /^application\/json/ })
})

test('feedback that names no referral goes with the only one of its patient, and its receivers read which', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  await referred(here, 'his-b', fromB(f.otherBsn))
  const answer = await here.call('s-a', postOf(letter([])))
  t.equal(answer.statusCode, 200, answer.body)
  const reference = `Communication/${locations(answer.body).get('Communication') ?? ''}`
  const basedOn = [{ reference: `ServiceRequest/${id}` }]
  t.match(await read<Communication>(here, 'his-a', reference), { basedOn })
  const own = await read<Communication>(here, 's-a', reference)
  t.equal(typeof own === 'number' ? own : own.basedOn, undefined, 'the sender reads what it wrote')
  t.equal(await read(here, 'his-b', reference), 404, 'the practice of another patient sees nothing')
  t.equal((await listed(here)).count, 0)
})

test('a referral of that patient to somebody else does not count, and is not told', async (t) => {
  const here = await world(t)
  const toOther = JSON.parse(JSON.stringify(fromB()).replaceAll('90000301', '90000302')) as Bundle
  await referred(here, 'his-b', toOther)
  const answer = await here.call('s-a', postOf(letter([])))
  t.same(outcomeOf(answer), [202, 'feedback-unmatched'])
  t.match(answer.body, 'no referral of this patient to you')
  t.equal(await waitingFor(here, 'his-b'), 0)
})

test('a referral of another performer that is named is refused, as before, and not kept', async (t) => {
  const here = await world(t)
  const toOther = JSON.parse(JSON.stringify(fromB()).replaceAll('90000301', '90000302')) as Bundle
  const [own, theirs] = [await referred(here), await referred(here, 'his-b', toOther)]
  for (const named of [[theirs], [own, theirs]]) {
    t.same(outcomeOf(await here.call('s-a', postOf(letter(named)))), [422, 'reference-unresolved'])
  }
  t.equal((await listed(here)).count, 0)
})

test('a repeat of unmatched feedback gets its first answer, and is kept once', async (t) => {
  const here = await world(t)
  const message = letter([])
  const [first, second] = [await here.call('s-a', postOf(message)), await here.call('s-a', postOf(message))]
  t.same([second.statusCode, second.body], [202, first.body])
  t.equal(second.headers['idempotent-replayed'], 'true')
  t.equal((await listed(here)).count, 1)
  t.same((await here.counts()).received['s-a'], { accepted: 1, repeated: 1, refused: 0 })
})

test('unmatched feedback that is sent again with its referral is delivered', async (t) => {
  const here = await world(t)
  const [id] = [await referred(here), await referred(here, 'his-b', fromB())]
  const message = letter([])
  t.same(outcomeOf(await here.call('s-a', postOf(message))), [202, 'feedback-unmatched'])
  const corrected: BundleEntry[] = letter([id]).entry ?? []
  t.same(outcomeOf(await here.call('s-a', postOf({ ...message, entry: corrected }))), [409, 'idempotency-conflict'])
  const answer = await here.call('s-a', postOf(letter([id])))
  t.equal(answer.statusCode, 200, answer.body)
  t.equal(await waitingFor(here, 'his-a'), 1)
  t.equal(await waitingFor(here, 'his-b'), 0)
  t.equal((await listed(here)).count, 1, 'the operator still sees the first')
  t.same((await here.counts()).received['s-a'], { accepted: 2, repeated: 0, refused: 1 })
})

test('the sender is told in Dutch where it reads Dutch', async (t) => {
  const here = await world(t)
  const [id, other] = [await referred(here), await referred(here, 'his-b', fromB())]
  const texts: string[] = []
  for (const named of [[], [id, other]]) {
    const bsn = named.length === 0 ? f.otherBsn : f.bsn
    const answer = await here.call('s-a', postOf(letter(named, bsn), { 'accept-language': 'nl' }))
    texts.push(answer.json<{ issue: { details: { text: string } }[] }>().issue[0]?.details.text ?? '')
  }
  t.same(texts, [
    'Hier bewaard en aan niemand doorgegeven: het past bij geen verwijzing van deze patiënt naar u.',
    'Hier bewaard en aan niemand doorgegeven: het past bij meer dan één verwijzing.'
  ])
})

const elsewhere = [
  ['by a number', { identifier: { system: 'https://praktijk.example/verwijzingen', value: 'V-17' } }],
  ['in words', { display: 'uw verwijzing van mei' }],
  ['at another address', { reference: 'https://elders.example/fhir/ServiceRequest/17' }]
] as const

for (const [how, reference] of elsewhere) {
  test(`feedback that names its referral ${how} is refused and not taken for the only one of its patient`, async (t) => {
    const here = await world(t)
    await referred(here)
    const message = f.changed(letter([]), 'Communication', (one) => ({ ...one, basedOn: [reference] }))
    const answer = await here.call('s-a', postOf(message))
    t.same(outcomeOf(answer), [422, 'referral-unknown'])
    t.match(answer.body, 'Bundle.entry[0].resource.basedOn')
    t.equal(await waitingFor(here, 'his-a'), 0)
  })
}

test('what else feedback is based on stays when its referral is found', async (t) => {
  const here = await world(t)
  const id = await referred(here)
  const subject = { type: 'Patient', identifier: { system: bsnSystem, value: f.bsn } } as const
  const plan: Resource = { resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'Behandelplan', subject }
  const basedOn = [{ reference: 'urn:uuid:plan' }]
  const message = f.changed(letter([]), 'Communication', (one) => ({ ...one, basedOn }))
  const answer = await here.call('s-a', postOf(f.withEntry(message, 'urn:uuid:plan', plan)))
  t.equal(answer.statusCode, 200, answer.body)
  const ids = locations(answer.body)
  const got = await read<Communication>(here, 'his-a', `Communication/${ids.get('Communication') ?? ''}`)
  const expected = [`ServiceRequest/${id}`, `CarePlan/${ids.get('CarePlan') ?? ''}`]
  t.same(typeof got === 'number' ? got : got.basedOn?.map(({ reference }) => reference), expected)
})
