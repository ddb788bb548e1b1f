import { join } from 'node:path'
import { test, type Test } from 'tap'
import { agreementSetting, digestOf, keepAgreements } from '../../../src/obligations/agreements/kept-agreements.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/port.ts'
import { problemsIn, small } from '../agreement-files.ts'
import { agreements, lga, rule } from '../fixtures.ts'

async function opened(t: Test): Promise<Store> {
  const store = await openStore({ file: join(t.testdir({}), 'gateway.sqlite') })
  t.teardown(() => store.close())
  return store
}

const inForce = (agreement: typeof small) => [
  [agreement.id, agreement] as const,
  [`${agreement.id}|${agreement.version}`, agreement] as const
]

test('the first start keeps what each version says, and every later one finds it so', async (t) => {
  const store = await opened(t)
  t.strictSame(await keepAgreements(store, agreements), [])
  const { facts } = await store.read({ kind: 'setting', name: agreementSetting(lga) })
  t.equal(facts, digestOf(lga))
  t.strictSame(await keepAgreements(store, agreements), [])
})

test('another content under a known version is refused, with its file and what to do', async (t) => {
  const store = await opened(t)
  await keepAgreements(store, new Map(inForce(small)))
  const edited = { ...small, obligations: [{ ...rule, reminders: ['P0D'] }] }
  const [problem, ...others] = await keepAgreements(store, new Map(inForce(edited)))
  t.match(problem, /^small\.json: agreement small\|1\.0\.0 says something else .* small@1\.0\.0\.json.* new version/)
  t.strictSame(others, [])
  t.strictSame(await keepAgreements(store, new Map(inForce(small))), [], 'what was kept stays')
})

test('a new version beside the one that was kept is what an operator does instead', async (t) => {
  const store = await opened(t)
  await keepAgreements(store, new Map(inForce(small)))
  const edited = { ...small, version: '1.1.0', obligations: [{ ...rule, reminders: ['P0D'] }] }
  const both = new Map([['small|1.0.0', small] as const, ...inForce(edited)])
  t.strictSame(await keepAgreements(store, both), [])
  const [problem] = await keepAgreements(store, new Map([...both, ['small|1.0.0', { ...small, source: 'Elsewhere.' }]]))
  t.match(problem, /^small@1\.0\.0\.json: /)
})

test('a refinement says something else when its base does', async (t) => {
  const store = await opened(t)
  const region = { ...small, id: 'region-a', refines: 'small|1.0.0' }
  await keepAgreements(store, new Map([...inForce(small), ...inForce(region)]))
  const edited = { obligations: [{ ...rule, reminders: ['P0D'] }] }
  const problems = await keepAgreements(
    store,
    new Map([...inForce({ ...small, ...edited }), ...inForce({ ...region, ...edited })])
  )
  t.match(problems, [/^small\.json/, /^region-a\.json: .*small\|1\.0\.0, which it refines/])
})

test('of two gateways at their first start one content wins, and the other is told', async (t) => {
  const store = await opened(t)
  const edited = { ...small, source: 'Another one of the test.' }
  const answers = await Promise.all([small, edited].map((one) => keepAgreements(store, new Map(inForce(one)))))
  t.strictSame(answers.map(({ length }) => length).sort(), [0, 1])
})

test('the order of the members and the layout of a file make no difference, and every word does', (t) => {
  const turned = Object.fromEntries(Object.entries(lga).reverse()) as typeof lga
  t.equal(digestOf(turned), digestOf(lga))
  t.not(digestOf({ ...lga, obligations: [...lga.obligations].reverse() }), digestOf(lga))
  t.not(digestOf({ ...lga, title: { ...lga.title, nl: `${lga.title.nl}.` } }), digestOf(lga))
  t.end()
})

test('a version that is kept for its duties is loaded also where the catalogue has grown since', (t) => {
  const base = { ...small, id: 'lga', version: '2.0.0', obligations: lga.obligations, unseen: lga.unseen ?? [] }
  const kept = { ...base, version: '1.0.0', unseen: [] }
  t.strictSame(problemsIn({ 'lga.json': base, 'lga@1.0.0.json': kept }), [])
  t.end()
})
