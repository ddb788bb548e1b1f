import { test } from 'tap'
import { enforceWhole } from '../../src/flows/enforce-whole.ts'
import { enforce, type Enforced } from '../../src/flows/enforce.ts'
import type { Operating } from '../../src/flows/operate.ts'
import { readResource } from '../../src/flows/ask.ts'
import { whatIfInStore } from '../../src/flows/what-if.ts'
import { localDay } from '../../src/clock.ts'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { judge } from '../../src/obligations/judge.ts'
import { lga, rule } from '../obligations/fixtures.ts'
import { nextFile } from '../obligations/next-version.ts'
import * as f from '../referral/fixtures.ts'
import { between } from './sweep-world.ts'
import { idsOf, world, type World } from './world.ts'

/** Four weeks after receipt in place of six. */
const sooner: Agreement = {
  ...lga,
  version: '99.0.0',
  obligations: [{ ...rule, due: [{ from: 'referral.received', within: 'P4W' }] }]
}

const agreements = new Map([...f.rules.agreements, ['lga', sooner], ['lga|99.0.0', sooner]])

/** The flows as after a start with the new file beside the old one. */
function restarted(here: World): World['deps'] {
  return { ...here.deps, rules: { ...f.rules, agreements } }
}

/** Posts referrals of practice A to institution A, and answers the ids of their Tasks. */
async function referred(here: World, count = 1): Promise<readonly string[]> {
  const tasks: string[] = []
  for (let index = 0; index < count; index++) {
    tasks.push(idsOf(await here.post(f.hisA, f.referralBundle())).Task ?? '')
  }
  return tasks
}

function operating(more: Partial<Operating> = {}): Operating {
  const body = Buffer.from('{}')
  const address = '/PlanDefinition/lga/$enforce'
  return { participant: f.operator, action: 'agreement', address, body, contentType: 'application/fhir+json', ...more }
}

async function enforced(
  deps: World['deps'],
  asked: { after?: string; reason?: string } = {},
  more: Partial<Operating> = {}
) {
  const done: Enforced[] = []
  const answer = (one: Enforced) => {
    done.push(one)
    return { status: 200, headers: {}, body: JSON.stringify(one) }
  }
  const result = await enforce(deps, operating(more), {
    asked: { agreement: 'lga', reason: 'Agreed by the region', ...asked },
    answer
  })
  return { result, done: done.at(-1) }
}

async function duties(here: World) {
  const { facts } = await here.deps.store.read({ kind: 'obligations', knownAt: here.clock.now() })
  const on = localDay(here.clock.now())
  return facts.map((one) => {
    const { state } = judge(agreements, { ...one, on })
    return { id: one.obligation.id, facts: one.facts, state: state.state, dueOn: state.dueOn }
  })
}

test('what is foretold is what comes, in every reader’s Task, and a second time there is nothing to do', async (t) => {
  const here = await world(t)
  await referred(here, 3)
  const deps = restarted(here)
  const now = here.clock.now()
  const text = JSON.stringify(nextFile)
  const told = await whatIfInStore(deps.store, { agreements: f.rules.agreements, text, now, rowsMax: 2 })
  if (!told.ok) throw new Error(JSON.stringify(told))
  t.match(told.value.counts, { open: 3, changed: 3, effects: { 'moves-earlier': 3 } })
  t.equal(told.value.rows.length, 2, 'no more rows than are wanted')

  const { done } = await enforced(deps)
  t.strictSame(done, { version: 'lga|99.0.0', changed: 3, left: 0 })
  for (const { id, dueOn, facts } of await duties(here)) {
    t.equal(dueOn, '2026-03-30')
    t.match(facts.at(-1), {
      event: 'agreement.changed',
      by: f.operator.id,
      detail: { agreement: 'lga|99.0.0', reason: 'Agreed by the region' }
    })
    for (const reader of [f.sA, f.hisA]) {
      const task = f.valueOf(await readResource(deps, reader, { type: 'Task', id })).json
      t.match(JSON.parse(task), { restriction: { period: { end: '2026-03-30' } } })
    }
  }
  const { facts: due } = await deps.store.read({ kind: 'dueRungs', on: '2026-03-23', limit: 10 })
  t.equal(due.length, 3, 'the first reminder moves along')
  t.strictSame((await enforced(deps)).done, { version: 'lga|99.0.0', changed: 0, left: 0 })
  const lines = (await here.audit()).filter(({ action }) => action === 'agreement')
  t.same(
    lines.filter(({ referral }) => referral !== undefined).map(({ outcome, reason }) => [outcome, reason]),
    [1, 2, 3].map(() => ['enforced', 'lga|99.0.0'])
  )
  t.notMatch(JSON.stringify(lines), 'Agreed by')
})

test('what is met keeps its version, and new referrals are under the new one already', async (t) => {
  const here = await world(t)
  const [first] = await referred(here, 2)
  here.clock.set(f.start + 15 * f.dayMs)
  const task = JSON.parse(
    f.valueOf(await readResource(here.deps, f.sA, { type: 'Task', id: first ?? '' })).json
  ) as never
  await here.post(f.sA, f.reportBundle(task))
  const before = (await duties(here)).find(({ state }) => state.startsWith('met'))
  t.ok(before)
  t.match((await enforced(restarted(here))).done, { changed: 1 })
  t.strictSame(
    (await duties(here)).find(({ id }) => id === before?.id),
    before
  )
})

test('a duty that the version does not have ends, and nobody is reminded of it any more', async (t) => {
  const here = await world(t)
  await referred(here)
  const without = { ...lga, version: '99.0.0', obligations: lga.obligations.filter(({ code }) => code !== rule.code) }
  const known = new Map([...f.rules.agreements, ['lga', without], ['lga|99.0.0', without]])
  const deps = { ...here.deps, rules: { ...f.rules, agreements: known } }
  t.match((await enforced(deps)).done, { changed: 1 })
  const { facts } = await deps.store.read({ kind: 'obligations', knownAt: here.clock.now() })
  const id = facts[0]?.obligation.id ?? ''
  const task = f.valueOf(await readResource(deps, f.hisA, { type: 'Task', id })).json
  t.match(JSON.parse(task), { status: 'cancelled', businessStatus: { coding: [{ code: 'not-applicable' }] } })
  t.strictSame((await deps.store.read({ kind: 'dueRungs', on: '2027-01-01', limit: 10 })).facts, [])
  t.match((await enforced(deps)).done, { changed: 0 }, 'a second time there is nothing to do')
})

test('a day that has passed keeps what was owed then', async (t) => {
  const here = await world(t)
  await referred(here)
  here.clock.set(Date.parse('2026-04-06T10:00:00Z'))
  await enforced(restarted(here))
  const { facts } = await here.deps.store.read({ kind: 'obligations', knownAt: here.clock.now() })
  const [duty] = facts
  if (duty === undefined) throw new Error('no duty')
  t.match(judge(agreements, { ...duty, on: '2026-04-05' }).state, { state: 'prospective', dueOn: '2026-04-13' })
  t.match(judge(agreements, { ...duty, on: '2026-04-06' }).state, { state: 'overdue', dueOn: '2026-03-30' })
})

test('it goes on behind the place where a call ended, and a repeat under its key has no second effect', async (t) => {
  const here = await world(t)
  await referred(here, 3)
  const deps = restarted(here)
  const [first] = await duties(here)
  const { done } = await enforced(deps, { after: first?.id ?? '' }, { idempotencyKey: 'k1' })
  t.match(done, { changed: 2 })
  const again = await enforced(deps, { after: first?.id ?? '' }, { idempotencyKey: 'k1' })
  t.equal(again.done, undefined)
  t.match(again.result, { ok: true, value: { replayed: true } })
  t.match((await enforced(deps)).done, { changed: 1 })
})

test('broken off in the middle it loses nothing and repeats nothing', async (t) => {
  let commits = 0
  const here = await world(
    t,
    between({
      commit: (change) => {
        if (change.audit.some(({ action, referral }) => action === 'agreement' && referral !== undefined)) commits += 1
        if (commits === 2) throw new Error('killed')
        return undefined
      }
    })
  )
  await referred(here, 3)
  await t.rejects(enforced(restarted(here)), /killed/)
  commits = 10
  t.match((await enforced(restarted(here))).done, { changed: 2 })
  const changes = (await duties(here)).map(
    ({ facts }) => facts.filter(({ event }) => event === 'agreement.changed').length
  )
  t.same(changes, [1, 1, 1])
})

test('all is done in one go where nobody waits for an answer, but not under a version that was edited', async (t) => {
  const here = await world(t)
  await referred(here, 2)
  const asked = { agreement: 'lga', reason: 'Agreed by the region' }
  const whole = (next: Agreement) => {
    const known = new Map([...f.rules.agreements, ['lga', next], ['lga|99.0.0', next]])
    return enforceWhole({ ...here.deps, rules: { ...f.rules, agreements: known } }, f.operator, asked)
  }
  t.match(await whole(sooner), { ok: true, value: { version: 'lga|99.0.0', changed: 2, left: 0 } })
  const edited = await whole({ ...sooner, source: 'Something else under the same version' })
  t.match(edited, { ok: false, outcome: { issues: [{ code: 'agreement-invalid' }] } })
})

test('an agreement or a place that nobody knows is refused', async (t) => {
  const here = await world(t)
  const answer = () => ({ status: 200, headers: {}, body: '' })
  for (const agreement of ['nobody', 'lga|99.0.0', '']) {
    const result = await enforce(restarted(here), operating(), { asked: { agreement, reason: 'x' }, answer })
    t.match(result, { ok: false, outcome: { issues: [{ code: 'agreement-unknown' }] } })
  }
  const { result } = await enforced(restarted(here), { after: 'nothing' })
  t.match(result, { ok: false, outcome: { issues: [{ code: 'place-unknown' }] } })
})
