import { test } from 'tap'
import { until } from '../delivery/receiver.ts'
import { badBearers } from './bad-bearers.ts'
import { badBodies, bodyBytesMax } from './bad-bodies.ts'
import { badContent } from './bad-content.ts'
import { refer } from './conversation.ts'
import { ask, codesOf, resourceOf, type Answer } from './http.ts'
import { changed, patients, referral, secrets, zuiderlicht } from './messages.ts'
import { secondKey, type BadCase, type Scene } from './refusal.ts'
import { lastAudit, rowCounts, storeFacts } from './store-rows.ts'
import { startWorld } from './world.ts'

const world = await startWorld({
  GATEWAY_CLOCK: 'manual:2026-03-02T08:00:00Z',
  GATEWAY_BODY_BYTES_MAX: String(bodyBytesMax)
})
const known = await refer(world)
const other = await refer(world, { to: zuiderlicht }, { from: 'his-de-linde', to: 's-ggz-zuiderlicht' })
const second = await refer(world, { patient: 1 }, { idempotencyKey: secondKey })
const scene: Scene = { world, known, second, other }
await until(async () => Object.values((await world.traffic()).outbox).every(({ waiting }) => waiting === 0), 'all sent')

/** Writes that each participant made, as it would count them itself. */
const sent: Record<string, number> = { 'his-de-linde': 3 }
const refused: Record<string, number> = {}

function count(participant: string, all: number, ofThemRefused: number): void {
  sent[participant] = (sent[participant] ?? 0) + all
  refused[participant] = (refused[participant] ?? 0) + ofThemRefused
}

async function send({ as = 'his-de-linde', wrong }: BadCase): Promise<{ answer: Answer; expression?: string }> {
  const { ask: request, token, expression } = await wrong(scene)
  const authorization = token === 'none' ? undefined : `Bearer ${token ?? (await world.token(as))}`
  const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) }
  const answer = await ask(world.url, { ...request, headers })
  return { answer, ...(expression === undefined ? {} : { expression }) }
}

for (const bad of [...badBodies, ...badBearers, ...badContent]) {
  const { title, status, code, as = 'his-de-linde', counts = true } = bad
  test(`${title} is refused with ${status} ${code}, and nothing of it is stored`, async (t) => {
    const before = rowCounts(world.dataDir)
    const { answer, expression } = await send(bad)
    t.equal(answer.status, status)
    t.match(answer.header('content-type'), /^application\/fhir\+json/)
    const [issue] = resourceOf(answer, 'OperationOutcome').issue
    t.equal(codesOf(answer)[0], code)
    t.match(issue, { severity: 'error', code: /^[a-z-]+$/, diagnostics: /\w/, details: { text: /\w/ } })
    if (expression !== undefined) t.strictSame(issue?.expression, [expression])
    t.strictSame(
      secrets.filter((secret) => answer.text.includes(secret)),
      [],
      'the answer quotes nothing of the message'
    )

    const audit = (before.audit ?? 0) + (counts ? 1 : 0)
    t.strictSame(rowCounts(world.dataDir), { ...before, audit })
    if (!counts) return
    count(as, 1, 1)
    const line = { participant: as, action: 'receive', outcome: 'refused', reason: code, message: null, referral: null }
    t.match(lastAudit(world.dataDir, 1), [line])
  })
}

test('a referral that is known is refused with the name of the resource', async (t) => {
  const found = badContent.find(({ code }) => code === 'business-identifier-known')
  const { answer } = await send(found!)
  t.match(answer.text, `ServiceRequest/${known.request.id ?? ''}`)
  count('his-de-linde', 1, 1)
})

test('a code that cannot be translated is refused with code, system and map', async (t) => {
  for (const found of badContent.filter(({ code }) => code === 'unmapped-code')) {
    const { answer } = await send(found)
    t.match(answer.text, /The code 2 of \S+30\.69 has no translation in \S+ConceptMap\/\S+\./)
    count(found.as ?? 'his-de-linde', 1, 1)
  }
})

test('what is wrong is said in Dutch to one who reads Dutch', async (t) => {
  const headers = { 'accept-language': 'nl-NL,nl;q=0.9', authorization: `Bearer ${await world.token('his-de-linde')}` }
  const answer = await ask(world.url, { path: '/fhir/Task?colour=blue', headers })
  t.match(resourceOf(answer, 'OperationOutcome').issue[0]?.details?.text, /zoekparameter/)
})

test('a repeat gets the first answer again, says so, and has no second effect', async (t) => {
  for (const key of [undefined, 'verwijzing-2026-0043']) {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    const body = key === undefined ? referral() : { ...referral(), identifier: undefined }
    const first = await world.as('his-de-linde', { method: 'POST', path: '/fhir', body, headers })
    await until(async () => (await world.traffic()).outbox['s-ggz-parkzicht']?.waiting === 0, 'it is sent')
    const before = rowCounts(world.dataDir)
    const arrived = world.receivers['s-ggz-parkzicht'].arrivals.length
    const second = await world.as('his-de-linde', { method: 'POST', path: '/fhir', body, headers })
    t.strictSame([second.status, second.text], [first.status, first.text])
    t.strictSame([first.header('idempotent-replayed'), second.header('idempotent-replayed')], [undefined, 'true'])
    t.strictSame(rowCounts(world.dataDir), { ...before, audit: (before.audit ?? 0) + 1 })
    t.match(lastAudit(world.dataDir, 1), [{ participant: 'his-de-linde', outcome: 'repeated' }])
    t.equal(world.receivers['s-ggz-parkzicht'].arrivals.length, arrived)
    count('his-de-linde', 2, 0)
  }
})

test('a message that was refused can be corrected and sent under the same id', async (t) => {
  const good = referral({ patient: 1 })
  const bad = changed(good, 'ServiceRequest', (one) => ({ ...one, performer: [{ display: 'GGZ Parkzicht' }] }))
  for (const [body, status] of [
    [bad, 422],
    [bad, 422],
    [good, 200],
    [bad, 409]
  ] as const) {
    t.equal((await world.as('his-de-linde', { method: 'POST', path: '/fhir', body })).status, status)
  }
  count('his-de-linde', 4, 3)
})

test('one referral sent at once in two messages is one referral', async (t) => {
  const one = referral({ patient: 1 })
  const two = { ...one, identifier: referral().identifier }
  const before = (await world.traffic()).referrals
  const answers = await Promise.all(
    [one, two].map(async (body) => world.as('his-de-linde', { method: 'POST', path: '/fhir', body }))
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 409])
  t.equal((await world.traffic()).referrals, before + 1)
  count('his-de-linde', 2, 1)
})

test('the same message sent many times at once has one effect', async (t) => {
  const body = referral({ patient: 2 })
  const post = { method: 'POST', path: '/fhir', body }
  const before = (await world.traffic()).referrals
  const answers = await Promise.all(Array.from({ length: 12 }, async () => world.as('his-de-linde', post)))
  t.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1)
  t.equal(answers.filter((answer) => answer.header('idempotent-replayed') === undefined).length, 1)
  t.equal((await world.traffic()).referrals, before + 1)
  count('his-de-linde', 12, 0)
})

test('what each participant sent is what was accepted, repeated and refused, and what was enqueued arrived', async (t) => {
  await until(
    async () => Object.values((await world.traffic()).outbox).every(({ waiting }) => waiting === 0),
    'all sent'
  )
  const traffic = await world.traffic()
  const counted = Object.entries(traffic.received).map(([id, one]) => [id, one.accepted + one.repeated + one.refused])
  t.strictSame(Object.fromEntries(counted), sent)
  for (const [id, total] of Object.entries(refused)) t.equal(traffic.received[id]?.refused, total, `${id} was refused`)
  t.strictSame([traffic.received['his-de-linde']?.accepted, traffic.received['his-de-linde']?.repeated], [8, 13])
  for (const [id, outbox] of Object.entries(traffic.outbox)) {
    const unique = world.receivers[id as 's-ggz-parkzicht'].unique.length
    t.strictSame(outbox, { enqueued: unique, delivered: unique, waiting: 0, dead: 0 }, id)
  }
  const { traffic: stored, chains } = await storeFacts(world.place)
  t.strictSame(stored, traffic)
  t.ok(chains.length > 0 && chains.every(({ ok }) => ok), 'the audit chain is whole')
})

test('after all of this the gateway still serves, and no line of its log names a patient or quotes a message', async (t) => {
  t.equal((await ask(world.url, { path: '/health/ready' })).status, 200)
  t.equal(await world.stop(), 0, world.lines.at(-1) ?? '')
  const bad = [...secrets, ...patients.map(({ birthDate }) => birthDate), '999999152', '172642864', '99911120']
  t.strictSame(
    world.lines.filter((line) => bad.some((word) => line.includes(word))),
    []
  )
  t.strictSame(
    world.lines.filter((line) => /"level":(50|60)/.test(line)),
    [],
    'and nothing was an error of the gateway'
  )
})
