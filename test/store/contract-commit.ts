import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { Store } from '../../src/store/port.ts'
import { bareReferral, change, fact, oddBytes, receipt, resource, type OpenStore } from './fixtures.ts'

/** What committing a change means: all or nothing, once, and only on the versions it was decided from. */
export function commitContract(name: string, open: OpenStore): void {
  test(`${name}: a committed change is there whole, byte for byte, and after a reopening too`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    t.strictSame(await store.commit(receipt('r-1')), { outcome: 'committed' })
    for (const again of [false, true]) {
      const opened = again ? await reopen() : store
      const received = await opened.read({ kind: 'received', id: 'message-r-1' })
      t.strictSame(Buffer.from(received.facts?.body ?? []), Buffer.from(oddBytes))
      t.match(received.facts, { participant: 'his-1', contentType: 'application/fhir+json' })
      t.strictSame(await traces(opened, 'r-1'), { resources: 1, facts: 1, obligations: 1, answered: true, waiting: 1 })
      const { facts, versions } = await opened.read({ kind: 'referral', id: 'r-1' })
      t.match(facts?.referral, { requester: 'his-1', performer: 'ggz-1', gp: 'his-1', task: 'task-r-1' })
      t.strictSame(versions, [{ stream: 'referral/r-1', version: 1 }])
      t.ok((await verifyAudit(opened)).every(({ ok }) => ok))
    }
  })

  test(`${name}: a change that fails at its last row leaves no trace of its first`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(bareReferral('other'))
    const writes = [...receipt('r-1').writes, { kind: 'resource' as const, ...resource({ id: 'gap', version: 3 }) }]
    await t.rejects(store.commit(receipt('r-1', { writes })))
    t.strictSame(await traces(store, 'r-1'), { resources: 0, facts: 0, obligations: 0, answered: false, waiting: 0 })
    t.strictSame((await store.read({ kind: 'referral', id: 'r-1' })).versions, [{ stream: 'referral/r-1', version: 0 }])
    t.strictSame(await store.commit(receipt('r-1')), { outcome: 'committed' })
  })

  test(`${name}: a fact about a referral that does not exist is refused, or no report would show it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const [bad, good] = await Promise.allSettled([
      store.commit(change({ writes: [{ kind: 'fact', ...fact({ referral: 'nowhere' }) }] })),
      store.commit(receipt('r-1'))
    ])
    t.equal(bad.status, 'rejected')
    t.equal(good.status, 'fulfilled')
  })

  test(`${name}: of two changes decided on the same version one is a conflict, in one batch and later`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const second = { ...receipt('r-1').message!, key: { participant: 'his-1', messageId: 'other', bodyHash: 'other' } }
    const rival = receipt('r-1', { message: second })
    const together = await Promise.all([store.commit(receipt('r-1')), store.commit(rival)])
    t.strictSame(together, [{ outcome: 'committed' }, { outcome: 'conflict' }])
    t.strictSame(await store.commit(rival), { outcome: 'conflict' })
    t.strictSame(await traces(store, 'r-1'), { resources: 1, facts: 1, obligations: 1, answered: true, waiting: 1 })
    t.equal((await store.read({ kind: 'answer', participant: 'his-1', messageId: 'other' })).facts, undefined)
    t.equal((await lines(store)).length, 1)
  })

  test(`${name}: a conflict on one of two streams moves neither`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const expect = [{ stream: 'referral/a', version: 0 } as const, { stream: 'referral/b', version: 7 } as const]
    t.strictSame(await store.commit(change({ expect })), { outcome: 'conflict' })
    t.equal((await store.read({ kind: 'referral', id: 'a' })).versions[0]?.version, 0)
  })

  test(`${name}: a repeat gets the first answer and the first body's hash, in one batch, later and after a reopening`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const { answer } = receipt('r-1').message!
    const repeat = { outcome: 'repeat', bodyHash: 'hash-r-1', answer }
    const again = receipt('r-1', {
      message: {
        key: { participant: 'his-1', messageId: 'message-r-1', bodyHash: 'another body' },
        answer: { ...answer, status: 500 }
      }
    })
    const together = await Promise.all([store.commit(receipt('r-1')), store.commit(again)])
    t.strictSame(together, [{ outcome: 'committed' }, repeat])
    t.strictSame(await store.commit(again), repeat, 'known key comes before the streams that moved')
    const reopened = await reopen()
    t.strictSame(await reopened.commit(again), repeat)
    t.equal((await lines(reopened)).length, 1)
  })

  test(`${name}: the same message id of another sender is another message`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const { answer } = receipt('r-1').message!
    const message = { key: { participant: 'his-2', messageId: 'message-r-1', bodyHash: 'x' }, answer }
    await store.commit(receipt('r-1'))
    t.strictSame(await store.commit(change({ message })), { outcome: 'committed' })
  })

  test(`${name}: a bad change among good ones sinks only itself and the audit chain stays whole`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const bad = receipt('bad', { writes: [{ kind: 'resource', ...resource({ id: 'bad', version: 2 }) }] })
    const batch = [receipt('a'), bad, receipt('b'), receipt('a'), receipt('c')]
    const ended = await Promise.allSettled(batch.map((one) => store.commit(one)))
    t.strictSame(
      ended.map((one) => (one.status === 'fulfilled' ? one.value.outcome : 'rejected')),
      ['committed', 'rejected', 'committed', 'repeat', 'committed']
    )
    await store.commit(receipt('d'))
    for (const again of [false, true]) {
      const opened = again ? await reopen() : store
      t.strictSame(
        (await lines(opened)).map(({ referral }) => referral),
        ['a', 'b', 'c', 'd']
      )
      t.strictSame(
        (await verifyAudit(opened)).map(({ ok }) => ok),
        [true]
      )
    }
  })

  test(`${name}: a reopened store goes on with the same chain`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    await store.commit(receipt('a'))
    const before = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
    const reopened = await reopen()
    await reopened.commit(receipt('b'))
    t.strictSame(Object.keys((await reopened.read({ kind: 'auditHeads' })).facts), before)
    t.strictSame(
      (await lines(reopened)).map(({ seq }) => seq),
      [1, 2]
    )
    t.match(await verifyAudit(reopened), [{ ok: true, head: { seq: 2 } }])
  })

  test(`${name}: a closed store has written what it accepted and refuses the rest`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const accepted = store.commit(receipt('a'))
    const reopened = reopen()
    t.strictSame(await accepted, { outcome: 'committed' })
    await t.rejects(store.commit(receipt('b')), /closed/)
    await t.rejects(store.read({ kind: 'lanes' }), /closed/)
    t.equal((await traces(await reopened, 'a')).answered, true)
  })

  test(`${name}: an id is new once, and again after its time`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const later = Date.now() + 600_000
    t.strictSame(await Promise.all([store.once('jti-1', later), store.once('jti-1', later)]), [true, false])
    t.equal(await store.once('jti-2', later), true)
    t.equal(await store.once('short', Date.now() - 1), true)
    t.equal(await store.once('short', later), true)
    t.equal(await (await reopen()).once('jti-1', later), false)
  })

  test(`${name}: a setting is what was written last`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    t.equal((await store.read({ kind: 'setting', name: 'clock' })).facts, undefined)
    for (const value of ['1', '2']) await store.commit(change({ writes: [{ kind: 'setting', name: 'clock', value }] }))
    t.equal((await (await reopen()).read({ kind: 'setting', name: 'clock' })).facts, '2')
  })
}

async function traces(store: Store, id: string) {
  const { facts: all } = await store.read({ kind: 'obligations', knownAt: Number.MAX_SAFE_INTEGER, referral: id })
  const known = (await store.read({ kind: 'referral', id })).facts
  const resources = await store.read({
    kind: 'resources',
    projection: 'canonical',
    refs: [{ type: 'ServiceRequest', id: `sr-${id}` }]
  })
  const answer = await store.read({ kind: 'answer', participant: 'his-1', messageId: `message-${id}` })
  const lanes = await store.read({ kind: 'lanes' })
  return {
    resources: resources.facts.length,
    facts: known?.facts.length ?? 0,
    obligations: all.length,
    answered: answer.facts !== undefined,
    waiting: lanes.facts.length
  }
}

async function lines(store: Store) {
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  return (await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })).facts
}
