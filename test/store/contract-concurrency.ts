import fc from 'fast-check'
import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { Store } from '../../src/store/port.ts'
import { change, referralWrite, resource, type OpenStore } from './fixtures.ts'

/** Two writers on few streams settle within this many turns, as one of them wins each turn. */
const turnsMax = 1_000

/** What many writers at once may rely on. */
export function concurrencyContract(name: string, open: OpenStore): void {
  test(`${name}: two writers of 200 changes on three streams lose nothing and double nothing`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    const streams = ['a', 'b', 'c']
    await Promise.all(['left', 'right'].map((writer) => work(store, writer, picks(200, streams))))
    const reopened = await reopen()
    const versions = await Promise.all(streams.map((id) => versionsOf(reopened, id)))
    t.strictSame(sum(versions.map(({ stream }) => stream)), 400)
    t.strictSame(
      versions.map(({ resource: version }) => version),
      versions.map(({ stream }) => stream)
    )
    t.match(await verifyAudit(reopened), [{ ok: true, head: { seq: 400 } }])
  })

  test(`${name}: whatever writers do at once, each stream counts exactly the changes committed on it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    let run = 0
    const plan = fc.array(fc.array(fc.nat({ max: 2 }), { maxLength: 12 }), { minLength: 1, maxLength: 5 })
    const holds = fc.asyncProperty(plan, async (writers) => {
      run += 1
      const named = writers.map((picked) => picked.map((pick) => `run-${run}-${pick}`))
      await Promise.all(named.map((picked, writer) => work(store, `run-${run}-writer-${writer}`, picked)))
      for (const id of new Set(named.flat())) {
        const expected = named.flat().filter((one) => one === id).length
        const { stream, resource: version } = await versionsOf(store, id)
        if (stream !== expected || version !== expected) return false
      }
      return true
    })
    await fc.assert(holds, { numRuns: 25 })
    t.match(await verifyAudit(store), [{ ok: true }])
  })

  test(`${name}: a message sent many times at once has one effect`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    const answers = Array.from({ length: 100 }, (_, index) => {
      const key = { participant: 'his-1', messageId: 'same', bodyHash: 'same' }
      const answer = { status: 201, headers: {}, body: String(index) }
      return store.commit(change({ message: { key, answer }, audit: [line('same')] }))
    })
    const ended = await Promise.all(answers)
    t.equal(ended.filter(({ outcome }) => outcome === 'committed').length, 1)
    const bodies = ended.map((one) => (one.outcome === 'repeat' ? one.answer.body : '0'))
    t.strictSame(new Set(bodies), new Set(['0']))
    t.match(await verifyAudit(store), [{ ok: true, head: { seq: 1 } }])
  })
}

/** Reads, decides and commits like a flow: the next version of the stream's one resource. */
async function work(store: Store, writer: string, picked: readonly string[]): Promise<void> {
  for (const [index, id] of picked.entries()) {
    const ended = await step(store, id, `${writer}-${index}`)
    if (!ended) throw new Error(`${writer} found no turn`)
  }
}

async function step(store: Store, id: string, message: string): Promise<boolean> {
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const { facts, versions } = await store.read({ kind: 'referral', id })
    const version = (facts?.resources[0]?.version ?? 0) + 1
    const next = { kind: 'resource' as const, ...resource({ id: `sr-${id}`, referral: id, version }) }
    const writes = facts === undefined ? [referralWrite(id), next] : [next]
    const { outcome } = await store.commit(change({ expect: versions, writes, audit: [line(message)] }))
    if (outcome === 'committed') return true
  }
  return false
}

async function versionsOf(store: Store, id: string) {
  const { facts, versions } = await store.read({ kind: 'referral', id })
  return { stream: versions[0]?.version ?? 0, resource: facts?.resources[0]?.version ?? 0 }
}

function line(message: string) {
  return { at: 0, participant: 'his-1', action: 'receive' as const, outcome: 'accepted', message }
}

function picks(length: number, streams: readonly string[]): readonly string[] {
  return Array.from({ length }, (_, index) => streams[(index * 7) % streams.length] ?? '')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
