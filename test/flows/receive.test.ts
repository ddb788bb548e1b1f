import type { Bundle, Communication, OperationOutcome, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readResource } from '../../src/flows/ask.ts'
import { receive, recordRefusal } from '../../src/flows/receive.ts'
import type { Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { bodyOf, idsOf, inbound, world, type World } from './world.ts'

async function taskAt(here: World, id: string): Promise<Task> {
  return JSON.parse(f.valueOf(await readResource(here.deps, f.sA, { type: 'Task', id })).json) as Task
}

test('an accepted referral is answered with a location for each entry, counted, sent on and in the audit', async (t) => {
  const here = await world(t)
  const answer = await here.post(f.hisA, f.referralBundle())
  t.match(answer, { ok: true, value: { replayed: false, answer: { status: 200 } } })
  const { entry = [] } = bodyOf(answer)
  t.equal(entry.length, 9)
  for (const { response } of entry) {
    t.match(response, { status: '201 Created', etag: 'W/"1"', lastModified: '2026-03-02T09:00:00.000Z' })
    t.match(response?.location, /^http:\/\/gateway\.test\/fhir\/[A-Z][A-Za-z]+\/[0-9a-f-]{36}\/_history\/1$/)
  }
  t.same(here.woken, ['s-a'])
  t.match(await here.counts(), { received: { 'his-a': { accepted: 1, repeated: 0, refused: 0 } }, referrals: 1 })
  t.match(await here.audit(), [{ action: 'receive', outcome: 'accepted', participant: 'his-a' }])
})

test('the message is kept byte for byte', async (t) => {
  const here = await world(t)
  const message = inbound(f.hisA, f.referralBundle())
  const body = Buffer.from(message.body.toString().replace('{', '{  \n'))
  f.valueOf(await receive(here.deps, { ...message, body }))
  const [line] = await here.audit()
  const kept = await here.deps.store.read({ kind: 'received', id: line?.message ?? '' })
  t.ok(body.equals(kept.facts?.body ?? Buffer.alloc(0)))
})

test('a repeat gets the first answer word for word, and has no second effect', async (t) => {
  const here = await world(t)
  const bundle = f.referralBundle()
  const first = f.valueOf(await here.post(f.hisA, bundle))
  here.clock.set(f.start + f.dayMs)
  const second = f.valueOf(await here.post(f.hisA, bundle))
  t.same(second, { answer: first.answer, replayed: true })
  const counts = await here.counts()
  t.match(counts, { received: { 'his-a': { accepted: 1, repeated: 1 } }, referrals: 1 })
  t.equal(counts.outbox['s-a']?.enqueued, 1)
})

test('the same message twice at once is one message', async (t) => {
  const here = await world(t)
  const bundle = f.referralBundle()
  const both = await Promise.all([1, 2, 3].map(async () => here.post(f.hisA, bundle)))
  t.same(both.map((one) => f.valueOf(one).replayed).sort(), [false, true, true])
  t.equal(new Set(both.map((one) => f.valueOf(one).answer.body)).size, 1)
  t.match(await here.counts(), { received: { 'his-a': { accepted: 1, repeated: 2 } }, referrals: 1 })
})

test('the same key with another body is refused', async (t) => {
  const here = await world(t)
  const bundle = f.referralBundle()
  f.valueOf(await here.post(f.hisA, bundle))
  const other = { ...f.referralBundle({ messageId: bundle.identifier?.value }) }
  t.same(f.refusals(await here.post(f.hisA, other)), ['idempotency-conflict'])
  t.equal((await here.counts()).referrals, 1)
})

test('the same key from another sender is another message', async (t) => {
  const here = await world(t)
  const bundle = f.referralBundle()
  f.valueOf(await here.post(f.hisA, bundle))
  t.same(f.refusals(await here.post(f.hisB, bundle)), ['requester-mismatch Bundle.entry[1].resource.requester'])
})

test('a header is a key where the message has no identifier of its own', async (t) => {
  const here = await world(t)
  const { identifier, ...bundle } = f.referralBundle()
  const key = { idempotencyKey: 'k-1' }
  t.ok(identifier)
  const first = f.valueOf(await here.post(f.hisA, bundle, key))
  t.same(f.valueOf(await here.post(f.hisA, bundle, key)), { answer: first.answer, replayed: true })
  t.same(
    f.refusals(await here.post(f.hisA, f.withEntry(bundle, 'urn:uuid:x', { resourceType: 'Flag' } as never), key))
      .length > 0,
    true
  )
  t.equal((await here.counts()).referrals, 1)
})

test('without any key, a second referral with the same business identifier is refused and the first one is named', async (t) => {
  const here = await world(t)
  const { identifier, ...bundle } = f.referralBundle()
  t.ok(identifier)
  const { ServiceRequest } = idsOf(await here.post(f.hisA, bundle))
  const again = await here.post(f.hisA, bundle)
  t.match(f.refusals(again), ['business-identifier-known Bundle.entry[1].resource.identifier'])
  t.match(JSON.stringify(again), `ServiceRequest/${ServiceRequest ?? ''}`)
})

test('two first referrals of one patient at once are both taken, one after the other', async (t) => {
  const here = await world(t)
  const all = await Promise.all([1, 2, 3, 4].map(async () => here.post(f.hisA, f.referralBundle())))
  t.ok(all.every(({ ok }) => ok))
  t.match(await here.counts(), { received: { 'his-a': { accepted: 4 } }, referrals: 4 })
  const { facts } = await here.deps.store.read({ kind: 'subject', subject: f.rules.subjectOf(f.bsn) })
  t.equal(facts.referrals.length, 4)
})

test('two steps at once: one is made, the other is judged by what that left', async (t) => {
  const here = await world(t)
  const { Task: id = '' } = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await taskAt(here, id)
  const put = async (status: Task['status']) =>
    here.post(f.sA, { ...task, status }, { interaction: { name: 'update', type: 'Task', id, ifMatch: 'W/"1"' } })
  const answers = await Promise.all([put('accepted'), put('received')])
  t.same(answers.map((one) => f.refusals(one).join()).sort(), ['', 'version-conflict Task'])
  t.equal((await taskAt(here, id)).meta?.versionId, '2')
})

test('a report meets its duty, and the answer says so', async (t) => {
  const here = await world(t)
  const { Task: id = '' } = idsOf(await here.post(f.hisA, f.referralBundle()))
  here.clock.set(f.start + 15 * f.dayMs)
  const answer = await here.post(f.sA, f.reportBundle(await taskAt(here, id)))
  const outcome = bodyOf(answer).entry?.[0]?.response?.outcome as OperationOutcome
  t.match(outcome.issue, [{ severity: 'information', details: { coding: [{ code: 'obligation-met' }] } }])
  t.match(await here.counts(), { feedback: { 'intake-confirmation': 1 }, outbox: { 'his-a': { enqueued: 1 } } })
})

test('a Communication on its own is answered 201 with what it did, unless something else is preferred', async (t) => {
  const here = await world(t)
  const { Task: id = '' } = idsOf(await here.post(f.hisA, f.referralBundle()))
  const [communication] = (f.reportBundle(await taskAt(here, id)).entry ?? []).map(
    ({ resource }) => resource as Communication
  )
  const plain = { ...communication, payload: [{ contentString: 'Gezien.' }] } as Communication
  const answer = await here.post(f.sA, plain)
  t.match(f.valueOf(answer).answer, {
    status: 201,
    headers: { ETag: 'W/"1"', Location: /Communication\/.*\/_history\/1$/ }
  })
  t.match(bodyOf(answer), { resourceType: 'OperationOutcome', issue: [{}] })
  const minimal = await here.post(f.sA, plain, { prefer: 'minimal' })
  t.match(f.valueOf(minimal).answer, { status: 201, body: '' })
  const whole = await here.post(f.sA, plain, { prefer: 'representation' })
  t.match(bodyOf(whole), { resourceType: 'Communication', payload: [{ contentString: 'Gezien.' }] })
})

test('a repeat whose first copy is committed while it is decided gets the first answer, and is not in its own way', async (t) => {
  // What another process commits right behind the look for it.
  let isBehind = false
  const here = await world(t, (store) => ({
    ...passing(store),
    read: async (query) => {
      const read = await store.read(query)
      if (!isBehind || query.kind !== 'answer') return read
      isBehind = false
      return { ...read, facts: undefined }
    }
  }))
  const bundle = f.referralBundle()
  const first = f.valueOf(await here.post(f.hisA, bundle))
  isBehind = true
  t.same(f.valueOf(await here.post(f.hisA, bundle)), { answer: first.answer, replayed: true }, 'a referral')
  const { Task: id = '' } = idsOf(await here.post(f.hisA, bundle))
  const step = { ...(await taskAt(here, id)), status: 'accepted' } as Task
  const put = { interaction: { name: 'update', type: 'Task', id, ifMatch: 'W/"1"' }, idempotencyKey: 'step-1' } as const
  const made = f.valueOf(await here.post(f.sA, step, put))
  isBehind = true
  t.same(f.valueOf(await here.post(f.sA, step, put)), { answer: made.answer, replayed: true }, 'a step')
  t.match(await here.counts(), { received: { 'his-a': { accepted: 1, repeated: 2, refused: 0 } } })
})

/** A store that does what another does. */
function passing(store: Store): Store {
  return {
    isShared: store.isShared,
    read: async (query) => store.read(query),
    commit: async (change) => store.commit(change),
    claim: async (ask) => store.claim(ask),
    settle: async (ask) => store.settle(ask),
    lease: async (ask) => store.lease(ask),
    settlePulled: async (ask) => store.settlePulled(ask),
    once: async (id, expiresAt) => store.once(id, expiresAt),
    close: async () => store.close()
  }
}

/** A store on which something else always happened in between. */
function alwaysLate(store: Store): Store & { readonly tried: () => number } {
  let tried = 0
  return {
    ...passing(store),
    commit: async (change) => {
      if (change.message === undefined) return store.commit(change)
      tried++
      return { outcome: 'conflict' }
    },
    tried: () => tried
  }
}

test('after eight conflicts the sender is asked to come back, and nothing is written or sent', async (t) => {
  let tried = () => 0
  const here = await world(t, (store) => {
    const late = alwaysLate(store)
    tried = late.tried
    return late
  })
  t.same(f.refusals(await here.post(f.hisA, f.referralBundle())), ['busy'])
  t.equal(tried(), 8)
  t.same(here.woken, [])
  t.equal((await here.counts()).referrals, 0)
})

test('a refusal leaves one audit line with its code, and nothing of the message', async (t) => {
  const here = await world(t)
  const refused = await here.post(f.hisB, f.referralBundle())
  t.equal(refused.ok, false)
  if (!refused.ok) await recordRefusal(here.deps, 'his-b', refused.outcome)
  const lines = await here.audit()
  t.equal(lines.length, 1)
  t.match(lines[0], {
    action: 'receive',
    outcome: 'refused',
    participant: 'his-b',
    reason: 'requester-mismatch',
    at: f.start
  })
  t.match(await here.counts(), { received: { 'his-b': { accepted: 0, refused: 1 } }, referrals: 0 })
})

test('a message after which nobody needs to be told says so in the audit', async (t) => {
  const here = await world(t)
  const { Task: id = '' } = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await taskAt(here, id)
  const put = { interaction: { name: 'update', type: 'Task', id } } as const
  f.valueOf(await here.post(f.sA, { ...task, status: 'received' }, put))
  const same = await taskAt(here, id)
  f.valueOf(await here.post(f.sA, { ...same, status: 'received' }, put))
  t.same(
    (await here.audit()).map(({ reason }) => reason),
    [undefined, undefined, 'nothing-to-tell']
  )
})

test('no line of the log holds a BSN, a name or a word of the letter', async (t) => {
  const here = await world(t)
  await here.post(
    f.hisA,
    f.referralBundle({ patient: { bsn: f.bsn, family: 'Geheimenaar' }, letter: { reason: 'Zeerbijzonder' } })
  )
  await here.post(f.hisB, f.referralBundle({ patient: { bsn: f.bsn, family: 'Geheimenaar' } }))
  t.ok(here.log.length > 0)
  t.notMatch(here.log.join(), /999999151|Geheimenaar|Zeerbijzonder/)
})

const ill: Bundle = f.withEntry(f.referralBundle(), 'urn:uuid:x', { resourceType: 'Flag' } as never)

test('what is no FHIR is refused at its place, all of it at once', async (t) => {
  const here = await world(t)
  const refusals = f.refusals(await here.post(f.hisA, ill))
  t.ok(refusals.length > 0)
  for (const refusal of refusals) t.match(refusal, /^invalid-structure Bundle\.entry\[9\]\.resource/)
})
