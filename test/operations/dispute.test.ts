import type { Bundle, Task } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import { GIVEN } from '../../src/obligations/completion.ts'
import type { Agreement } from '../../src/obligations/agreement.ts'
import type { FactRow } from '../../src/store/change.ts'
import { idsOf } from '../flows/world.ts'
import { outcomeOf, world, type World } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, parametersOf, posted, valueIn } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

/** Lets every duty of these worlds be met by telephone. */
function byTelephone(t: Test): void {
  const agreements = f.rules.agreements as Map<string, Agreement>
  const before = [...agreements]
  for (const [key, one] of before) {
    agreements.set(key, { ...one, obligations: one.obligations.map((rule) => ({ ...rule, telephone: true })) })
  }
  t.teardown(() => before.forEach(([key, agreement]) => agreements.set(key, agreement)))
}

interface Called {
  readonly referral: string
  readonly duty: string
}

/** A referral of which institution A has told by telephone that the intake was, and in writing that treatment started. */
async function called(here: World, { isStopped = false } = {}): Promise<Called> {
  const referral = idsOf(await here.post(f.hisA, f.referralBundle())).ServiceRequest ?? ''
  const { facts: known } = await here.deps.store.read({ kind: 'referral', id: referral })
  const duty = known?.obligations.find(({ code }) => code === 'intake-confirmation')?.id ?? ''
  const base = { referral, occurredOn: '2026-03-02', heardAt: f.start, by: 's-a', message: 'message-2' }
  const said = { ...base, event: GIVEN, communication: 'call-1', kindOfFeedback: 'intake-confirmation' }
  const call: FactRow = { ...said, id: 'fact-1', missing: [], detail: { medium: 'phone' } }
  const letter: FactRow = { ...said, id: 'fact-2', communication: 'letter-1', kindOfFeedback: 'treatment-start' }
  const stop: FactRow = { ...base, id: 'fact-3', event: 'clock.suspended', detail: { reason: 'patient-request' } }
  const facts = isStopped ? [call, letter, stop] : [call, letter]
  const writes = facts.map((fact) => ({ kind: 'fact', ...fact }) as const)
  await here.deps.store.commit({ expect: [], writes, outbox: [], audit: [] })
  return { referral, duty }
}

const call = { communication: { valueId: 'call-1' }, reason: { valueCode: 'not-received-call' } }

async function dispute(here: World, who: string, duty: string, given: Readonly<Record<string, object>> = call) {
  return here.call(who, posted(`/fhir/Task/${duty}/$dispute`, parametersOf(given)))
}

async function stateOf(here: World, duty: string): Promise<unknown> {
  return valueIn(answered(await here.call('his-a', { url: `/fhir/Task/${duty}/$explain` })), 'state')
}

/** The Tasks that wait to be sent to a receiver, beside the referral itself. */
async function tasksFor(here: World, receiver: string): Promise<readonly Task[]> {
  const all: Bundle[] = []
  for (let round = 0; round < 5; round++) {
    const claim = await here.deps.store.claim({ receiver, now: f.start, leaseMs: 1_000, limit: 10, skip: [] })
    if (claim === undefined || claim.messages.length === 0) break
    all.push(...claim.messages.map(({ body }) => JSON.parse(body) as Bundle))
    const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered', at: f.start }) as const)
    await here.deps.store.settle({ receiver, fence: claim.fence, results })
  }
  const [, ...later] = all
  return later.flatMap(({ entry = [] }) => entry.map(({ resource }) => resource as Task))
}

test('feedback by telephone that its receiver disputes counts no more, and its sender is sent the duty that is open again', async (t) => {
  const here = await world(t)
  byTelephone(t)
  const { duty, referral } = await called(here)
  t.equal(await stateOf(here, duty), 'met')
  t.match(valueIn(answered(await dispute(here, 'his-a', duty)), 'dispute'), /^[0-9a-f-]{36}$/)
  t.equal(await stateOf(here, duty), 'prospective')
  const told = await tasksFor(here, 's-a')
  t.match(told, [{ resourceType: 'Task', id: duty, status: 'requested' }])
  t.equal(told[0]?.output, undefined)
  t.same([...here.woken].at(-1), 's-a')
  const line = { action: 'dispute', outcome: 'disputed', participant: 'his-a', referral, reason: 'not-received-call' }
  t.match(
    (await here.audit()).findLast(({ action }) => action === 'dispute'),
    line
  )
  t.same(outcomeOf(await dispute(here, 'his-a', duty)), [409, 'dispute-known'])
})

test('a suspension is disputed by the day since when the clock stands still, or by its id, and moves nothing', async (t) => {
  for (const suspension of ['2026-03-02', 'fact-3']) {
    const here = await world(t)
    const { duty, referral } = await called(here, { isStopped: true })
    const before = await stateOf(here, duty)
    const given = { suspension: { valueString: suspension }, reason: { valueCode: 'not-agreed' } }
    t.equal((await dispute(here, 'his-a', duty, given)).statusCode, 200)
    const { facts } = await here.deps.store.read({ kind: 'referral', id: referral })
    t.match(facts?.facts.at(-1), {
      event: 'suspension.disputed',
      by: 'his-a',
      detail: { of: 'fact-3', reason: 'not-agreed' }
    })
    t.equal(await stateOf(here, duty), before)
    t.match(await tasksFor(here, 's-a'), [{ id: duty }], 'the one who suspended is told')
  }
})

test('only who is owed the feedback disputes it, and only what is there and was said by telephone', async (t) => {
  const here = await world(t)
  const { duty } = await called(here)
  for (const [who, expected] of [
    ['s-a', [403, 'creditor-only']],
    ['operator', [403, 'creditor-only']],
    ['his-b', [404, 'not-found']],
    ['auditor', [403, 'not-allowed']]
  ] as const) {
    t.same(outcomeOf(await dispute(here, who, duty)), expected, who)
  }
  const reason = { valueCode: 'other' }
  for (const [given, expected] of [
    [{ reason, communication: { valueId: 'letter-1' } }, [422, 'dispute-in-writing']],
    [{ reason, communication: { valueId: 'call-2' } }, [422, 'dispute-unknown']],
    [{ reason, suspension: { valueString: '2026-03-01' } }, [422, 'dispute-unknown']],
    [{ reason }, [400, 'operation-parameter']],
    [{ ...call, suspension: { valueString: '2026-03-02' } }, [400, 'operation-parameter']],
    [{ communication: call.communication }, [400, 'operation-parameter']],
    [{ ...call, reason: { valueCode: 'rude' } }, [400, 'operation-parameter']],
    [{ ...call, text: { valueString: `over ${f.bsn}` } }, [400, 'operation-parameter']]
  ] as const) {
    t.same(outcomeOf(await dispute(here, 'his-a', duty, given)), expected, JSON.stringify(given))
  }
})
