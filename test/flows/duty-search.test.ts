import { test } from 'tap'
import { searchResources } from '../../src/flows/ask.ts'
import { derivedState, isDerived, TASKS_MAX } from '../../src/flows/duty-search.ts'
import type { Search } from '../../src/flows/search.ts'
import type { ObligationFacts, Store } from '../../src/store/port.ts'
import * as f from '../referral/fixtures.ts'
import { world } from './world.ts'

const states = 'https://ggz-gateway.example/fhir/CodeSystem/obligation-state'

function search(...criteria: Search['criteria']): Search {
  return { type: 'Task', criteria, limit: 10, offset: 0 }
}

const overdue = { param: 'business-status', values: [`${states}|overdue`] }

test('a state is known by its code with its system or without', (t) => {
  t.equal(derivedState('overdue'), `${states}|overdue`)
  t.equal(derivedState(`${states}|overdue`), `${states}|overdue`)
  for (const other of ['late', '|overdue', 'urn:x|overdue', states, '']) t.equal(derivedState(other), undefined, other)
  t.end()
})

test('only what asks for a state or a due day is derived', (t) => {
  t.equal(isDerived(search(overdue)), true)
  t.equal(isDerived(search({ param: 'due-date', values: ['2026-04-13'] })), true)
  t.equal(isDerived(search({ param: 'business-status', values: ['waiting-list'] })), false)
  t.equal(isDerived(search({ param: 'owner', values: ['Organization/s-a'] })), false)
  t.equal(isDerived({ ...search(overdue), type: 'Communication' }), false)
  t.end()
})

/** A store that notes what it is asked, and gives a duty many times over. */
function noting(store: Store, { times = 1 }: { readonly times?: number } = {}) {
  const asked: object[] = []
  const read: Store['read'] = async (query) => {
    asked.push(query)
    const answer = await store.read(query)
    if (query.kind !== 'obligations' || times === 1) return answer
    const [one] = answer.facts as readonly ObligationFacts[]
    const many = Array.from({ length: times }, (_, at) => ({
      ...one!,
      obligation: { ...one!.obligation, id: `o-${at}` }
    }))
    return { ...answer, facts: many }
  }
  const other = ['commit', 'claim', 'settle', 'settlePulled', 'once', 'close'] as const
  const rest = Object.fromEntries(other.map((name) => [name, store[name].bind(store)])) as unknown as Store
  return { store: { ...rest, read }, asked }
}

for (const [times, isRefused] of [
  [TASKS_MAX, false],
  [TASKS_MAX + 1, true]
] as const) {
  test(`a search that finds ${times} duties is ${isRefused ? 'refused, and told how to narrow it' : 'answered'}`, async (t) => {
    const here = await world(t, (store) => noting(store, { times }).store)
    await here.post(f.hisA, f.referralBundle())
    const answer = await searchResources(here.deps, f.sA, search({ param: 'due-date', values: ['ge2026-01-01'] }))
    t.same(f.refusals(answer), isRefused ? ['search-too-wide'] : [])
  })
}

test('a search that asks for nothing derived reads no duties but those that it shows', async (t) => {
  const asked: object[] = []
  const here = await world(t, (store) => {
    const noted = noting(store)
    asked.push(noted.asked)
    return noted.store
  })
  await here.post(f.hisA, f.referralBundle())
  const [queries] = asked as { readonly kind: string; readonly referral?: string }[][]
  queries!.length = 0
  await searchResources(here.deps, f.sA, search({ param: 'status', values: ['requested'] }))
  t.same(
    queries!.map(({ kind }) => kind),
    ['search', 'dutiesOf']
  )
  queries!.length = 0
  const focus = { param: 'focus', values: ['ServiceRequest/r1'] }
  await searchResources(here.deps, f.sA, search(focus, overdue))
  t.match(queries, [{ kind: 'obligations', party: 's-a', referral: 'r1' }, { kind: 'search' }])
  t.equal(queries!.length, 2)
})

test('the numbers of ids that a store is asked for are few', async (t) => {
  const sizes = new Set<number>()
  for (const times of [2, 3, 5, 6, 7, 8, 9_999]) {
    const asked: object[] = []
    const here = await world(t, (store) => {
      const noted = noting(store, { times })
      asked.push(noted.asked)
      return noted.store
    })
    await here.post(f.hisA, f.referralBundle())
    await searchResources(here.deps, f.sA, search({ param: 'due-date', values: ['ge2026-01-01'] }))
    const [queries] = asked as { readonly kind: string; readonly criteria?: Search['criteria'] }[][]
    const ids = queries!.findLast(({ kind }) => kind === 'search')?.criteria?.[0]?.values ?? []
    t.equal(new Set(ids).size, times)
    sizes.add(ids.length)
  }
  t.same([...sizes], [2, 4, 8, 16_384])
})
