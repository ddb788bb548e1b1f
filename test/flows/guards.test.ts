import type { Bundle, Communication, Identifier, Patient, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { readResource } from '../../src/flows/ask.ts'
import { hisReport } from '../referral/feedback-fixtures.ts'
import * as f from '../referral/fixtures.ts'
import { bodyOf, idsOf, world, type World } from './world.ts'

const uuid = (last: string): string => `4b1c2d3e-0000-4000-8000-00000000000${last}`

async function read<R extends Resource>(here: World, who: Participant, type: R['resourceType'], id = ''): Promise<R> {
  return JSON.parse(f.valueOf(await readResource(here.deps, who, { type, id })).json) as R
}

async function sees(here: World, who: Participant, type: Resource['resourceType'], id = ''): Promise<boolean> {
  return (await readResource(here.deps, who, { type, id })).ok
}

/** A referral to the other institution, of which the first must not hear. */
function elsewhere(bundle: Bundle): Bundle {
  return JSON.parse(JSON.stringify(bundle).replaceAll('"90000301"', '"90000302"')) as Bundle
}

function request(bundle: Bundle, change: (one: ServiceRequest) => Partial<ServiceRequest>): Bundle {
  return f.changed(bundle, 'ServiceRequest', (one) => ({ ...one, ...change(one) }))
}

/** A referral of another patient whose letter names nobody: no subject, and no entry that has one. */
const anonymous = f.changed(f.referralBundle({ patient: { bsn: f.otherBsn } }), 'Composition', (one) => {
  const { subject, ...letter } = one
  const { reference = '' } = subject ?? {}
  const [core] = letter.section ?? []
  const section = core?.section?.map(({ title, code, text }) => ({ title, code, text })) ?? []
  return reference === '' ? undefined : { ...letter, section: [{ ...core, section }] }
})

test('the letter of another patient cannot be carried into a referral, though it names nobody', async (t) => {
  const here = await world(t)
  const stranger = idsOf(await here.post(f.hisA, anonymous))
  const letter = await read(here, f.hisA, 'Composition', stranger.Composition)
  t.notMatch(JSON.stringify(letter), /Patient|Condition/)
  const mixed = request(elsewhere(f.referralBundle()), ({ supportingInfo = [] }) => ({
    supportingInfo: [...supportingInfo, { reference: `Composition/${stranger.Composition ?? ''}` }]
  }))
  t.same(f.refusals(await here.post(f.hisA, mixed)), ['subject-mismatch Bundle.entry[1].resource'])
  t.notOk(await sees(here, f.sB, 'Composition', stranger.Composition))
  t.equal((await here.counts()).referrals, 1)
})

test('the letter of an earlier referral of the same patient can', async (t) => {
  const here = await world(t)
  const same = JSON.parse(JSON.stringify(anonymous).replaceAll(f.otherBsn, f.bsn)) as Bundle
  const first = idsOf(await here.post(f.hisA, same))
  const again = request(elsewhere(f.referralBundle()), ({ supportingInfo = [] }) => ({
    supportingInfo: [...supportingInfo, { reference: `Composition/${first.Composition ?? ''}` }]
  }))
  t.same(f.refusals(await here.post(f.hisA, again)), [])
  t.ok(await sees(here, f.sB, 'Composition', first.Composition))
})

test('a referral can replace one of its own patient, and none of another', async (t) => {
  const here = await world(t)
  const stranger = idsOf(await here.post(f.hisA, f.referralBundle({ patient: { bsn: f.otherBsn } })))
  const own = idsOf(await here.post(f.hisA, f.referralBundle()))
  const replacing = (id = ''): Bundle =>
    request(f.referralBundle(), () => ({ replaces: [{ reference: `ServiceRequest/${id}` }] }))
  t.same(f.refusals(await here.post(f.hisA, replacing(stranger.ServiceRequest))), [
    'subject-mismatch Bundle.entry[1].resource'
  ])
  t.same(f.refusals(await here.post(f.hisA, replacing(own.ServiceRequest))), [])
})

test('the doctor of another patient can be taken over, and nothing of that patient with them', async (t) => {
  const here = await world(t)
  const stranger = idsOf(await here.post(f.hisA, f.referralBundle({ patient: { bsn: f.otherBsn } })))
  const bundle = elsewhere(f.referralBundle())
  const wanted = f.refIn(bundle, 'Practitioner').reference ?? ''
  const rest = f.changed(bundle, 'Practitioner', () => undefined)
  const text = JSON.stringify(rest).replaceAll(wanted, `Practitioner/${stranger.Practitioner ?? ''}`)
  t.same(f.refusals(await here.post(f.hisA, JSON.parse(text) as Bundle)), [])
  t.ok(await sees(here, f.sB, 'Practitioner', stranger.Practitioner))
  for (const type of ['Patient', 'Composition', 'Condition', 'ServiceRequest'] as const) {
    t.notOk(await sees(here, f.sB, type, stranger[type]), type)
  }
})

/** A referral whose patient and practice its sender puts under ids of its own, as it does in each of its messages. */
function withOwnIds(bundle: Bundle, patient: string, practice: string): Bundle {
  const entry = (bundle.entry ?? []).map((one) => {
    const { resource } = one
    const put = (url: string) => ({ ...one, request: { method: 'PUT' as const, url } })
    if (resource?.resourceType === 'Patient') return put(`Patient/${patient}`)
    const isOwn = resource?.resourceType === 'Organization' && resource.name === f.hisA.name
    return isOwn ? put(`Organization/${practice}`) : one
  })
  return { ...bundle, entry }
}

test('a patient that is put again as it was is the same patient, and the next receiver reads it', async (t) => {
  const here = await world(t)
  const first = await here.post(f.hisA, withOwnIds(f.referralBundle(), uuid('a'), uuid('b')))
  t.equal(idsOf(first).Patient, uuid('a'))
  const second = await here.post(f.hisA, elsewhere(withOwnIds(f.referralBundle(), uuid('a'), uuid('b'))))
  t.same(f.refusals(second), [])
  t.equal(bodyOf(second).entry?.[3]?.response?.status, '200 OK')
  const patient = await read<Patient>(here, f.sB, 'Patient', uuid('a'))
  t.equal(patient.identifier?.[0]?.value, f.bsn)
  t.ok(await sees(here, f.sB, 'Organization', uuid('b')))
  t.equal((await read(here, f.hisA, 'Patient', uuid('a'))).meta?.versionId, '1')
})

for (const id of ['999999151', 'patient-1', uuid('A').toUpperCase()]) {
  test(`a patient is not put under the id ${id}, which is no UUID`, async (t) => {
    const here = await world(t)
    t.same(f.refusals(await here.post(f.hisA, withOwnIds(f.referralBundle(), id, uuid('b')))), [
      'id-not-uuid Bundle.entry[3].resource.id'
    ])
    t.equal((await here.counts()).referrals, 0)
  })
}

for (const status of ['draft', 'on-hold', 'revoked', 'entered-in-error', 'unknown'] as const) {
  test(`a referral that is ${status} opens nothing`, async (t) => {
    const here = await world(t)
    t.same(
      f.refusals(
        await here.post(
          f.hisA,
          request(f.referralBundle(), () => ({ status }))
        )
      ),
      ['required-missing Bundle.entry[1].resource.status']
    )
    t.match(await here.counts(), { referrals: 0, outbox: {} })
  })
}

test('feedback that was not given is refused in either dialect, and nobody hears of it', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await read<Task>(here, f.sA, 'Task', ids.Task)
  const { facts } = await here.deps.store.read({ kind: 'referral', id: ids.ServiceRequest ?? '' })
  const sent: readonly (readonly [Participant, Bundle])[] = [
    [f.sA, f.reportBundle(task)],
    [f.hisA, hisReport(facts!, f.hisA)]
  ]
  for (const [from, bundle] of sent) {
    for (const status of [
      'preparation',
      'in-progress',
      'not-done',
      'on-hold',
      'stopped',
      'entered-in-error',
      'unknown'
    ]) {
      const wrong = f.changed(bundle, 'Communication', (one) => ({ ...one, status }))
      t.same(
        f.refusals(await here.post(from, wrong)),
        ['required-missing Bundle.entry[0].resource.status'],
        `${status} from ${from.id}`
      )
    }
    t.same(f.refusals(await here.post(from, bundle)), [], `completed from ${from.id}`)
  }
  t.match(await here.counts(), { outbox: { 's-a': { enqueued: 2 }, 'his-a': { enqueued: 1 } } })
})

test('a business identifier is used up by its sender alone, not by the other party', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await read<Task>(here, f.sA, 'Task', ids.Task)
  const { facts } = await here.deps.store.read({ kind: 'referral', id: ids.ServiceRequest ?? '' })
  const identifier: Identifier[] = [{ system: 'https://numbers.example', value: '1' }]
  const numbered = (bundle: Bundle): Bundle =>
    f.changed(bundle, 'Communication', (one): Communication => ({ ...one, identifier }))
  const fromPractice = async () => here.post(f.hisA, numbered(hisReport(facts!, f.hisA)))
  const fromInstitution = async () => here.post(f.sA, numbered(f.reportBundle(task)))
  t.same(f.refusals(await fromPractice()), [])
  t.same(f.refusals(await fromInstitution()), [], 'the number that the practice used')
  const twin = ['business-identifier-known Bundle.entry[0].resource.identifier']
  t.same(f.refusals(await fromInstitution()), twin)
  t.same(f.refusals(await fromPractice()), twin, 'and the practice its own')
})
