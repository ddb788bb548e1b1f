import { test } from 'tap'
import type {
  CompiledMap,
  TransformRequest,
  TransformResult
} from '../../../../src/mapping/fml/compile/compiled-map.ts'
import { compiled, frozen, patient, type Probe } from './probe.ts'

function mapOf(probe: Omit<Probe, 'name'>): CompiledMap {
  const map = compiled({ name: '', ...probe })
  if (!('transform' in map)) throw new Error(map.message)
  return map
}

function resultOf(map: CompiledMap, request: TransformRequest): TransformResult {
  const outcome = map.transform(request)
  if (!outcome.ok) throw new Error(outcome.fault.message)
  return outcome.value
}

const rules =
  `src.name as n -> tgt.name as m share s then { n.given as g -> m.given = g; n.family as f -> m.family = f first; };
src.telecom as c -> tgt.name as m share s, m.id = uuid();
src.maritalStatus as m -> tgt.maritalStatus = m as k, k.coding as c collate, c.version = '1';
src.birthDate as b -> tgt.birthDate = b as d, d.extension as e, e.url = 'urn:x', e.value = uuid();`.replace(
    ' first;',
    ';'
  )

const second = { ...patient, id: 'p2', name: [{ family: 'Other' }], telecom: [] }

test('a result does not hang on what ran before, on a fault or on what ran between', (t) => {
  const fresh = JSON.stringify(resultOf(mapOf({ rules }), { sources: [patient] }).targets)
  const used = mapOf({ rules })
  for (let run = 0; run < 50; run++) {
    resultOf(used, { sources: [second] })
    t.equal(used.transform({ sources: [{ ...patient, maritalStatus: { coding: [{ version: '2' }] } }] }).ok, false)
    t.equal(JSON.stringify(resultOf(used, { sources: [patient] }).targets), fresh)
  }
  t.end()
})

test('two maps that are used in turns share nothing', (t) => {
  const one = mapOf({ rules })
  const other = mapOf({ rules: rules.replaceAll('uuid()', "'x'") })
  const alone = [one, other].map((map) => JSON.stringify(resultOf(map, { sources: [patient] }).targets))
  for (let run = 0; run < 20; run++) {
    const turns = [one, other].map((map) => JSON.stringify(resultOf(map, { sources: [patient] }).targets))
    t.strictSame(turns, alone)
  }
  t.end()
})

test('a transform inside a transform, by a function of the host, changes nothing for either', (t) => {
  const inner = mapOf({ rules })
  const alone = JSON.stringify(resultOf(inner, { sources: [patient] }).targets[0])
  const outer = mapOf({
    rules: `${rules}\nsrc.gender as g -> tgt.contact as c, c.name as n, n.text = (%g.again());`,
    options: {
      functions: {
        again: { type: 'string', call: () => JSON.stringify(resultOf(inner, { sources: [patient] }).targets[0]) }
      }
    }
  })
  const [target] = resultOf(outer, { sources: [patient] }).targets
  const { contact, ...rest } = target as { contact: [{ name: { text: string } }] }
  t.equal(contact[0].name.text, alone)
  t.strictSame(Object.keys(rest), Object.keys(JSON.parse(alone) as object))
  t.end()
})

test('the result of a run is not touched by a later run', (t) => {
  const map = mapOf({ rules })
  const first = resultOf(map, { sources: [patient], lineage: true, coverage: true })
  const before = JSON.stringify([first.targets, first.lineage(), first.unread()])
  resultOf(map, { sources: [second], lineage: true, coverage: true })
  t.equal(JSON.stringify([first.targets, first.lineage(), first.unread()]), before)
  t.end()
})

test('what a target holds of the source is the same with and without lineage and coverage', (t) => {
  const map = mapOf({ rules })
  const plain = resultOf(map, { sources: [frozen(structuredClone(patient))] }).targets
  t.strictSame(resultOf(map, { sources: [patient], lineage: true }).targets, plain)
  t.strictSame(resultOf(map, { sources: [patient], coverage: true }).targets, plain)
  t.strictSame(resultOf(map, { sources: [patient], lineage: true, coverage: 'first' }).targets, plain)
  t.end()
})

test('a source is left as it was when a transform fails half-way', (t) => {
  const map = mapOf({ rules: `${rules}\nsrc -> tgt.gender = 'a  b';` })
  const source = frozen(structuredClone(patient))
  t.match(map.transform({ sources: [source] }), { ok: false, fault: { code: 'wrong-value' } })
  t.strictSame(source, patient)
  t.end()
})

test('an object that stands twice in a source is copied twice and written into once', (t) => {
  const shared = { family: 'F' }
  const source = frozen({ resourceType: 'Patient', name: [shared, shared] })
  const map = mapOf({ rules: "src.name -> tgt.name;\nsrc -> tgt.name.text = 'T';" })
  t.strictSame(resultOf(map, { sources: [source] }).targets[0], {
    resourceType: 'Patient',
    name: [{ family: 'F', text: 'T' }, { family: 'F' }]
  })
  t.end()
})
