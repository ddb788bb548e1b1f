import { test } from 'tap'
import type { Store } from '../../src/store/port.ts'
import { change, resource, start, type OpenStore } from './fixtures.ts'

/** Texts of a sender that are hard on an index. */
const texts: readonly (readonly [string, string])[] = [
  ['of 5,000 characters', 'x'.repeat(5_000)],
  ['of 2,000 characters of three bytes', '☎'.repeat(2_000)],
  ['with a NUL', 'a\0b'],
  ['that looks like a hash', `sha256:${'0'.repeat(64)}`]
]

/** What a store makes of a sender's text as a key. */
export function keyContract(name: string, open: OpenStore): void {
  test(`${name}: a resource is found by any text, and no more by one that it has lost`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const [title, text] of texts) {
      const id = title.replaceAll(/\W/g, '-')
      const row = resource({ id, type: 'Task', search: [column(text), column('shared')] })
      await put(store, row)
      t.strictSame(await found(store, text), [id], title)
      t.strictSame(await found(store, `${text}!`), [], title)
      const { facts } = await store.read({ kind: 'resource', projection: 'canonical', type: 'Task', id })
      t.strictSame(facts, row, 'and is read as it was written')
      await put(store, { ...row, version: 2, search: [column('shared')] })
      t.strictSame(await found(store, text), [], title)
      t.ok((await found(store, 'shared')).includes(id), title)
    }
  })

  test(`${name}: a value that a resource keeps is found again after it was lost and came back`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const versions = [['a', 'b'], ['b'], ['a', 'b', 'a'], []]
    for (const [index, values] of versions.entries()) {
      await put(store, resource({ type: 'Task', id: 't', version: index + 1, search: values.map(column) }))
      for (const value of ['a', 'b']) {
        t.strictSame(await found(store, value), values.includes(value) ? ['t'] : [], `${value} in ${index + 1}`)
      }
    }
  })

  test(`${name}: what is asked under a text that no id can be is not there`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await put(store, resource({ type: 'Task', id: 'a' }))
    const of = { projection: 'canonical', type: 'Task' }
    for (const id of ['\0', 'a\0', 'a\0b', '\ud800', 'x'.repeat(100_000)]) {
      t.equal((await store.read({ kind: 'resource', ...of, id })).facts, undefined)
      t.strictSame(
        (await store.read({ kind: 'resources', projection: 'canonical', refs: [{ type: 'Task', id }] })).facts,
        []
      )
      t.equal((await store.read({ kind: 'referral', id })).facts, undefined)
      t.equal((await store.read({ kind: 'received', id })).facts, undefined)
      const criteria = [{ param: '_id', values: [id] }]
      t.equal((await store.read({ kind: 'search', ...of, criteria, limit: 1, offset: 0 })).facts.total, 0)
    }
  })

  test(`${name}: a message repeats under any id, and another id is another message`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const [title, messageId] of texts) {
      t.match(await receive(store, messageId), { outcome: 'committed' }, title)
      t.match(await receive(store, messageId), { outcome: 'repeat', bodyHash: 'hash' }, title)
      const { facts } = await store.read({ kind: 'answer', participant: 'his-1', messageId })
      t.match(facts, { bodyHash: 'hash' }, title)
      t.match(await receive(store, `${messageId}!`), { outcome: 'committed' }, title)
    }
  })

  test(`${name}: any id is remembered once`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const [title, id] of texts) {
      t.equal(await store.once(id, Date.now() + 60_000), true, title)
      t.equal(await store.once(id, Date.now() + 60_000), false, title)
      t.equal(await store.once(`${id}!`, Date.now() + 60_000), true, title)
    }
  })
}

function column(value: string) {
  return { param: 'identifier', value }
}

function put(store: Store, row: ReturnType<typeof resource>) {
  return store.commit(change({ writes: [{ kind: 'resource', ...row }] }))
}

async function found(store: Store, value: string): Promise<readonly string[]> {
  const criteria = [{ param: 'identifier', values: [value] }]
  const ask = { kind: 'search', projection: 'canonical', type: 'Task', criteria, limit: 10, offset: 0 } as const
  return (await store.read(ask)).facts.resources.map(({ id }) => id)
}

function receive(store: Store, messageId: string) {
  const key = { participant: 'his-1', messageId, bodyHash: 'hash' }
  return store.commit(
    change({
      message: { key, answer: { status: 201, headers: {}, body: '' } },
      audit: [{ at: start, participant: 'his-1', action: 'receive', outcome: 'accepted' }]
    })
  )
}
