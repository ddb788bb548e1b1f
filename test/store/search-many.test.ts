import { test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import { change, resource, start } from './fixtures.ts'
import { engines } from './engines.ts'

/** More than are looked up one by one (`src/store/sql/search.ts`). */
const many = 5_200

for (const engine of engines) {
  test(`${engine.name}: of thousands of matches a page is the same, in the same order, as of a few`, async (t) => {
    const place = await engine.place(t)
    if (place === undefined) return
    const store = await openStore(place)
    t.teardown(async () => store.close())
    const rows = Array.from({ length: many }, (_, index) =>
      resource({
        type: 'Task',
        id: `t-${String(index).padStart(5, '0')}`,
        // Two of each instant, so that the id decides between them.
        lastUpdated: start + Math.floor(((index * 7) % many) / 2),
        search: [
          { param: 'owner', value: 'ggz-1' },
          { param: 'status', value: index % 500 === 0 ? 'completed' : 'requested' }
        ]
      })
    )
    for (let from = 0; from < many; from += 400) {
      const writes = rows.slice(from, from + 400).map((row) => ({ kind: 'resource' as const, ...row }))
      await store.commit(change({ writes }))
    }
    const ordered = rows.toSorted((a, b) => b.lastUpdated - a.lastUpdated || (a.id < b.id ? -1 : 1))
    const owner = { param: 'owner', values: ['ggz-1'] }
    const find = async (criteria: readonly { param: string; values: readonly string[] }[], offset: number) => {
      const { facts } = await store.read({
        kind: 'search',
        projection: 'canonical',
        type: 'Task',
        criteria,
        limit: 5,
        offset
      })
      return { total: facts.total, ids: facts.resources.map(({ id }) => id) }
    }
    const page = (of: typeof ordered, offset: number) => of.slice(offset, offset + 5).map(({ id }) => id)
    for (const offset of [0, 4_000, many - 2]) {
      t.strictSame(await find([owner], offset), { total: many, ids: page(ordered, offset) })
    }
    const requested = ordered.filter(({ search }) => search[1]?.value === 'requested')
    t.strictSame(await find([owner, { param: 'status', values: ['requested'] }], 7), {
      total: requested.length,
      ids: page(requested, 7)
    })
    const completed = ordered.filter(({ search }) => search[1]?.value === 'completed')
    t.strictSame(await find([owner, { param: 'status', values: ['completed'] }], 3), {
      total: completed.length,
      ids: page(completed, 3)
    })
    t.strictSame(await find([owner], many), { total: many, ids: [] })
  })
}
