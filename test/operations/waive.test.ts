import { test } from 'tap'
import { idsOf } from '../flows/world.ts'
import { outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, parametersOf, posted, valueIn, world, type World } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

/** A referral of 2 March 2026 with its duties; the id of the one under a code. */
async function received(here: World, code = 'intake-confirmation') {
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const referral = ids.ServiceRequest ?? ''
  const { facts } = await here.deps.store.read({ kind: 'referral', id: referral })
  return { referral, task: ids.Task ?? '', duty: facts?.obligations.find((one) => one.code === code)?.id ?? '' }
}

const given = {
  reason: { valueCode: 'agreed-otherwise' },
  evidence: { valueString: 'gesprek van 2 maart' },
  authority: { valueString: 'de huisarts' }
}

async function waive(
  here: World,
  who: string,
  duty: string,
  how: { readonly given?: Readonly<Record<string, object>>; readonly headers?: Readonly<Record<string, string>> } = {}
) {
  const payload = parametersOf(how.given ?? given)
  return here.call(who, posted(`/fhir/Task/${duty}/$waive`, payload, how.headers))
}

async function stateOf(here: World, duty: string): Promise<unknown> {
  return valueIn(answered(await here.call('his-a', { url: `/fhir/Task/${duty}/$explain` })), 'state')
}

test('who is owed feedback waives it, and it is owed again when the waiver is taken back', async (t) => {
  const here = await world(t)
  const { duty, referral } = await received(here)
  const answer = answered(await waive(here, 'his-a', duty))
  t.equal(valueIn(answer, 'state'), 'waived')
  t.equal(await stateOf(here, duty), 'waived')
  for (const who of ['his-a', 's-a']) {
    const { body } = await here.call(who, { url: `/fhir/Task/${duty}` })
    t.match(JSON.parse(body), { status: 'cancelled', businessStatus: { coding: [{ code: 'waived' }] } }, who)
  }
  const line = { action: 'waive', outcome: 'waived', participant: 'his-a', referral, reason: 'agreed-otherwise' }
  const last = (await here.audit()).at(-1)
  t.match(last, line)
  const { facts: kept } = await here.deps.store.read({ kind: 'received', id: last?.message ?? '' })
  t.match(Buffer.from(kept?.body ?? []).toString('utf8'), 'gesprek van 2 maart', 'what was asked is kept')

  here.clock.set(f.start + f.dayMs)
  const back = answered(await waive(here, 'his-a', duty, { given: { end: { valueBoolean: true } } }))
  t.equal(valueIn(back, 'state'), 'prospective')
  t.equal(named(back, 'waiver').length, 1)
  t.equal(await stateOf(here, duty), 'prospective')
})

test('a waiver that has a last day is over on the next', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  await waive(here, 'his-a', duty, { given: { ...given, until: { valueDate: '2026-03-10' } } })
  here.clock.set(f.start + 8 * f.dayMs)
  t.equal(await stateOf(here, duty), 'waived')
  here.clock.set(f.start + 9 * f.dayMs)
  t.equal(await stateOf(here, duty), 'prospective')
})

test('an operator waives on somebody’s authority, finds the duty by its id, and must say whose authority', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  const { authority, ...rest } = given
  t.ok(authority)
  t.same(outcomeOf(await waive(here, 'operator', duty, { given: rest })), [400, 'operation-parameter'])
  t.equal(valueIn(answered(await waive(here, 'operator', duty)), 'state'), 'waived')
})

test('who owes it, a stranger, and an auditor waive nothing', async (t) => {
  const here = await world(t)
  const { duty, task } = await received(here)
  const table: readonly (readonly [string, string, readonly [number, string]])[] = [
    ['s-a', duty, [403, 'creditor-only']],
    ['his-b', duty, [404, 'not-found']],
    ['s-b', duty, [404, 'not-found']],
    ['auditor', duty, [403, 'not-allowed']],
    ['his-a', task, [422, 'not-a-duty']],
    ['operator', task, [404, 'not-found']],
    ['operator', 'no-such', [404, 'not-found']]
  ]
  for (const [who, about, expected] of table) t.same(outcomeOf(await waive(here, who, about)), expected, who)
  t.equal(await stateOf(here, duty), 'prospective')
})

test('what is not owed is not waived, and what is not waived is not taken back', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  const end = { given: { end: { valueBoolean: true } } }
  t.same(outcomeOf(await waive(here, 'his-a', duty, end)), [409, 'waiver-none'])
  await waive(here, 'his-a', duty)
  t.same(outcomeOf(await waive(here, 'his-a', duty)), [409, 'duty-not-open'])
})

test('what is missing or no answer is refused with its name, and words that could name a patient', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  const wrong: readonly Readonly<Record<string, object>>[] = [
    { evidence: given.evidence },
    { reason: given.reason },
    { ...given, reason: { valueCode: 'no-time' } },
    { ...given, until: { valueDate: '2026-03-01' } },
    { ...given, until: { valueDate: '2026-02-30' } },
    { ...given, evidence: { valueString: `brief over ${f.bsn}` } },
    { ...given, evidence: { valueString: `brief over ${f.bsn.replace(/(\d{4})(\d{2})/, '$1.$2.')}` } },
    { ...given, evidence: { valueString: 'x'.repeat(301) } },
    { ...given, end: { valueBoolean: true } }
  ]
  for (const one of wrong) {
    const answer = await waive(here, 'his-a', duty, { given: one })
    t.same(outcomeOf(answer), [400, 'operation-parameter'], JSON.stringify(one).slice(0, 80))
    t.notMatch(answer.body, new RegExp(f.bsn))
  }
  t.equal(await stateOf(here, duty), 'prospective')
})

test('a repeat under the same key has no second effect and gets the first answer; another body is a conflict', async (t) => {
  const here = await world(t)
  const { duty, referral } = await received(here)
  const headers = { 'idempotency-key': 'once' }
  const [first, second] = [await waive(here, 'his-a', duty, { headers }), await waive(here, 'his-a', duty, { headers })]
  t.same([second.statusCode, second.body], [200, first.body])
  t.equal(second.headers['idempotent-replayed'], 'true')
  const { facts } = await here.deps.store.read({ kind: 'referral', id: referral })
  t.equal(facts?.facts.filter(({ event }) => event === 'obligation.waived').length, 1)
  const other = { ...given, evidence: { valueString: 'iets anders' } }
  t.same(outcomeOf(await waive(here, 'his-a', duty, { given: other, headers })), [409, 'idempotency-conflict'])
  t.same((await here.audit()).map(({ outcome }) => outcome).slice(-3), ['waived', 'repeated', 'refused'])
})

test('a token that may not update Tasks waives nothing', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  t.equal((await here.call(undefined, posted(`/fhir/Task/${duty}/$waive`, parametersOf(given)))).statusCode, 401)
  t.same(outcomeOf(await here.call('his-a', { url: `/fhir/Task/${duty}/$waive` })), [405, 'method-not-allowed'])
})
