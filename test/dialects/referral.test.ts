import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { SUGGESTED } from '../../src/mapping/load-dialects.ts'
import { byReference, changed, graphOf, his, mapped, one, root, sGgz, wordsOf, wrong } from './dialect-case.ts'

const referral = graphOf('his/referral.in.json')
const canonical = mapped(his.toCanonical(referral))
const atSggz = mapped(sGgz.fromCanonical(canonical))
const BSN = 'http://fhir.nl/fhir/NamingSystem/bsn'

test('a referral is sound and complete in each form on its way from the HIS to the institution', (t) => {
  t.same(wrong(referral, 'his'), [])
  t.same(wrong(canonical, 'canonical'), [])
  t.same(wrong(atSggz, 's-ggz'), [])
  t.end()
})

test('the referral arrives as the golden files say, to the last element', (t) => {
  t.same(byReference(canonical), byReference(graphOf('his/referral.canonical.json')))
  t.same(byReference(atSggz), byReference(graphOf('s-ggz/referral.out.json')))
  t.end()
})

test('every word of the letter and each coding of the GP arrives as it was written', (t) => {
  t.same(one(atSggz, 'Composition'), one(referral, 'Composition'))
  t.ok(wordsOf(one(atSggz, 'Composition')).length > 100)
  const codings = atSggz.flatMap(({ resource }) =>
    resource.resourceType === 'Condition' ? (resource.code?.coding ?? []) : []
  )
  const given = codings.filter(({ extension = [] }) => !extension.some(({ url }) => url === SUGGESTED))
  t.same(given, [
    { system: 'http://hl7.org/fhir/sid/icpc-1-nl', code: 'P76', display: 'Depressie' },
    {
      system: 'https://huisartsenpraktijk-de-linde.example/eigen-codes',
      code: 'SLAAP-NACHT',
      display: 'Slaapprobleem bij nachtdiensten'
    }
  ])
  t.end()
})

test('completed of a HIS is active for everyone else, and the category gains SNOMED beside NHG table 69', (t) => {
  const request = one(atSggz, 'ServiceRequest')
  t.equal(request.status, 'active')
  t.same(request.category, [
    {
      coding: [
        { system: 'urn:oid:2.16.840.1.113883.2.4.4.30.69', code: '1', display: 'Verwijsbrief' },
        { system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' }
      ],
      text: 'Verwijsbrief GGZ'
    }
  ])
  t.same(Reflect.get(request, '_authoredOn'), Reflect.get(one(referral, 'ServiceRequest'), '_authoredOn'))
  t.end()
})

test('the institution reads the owner by its URA, and no BSN in the Task', (t) => {
  const withBsn = changed(canonical, 'Task', (task: Task) => ({
    ...task,
    for: { ...task.for, identifier: { system: BSN, value: '999999151' } }
  }))
  const task = one(mapped(sGgz.fromCanonical(withBsn)), 'Task')
  t.same(task.owner, {
    type: 'HealthcareService',
    display: 'GGZ Instelling Waterland',
    identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '00002222' }
  })
  t.same(task.for, { reference: 'Patient/pat-1', type: 'Patient', display: 'Anneke de Wit-Bos' })
  t.notMatch(JSON.stringify(task), '999999151')
  t.end()
})

test('a Task that the institution sends back names its Organization again', (t) => {
  const back = one(mapped(sGgz.toCanonical(atSggz)), 'Task')
  t.equal(back.owner?.reference, 'Organization/org-ggz')
  t.equal(back.owner?.type, 'Organization')
  const alone = one(mapped(sGgz.toCanonical(atSggz.filter(({ resource }) => resource.resourceType === 'Task'))), 'Task')
  t.equal(alone.owner?.identifier?.value, '00002222', 'without the Organization its URA is what is left')
  t.end()
})

test('an owner that is a role is named by the URA of the organisation behind it', (t) => {
  const role = { reference: 'PractitionerRole/role-gp' }
  const owned = changed(canonical, 'Task', (task: Task) => ({ ...task, owner: role }))
  t.equal(one(mapped(sGgz.fromCanonical(owned)), 'Task').owner?.identifier?.value, '00001111')
  t.end()
})

test('an owner without a URA is refused at the owner', (t) => {
  const nameless = canonical.filter(({ resource }) => resource.id !== 'org-ggz')
  const result = sGgz.fromCanonical(nameless)
  t.match(result, {
    ok: false,
    outcome: { issues: [{ code: 'map-failed', expression: 'Bundle.entry[0].resource.owner' }] }
  })
  t.end()
})

test('a patient named by a BSN only is found in the message, or the Task is refused', (t) => {
  const byBsn = changed(canonical, 'Task', (task: Task) => ({
    ...task,
    for: { identifier: { system: BSN, value: '999999151' } }
  }))
  t.equal(one(mapped(sGgz.fromCanonical(byBsn)), 'Task').for?.reference, 'Patient/pat-1')
  const result = sGgz.fromCanonical(byBsn.filter(({ resource }) => resource.resourceType !== 'Patient'))
  t.match(result, { ok: false, outcome: { issues: [{ expression: 'Bundle.entry[0].resource.for' }] } })
  t.end()
})

test('a referral that went out and came back is the same up to codings that were added', (t) => {
  const back = mapped(his.fromCanonical(canonical))
  const request = one(back, 'ServiceRequest')
  const sent = one(referral, 'ServiceRequest')
  const own = request.category?.map((concept) => ({ ...concept, coding: concept.coding?.slice(0, 1) }))
  t.same({ ...request, category: own }, sent)
  const others = (graph: readonly Located[]) =>
    graph.map(resourceOf).filter((one) => one.resourceType !== 'ServiceRequest')
  t.same(others(back), others(referral))
  t.end()
})

const nictiz = join(root, '..', 'shared', 'examples', 'nictiz-elz-01')
test(
  'the example referral of Nictiz, given the numbers that it lacks, goes through whole',
  { skip: existsSync(nictiz) ? false : 'the example of Nictiz is not beside this checkout' },
  (t) => {
    const graph = nictizGraph()
    t.same(wrong(graph, 'his'), [])
    const middle = mapped(his.toCanonical(graph))
    t.same(wrong(middle, 'canonical'), [])
    const out = mapped(sGgz.fromCanonical(middle))
    t.same(wrong(out, 's-ggz'), [])
    t.same(one(out, 'Composition'), one(graph, 'Composition'))
    t.same(one(out, 'Condition'), one(graph, 'Condition'))
    t.equal(one(out, 'ServiceRequest').status, 'active')
    t.end()
  }
)

/** Its organisations have no URA, its patient no BSN, and two of its locations the same id: the gateway asks for these. */
function nictizGraph(): readonly Located[] {
  const files = readdirSync(nictiz).filter((file) => file.endsWith('.json'))
  return files.map((file, index) => {
    const resource = JSON.parse(readFileSync(join(nictiz, file), 'utf8')) as Resource
    const { id = '', resourceType } = resource
    const system = `http://fhir.nl/fhir/NamingSystem/${resourceType === 'Patient' ? 'bsn' : 'ura'}`
    const ura = id.endsWith('01') ? '00003333' : '00004444'
    const value = resourceType === 'Patient' ? '172642863' : ura
    const isKnownBy = resourceType === 'Patient' || resourceType === 'Organization'
    return {
      path: `Bundle.entry[${index}].resource`,
      resource: {
        ...resource,
        id: file.replace('.json', ''),
        ...(isKnownBy ? { identifier: [{ system, value }] } : {})
      } as Resource
    }
  })
}

function resourceOf({ resource }: Located): Resource {
  return resource
}
