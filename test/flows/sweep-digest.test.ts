import type { Bundle, CommunicationRequest } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test, type Test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { readResource, searchResources } from '../../src/flows/ask.ts'
import { markPulled, startReading } from '../../src/flows/pulled.ts'
import { sweep } from '../../src/flows/sweep.ts'
import type { ObligationRule } from '../../src/obligations/agreement.ts'
import type { Rules } from '../../src/referral/rules.ts'
import type { Store } from '../../src/store/port.ts'
import { UnavailableError } from '../../src/unavailable.ts'
import { lga, rule } from '../obligations/fixtures.ts'
import * as f from '../referral/fixtures.ts'
import { afterAll, between, bound, deliverTo, firstRung, referred, secondRung } from './sweep-world.ts'
import { idsOf, world, type World } from './world.ts'

const region: Participant = { id: 'regio-m', name: 'Regio M', role: 'region', identifiers: {}, region: 'midden' }
const twin: Participant = { ...region, id: 'regio-m-2' }
const elsewhere: Participant = { ...region, id: 'regio-n', region: 'noord' }

function rulesWith(change: Partial<ObligationRule> = {}, institution: Participant = f.sA): Rules {
  const made = {
    ...lga,
    obligations: [{ ...rule, escalateTo: ['performer', 'requester', 'region'] as const, ...change }]
  }
  const agreements = new Map([lga.id, `${lga.id}|${lga.version}`].map((key) => [key, made]))
  const directory = directoryOf([f.hisA, f.hisB, institution, f.sB, region, twin, elsewhere, f.operator])
  return { ...f.rules, agreements, directory }
}

/** A world in which a duty escalates to everybody, and nothing waits for anybody. */
async function escalating(t: Test, wrap?: (store: Store) => Store, rules: Rules = rulesWith()): Promise<World> {
  const here = await world(t, wrap)
  return { ...here, deps: { ...here.deps, rules } }
}

interface Sent {
  readonly id: string
  readonly referral: string
  readonly requests: readonly CommunicationRequest[]
}

/** Delivers what waits for a receiver and gives the messages with reminders, in the order in which they went. */
async function fetched({ deps: { store, clock } }: World, receiver: string): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  for (;;) {
    const at = clock.now()
    const claim = await store.claim({ receiver, now: at, leaseMs: 1, limit: 100, skip: [] })
    if (claim === undefined || claim.messages.length === 0) return sent.filter(({ requests }) => requests.length > 0)
    for (const { id, referral, body } of claim.messages) {
      const entries = (JSON.parse(body) as Bundle).entry ?? []
      const requests = entries.flatMap(({ resource }) => {
        return resource?.resourceType === 'CommunicationRequest' ? [resource] : []
      })
      sent.push({ id, referral, requests })
    }
    const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered', at }) as const)
    await store.settle({ receiver, fence: claim.fence, results })
  }
}

const aboutOf = ({ requests }: Sent): readonly string[] => requests.map(({ about }) => about?.[0]?.reference ?? '')

test('what a sweep finds for a receiver goes in one message, and each receiver has its own', async (t) => {
  const here = await escalating(t)
  await referred(here, 3)
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 3, left: 0 })
  t.same(
    (await fetched(here, 's-a')).map(({ referral, requests }) => [referral, requests.length]),
    [['digest/s-a', 3]]
  )
  t.same(await fetched(here, 'his-a'), [])
  here.clock.set(secondRung)
  const woken = here.woken.length
  t.same(await sweep(here.deps), { reminded: 6, left: 0 })
  const [debtor, creditor] = [await fetched(here, 's-a'), await fetched(here, 'his-a')]
  t.same([debtor.length, creditor.length], [1, 1])
  t.same(creditor.map(aboutOf), debtor.map(aboutOf), 'about the same Tasks')
  t.same([...here.woken.slice(woken)].sort(), ['his-a', 's-a'])
  here.clock.set(afterAll)
  t.same(await sweep(here.deps), { reminded: 12, left: 0 }, 'two that watch the region, too')
  t.same((await fetched(here, 'regio-m')).length, 1)
  t.same(await fetched(here, 'regio-n'), [], 'no other region')
})

test('what comes after the message of a day waits for the next day, and what is urgent goes beside it', async (t) => {
  let busy: readonly string[] = []
  const here = await escalating(
    t,
    between({
      commit: ({ expect, writes }) => {
        const isClaim = writes.some(({ kind }) => kind === 'rung')
        const isBusy = expect.some(({ stream }) => busy.some((id) => stream === `referral/${id}`))
        return isClaim && isBusy ? { outcome: 'conflict' } : undefined
      }
    })
  )
  const [, routine] = await referred(here, 2)
  const asked = f.changed(f.referralBundle(), 'ServiceRequest', (one) => ({ ...one, priority: 'stat' }))
  const { ServiceRequest: stat = '' } = idsOf(await here.post(f.hisA, asked))
  await deliverTo(here, 's-a')
  busy = [routine?.request ?? '', stat]
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 1, left: 2 })
  busy = []
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
  const [, second] = await fetched(here, 's-a')
  t.match(second?.requests, [{ priority: 'urgent', basedOn: [{ reference: `ServiceRequest/${stat}` }] }])
  t.same(await sweep(here.deps), { reminded: 0, left: 0 }, 'the rest is claimed and waits')
  here.clock.set(firstRung + f.dayMs)
  t.same(await sweep(here.deps), { reminded: 1, left: 0 })
})

test('reminders about a referral go behind what waits about it, and the others in their message', async (t) => {
  const here = await escalating(t)
  await referred(here, 2)
  f.valueOf(await here.post(f.hisA, f.referralBundle()))
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 3, left: 0 })
  const sent = await fetched(here, 's-a')
  t.same(sent.map(({ requests }) => requests.length).sort(), [1, 2])
  t.match(
    sent.find(({ requests }) => requests.length === 2),
    { referral: 'digest/s-a' }
  )
  t.notMatch(
    sent.find(({ requests }) => requests.length === 1),
    { referral: /digest/ }
  )
})

test('more reminders than one message holds go in several', async (t) => {
  // Two in a message where the sweep takes 200, so that a handful of referrals fill three.
  const here = await escalating(t, (store) => ({
    ...bound(store),
    read: async (query) =>
      store.read(query.kind === 'reminders' && 'limit' in query ? { ...query, limit: query.limit - 198 } : query)
  }))
  await referred(here, 5)
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 5, left: 0 })
  t.same(
    (await fetched(here, 's-a')).map(({ requests }) => requests.length),
    [2, 2, 1]
  )
})

test('a stop before or after any commit of a sweep loses no reminder and repeats none', async (t) => {
  for (const isWritten of [false, true])
    for (let at = 1; at <= 5; at++) {
      let [commits, isOn] = [0, false]
      const here = await escalating(t, (store) => ({
        ...bound(store),
        commit: async (change) => {
          if (!isOn || ++commits !== at) return store.commit(change)
          if (isWritten) await store.commit(change)
          throw new UnavailableError('stopped')
        }
      }))
      await referred(here, 3)
      isOn = true
      here.clock.set(secondRung)
      t.match(await sweep(here.deps), { isPutOff: true })
      isOn = false
      await sweep(here.deps)
      // A message that went out before the stop leaves the rest to the next day.
      here.clock.set(secondRung + f.dayMs)
      await sweep(here.deps)
      for (const receiver of ['s-a', 'his-a']) {
        const about = (await fetched(here, receiver)).flatMap(aboutOf)
        t.same([about.length, new Set(about).size], [3, 3], `${receiver}, commit ${at}, written ${isWritten}`)
      }
    }
})

test('a region fetches its digest by reading it, and nobody else reads it', async (t) => {
  const here = await escalating(t)
  const made = await referred(here, 2)
  here.clock.set(afterAll)
  await sweep(here.deps)
  const search = { type: 'CommunicationRequest', criteria: [], limit: 10, offset: 0 }
  const reading = await startReading(here.deps, { participant: region, isHead: false })
  t.ok(reading)
  const { found } = f.valueOf(await searchResources(here.deps, region, search))
  const [digest] = found.map(({ json }) => JSON.parse(json) as CommunicationRequest)
  t.match(digest?.payload, [{ contentString: /: 2 keer/ }, { contentString: 's-a: Bericht na intake: 2, langst 37 dagen te laat.' }, {}, {}]) // prettier-ignore
  const before = (await here.counts()).outbox[region.id]
  await markPulled(here.deps, reading, { seen: found })
  const after = (await here.counts()).outbox[region.id]
  t.match([before, after], [{ waiting: 1 }, { waiting: 0, delivered: 1 }], 'read is delivered')
  const deliveries = (await here.audit()).filter(({ action, participant }) => action === 'deliver' && participant === region.id) // prettier-ignore
  t.match(deliveries, [{ outcome: 'delivered', referral: 'digest/regio-m' }])
  const id = digest?.id ?? ''
  for (const other of [f.sA, f.hisA, twin, elsewhere]) {
    t.same(f.refusals(await readResource(here.deps, other, { type: 'CommunicationRequest', id })), ['not-found'])
  }
  t.same(f.refusals(await readResource(here.deps, region, { type: 'Task', id: made[0]?.task ?? '' })), ['not-found'])
})

test('a duty has one pseudonym for a region over all its digests, and another one for each region', async (t) => {
  const here = await escalating(t, undefined, rulesWith({ reminders: ['P0D', 'P7D', 'P14D', 'P21D'] }))
  await referred(here)
  const pseudonyms = async (of: Participant): Promise<readonly string[]> => {
    const ask = { projection: of.id, type: 'CommunicationRequest', criteria: [], limit: 10, offset: 0 }
    const { facts } = await here.deps.store.read({ kind: 'search', ...ask })
    return facts.resources.flatMap(({ json }) =>
      [...json.matchAll(/"valueString":"(\w+)"/g)].map(([, one = '']) => one)
    )
  }
  for (const day of ['2026-04-27', '2026-05-04']) {
    here.clock.set(Date.parse(`${day}T10:00:00Z`))
    await sweep(here.deps)
  }
  const [own, other] = [await pseudonyms(region), await pseudonyms(twin)]
  t.same([own.length, new Set(own).size, other.length, new Set([...own, ...other]).size], [2, 1, 2, 2])
  t.match(own[0], /^[0-9a-f]{32}$/)
})

test('one that fetches finds each reminder in its projection, and reading one settles its referral alone', async (t) => {
  const pulling: Participant = { ...f.sA, delivery: 'pull' }
  const here = await escalating(t, undefined, rulesWith({}, pulling))
  await referred(here, 2)
  here.clock.set(firstRung)
  t.same(await sweep(here.deps), { reminded: 2, left: 0 })
  const search = { type: 'CommunicationRequest', criteria: [], limit: 10, offset: 0 }
  const { found } = f.valueOf(await searchResources(here.deps, pulling, search))
  t.equal(found.length, 2)
  const reading = await startReading(here.deps, { participant: pulling, isHead: false })
  await markPulled(here.deps, reading, { seen: found.slice(0, 1) })
  t.match((await here.counts()).outbox['s-a'], { waiting: 1 })
})

test('whatever days pass and whatever stops a sweep, each rung is told once to each, in one message a day', async (t) => {
  const step = fc.record({ days: fc.nat({ max: 20 }), stopAt: fc.nat({ max: 6 }), isWritten: fc.boolean() })
  const holds = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
    let [left, isWritten] = [0, false]
    const here = await escalating(t, (store) => ({
      ...bound(store),
      commit: async (change) => {
        if (left === 0 || --left > 0) return store.commit(change)
        if (isWritten) await store.commit(change)
        throw new UnavailableError('stopped')
      }
    }))
    await referred(here, 2)
    const told: string[] = []
    for (const one of [...steps, { days: 90, stopAt: 0, isWritten: false }, { days: 1, stopAt: 0, isWritten: false }]) {
      here.clock.set(here.clock.now() + one.days * f.dayMs)
      ;[left, isWritten] = [one.stopAt, one.isWritten]
      await sweep(here.deps)
      left = 0
      for (const receiver of ['s-a', 'his-a']) {
        for (const { requests } of await fetched(here, receiver))
          told.push(...requests.map(({ id, about }) => `${receiver} ${about?.[0]?.reference ?? ''} ${id ?? ''}`))
      }
    }
    const last = new Set(told.map((one) => one.split(' ').slice(0, 2).join(' ')))
    return new Set(told).size === told.length && last.size === 4
  })
  await fc.assert(holds, { numRuns: 15 })
})
