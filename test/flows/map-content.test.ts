import { test } from 'tap'
import { lineageTable } from '../../src/cli/lineage-table.ts'
import { mapContent } from '../../src/flows/map-content.ts'
import * as f from '../referral/fixtures.ts'
import { named, ownRules } from './own-maps.ts'

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  language: 'dut',
  birthDate: '1980-02-03',
  name: [{ family: 'Test' }]
}
const there = { from: 'own', to: 'canonical' }
const back = { from: 'own', to: 'own' }

test('what no rule reads is told with its place and the map', (t) => {
  const mapped = f.valueOf(mapContent(ownRules(t), { content: patient, by: there, lineage: false }))
  t.match(mapped.resource, { resourceType: 'Patient', id: 'p1', language: 'nl', active: true })
  t.notOk('birthDate' in mapped.resource)
  t.match(mapped.warnings, [{ code: 'content-unread', expression: 'Patient.birthDate', words: { map: named.map } }])
  t.strictSame(mapped.traces, [])
  t.end()
})

test('two maps are told as one way, each element with its place in what was given', (t) => {
  const content = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] }
  const { resource, traces } = f.valueOf(mapContent(ownRules(t), { content, by: back, lineage: true }))
  t.match(resource, { entry: [{ resource: { language: 'dut', name: [{ family: 'Test' }] } }] })
  const at = (path: string) => {
    const trace = traces.find(({ target }) => target.told === `Bundle.entry[0].resource.${path}`)
    return {
      from: trace?.origins.map(({ told }) => told),
      by: trace?.entry.rule,
      via: trace?.via.map(({ entry }) => entry)
    }
  }
  t.match(at('language'), {
    from: ['Bundle.entry[0].resource.language'],
    by: 'tongue',
    via: [{ map: named.map, mapVersion: '1.2.3', conceptMap: named.inward, equivalence: 'equivalent' }]
  })
  t.match(at('name[0].family'), { from: ['Bundle.entry[0].resource.name[0].family'], via: [{ rule: 'family' }] })
  t.strictSame(at('active'), { from: [], by: 'constant', via: [] })
  t.end()
})

test('a code that only comes near is not taken for the same, and names rule and line', (t) => {
  const rules = ownRules(t)
  const refused = mapContent(rules, { content: { ...patient, language: 'fra' }, by: there, lineage: false })
  t.strictSame(f.refusals(refused), ['unmapped-code Patient.language'])
  t.match(refused, { outcome: { issues: [{ words: { code: 'fra', place: /rule tongue, line \d+ of / } }] } })
  t.end()
})

test('one map can be run alone, and what it has no group for is refused', (t) => {
  const rules = ownRules(t)
  const { resource } = f.valueOf(mapContent(rules, { content: patient, by: { map: named.map }, lineage: false }))
  t.match(resource, { language: 'nl' })
  const flag = { resourceType: 'Flag', status: 'active', code: { text: 'x' }, subject: { reference: 'Patient/p1' } }
  t.strictSame(f.refusals(mapContent(rules, { content: flag, by: { map: named.map }, lineage: false })), [
    'type-not-in-dialect Flag'
  ])
  t.end()
})

test('content that is no resource, or twice the same, is refused at its place', (t) => {
  const rules = ownRules(t)
  const bundle = (entry: unknown) => ({ resourceType: 'Bundle', type: 'collection', entry })
  const urn = 'urn:uuid:0a4b6a3c-4b3a-4b7e-8d2f-0c9d1e2f3a4b'
  const table: readonly [Readonly<Record<string, unknown>>, string][] = [
    [bundle([]), 'content-kind Bundle.entry'],
    [bundle('x'), 'content-kind Bundle.entry'],
    [bundle([null]), 'content-kind Bundle.entry[0]'],
    [bundle([{}]), 'content-kind Bundle.entry[0]'],
    [bundle(Array.from({ length: 201 }, () => ({ resource: patient }))), 'content-kind Bundle.entry'],
    [bundle([{ resource: patient }, { resource: patient }]), 'duplicate-full-url Bundle.entry[1]'],
    [
      bundle([{ fullUrl: urn, resource: { ...patient, managingOrganization: { reference: `${urn}0` } } }]),
      'reference-unresolved Bundle.entry[0].resource.managingOrganization.reference'
    ],
    [{ resourceType: 'Bundle', type: 'document' }, 'content-kind Bundle.type'],
    [{ resourceType: 'Patient', id: '../x' }, 'invalid-structure Patient.id'],
    [{ resourceType: 'Patient', id: 5 }, 'invalid-structure Patient.id']
  ]
  for (const [content, expected] of table) {
    t.strictSame(f.refusals(mapContent(rules, { content, by: there, lineage: false }))[0], expected)
  }
  t.end()
})

test('the table for people has value, place, rules and ConceptMap of each element', (t) => {
  const lines = lineageTable(f.valueOf(mapContent(ownRules(t), { content: patient, by: back, lineage: true }))).split(
    '\n'
  )
  t.match(lines[0], /^element +value +source +rule \(map:line\) +by$/)
  const line = (element: string) => lines.find((one) => one.startsWith(`${element} `))
  t.match(
    line('Patient.language'),
    /"dut" +Patient\.language +own-to-canonical:\d+ > own-from-canonical:\d+ +inward \(equivalent\), outward \(equivalent\)$/
  )
  t.match(line('Patient.active'), /true +own-from-canonical:\d+ +constant$/)
  t.end()
})
