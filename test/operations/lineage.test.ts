import type { Bundle, ParametersParameter, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { capabilityStatement } from '../../src/interactions/capabilities.ts'
import { operations, withOperations } from '../../src/operations/registry.ts'
import { idsOf } from '../flows/world.ts'
import { outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, valueIn, world, type World } from './world.ts'

async function lineageOf(here: World, who: string, resource: string): Promise<readonly ParametersParameter[]> {
  return answered(await here.call(who, { method: 'GET', url: `/fhir/${resource}/$lineage` }))
}

/** The elements of a lineage by the path of their target. */
function elementsOf(answer: readonly ParametersParameter[]): ReadonlyMap<string, readonly ParametersParameter[]> {
  return new Map(named(answer, 'lineage').map(({ part = [] }) => [String(valueIn(part, 'target')), part]))
}

async function taskAs(here: World, who: string, id: string): Promise<Task> {
  const answer = await here.call(who, { method: 'GET', url: `/fhir/Task/${id}` })
  return JSON.parse(answer.body) as Task
}

test('the receiver sees which rules made each element of what its sender posted, and no values', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const request = `ServiceRequest/${ids.ServiceRequest ?? ''}`
  const before = here.commits()
  const answer = await lineageOf(here, 's-a', request)

  t.equal(valueIn(answer, 'origin'), 'mapped')
  t.equal(valueIn(answer, 'isCurrent'), true)
  t.same(
    named(answer, 'dialect')
      .map(({ part = [] }) => [valueIn(part, 'name'), valueIn(part, 'isSame')])
      .sort(),
    [
      ['his', true],
      ['s-ggz', true]
    ]
  )
  const status = elementsOf(answer).get('ServiceRequest.status') ?? []
  t.equal(valueIn(status, 'source'), `${request}.status`)
  t.match(valueIn(status, 'map'), /\/StructureMap\//)
  t.match(valueIn(named(status, 'via')[0]?.part ?? [], 'map'), /\/StructureMap\//)
  for (const value of [f.bsn, 'Testpersoon', 'somber', '2026-03-02']) t.notMatch(JSON.stringify(answer), value)
  t.equal(here.commits(), before)
})

test('every resource of a referral has a lineage that is current, for each that reads it', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  for (const [type, id] of Object.entries(ids)) {
    const own = await lineageOf(here, 'his-a', `${type}/${id}`)
    t.equal(valueIn(own, 'origin'), 'posted', type)
    t.same(named(own, 'lineage'), [])
    const seen = await lineageOf(here, 's-a', `${type}/${id}`)
    t.same([valueIn(seen, 'origin'), valueIn(seen, 'isCurrent')], ['mapped', true], type)
    t.ok(named(seen, 'lineage').length > 0, type)
  }
})

test('what a party cannot read has no lineage for it, nor has what does not exist', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const url = `/fhir/ServiceRequest/${ids.ServiceRequest ?? ''}/$lineage`
  for (const who of ['his-b', 's-b'])
    t.same(outcomeOf(await here.call(who, { method: 'GET', url })), [404, 'not-found'])
  t.same(outcomeOf(await here.call('auditor', { method: 'GET', url })), [403, 'not-allowed'])
  t.same(outcomeOf(await here.call('his-a', { method: 'GET', url: '/fhir/Task/geen/$lineage' })), [404, 'not-found'])
  t.same(outcomeOf(await here.call('his-a', { method: 'GET', url: '/fhir/Iets/x/$lineage' })), [400, 'unknown-type'])
  t.same(outcomeOf(await here.call('his-a', { method: 'POST', url })), [405, 'method-not-allowed'])
  t.same(outcomeOf(await here.call(undefined, { method: 'GET', url })), [401, 'token-missing'])
})

test('a duty and an entry of the directory say that no map made them', async (t) => {
  const here = await world(t)
  await here.post(f.hisA, f.referralBundle())
  const tasks = JSON.parse((await here.call('s-a', { method: 'GET', url: '/fhir/Task' })).body) as Bundle
  const duty = tasks.entry?.find(({ resource }) => /\/CodeSystem\/obligation"/.test(JSON.stringify(resource)))
  const answer = await lineageOf(here, 's-a', `Task/${duty?.resource?.id ?? ''}`)
  t.equal(valueIn(answer, 'origin'), 'gateway')
  t.match(valueIn(answer, 'statement'), /gateway itself/)
  t.equal(valueIn(await lineageOf(here, 'his-a', 'Organization/s-a'), 'origin'), 'directory')
})

test('a Task that nobody posted was made by the gateway, also for who reads it in its own dialect', async (t) => {
  const here = await world(t)
  const alone = f.changed(f.referralBundle(), 'Task', () => undefined)
  await here.post(f.hisA, alone)
  const url = '/fhir/Task?status=requested'
  const tasks = JSON.parse((await here.call('s-a', { method: 'GET', url })).body) as Bundle
  const [task] = (tasks.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'Task' &&
    resource.focus?.reference?.startsWith('ServiceRequest/') === true &&
    resource.code?.coding?.[0]?.code === '3457005'
      ? [resource]
      : []
  )
  for (const who of ['s-a', 'his-a']) {
    const answer = await lineageOf(here, who, `Task/${task?.id ?? ''}`)
    t.same([valueIn(answer, 'origin'), valueIn(answer, 'isCurrent')], ['made', true], who)
  }
})

test('a Task that was stepped comes of two messages: what the step changed, and the rest', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const id = ids.Task ?? ''
  const accepted = { ...(await taskAs(here, 's-a', id)), status: 'accepted' }
  const put = { method: 'PUT', url: `/fhir/Task/${id}`, headers: { 'content-type': 'application/fhir+json' } } as const
  t.equal((await here.call('s-a', { ...put, payload: JSON.stringify(accepted) })).statusCode, 200)

  t.equal(valueIn(await lineageOf(here, 's-a', `Task/${id}`), 'origin'), 'posted')
  const answer = await lineageOf(here, 'his-a', `Task/${id}`)
  t.same([valueIn(answer, 'origin'), valueIn(answer, 'isCurrent')], ['mapped', true])
  const elements = elementsOf(answer)
  const viaOf = (path: string): unknown => valueIn(named(elements.get(path) ?? [], 'via')[0]?.part ?? [], 'source')
  t.equal(viaOf('Task.status'), `Task/${id}.status`)
  t.equal(viaOf('Task.intent'), `Task/${id}.intent`)
})

test('feedback and the letter that a map makes beside it are traced to what the institution posted', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const task = await taskAs(here, 's-a', ids.Task ?? '')
  const report = idsOf(await here.post(f.sA, f.reportBundle(task)))
  const communication = `Communication/${report.Communication ?? ''}`
  const answer = await lineageOf(here, 'his-a', communication)
  t.same([valueIn(answer, 'origin'), valueIn(answer, 'isCurrent')], ['mapped', true])
  const seen = JSON.parse((await here.call('his-a', { method: 'GET', url: `/fhir/${communication}` })).body) as object
  const letter = /DocumentReference\/[\w-]+/.exec(JSON.stringify(seen))?.[0]
  const made = await lineageOf(here, 'his-a', letter ?? 'DocumentReference/none')
  t.same([valueIn(made, 'origin'), valueIn(made, 'isCurrent')], ['mapped', true])
})

test('where the maps have changed since, that is said, and no lineage of theirs is shown as that of the message', async (t) => {
  const here = await world(t)
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const request = `ServiceRequest/${ids.ServiceRequest ?? ''}`
  const dialects = f.rules.dialects as Map<string, NonNullable<ReturnType<typeof f.rules.dialects.get>>>
  const sGgz = dialects.get('s-ggz')
  if (sGgz === undefined) throw new Error('no s-ggz')
  t.teardown(() => dialects.set('s-ggz', sGgz))
  dialects.set('s-ggz', { ...sGgz, fingerprint: 'another', version: '9.9.9' })
  const answer = await lineageOf(here, 's-a', request)
  t.same([valueIn(answer, 'origin'), valueIn(answer, 'isCurrent')], ['mapped', false])
  t.same(named(answer, 'lineage'), [])
  const changed = named(answer, 'dialect').find(({ part = [] }) => valueIn(part, 'name') === 's-ggz')?.part ?? []
  t.same([valueIn(changed, 'version'), valueIn(changed, 'currentVersion')], [sGgz.version, '9.9.9'])
})

test('a step on a referral of before causes were kept says that this is not known, and names no nameless dialect', async (t) => {
  const here = await world(t, { isFirstOfBefore: true })
  const id = idsOf(await here.post(f.hisA, f.referralBundle())).Task ?? ''
  const accepted = { ...(await taskAs(here, 's-a', id)), status: 'accepted' }
  const put = { method: 'PUT', url: `/fhir/Task/${id}`, headers: { 'content-type': 'application/fhir+json' } } as const
  t.equal((await here.call('s-a', { ...put, payload: JSON.stringify(accepted) })).statusCode, 200)

  const answer = await lineageOf(here, 'his-a', `Task/${id}`)
  t.equal(valueIn(answer, 'origin'), 'unknown')
  t.match(valueIn(answer, 'statement'), /before the gateway kept/)
  t.same(named(answer, 'dialect'), [])
})

test('the capability statement tells each operation under the types that it is offered on', (t) => {
  const statement = withOperations(capabilityStatement(f.rules, { date: '2026-03-02T09:00:00.000Z', version: '1' }))
  const entries = statement.rest?.[0]?.resource ?? []
  const namesOf = (type: string) => entries.find((one) => one.type === type)?.operation?.map(({ name }) => name)
  t.same(namesOf('StructureMap'), ['transform'])
  t.same(namesOf('ConceptMap'), ['translate'])
  t.same(namesOf('ServiceRequest'), ['validate', 'lineage'])
  const urls = new Set(entries.flatMap(({ operation = [] }) => operation.map(({ definition }) => definition)))
  t.same([...urls].sort(), operations.map(({ definition }) => definition.url).sort())
  t.end()
})
