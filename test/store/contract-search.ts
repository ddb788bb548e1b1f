import { test } from 'tap'
import type { Store } from '../../src/store/port.ts'
import { change, resource, start, type OpenStore } from './fixtures.ts'

const hour = 3_600_000

/** What a search finds, in which order, and how it counts. */
export function searchContract(name: string, open: OpenStore): void {
  test(`${name}: a search holds every criterion, any of its values, and only what is current`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await put(
      store,
      task('a', 1, { status: 'requested', owner: 'ggz-1' }),
      task('b', 2, { status: 'accepted', owner: 'ggz-1' }),
      task('c', 3, { status: 'requested', owner: 'ggz-2' }),
      resource({ ...task('a', 1, { status: 'requested' }), projection: 'ggz-1' })
    )
    await put(store, { ...task('c', 4, { status: 'completed', owner: 'ggz-2' }), version: 2 })
    t.strictSame(await found(store, {}), ['c', 'b', 'a'])
    t.strictSame(await found(store, { status: ['requested'] }), ['a'])
    t.strictSame(await found(store, { status: ['requested', 'completed'] }), ['c', 'a'])
    t.strictSame(await found(store, { owner: ['ggz-1'], status: ['accepted', 'requested'] }), ['b', 'a'])
    t.strictSame(await found(store, { owner: ['ggz-2'], status: ['accepted'] }), [])
    t.strictSame(await found(store, { _id: ['b', 'c'] }), ['c', 'b'])
    t.strictSame(await found(store, { owner: ['ggz-1'], _id: ['b', 'c'] }), ['b'])
    t.strictSame(await found(store, { status: ["' OR 1=1 --"] }), [])
    t.strictSame(await found(store, { status: [] }), [])
  })

  test(`${name}: criteria that thousands meet are met together whatever their order`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const ids = Array.from({ length: 5_200 }, (_, index) => `t-${String(index).padStart(4, '0')}`)
    await put(
      store,
      ...ids.map((id, index) =>
        task(id, index, {
          owner: index % 2 === 0 ? 'one' : 'other',
          status: index < 5_100 ? 'requested' : 'completed',
          code: index < 3 ? 'rare' : 'common'
        })
      )
    )
    const asked = async (...criteria: readonly (readonly [string, ...string[]])[]) => {
      const ask = { projection: 'canonical', type: 'Task', limit: 2, offset: 0 } as const
      const both = [criteria, criteria.toReversed()].map(async (order) => {
        const named = order.map(([param, ...values]) => ({ param, values }))
        const { facts } = await store.read({ kind: 'search', ...ask, criteria: named })
        return [facts.total, ...facts.resources.map(({ id }) => id)]
      })
      const [first, second] = await Promise.all(both)
      t.strictSame(first, second)
      return first
    }
    t.strictSame(await asked(['status', 'requested'], ['code', 'common']), [5_097, 't-5099', 't-5098'])
    t.strictSame(await asked(['owner', 'one', 'other'], ['status', 'requested', 'x']), [5_100, 't-5099', 't-5098'])
    t.strictSame(await asked(['owner', 'one', 'other']), [5_200, 't-5199', 't-5198'])
    t.strictSame(await asked(['owner', 'one'], ['status', 'requested']), [2_550, 't-5098', 't-5096'])
    t.strictSame(await asked(['code', 'rare'], ['status', 'requested'], ['owner', 'one']), [2, 't-0002', 't-0000'])
    t.strictSame(await asked(['status', 'requested'], ['_id', 't-0001', 't-5199']), [1, 't-0001'])
    t.strictSame(await asked(['status', 'requested'], ['code', 'none']), [0])
  })

  test(`${name}: search results come newest first, then by id, page by page, with the whole count`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await put(store, task('b', 1, {}), task('a', 1, {}), task('c', 2, {}), task('d', 0, {}))
    const ask = { kind: 'search' as const, projection: 'canonical', type: 'Task', criteria: [] }
    const pages = [0, 2, 4].map(async (offset) => {
      const { facts } = await store.read({ ...ask, limit: 2, offset })
      return { total: facts.total, ids: facts.resources.map(({ id }) => id) }
    })
    t.strictSame(await Promise.all(pages), [
      { total: 4, ids: ['c', 'a'] },
      { total: 4, ids: ['b', 'd'] },
      { total: 4, ids: [] }
    ])
    t.strictSame((await store.read({ ...ask, limit: 0, offset: 0 })).facts, { total: 4, resources: [] })
  })
}

const all = { criteria: [], limit: 10, offset: 0 }

function put(store: Store, ...resources: readonly ReturnType<typeof resource>[]) {
  return store.commit(change({ writes: resources.map((row) => ({ kind: 'resource', ...row })) }))
}

function task(id: string, hours: number, columns: Readonly<Record<string, string>>) {
  const search = Object.entries(columns).map(([param, value]) => ({ param, value }))
  return resource({ id, type: 'Task', lastUpdated: start + hours * hour, search })
}

async function found(store: Store, by: Readonly<Record<string, readonly string[]>>) {
  const criteria = Object.entries(by).map(([param, values]) => ({ param, values }))
  const { facts } = await store.read({ kind: 'search', projection: 'canonical', type: 'Task', ...all, criteria })
  if (facts.total !== facts.resources.length) throw new Error('the count differs from what was found')
  return facts.resources.map(({ id }) => id)
}
