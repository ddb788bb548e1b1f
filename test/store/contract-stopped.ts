import { test } from 'tap'
import { verifyAudit } from '../../src/audit/verify.ts'
import type { OutboxMessage, StopOrder, StoredResource, Write } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'
import { bareReferral, change, outgoing, referralWrite, resource, start, type OpenStore } from './fixtures.ts'

const receiver = 'his-1'

/** What a store promises of messages that may leave no more. */
export function stoppedContract(name: string, open: OpenStore): void {
  test(`${name}: the letters that are named are stopped, the others and the reminder go on`, async (t) => {
    const { store, reopen, close } = await open()
    t.teardown(close)
    await year(store)
    await store.commit(stop({ communications: ['letter-1', 'letter-3', 'nobody'] }))
    const opened = await reopen()
    t.same(await texts(opened), ['step', 'letter-2', 'reminder'], 'in their order, and none names a stopped one')
    t.match(await deliveries(opened), [
      { ...dead, message: 'letter-1' },
      { ...dead, message: 'letter-3' }
    ])
    t.match(await verifyAudit(opened), [{ ok: true }])
    const { facts } = await opened.read({ kind: 'reconciliation' })
    t.same(facts.outbox[receiver], { enqueued: 5, delivered: 3, waiting: 0, dead: 2 })
    t.same(facts.outbox['ggz-1'], { enqueued: 1, delivered: 0, waiting: 1, dead: 0 }, 'another receiver keeps its own')
  })

  test(`${name}: everything is stopped but the reminder, and a letter that is spared`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await year(store)
    await store.commit(stop({ despite: ['letter-2'] }))
    t.same(await texts(store), ['letter-2', 'reminder'])
    t.same(
      (await deliveries(store)).filter(({ outcome }) => outcome === 'dead').map(({ message }) => message),
      ['letter-1', 'step', 'letter-3']
    )
  })

  test(`${name}: what a stopped message carries can be read no more, nor found, nor read at its version`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await year(store)
    await store.commit(stop({ communications: ['letter-1'] }))
    t.same(await readable(store, 'Communication', 'letter-1'), [])
    t.same(await readable(store, 'Communication', 'letter-2'), ['now 1', 'found', 'version 1'])
    for (const projection of ['canonical', 'ggz-1'])
      t.same(
        await readable(store, 'Communication', 'letter-1', projection),
        ['now 1', 'found', 'version 1'],
        projection
      )
    await store.commit(carrying('again', [row('Communication', 'letter-1')], { communication: 'letter-1' }))
    t.same(await readable(store, 'Communication', 'letter-1'), ['now 1', 'found', 'version 1'], 'it can come again')
  })

  test(`${name}: a Task reads as it was before the steps that are stopped; the next version follows on that`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await year(store)
    await store.commit(stop({}))
    t.same(await readable(store, 'Task', 'task-a'), ['now 1', 'found', 'version 1'])
    t.same(await readable(store, 'Task', 'duty-a'), ['now 1', 'found', 'version 1'], 'a duty’s Task is in no message')
    await store.commit(carrying('later', [row('Task', 'task-a', { version: 2 })]))
    t.same(await readable(store, 'Task', 'task-a'), ['now 2', 'found', 'version 1', 'version 2'])
  })

  test(`${name}: who never got the referral reads nothing of it, in no version`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(bareReferral('a'))
    const first = [row('ServiceRequest', 'sr-a'), row('Patient', 'p'), row('Task', 'task-a')]
    await store.commit(carrying('referral', first, { writes: [row('Task', 'duty-a')] }))
    await store.commit(
      change({
        writes: [{ kind: 'resource', ...row('Task', 'duty-a', { version: 2 }) }, ...stop({}).writes]
      })
    )
    for (const [type, id] of [...first, row('Task', 'duty-a')].map((one) => [one.type, one.id] as const))
      t.same(await readable(store, type, id), [], type)
    t.same(await texts(store), [])
  })

  test(`${name}: a step that came with a letter goes on without it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await referralOf(store)
    const both = [row('Communication', 'letter-1'), row('Task', 'task-a', { version: 2 })]
    await store.commit(carrying('both', both, { communication: 'letter-1' }))
    await store.commit(stop({ communications: ['letter-1'] }))
    t.match(await deliveries(store), [{ ...dead, outcome: 'curtailed', message: 'both' }])
    t.same(await readable(store, 'Communication', 'letter-1'), [])
    t.same(await readable(store, 'Task', 'task-a'), ['now 2', 'found', 'version 1', 'version 2'])
    const claimed = await claim(store)
    t.notOk(claimed[0]?.communication, 'nobody can say any more that the letter was heard')
    t.same(claimed.map(contents), [['Task/task-a']])
  })

  test(`${name}: a patient of whom another referral speaks stays, and is sent with that one`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await store.commit(change({ writes: ['a', 'b'].map((id) => samePatient(id)) }))
    const role = row('PractitionerRole', 'role', { refers: ['Practitioner/gp'] })
    const patient = row('Patient', 'p', { refers: ['PractitionerRole/role'] })
    const people = [patient, role, row('Practitioner', 'gp'), row('Practitioner', 'other')]
    await store.commit(carrying('first', [row('ServiceRequest', 'sr-a', { refers: ['Patient/p'] }), ...people]))
    const second = row('ServiceRequest', 'sr-b', { refers: ['Patient/p'], referral: 'b' })
    await store.commit(carrying('second', [second], { referral: 'b' }))
    await store.commit(stop({}))
    const claimed = await claim(store)
    t.same(claimed.map(contents), [['Patient/p', 'PractitionerRole/role', 'Practitioner/gp']])
    t.equal(claimed[0]?.referral, 'b', 'ahead of the message that relies on it')
    t.same(await texts(store), ['first', 'second'])
    t.same(await readable(store, 'Practitioner', 'gp'), ['now 1', 'found', 'version 1'])
    for (const [type, id] of [['Practitioner', 'other'] as const, ['ServiceRequest', 'sr-a'] as const])
      t.same(await readable(store, type, id), [], type)
  })

  test(`${name}: a message that is under way when it is stopped stays stopped, whatever comes of it`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await year(store)
    const under = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
    t.same(
      under?.messages.map(({ id }) => id),
      ['letter-1']
    )
    await store.commit(stop({ communications: ['letter-1'] }))
    const results = [{ id: 'letter-1', outcome: 'delivered' as const, at: start + 9 }]
    t.equal(await store.settle({ receiver, fence: under?.fence ?? 0, results }), true)
    t.same(await store.settlePulled({ receiver, at: start + 9, messages: ['letter-1'] }), [])
    t.match(await deliveries(store), [{ ...dead, message: 'letter-1' }])
    t.same(await texts(store), ['step', 'letter-2', 'letter-3', 'reminder'])
  })

  test(`${name}: what was delivered stays delivered, and a stop of nothing changes nothing`, async (t) => {
    const { store, close } = await open()
    t.teardown(close)
    await year(store)
    await store.settlePulled({ receiver, at: start + 1, messages: ['letter-1'] })
    await store.commit(stop({ communications: ['letter-1'] }))
    await store.commit(stop({ referral: 'b' }))
    t.same(await readable(store, 'Communication', 'letter-1'), ['now 1', 'found', 'version 1'])
    t.match(await deliveries(store), [{ outcome: 'delivered', message: 'letter-1' }])
    t.same(await texts(store), ['step', 'letter-2', 'letter-3', 'reminder'])
  })
}

const dead = { at: start + 5, participant: receiver, outcome: 'dead', reason: 'objection', referral: 'a' }

/** A referral that its receiver has, and then three letters, a step and a reminder that wait. */
async function year(store: Store): Promise<void> {
  await referralOf(store)
  const letter = (id: string): Parameters<typeof carrying> => [id, [row('Communication', id)], { communication: id }]
  await store.commit(carrying(...letter('letter-1')))
  await store.commit(carrying('step', [row('Task', 'task-a', { version: 2 })]))
  await store.commit(carrying(...letter('letter-2')))
  await store.commit(carrying(...letter('letter-3')))
  await store.commit(carrying('reminder', [row('CommunicationRequest', 'reminder')]))
  const copies = ['canonical', 'ggz-1'].map((projection) => row('Communication', 'letter-1', { projection }))
  const elsewhere = outgoing({ id: 'elsewhere', referral: 'a', communication: 'letter-1' })
  await store.commit(
    change({ writes: copies.map((one): Write => ({ kind: 'resource', ...one })), outbox: [elsewhere] })
  )
}

async function referralOf(store: Store): Promise<void> {
  await store.commit(bareReferral('a'))
  const rows = [row('ServiceRequest', 'sr-a'), row('Task', 'task-a'), row('Task', 'duty-a')]
  await store.commit(change({ writes: rows.map((one): Write => ({ kind: 'resource', ...one })) }))
}

function samePatient(id: string): Write {
  const write = referralWrite(id)
  return write.kind === 'referral' ? { ...write, subject: 'one' } : write
}

function row(
  type: string,
  id: string,
  { refers = [], ...over }: Partial<StoredResource> & { readonly refers?: readonly string[] } = {}
): StoredResource {
  const { version = 1 } = over
  const json = JSON.stringify({
    ...{ resourceType: type, id, meta: { versionId: String(version) } },
    of: refers.map((reference) => ({ reference }))
  })
  const search = [{ param: 'mark', value: `${id} ${version}` }]
  return resource({ type, id, json, search, projection: receiver, referral: 'a', ...over })
}

/** A message with these rows, which are written with it. */
function carrying(
  id: string,
  rows: readonly StoredResource[],
  { writes = [], ...over }: Partial<OutboxMessage> & { readonly writes?: readonly StoredResource[] } = {}
) {
  const entry = rows.map(({ type, id: of, json }) => ({
    resource: JSON.parse(json) as unknown,
    request: { method: 'PUT', url: `${type}/${of}` }
  }))
  return change({
    writes: [...rows, ...writes].map((one): Write => ({ kind: 'resource', ...one })),
    outbox: [
      outgoing({ id, receiver, referral: 'a', body: JSON.stringify({ resourceType: 'Bundle', entry }), ...over })
    ]
  })
}

function stop(over: Partial<StopOrder>) {
  return change({ writes: [{ kind: 'stop', referral: 'a', receiver, at: start + 5, ...over }] })
}

/** As what a resource can be had. */
async function readable(store: Store, type: string, id: string, projection = receiver): Promise<readonly string[]> {
  const at = async (version?: number) =>
    (await store.read({ kind: 'resource', projection, type, id, ...(version === undefined ? {} : { version }) })).facts
  const now = await at()
  const criteria = [{ param: 'mark', values: [1, 2].map((version) => `${id} ${version}`) }]
  const { facts } = await store.read({ kind: 'search', projection, type, criteria, limit: 9, offset: 0 })
  const versions = [await at(1), await at(2)].flatMap((one) => one?.version ?? [])
  return [
    ...(now === undefined ? [] : [`now ${now.version}`]),
    ...(facts.total === 0 ? [] : ['found']),
    ...versions.map((version) => `version ${version}`)
  ]
}

async function claim(store: Store) {
  const claimed = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
  return claimed?.messages ?? []
}

function contents({ body }: OutboxMessage): readonly string[] {
  const { entry } = JSON.parse(body) as { readonly entry: readonly { readonly request: { readonly url: string } }[] }
  return entry.map(({ request }) => request.url)
}

/** Delivers what waits, one after the other, and says what it was; each must name nothing that was not delivered. */
async function texts(store: Store): Promise<readonly string[]> {
  const sent: string[] = []
  for (let round = 0; round < 10; round++) {
    const claimed = await store.claim({ receiver, now: start, leaseMs: 60_000, limit: 9, skip: [] })
    if (claimed === undefined || claimed.messages.length === 0) break
    sent.push(...claimed.messages.map(({ id, undelivered }) => [id, ...undelivered].join(' after ')))
    const results = claimed.messages.map(({ id }) => ({ id, outcome: 'delivered' as const, at: start + 6 }))
    await store.settle({ receiver, fence: claimed.fence, results })
  }
  return sent
}

async function deliveries(store: Store) {
  const [chain = ''] = Object.keys((await store.read({ kind: 'auditHeads' })).facts)
  const { facts } = await store.read({ kind: 'audit', chain, afterSeq: 0, limit: 100 })
  return facts.filter(({ action }) => action === 'deliver')
}
