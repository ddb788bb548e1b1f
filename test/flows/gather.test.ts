import type { Bundle, Patient, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { readResource } from '../../src/flows/ask.ts'
import * as f from '../referral/fixtures.ts'
import { idsOf, world, type World } from './world.ts'

async function read<R extends Resource>(here: World, who: Participant, type: R['resourceType'], id = ''): Promise<R> {
  return JSON.parse(f.valueOf(await readResource(here.deps, who, { type, id })).json) as R
}

/** The referral of practice A without its own Patient, about one that it has here already. */
function about(patient: string, bundle = f.referralBundle()): Bundle {
  const wanted = f.refIn(bundle, 'Patient').reference ?? ''
  const rest = f.changed(bundle, 'Patient', () => undefined)
  return JSON.parse(JSON.stringify(rest).replaceAll(wanted, `Patient/${patient}`)) as Bundle
}

/** A copy in which the first entry of a type is put under an id of the sender's choice. */
function put(bundle: Bundle, type: Resource['resourceType'], id: string): Bundle {
  const entry = [...(bundle.entry ?? [])]
  const first = entry.findIndex(({ resource }) => resource?.resourceType === type)
  entry[first] = { ...entry[first], request: { method: 'PUT', url: `${type}/${id}` } }
  return { ...bundle, entry }
}

test('a second referral may be about the patient of the first, and its receiver gets that patient', async (t) => {
  const here = await world(t)
  const first = idsOf(await here.post(f.hisA, f.referralBundle()))
  const bundle = about(first.Patient ?? '')
  const elsewhere = JSON.parse(JSON.stringify(bundle).replaceAll('"90000301"', '"90000302"')) as Bundle
  const second = idsOf(await here.post(f.hisA, elsewhere))
  t.equal((await read<Patient>(here, f.sB, 'Patient', first.Patient)).identifier?.[0]?.value, f.bsn)
  const { facts } = await here.deps.store.read({ kind: 'subject', subject: f.rules.subjectOf(f.bsn) })
  t.same([...facts.referrals].sort(), [first.ServiceRequest, second.ServiceRequest].sort())
})

test('the report on a second referral to the same institution is about the patient of the first', async (t) => {
  const here = await world(t)
  const first = idsOf(await here.post(f.hisA, f.referralBundle()))
  const second = idsOf(await here.post(f.hisA, about(first.Patient ?? '')))
  const task = await read<Task>(here, f.sA, 'Task', second.Task)
  t.equal(task.for?.reference, `Patient/${first.Patient ?? ''}`)
  t.same(f.refusals(await here.post(f.sA, f.reportBundle(task))), [])
  const duties = await here.deps.store.read({ kind: 'referral', id: second.ServiceRequest ?? '' })
  for (const projection of ['his-a', 's-a', 'canonical']) {
    const tasks = f.seenBy(duties.facts!, projection, 'Task')
    t.ok(tasks.length > 0)
    t.same([...new Set(tasks.map((one) => one.for?.reference))], [`Patient/${first.Patient ?? ''}`], projection)
  }
})

test('a report may not refer to what belongs to another referral, though its sender can see it', async (t) => {
  const here = await world(t)
  const first = idsOf(await here.post(f.hisA, f.referralBundle()))
  const stranger = idsOf(await here.post(f.hisA, f.referralBundle({ patient: { bsn: f.otherBsn } })))
  const task = await read<Task>(here, f.sA, 'Task', first.Task)
  const mixed = f.changed(f.reportBundle(task), 'Communication', (one) => ({
    ...one,
    reasonReference: [{ reference: `Condition/${stranger.Condition ?? ''}` }]
  }))
  t.same(f.refusals(await here.post(f.sA, mixed)), [
    'reference-unresolved Bundle.entry[0].resource.reasonReference[0].reference'
  ])
  const wrong = f.changed(f.reportBundle(task), 'Composition', (one) => ({
    ...one,
    subject: { reference: `Patient/${stranger.Patient ?? ''}` }
  }))
  t.match(f.refusals(await here.post(f.sA, wrong)), ['reference-unresolved Bundle.entry[1].resource.subject.reference'])
})

test('a new referral may not take its complaint from the referral of another patient', async (t) => {
  const here = await world(t)
  const stranger = idsOf(await here.post(f.hisA, f.referralBundle({ patient: { bsn: f.otherBsn } })))
  const mixed = f.changed(f.referralBundle(), 'ServiceRequest', (one) => ({
    ...one,
    reasonReference: [{ reference: `Condition/${stranger.Condition ?? ''}` }]
  }))
  t.match(f.refusals(await here.post(f.hisA, mixed))[0], /^subject-mismatch/)
})

test('what a sender cannot see does not exist for it, however well it knows the id', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await read<Task>(here, f.sA, 'Task', ids.Task)
  const asked = `ServiceRequest/${ids.ServiceRequest ?? ''}`
  const stolen = JSON.parse(JSON.stringify(f.reportBundle(task)).replaceAll('"90000301"', '"90000302"')) as Bundle
  const refused = f.refusals(await here.post(f.sB, stolen))
  const nothing = JSON.parse(JSON.stringify(stolen).replaceAll(asked, 'ServiceRequest/of-nobody')) as Bundle
  t.same(refused, f.refusals(await here.post(f.sB, nothing)), 'and is answered as one that nobody has')
  t.equal(refused.length, 1)
  const update = { interaction: { name: 'update', type: 'Task', id: task.id ?? '' } } as const
  t.match(f.refusals(await here.post(f.sB, { ...task, status: 'accepted' }, update)), ['not-found Task'])
  const mine = { ...task, id: 'of-nobody', status: 'accepted' } as Task
  const none = { interaction: { name: 'update', type: 'Task', id: 'of-nobody' } } as const
  t.match(f.refusals(await here.post(f.sB, mine, none)), ['not-found Task'])
  const { outbox } = await here.counts()
  t.same(Object.keys(outbox), ['s-a'])
})

test('a sender may choose its own ids, but none that somebody has', async (t) => {
  const here = await world(t)
  const chosen = idsOf(
    await here.post(f.hisA, put(f.referralBundle(), 'Patient', '4b1c2d3e-0000-4000-8000-00000000000a'))
  )
  t.equal(chosen.Patient, '4b1c2d3e-0000-4000-8000-00000000000a')
  const fromB = JSON.parse(JSON.stringify(f.referralBundle()).replaceAll('"90000101"', '"90000102"')) as Bundle
  t.match(f.refusals(await here.post(f.hisB, put(fromB, 'Patient', '4b1c2d3e-0000-4000-8000-00000000000a'))), [
    /^not-found Bundle\.entry\[3\]/
  ])
  t.match(f.refusals(await here.post(f.hisA, put(f.referralBundle(), 'Patient', '999999151'))), [
    /^id-not-uuid Bundle\.entry\[3\]/
  ])
  const again = put(f.referralBundle(), 'Patient', '4b1c2d3e-0000-4000-8000-00000000000a')
  t.match(f.refusals(await here.post(f.hisA, again)), [/^update-not-supported Bundle\.entry\[3\]/])
})

test('an organisation of the directory cannot be put in the words of a sender', async (t) => {
  const here = await world(t)
  const refused = f.refusals(await here.post(f.hisA, put(f.referralBundle(), 'Organization', 's-b')))
  t.match(refused, [/^not-found Bundle\.entry\[5\]/])
})

test('an organisation of the directory may be referred to by its id', async (t) => {
  const here = await world(t)
  const bundle = f.referralBundle()
  const provider = (bundle.entry ?? []).find(
    ({ resource }) => resource?.resourceType === 'Organization' && resource.name === 'GGZ Parkzicht'
  )
  const rest = { ...bundle, entry: (bundle.entry ?? []).filter((entry) => entry !== provider) }
  const text = JSON.stringify(rest).replaceAll(provider?.fullUrl ?? '', 'Organization/s-a')
  t.same(f.refusals(await here.post(f.hisA, JSON.parse(text) as Bundle)), [])
  t.match(await here.counts(), { outbox: { 's-a': { enqueued: 1 } } })
})

test('one transaction is about one referral', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const other = idsOf(await here.post(f.hisA, f.referralBundle()))
  const steps = await Promise.all([ids.Task, other.Task].map(async (id) => read<Task>(here, f.sA, 'Task', id)))
  const step = (task: Task) => ({
    resource: { ...task, status: 'accepted' as const },
    request: { method: 'PUT' as const, url: `Task/${task.id ?? ''}` }
  })
  const both: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: steps.map(step) }
  t.same(f.refusals(await here.post(f.sA, both)), ['transaction-mixed Bundle.entry'])
  const report = f.reportBundle(steps[0]!)
  const mixed = { ...report, entry: [...(report.entry ?? []), step(steps[1]!)] }
  t.same(f.refusals(await here.post(f.sA, mixed)), ['transaction-mixed Bundle.entry'])
  const together = { ...report, entry: [...(report.entry ?? []), step(steps[0]!)] }
  t.same(f.refusals(await here.post(f.sA, together)), [], 'a report with a step of its own referral is')
})

test('a report with the same step twice is refused, not half made', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await read<Task>(here, f.sA, 'Task', ids.Task)
  const entry = {
    resource: { ...task, status: 'accepted' as const },
    request: { method: 'PUT' as const, url: `Task/${task.id ?? ''}` }
  }
  const twice: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [entry, entry] }
  t.match(f.refusals(await here.post(f.sA, twice)), [/^duplicate-full-url/])
})
