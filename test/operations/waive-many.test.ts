import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { confirmWaiver, proposeWaiver, readProposal } from '../../src/flows/waive-many.ts'
import type { Store } from '../../src/store/port.ts'
import { idsOf } from '../flows/world.ts'
import { outcomeOf, world as http, type World } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, parametersOf, posted, valueIn } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

/** Referrals of practice A, one for each patient. */
async function received(here: World, bsns: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const bsn of bsns) {
    const bundle = JSON.parse(JSON.stringify(f.referralBundle()).replaceAll(f.bsn, bsn)) as Bundle
    const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${crypto.randomUUID()}` }
    ids.push(idsOf(await here.post(f.hisA, { ...bundle, identifier })).ServiceRequest ?? '')
  }
  return ids
}

const why = {
  reason: { valueCode: 'other-provider-reports' },
  authority: { valueString: 'bestuur van de zorggroep' },
  evidence: { valueString: 'besluit 17' }
}

async function waive(here: World, who: string, given: Readonly<Record<string, object>>, key?: string) {
  const headers = key === undefined ? {} : { 'idempotency-key': key }
  return here.call(who, posted('/fhir/Task/$waive', parametersOf(given), headers))
}

async function propose(here: World, given: Readonly<Record<string, object>> = { owner: { valueId: 's-a' } }) {
  return answered(await waive(here, 'operator', { ...why, ...given }))
}

async function confirm(here: World, who: string, proposal: unknown, key?: string) {
  return waive(here, who, { proposal: { valueId: proposal }, confirm: { valueBoolean: true } }, key)
}

/** Of each referral the states of its duties, by the waiving facts. */
async function waivers(here: World, referrals: readonly string[]): Promise<readonly number[]> {
  const read = referrals.map(async (id) => (await here.deps.store.read({ kind: 'referral', id })).facts?.facts ?? [])
  return (await Promise.all(read)).map((facts) => facts.filter(({ event }) => event === 'obligation.waived').length)
}

test('a proposal counts and writes nothing; a second operator waives what it means, once', async (t) => {
  const here = await http(t)
  const ids = await received(here, [f.bsn, f.otherBsn])
  const proposed = await propose(here)
  t.same([valueIn(proposed, 'count'), valueIn(proposed, 'confirmBy')], [2, '2026-03-09'])
  t.same(await waivers(here, ids), [0, 0])
  const id = valueIn(proposed, 'proposal')
  t.same(outcomeOf(await confirm(here, 'operator', id)), [403, 'second-person'])
  t.same(await waivers(here, ids), [0, 0])
  t.equal(valueIn(answered(await confirm(here, 'operator-2', id)), 'waived'), 2)
  t.same(await waivers(here, ids), [1, 1])
  t.equal(valueIn(answered(await confirm(here, 'operator-2', id)), 'waived'), 2, 'again is the same')
  t.same(await waivers(here, ids), [1, 1])
  const lines = (await here.audit()).filter(({ action }) => action === 'waive')
  t.same(
    lines.map(({ participant, outcome }) => `${participant} ${outcome}`),
    ['operator proposed', 'operator-2 waived', 'operator-2 waived', 'operator-2 confirmed', 'operator-2 confirmed']
  )
})

test('what opened after the proposal is not meant', async (t) => {
  const here = await http(t)
  const [first = ''] = await received(here, [f.bsn])
  const id = valueIn(await propose(here), 'proposal')
  here.clock.set(f.start + f.dayMs)
  const [second = ''] = await received(here, [f.otherBsn])
  t.equal(valueIn(answered(await confirm(here, 'operator-2', id)), 'waived'), 1)
  t.same(await waivers(here, [first, second]), [1, 0])
})

test('each criterion narrows it, and one is needed', async (t) => {
  const here = await http(t)
  await received(here, [f.bsn])
  const table: readonly (readonly [Readonly<Record<string, object>>, number])[] = [
    [{ owner: { valueId: 's-b' } }, 0],
    [{ creditor: { valueId: 'his-a' } }, 1],
    [{ creditor: { valueId: 'his-b' } }, 0],
    [{ code: { valueCode: 'intake-confirmation' } }, 1],
    [{ code: { valueCode: 'yearly-report' } }, 0],
    [{ agreement: { valueString: 'lga' } }, 1],
    [{ agreement: { valueString: 'lga|0.0.1' } }, 0],
    [{ openedBefore: { valueDate: '2026-03-02' } }, 0],
    [{ openedBefore: { valueDate: '2026-03-03' } }, 1],
    [{ region: { valueCode: 'midden' } }, 1],
    [{ region: { valueCode: 'noord' } }, 0]
  ]
  for (const [given, count] of table)
    t.equal(valueIn(await propose(here, given), 'count'), count, JSON.stringify(given))
  t.same(outcomeOf(await waive(here, 'operator', why)), [400, 'operation-parameter'])
})

test('a proposal that is a week old is confirmed no more', async (t) => {
  const here = await http(t)
  const ids = await received(here, [f.bsn])
  const [id, other] = [valueIn(await propose(here), 'proposal'), valueIn(await propose(here), 'proposal')]
  const lastDayEnds = Date.parse('2026-03-09T23:00:00Z')
  here.clock.set(lastDayEnds - 1)
  const done = answered(await confirm(here, 'operator-2', other))
  t.equal(valueIn(done, 'waived'), 1, 'until the end of the day that was told')
  t.same(await waivers(here, ids), [1])
  here.clock.set(lastDayEnds)
  t.same(outcomeOf(await confirm(here, 'operator-2', id)), [409, 'proposal-expired'])
  t.same(await waivers(here, ids), [1])
})

test('who is to confirm it reads what is meant and why, and of no patient', async (t) => {
  const here = await http(t)
  await received(here, [f.bsn])
  const id = valueIn(await propose(here), 'proposal')
  const shown = answered(await waive(here, 'operator-2', { proposal: { valueId: id } }))
  t.same(
    ['reason', 'authority', 'evidence', 'count'].map((name) => valueIn(shown, name)),
    ['other-provider-reports', 'bestuur van de zorggroep', 'besluit 17', 1]
  )
  t.same(
    named(shown, 'criterion').map(({ part = [] }) => [valueIn(part, 'name'), valueIn(part, 'value')]),
    [
      ['owner', 's-a'],
      ['region', 'midden']
    ]
  )
  for (const who of ['his-a', 's-a', 'auditor']) {
    t.same(outcomeOf(await waive(here, who, { proposal: { valueId: id } })), [403, 'not-allowed'], who)
  }
  t.same(outcomeOf(await confirm(here, 'operator-2', 'no-such')), [404, 'proposal-unknown'])
})

test('a confirmation that broke off in the middle goes on when it is made again, and waives nothing twice', async (t) => {
  let left = Infinity
  const failing = (store: Store): Store => ({
    ...store,
    read: async (query) => store.read(query),
    commit: async (change) => {
      const isWaiver = change.writes.some((write) => write.kind === 'fact' && write.event === 'obligation.waived')
      if (isWaiver && left-- <= 0) throw new Error('the process died')
      return store.commit(change)
    }
  })
  const here = await http(t, { wrap: failing })
  const ids = await received(here, [f.bsn, f.otherBsn, '172642863'])
  const id = valueIn(await propose(here), 'proposal')
  left = 1
  t.equal((await confirm(here, 'operator-2', id, 'key-1')).statusCode, 500)
  t.same([...(await waivers(here, ids))].sort(), [0, 0, 1])
  left = Infinity
  here.clock.set(f.start + 30 * f.dayMs)
  t.equal(valueIn(answered(await confirm(here, 'operator-2', id, 'key-1')), 'waived'), 3, 'also after its week')
  t.same(await waivers(here, ids), [1, 1, 1])
})

const bare: Participant = { ...f.operator, id: 'region', name: 'Regio', role: 'region' }
const region: Participant = { ...bare, region: 'midden' }

test('a region means what is owed in it, and sees and confirms only that', async (t) => {
  const here = await http(t)
  await received(here, [f.bsn])
  const answer = { status: 200, headers: {}, body: '' }
  const by = (participant: Participant) => ({
    ...({ participant, action: 'waive', address: '/Task/$waive' } as const),
    ...{ body: Buffer.from(''), contentType: 'application/fhir+json' }
  })
  const waiver = { reason: 'moved', authority: 'regio', evidence: 'brief' } as const
  const counts: number[] = []
  const ids: string[] = []
  for (const one of ['midden', 'noord', undefined]) {
    const participant = { ...bare, ...(one === undefined ? {} : { region: one }) }
    const result = await proposeWaiver(here.deps, by(participant), {
      proposed: { criteria: { code: 'intake-confirmation' }, waiver },
      answer: ({ id, count }) => {
        ids.push(id)
        counts.push(count)
        return answer
      }
    })
    t.equal(result.ok, true)
  }
  t.same(counts, [1, 0, 0])
  const elsewhere = { ...region, id: 'region-noord', region: 'noord' }
  t.equal((await readProposal(here.deps, elsewhere, ids[0] ?? '')).ok, false)
  const other = { ...region, id: 'region-2' }
  t.equal((await readProposal(here.deps, other, ids[0] ?? '')).ok, true)
  const confirmed = async (participant: Participant) =>
    f.refusals(await confirmWaiver(here.deps, by(participant), { id: ids[0] ?? '', answer: () => answer }))
  t.same(await confirmed(region), ['second-person'])
  t.same(await confirmed(elsewhere), ['proposal-unknown'])
  t.same(await confirmed(f.sA), ['proposal-unknown'])
  t.same(await confirmed(other), [])
})
