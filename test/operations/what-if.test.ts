import { test, type Test } from 'tap'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { outcomeOf } from '../http/world.ts'
import { lga, rule } from '../obligations/fixtures.ts'
import { nextFile } from '../obligations/next-version.ts'
import * as f from '../referral/fixtures.ts'
import { idsOf } from '../flows/world.ts'
import { answered, named, parametersOf, posted, valueIn, world, type World } from './world.ts'

f.open(f.referralBundle())

/** Four weeks after receipt in place of six. */
const sooner: Agreement = {
  ...lga,
  version: '99.0.0',
  obligations: [{ ...rule, due: [{ from: 'referral.received', within: 'P4W' }] }]
}

/** Two referrals of practice A to institution A; the id of the first one's request. */
async function referred(here: World): Promise<string> {
  const first = idsOf(await here.post(f.hisA, f.referralBundle()))
  await here.post(f.hisA, f.referralBundle())
  return first.ServiceRequest ?? ''
}

const fileOf = (agreement: object): object => ({
  valueAttachment: { contentType: 'application/json', data: Buffer.from(JSON.stringify(agreement)).toString('base64') }
})

const ask = (agreement: object) => posted('/fhir/PlanDefinition/$what-if', parametersOf({ agreement }))

/** As after a start with the new file beside the old one. */
function putInForce(t: Test): void {
  const agreements = f.rules.agreements as Map<string, Agreement>
  const before = [...agreements]
  agreements.set('lga', sooner).set('lga|99.0.0', sooner)
  t.teardown(() => {
    agreements.clear()
    before.forEach(([key, agreement]) => agreements.set(key, agreement))
  })
}

test('an operator is told what a version would do, in counts, ids and codes, and nothing is written', async (t) => {
  const here = await world(t)
  const first = await referred(here)
  const before = here.commits()
  const answer = answered(await here.call('operator', ask(fileOf(nextFile))))
  t.same(
    ['version', 'open', 'changed', 'more'].map((name) => valueIn(answer, name)),
    ['lga|99.0.0', 2, 2, false]
  )
  const counts = named(answer, 'effect').map(({ part = [] }) => [valueIn(part, 'code'), valueIn(part, 'count')])
  t.same(
    counts.filter(([, count]) => count !== 0),
    [['moves-earlier', 2]]
  )
  const [duty] = named(answer, 'duty').map(({ part = [] }) => part)
  t.equal(valueIn(duty ?? [], 'referral'), first)
  const [was, is] = ['before', 'after'].map((name) => named(duty ?? [], name)[0]?.part ?? [])
  t.same([valueIn(was ?? [], 'dueOn'), valueIn(is ?? [], 'dueOn')], ['2026-04-13', '2026-03-30'])
  t.equal(here.commits(), before)
})

test('a version that a start would refuse is refused with its place', async (t) => {
  const here = await world(t)
  const table = [
    [fileOf({ ...nextFile, surprise: 1 }), 422, 'agreement-invalid'],
    [fileOf({ ...nextFile, obligations: [] }), 422, 'agreement-invalid'],
    [fileOf({ ...nextFile, id: 'nobody' }), 422, 'agreement-invalid'],
    [{ valueAttachment: { url: 'https://example.org/lga.json' } }, 400, 'operation-parameter'],
    [{ valueAttachment: { data: 'not base64!' } }, 400, 'operation-parameter'],
    [{ valueString: '{}' }, 400, 'operation-parameter']
  ] as const
  for (const [agreement, status, code] of table) {
    t.same(outcomeOf(await here.call('operator', ask(agreement))), [status, code], JSON.stringify(agreement))
  }
})

test('an operator puts the version in force with a reason, and the answer says how far it came', async (t) => {
  const here = await world(t)
  await referred(here)
  putInForce(t)
  const enforce = (given: Readonly<Record<string, object>>) =>
    here.call('operator', posted('/fhir/PlanDefinition/lga/$enforce', parametersOf(given)))
  const reason = { valueString: 'Agreed by the region' }
  const answer = answered(await enforce({ reason }))
  t.same(
    ['version', 'changed', 'left', 'next'].map((name) => valueIn(answer, name)),
    ['lga|99.0.0', 2, 0, undefined]
  )
  t.equal(valueIn(answered(await enforce({ reason })), 'changed'), 0)
  t.same(outcomeOf(await enforce({})), [400, 'operation-parameter'])
  t.same(outcomeOf(await enforce({ reason: { valueString: 'For patient 123456782' } })), [400, 'operation-parameter'])
  t.same(outcomeOf(await enforce({ reason, after: { valueId: 'nothing' } })), [422, 'place-unknown'])
  const elsewhere = posted('/fhir/PlanDefinition/nobody/$enforce', parametersOf({ reason }))
  t.same(outcomeOf(await here.call('operator', elsewhere)), [404, 'agreement-unknown'])
})

test('nobody but an operator may ask or do it', async (t) => {
  const here = await world(t)
  const reason = parametersOf({ reason: { valueString: 'x' } })
  for (const who of ['his-a', 's-a', 'auditor']) {
    t.same(outcomeOf(await here.call(who, ask(fileOf(nextFile)))), [403, 'not-allowed'], who)
    const done = await here.call(who, posted('/fhir/PlanDefinition/lga/$enforce', reason))
    t.same(outcomeOf(done), [403, 'not-allowed'], who)
  }
})
