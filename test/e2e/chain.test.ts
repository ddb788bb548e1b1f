import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { referencesIn, referenceTo } from '../../src/fhir/references.ts'
import { forwardOfBrug, referralOfLinde } from './chain-messages.ts'
import { chainPage } from './chain-page.ts'
import { ofBrugItself, ofParkzicht, ofPractice, type ChainRow } from './chain-rows.ts'
import { faultsOf, type Hop } from './chain-table.ts'
import { bundleWith, locationIds, readTask } from './conversation.ts'
import { root } from './gateway-process.ts'
import { inBundle, resourceOf } from './http.ts'
import { report } from './messages.ts'
import { startWorld, type Receiving } from './world.ts'

const [linde, brug, parkzicht] = ['his-de-linde', 'gb-ggz-de-brug', 's-ggz-parkzicht'] as const
const world = await startWorld({ GATEWAY_CLOCK: 'manual:2026-05-19T15:00:00Z' })

async function post(from: Receiving, body: Bundle): Promise<ReadonlyMap<string, string>> {
  const answer = await world.as(from, { method: 'POST', path: '/fhir', body })
  if (answer.status !== 200) throw new Error(`${from} was refused: ${answer.status} ${answer.text}`)
  return locationIds(resourceOf(answer, 'Bundle'))
}

async function arrived(at: Receiving, type: string, ids: ReadonlyMap<string, string>): Promise<Bundle> {
  return bundleWith(world.receivers[at], `${type}/${ids.get(type) ?? ''}`)
}

const sent = referralOfLinde()
const first = await post(linde, sent)
const atBrug = await arrived(brug, 'ServiceRequest', first)
await world.setClock('2026-06-01T08:00:00Z')
const forward = forwardOfBrug(atBrug)
const second = await post(brug, forward)
const atParkzicht = await arrived(parkzicht, 'ServiceRequest', second)
await world.setClock('2026-06-16T08:00:00Z')
const { task } = await readTask(world, parkzicht, inBundle(atParkzicht, 'Task').id)
const intake = report(task, { on: '2026-06-15' })
const reported = await post(parkzicht, intake)
const back = await arrived(linde, 'Communication', reported)
const atForwarder = await arrived(brug, 'Communication', reported)

const hop = (name: string, message: Bundle): Hop => ({ name, message })

const parts: readonly (readonly [string, readonly ChainRow[], readonly Hop[]])[] = [
  ['the GP', ofPractice, [hop('De Linde', sent), hop('De Brug', atBrug), hop('Parkzicht', atParkzicht)]],
  ['De Brug', ofBrugItself, [hop('De Brug', forward), hop('Parkzicht', atParkzicht)]],
  ['Parkzicht', ofParkzicht, [hop('Parkzicht', intake), hop('De Linde', back), hop('De Brug', atForwarder)]]
]

for (const [who, rows, hops] of parts) {
  test(`what ${who} says comes through the chain as the table tells, element by element`, (t) => {
    t.strictSame(
      rows.flatMap((row) => faultsOf(row, hops)),
      []
    )
    t.end()
  })
}

test('no reader is sent a reference that leads nowhere', (t) => {
  for (const [name, message, others] of [
    ['De Brug', atBrug, []],
    ['Parkzicht', atParkzicht, [`ServiceRequest/${first.get('ServiceRequest') ?? ''}`]]
  ] as const) {
    const resources = (message.entry ?? []).flatMap(({ resource }) => resource ?? [])
    const known = new Set([...resources.map(referenceTo), ...others])
    const loose = resources.flatMap((one) =>
      referencesIn(one, referenceTo(one)).filter(
        ({ reference }) => !known.has(reference) && !/^Organization\/(his|gb|s)-/.test(reference)
      )
    )
    t.strictSame(loose, [], name)
  }
  t.end()
})

test('the practice that receives the report can read which referral it answers, and on which that one is based', async (t) => {
  const id = inBundle(back, 'Communication').basedOn?.[0]?.reference ?? ''
  const request = resourceOf(await world.as(linde, { path: `/fhir/${id}` }), 'ServiceRequest')
  t.strictSame(
    request.basedOn?.map(({ reference }) => reference),
    [`ServiceRequest/${first.get('ServiceRequest') ?? ''}`]
  )
})

test('after it the duty to report is met for both who asked, and De Brug owes the notice of transfer alone', async (t) => {
  const states = async (who: Receiving, ids: ReadonlyMap<string, string>): Promise<readonly string[]> => {
    const path = `/fhir/Task?focus=ServiceRequest/${ids.get('ServiceRequest') ?? ''}`
    const { entry = [] } = resourceOf(await world.as(who, { path }), 'Bundle')
    return entry
      .flatMap(({ resource }) => (isDuty(resource) ? [resource] : []))
      .map(({ code, businessStatus }) => `${code?.coding?.[0]?.code ?? ''} ${businessStatus?.coding?.[0]?.code ?? ''}`)
      .sort()
  }
  t.strictSame(await states(linde, first), [
    'intake-confirmation superseded',
    'registration-confirmation superseded',
    'status-notice superseded',
    'transfer-notice overdue',
    'yearly-report superseded'
  ])
  t.ok((await states(linde, second)).includes('intake-confirmation met'))
  t.ok((await states(brug, second)).includes('intake-confirmation met'))
})

function isDuty(resource: Resource | undefined): resource is Task {
  const system = resource?.resourceType === 'Task' ? resource.code?.coding?.[0]?.system : undefined
  return system?.endsWith('/CodeSystem/obligation') === true
}

test('docs/chain.md tells the same', (t) => {
  const file = join(root, 'docs', 'chain.md')
  if (process.env['GOLDEN'] === 'write') writeFileSync(file, chainPage())
  t.equal(readFileSync(file, 'utf8'), chainPage(), 'write it with GOLDEN=write')
  t.end()
})

test('the gateway ends in order', async (t) => {
  t.equal(await world.stop(), 0)
})
