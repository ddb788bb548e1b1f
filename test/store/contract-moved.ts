import { test } from 'tap'
import { bareReferral, change, obligation, type OpenStore } from './fixtures.ts'

/** What a store promises of a referral whose practice closes. */
export function movedContract(name: string, open: OpenStore): void {
  test(`${name}: another practice takes the place of the GP, and of nothing else of the referral`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    for (const id of ['r-1', 'r-2']) await store.commit(bareReferral(id))
    const before = (await store.read({ kind: 'duties', id: 'r-1' })).facts?.referral
    const moved = { kind: 'gp', referral: 'r-1', gp: 'his-2', requester: 'his-3' } as const
    const expect = [{ stream: 'referral/r-1', version: 0 }] as const
    t.strictSame(await store.commit(change({ expect, writes: [moved] })), { outcome: 'committed' })
    t.strictSame(await store.commit(change({ expect, writes: [moved] })), { outcome: 'conflict' })
    const opened = await reopen()
    const referral = async (id: string) => (await opened.read({ kind: 'referral', id })).facts?.referral
    t.strictSame(await referral('r-1'), { ...before, gp: 'his-2', requester: 'his-3' })
    t.strictSame(await referral('r-2'), {
      ...before,
      id: 'r-2',
      subject: 'subject-of-r-2',
      serviceRequest: 'sr-r-2',
      task: 'task-r-2'
    })
  })

  test(`${name}: one that is not there is moved by nobody`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const nowhere = { kind: 'gp', referral: 'r-1', gp: 'his-2', requester: 'his-2' } as const
    await t.rejects(store.commit(change({ writes: [nowhere] })))
  })

  test(`${name}: the referrals of a GP are found page by page in the order of their ids`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    for (const id of ['r-3', 'r-1', 'r-2']) await store.commit(bareReferral(id))
    const gp = 'his-1'
    const of = async (ask: { readonly gp: string; readonly after?: string; readonly limit: number }) =>
      (await store.read({ kind: 'referralsOfGp', ...ask })).facts
    t.strictSame(await of({ gp, limit: 2 }), ['r-1', 'r-2'])
    t.strictSame(await of({ gp, limit: 2, after: 'r-2' }), ['r-3'])
    t.strictSame(await of({ gp: 'his-2', limit: 2 }), [])
  })

  test(`${name}: a duty is found by its id`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(bareReferral('r-1'))
    await store.commit(change({ writes: [{ kind: 'obligation', ...obligation() }] }))
    t.match((await store.read({ kind: 'obligation', id: 'obligation-1' })).facts, {
      id: 'obligation-1',
      referral: 'r-1'
    })
    t.equal((await store.read({ kind: 'obligation', id: 'obligation-2' })).facts, undefined)
  })
}
