import { test } from 'tap'
import type { ObligationFacts, Query, Store } from '../../src/store/port.ts'
import { bareReferral, change, fact, obligation, outgoing, receipt, referralWrite } from './fixtures.ts'
import { resource, start, type OpenStore } from './fixtures.ts'

const hour = 3_600_000

/** What each query answers. */
export function readContract(name: string, open: OpenStore): void {
  test(`${name}: each projection has its own versions, and old ones stay readable as they were`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const status = (value: string) => [{ param: 'status', value }]
    const first = resource({ projection: 'his-1', search: status('requested') })
    const second = resource({ projection: 'his-1', version: 2, lastUpdated: start + hour, search: status('accepted') })
    const other = resource({ projection: 'ggz-1' })
    await put(store, first, other)
    await put(store, second)
    const opened = await reopen()
    const at = { kind: 'resource' as const, projection: 'his-1', type: 'ServiceRequest', id: 'sr-1' }
    t.strictSame((await opened.read(at)).facts, second)
    t.strictSame((await opened.read({ ...at, version: 1 })).facts, first)
    t.strictSame((await opened.read({ ...at, version: 2 })).facts, second)
    t.equal((await opened.read({ ...at, version: 3 })).facts, undefined)
    t.strictSame((await opened.read({ ...at, projection: 'ggz-1' })).facts, other)
    t.equal((await opened.read({ ...at, projection: 'his-2' })).facts, undefined)
  })

  test(`${name}: a version that does not follow on the current one is a bug and throws`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await put(store, resource())
    for (const version of [1, 3]) await t.rejects(put(store, resource({ version })))
    await t.rejects(put(store, resource({ id: 'new', version: 2 })))
    const page = { criteria: [], limit: 10, offset: 0 }
    const { facts } = await store.read({ kind: 'search', projection: 'canonical', type: 'ServiceRequest', ...page })
    t.strictSame(facts.resources, [resource()])
  })

  test(`${name}: several resources are read at once and missing ones are left out`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await put(store, resource({ id: 'a' }), resource({ id: 'b', type: 'Task' }))
    const refs = [
      { type: 'ServiceRequest', id: 'a' },
      { type: 'Task', id: 'b' },
      { type: 'Task', id: 'a' }
    ]
    const { facts } = await store.read({ kind: 'resources', projection: 'canonical', refs })
    t.strictSame(facts.map(({ id }) => id).sort(), ['a', 'b'])
  })

  test(`${name}: the referrals of a subject are read with the version that creation hangs on`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const subject = { kind: 'subject' as const, subject: 'subject-of-r-1' }
    const stream = 'subject/subject-of-r-1'
    t.strictSame(await store.read(subject), { facts: { referrals: [] }, versions: [{ stream, version: 0 }] })
    await store.commit(receipt('r-1'))
    t.strictSame(await store.read(subject), { facts: { referrals: ['r-1'] }, versions: [{ stream, version: 1 }] })
  })

  test(`${name}: obligations are shown as they were known at an instant`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const feedback = { communication: 'comm-1', kindOfFeedback: 'intake-confirmation', missing: ['event-date'] }
    const facts = [fact(), fact({ id: 'fact-2', heardAt: start + hour, event: 'intake.done', ...feedback })]
    const later = obligation({ id: 'obligation-2', code: 'status-notice', openedAt: start + hour })
    await store.commit(
      change({
        writes: [
          referralWrite('r-1'),
          ...facts.map((row) => ({ kind: 'fact' as const, ...row })),
          ...[obligation(), later].map((row) => ({ kind: 'obligation' as const, ...row }))
        ],
        outbox: ['his-1', 'hap-1'].map((receiver) =>
          outgoing({ id: `out-${receiver}`, receiver, communication: 'comm-1' })
        )
      })
    )
    await deliver(store, 'his-1', start + 2 * hour)
    await deliver(store, 'hap-1', start + 2 * hour)
    const asked = async (knownAt: number) => (await store.read({ kind: 'obligations', knownAt })).facts
    t.strictSame(await asked(start - 1), [])
    t.match(await asked(start), [{ obligation: obligation(), facts: [facts[0]], heard: [] }])
    t.equal((await asked(start + hour)).length, 2)
    const [first] = await asked(start + 2 * hour)
    t.strictSame(first?.facts, facts)
    t.strictSame(first?.heard, [{ communication: 'comm-1', at: start + 2 * hour }], 'by the creditor, not by the post')
    t.strictSame((await asked(start + 2 * hour - 1))[0]?.heard, [])
  })

  test(`${name}: the duties of a referral are read with their facts, whatever hangs on the referral beside`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    t.strictSame(await store.read({ kind: 'duties', id: 'r-1' }), { facts: undefined, versions: [] })
    await store.commit(receipt('r-1'))
    await store.commit(receipt('r-2'))
    const { facts: all } = await store.read({ kind: 'referral', id: 'r-1' })
    const { facts: duties } = await store.read({ kind: 'duties', id: 'r-1' })
    const { resources = [], ...expected } = all ?? {}
    t.equal(resources.length, 1)
    t.strictSame(duties, expected)
  })

  test(`${name}: what the duties of several referrals are derived from is read at once`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const ids = ['r-1', 'r-2', 'r-3']
    for (const id of ids) await store.commit(receipt(id))
    const each = [await store.read({ kind: 'duties', id: 'r-3' }), await store.read({ kind: 'duties', id: 'r-1' })]
    const { facts: all } = await store.read({ kind: 'dutiesOf', referrals: ['r-3', 'nobody', 'r-1', 'r-3'] })
    const of = (rows: readonly { readonly referral: string }[], id: string) => rows.filter((row) => row.referral === id)
    for (const { facts: one } of each) {
      t.strictSame(of(all.obligations, one?.referral.id ?? ''), one?.obligations)
      t.strictSame(of(all.facts, one?.referral.id ?? ''), one?.facts)
    }
    t.equal(of(all.obligations, 'r-2').length, 0)
    t.strictSame((await store.read({ kind: 'dutiesOf', referrals: [] })).facts, { facts: [], obligations: [] })
    const many = Array.from({ length: 501 }, (_, index) => `r-${index}`)
    await t.rejects(store.read({ kind: 'dutiesOf', referrals: many }), /500/)
  })

  test(`${name}: feedback that lacked nothing differs from feedback that nobody could check`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const rows = [fact({ id: 'complete', missing: [] }), fact({ id: 'unchecked' })]
    await store.commit(
      change({ writes: [referralWrite('r-1'), ...rows.map((row) => ({ kind: 'fact' as const, ...row }))] })
    )
    t.strictSame((await (await reopen()).read({ kind: 'referral', id: 'r-1' })).facts?.facts, rows)
  })

  test(`${name}: obligations are chosen by owner, creditor, party, code and referral`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const rows = [
      obligation({ id: 'a' }),
      obligation({ id: 'b', owner: 'his-1', creditor: 'ggz-1', code: 'information-answer' }),
      obligation({ id: 'c', referral: 'r-2', owner: 'ggz-2', creditor: null })
    ]
    const writes = rows.map((row) => ({ kind: 'obligation' as const, ...row }))
    await store.commit(change({ writes: [referralWrite('r-1'), referralWrite('r-2'), ...writes] }))
    const ids = async (by: object) => {
      const { facts } = await store.read({ kind: 'obligations', knownAt: start, ...by })
      return facts.map((one) => one.obligation.id).join()
    }
    t.equal(await ids({ owner: 'ggz-1' }), 'a')
    t.equal(await ids({ creditor: 'ggz-1' }), 'b')
    t.equal(await ids({ party: 'ggz-1' }), 'a,b')
    t.equal(await ids({ party: 'ggz-1', code: 'information-answer' }), 'b')
    t.equal(await ids({ referral: 'r-2' }), 'c')
    t.equal(await ids({ party: 'nobody' }), '')
  })

  test(`${name}: pages of obligations hold what one answer holds, each obligation once and in its order`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    // Several at one instant, and as many of one referral, so that a page ends within both.
    const rows = Array.from({ length: 23 }, (_, n) =>
      obligation({
        id: `o-${(n * 7) % 23}`,
        referral: `r-${n % 3}`,
        openedAt: start + Math.floor(n / 5) * hour,
        ...{ owner: n % 2 === 0 ? 'ggz-1' : 'ggz-2', creditor: n % 4 === 1 ? 'ggz-1' : 'his-1' }
      })
    )
    const referrals = ['r-0', 'r-1', 'r-2'].map((id) => referralWrite(id))
    const stated = [0, 1, 2].map((n) => ({ kind: 'fact' as const, ...fact({ id: `f-${n}`, referral: `r-${n}` }) }))
    const opened = rows.map((row) => ({ kind: 'obligation' as const, ...row }))
    await store.commit(change({ writes: [...referrals, ...stated, ...opened] }))
    const asks = [{}, { owner: 'ggz-1' }, { party: 'ggz-1' }, { creditor: 'his-1' }, { code: 'intake-confirmation' }]
    for (const by of [...asks, { party: 'ggz-1', owner: 'ggz-2' }, { party: 'ggz-1', creditor: 'his-1' }]) {
      const ask = { kind: 'obligations' as const, knownAt: start + 4 * hour, ...by }
      const { facts: whole } = await store.read(ask)
      t.ok(whole.length > 2, JSON.stringify(by))
      for (const limit of [1, 4, 100]) t.strictSame(await inPages(store, { ...ask, limit }), whole, JSON.stringify(by))
      const { facts: until } = await store.read({ ...ask, until: start + hour })
      const { facts: after } = await store.read({ ...ask, after: { openedAt: start + hour } })
      t.strictSame([...until, ...after], whole, 'in two spans of time')
    }
    const ask = { kind: 'obligations' as const, knownAt: start, party: 'ggz-1', owner: 'ggz-2', creditor: 'his-1' }
    t.strictSame((await store.read(ask)).facts, [], 'of nobody that is the party')
  })

  test(`${name}: reconciliation counts what came in and what became of what went out`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(receipt('r-1'))
    await store.commit(receipt('r-2'))
    for (const outcome of ['repeated', 'refused', 'refused']) {
      await store.commit(change({ audit: [{ at: start, participant: 'his-1', action: 'receive', outcome }] }))
    }
    const feedback = { communication: 'comm-1', kindOfFeedback: 'intake-confirmation' }
    const stated = ['x', 'y'].map((id) => ({ kind: 'fact' as const, ...fact({ id, ...feedback }) }))
    const outbox = ['m', 'n'].map((id) => outgoing({ id, receiver: 'his-1', referral: id }))
    await store.commit(change({ writes: stated, outbox }))
    await deliver(store, 'ggz-1', start)
    t.strictSame((await store.read({ kind: 'reconciliation' })).facts, {
      received: { 'his-1': { accepted: 2, repeated: 1, refused: 2 } },
      outbox: {
        'ggz-1': { enqueued: 2, delivered: 2, waiting: 0, dead: 0 },
        'his-1': { enqueued: 2, delivered: 0, waiting: 2, dead: 0 }
      },
      feedback: { 'intake-confirmation': 1 },
      referrals: 2
    })
  })

  test(`${name}: a reader sees what was committed before it asked`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const id of ['a', 'b', 'c']) {
      await store.commit(bareReferral(id))
      t.ok((await store.read({ kind: 'referral', id })).facts)
      t.equal((await store.read({ kind: 'reconciliation' })).facts.referrals, id.charCodeAt(0) - 96)
    }
  })
}

/** Page after page, each behind the last obligation of the one before it. */
async function inPages(store: Store, ask: Query<'obligations'>) {
  const found: ObligationFacts[] = []
  let after: Pick<Query<'obligations'>, 'after'> = {}
  for (let page = 0; page < 100; page++) {
    const { facts } = await store.read({ ...ask, ...after })
    found.push(...facts)
    const last = facts.at(-1)?.obligation
    if (last === undefined) break
    after = { after: { openedAt: last.openedAt, id: last.id } }
  }
  return found
}

function put(store: Store, ...resources: readonly ReturnType<typeof resource>[]) {
  return store.commit(change({ writes: resources.map((row) => ({ kind: 'resource', ...row })) }))
}

async function deliver(store: Store, receiver: string, at: number) {
  const claim = await store.claim({ receiver, now: at, leaseMs: 60_000, limit: 10, skip: [] })
  const results = claim!.messages.map(({ id }) => ({ id, outcome: 'delivered' as const, at }))
  return store.settle({ receiver, fence: claim!.fence, results })
}
