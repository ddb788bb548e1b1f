import { setTimeout } from 'node:timers/promises'
import { test } from 'tap'
import { readResource } from '../../src/flows/ask.ts'
import { setClock } from '../../src/flows/clock.ts'
import { createSweeper, sweep } from '../../src/flows/sweep.ts'
import type { Query, QueryKind } from '../../src/store/port.ts'
import { until } from '../delivery/receiver.ts'
import * as f from '../referral/fixtures.ts'
import { afterAll, between, enqueued, firstRung, referred, reminders, remindersOf } from './sweep-world.ts'
import { secondRung, taskAt } from './sweep-world.ts'
import { world } from './world.ts'

test('a rung that has come puts one reminder in the outbox, wakes its receiver, and stands in the audit', async (t) => {
  const here = await world(t)
  await referred(here)
  t.same(await sweep(here.deps), { reminded: 0, left: 0 }, 'before the first rung')
  here.clock.set(firstRung)
  const woken = here.woken.length
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
  t.equal(await enqueued(here), 2)
  t.same(here.woken.slice(woken), ['s-a'])
  const line = { action: 'remind', participant: 'gateway', at: firstRung }
  t.match((await here.audit()).slice(-2), [
    { ...line, outcome: 'claimed' },
    { ...line, outcome: 'sent' }
  ])
  t.same(await sweep(here.deps), { reminded: 0, left: 0 }, 'once')
  here.clock.set(secondRung)
  t.same(await sweep(here.deps), { reminded: 2, left: 0 }, 'the one to whom it is owed, too')
  here.clock.set(afterAll)
  t.same(await sweep(here.deps), { reminded: 2, left: 0 })
  t.same([await reminders(here), await enqueued(here)], [5, 4])
})

test('the debtor reads the reminder, and nobody else does', async (t) => {
  const here = await world(t)
  await referred(here)
  here.clock.set(firstRung)
  await sweep(here.deps)
  const id = (await remindersOf(here))[0]?.id ?? ''
  const read = f.valueOf(await readResource(here.deps, f.sA, { type: 'CommunicationRequest', id }))
  t.match(JSON.parse(read.json), { recipient: [{ reference: 'Organization/s-a' }] })
  for (const other of [f.hisA, f.hisB, f.sB]) {
    t.same(f.refusals(await readResource(here.deps, other, { type: 'CommunicationRequest', id })), ['not-found'])
  }
})

test('a sweep with nothing due asks the store two things and writes nothing', async (t) => {
  const asked: string[] = []
  const note = between({ read: ({ kind }) => void asked.push(kind), commit: () => void asked.push('commit') })
  const here = await world(t, note)
  await referred(here, 3)
  asked.length = 0
  await sweep(here.deps)
  t.same(asked, ['dueRungs', 'remindable'])
})

test('who sets the clock finds the reminders enqueued', async (t) => {
  const here = await world(t)
  await referred(here, 2)
  await setClock(here.deps, here.clock, { now: '2026-04-06T10:00:00Z', participant: 'operator' })
  t.same([await reminders(here), await enqueued(here)], [2, 3])
  await setClock(here.deps, here.clock, { now: '2026-04-06T10:00:00Z', participant: 'operator' })
  t.equal(await reminders(here), 2)
})

test('a sweeper sweeps at its start and again after each sweep, one at a time, until it is closed', async (t) => {
  let [running, most, sweeps] = [0, 0, 0]
  const slow = async ({ kind }: Query<QueryKind>): Promise<void> => {
    if (kind !== 'dueRungs') return
    running += 1
    sweeps += 1
    most = Math.max(most, running)
    await setTimeout(20)
    running -= 1
  }
  const here = await world(t, between({ read: slow }))
  await referred(here)
  here.clock.set(firstRung)
  const sweeper = createSweeper(here.deps, 1)
  t.equal(sweeps, 0)
  sweeper.start()
  await until(() => sweeps >= 4, 'it sweeps again')
  await sweeper.close()
  const before = sweeps
  t.equal(running, 0, 'what was under way has ended')
  await setTimeout(50)
  t.same([sweeps, most], [before, 1])
  t.equal(await reminders(here), 1)
  sweeper.start()
  await setTimeout(20)
  t.equal(sweeps, before, 'nor is it started again')
})

test('a sweeper without an interval never sweeps', async (t) => {
  const asked: string[] = []
  const here = await world(t, between({ read: ({ kind }) => void asked.push(kind) }))
  const sweeper = createSweeper(here.deps, 0)
  sweeper.start()
  await sweeper.close()
  t.same(asked, [])
})

test('a report after a reminder is taken as before, also where it names the reminder beside its referral', async (t) => {
  const here = await world(t)
  const made = await referred(here, 2)
  here.clock.set(firstRung)
  await sweep(here.deps)
  for (const [index, { request, task }] of made.entries()) {
    const reminder = (await remindersOf(here)).find(({ basedOn }) => basedOn?.[0]?.reference?.endsWith(request))
    const names = index === 0 ? [] : [{ reference: `CommunicationRequest/${reminder?.id ?? ''}` }]
    const report = f.changed(f.reportBundle(await taskAt(here, task)), 'Communication', (one) => {
      return { ...one, basedOn: [...(one.basedOn ?? []), ...names] }
    })
    f.valueOf(await here.post(f.sA, report))
    const { facts } = await here.deps.store.read({ kind: 'duties', id: request })
    t.match(facts?.rungs, [{ claimed: 1, nextOn: null }], `with ${names.length} reminders named`)
  }
})

test('no participant can post a reminder, nor change the one that it got', async (t) => {
  const here = await world(t)
  await referred(here)
  here.clock.set(firstRung)
  await sweep(here.deps)
  const [got] = await remindersOf(here)
  t.ok(got)
  const { id, ...fresh } = got!
  const type = 'CommunicationRequest'
  const before = await here.counts()
  t.match(f.refusals(await here.post(f.sA, fresh)), [/^unknown-type/])
  const changed = { ...got, status: 'completed' } as const
  const put = { interaction: { name: 'update', type, id: id ?? '' } } as const
  t.match(f.refusals(await here.post(f.sA, changed, put)), [/^unknown-type/])
  const bundle = f.withEntry({ resourceType: 'Bundle', type: 'transaction' }, 'urn:uuid:r', fresh)
  t.match(f.refusals(await here.post(f.sA, bundle)), [/^unknown-type/])
  t.same((await here.counts()).outbox, before.outbox)
})

test('what a sweep logs is ids and codes', async (t) => {
  const here = await world(t)
  await referred(here, 2)
  const from = here.log.length
  here.clock.set(afterAll)
  await sweep(here.deps)
  const lines = here.log.slice(from).map((line) => JSON.parse(line) as Record<string, unknown>)
  const known = new Set([
    'level',
    'time',
    'pid',
    'msg',
    'referral',
    'referrals',
    'receiver',
    'message',
    'reminded',
    'left'
  ])
  t.equal(lines.length, 3, 'a message for each receiver, and the sweep')
  for (const line of lines)
    t.same(
      Object.keys(line).filter((key) => !known.has(key)),
      []
    )
})
