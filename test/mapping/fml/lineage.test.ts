import { test } from 'tap'
import type { TransformResult } from '../../../src/mapping/fml/compile/compiled-map.ts'
import { entryFor, leavesOf, unexplained } from './probes/explained.ts'
import { answerOf, patient, type Probe, url } from './probes/probe.ts'

function resultOf(probe: Omit<Probe, 'name'>, request: object = { lineage: true, coverage: true }): TransformResult {
  const answer = answerOf({ name: '', ...probe, request: { ...request, ...probe.request } })
  if (answer.fault !== undefined) throw new Error(`${answer.fault.message} (line ${answer.fault.line ?? '?'})`)
  return answer.value
}

const source = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  language: 'nl',
  gender: 'female',
  birthDate: '1980-05-17',
  _birthDate: { extension: [{ url: 'urn:time', valueDateTime: '1980-05-17T10:00:00Z' }] },
  name: [
    { use: 'official', family: 'A', given: ['B', 'B', 'C'] },
    { use: 'nickname', given: ['D'] }
  ],
  identifier: [
    { system: 'urn:a', value: '1', assigner: { identifier: { system: 'urn:b', value: '2' } } },
    { system: 'urn:a', value: '3' }
  ],
  telecom: [{ system: 'phone', value: '06', period: { start: '2020' } }],
  contact: [{ name: { text: 'never read' }, gender: 'male' }],
  maritalStatus: { text: 'T', coding: [{ system: 'urn:m', code: 'M' }] }
}

const whole: Omit<Probe, 'name'> = {
  source,
  head: `\nconceptmap "#g" {\n  prefix a = "urn:a"\n  prefix b = "urn:b"\n  a:female <= b:other\n}`,
  // The rules begin on line 8.
  rules: `src.id -> tgt.id;
src.gender as g -> tgt.gender = translate(g, '#g', 'code') "gender";
src -> tgt.active = true "constant";
src.language as l, src.id as i -> tgt.language = append(l, '-', i) "joined";
src.name as n where use = 'official' -> tgt.name as m then {
  n.given as v -> m.given = v "given";
  n.family as f -> m.family = (%f.upper()) "family";
} "name";
src.identifier -> tgt.identifier;
src.birthDate -> tgt.birthDate;
src.telecom as c -> tgt.contact = create('Patient.contact') as k, k.telecom = c "contact";
src -> tgt.maritalStatus = cc('urn:s', 'code') "concept";
src -> create('Basic') as b, b.id = uuid(), b.created = '2020', tgt.contained = b "apart";
src.gender as g -> tgt.gender as again, again.id = 'i' "primitive";`,
  groups: `group Identifier(source s : Identifier, target t : Identifier) <<types>> {
  // drops: s.system because the gateway writes its own
  s.value -> t.value "value";
  s -> t.system = 'urn:own' "system";
  s.assigner -> t.assigner "assigner";
}`
}

test('every leaf of a target is explained', (t) => {
  const result = resultOf(whole)
  t.strictSame(unexplained(result), [])
  t.ok(leavesOf(result.targets[0], 'Patient').length > 20)
  t.end()
})

test('an entry names its rule, its line, its sources and its transform', (t) => {
  const entries = resultOf(whole).lineage()
  const at = (path: string): object => {
    const { target, sources, transform, isConstant, group, rule, line } = entryFor(entries, path)!
    return { target, sources, transform, isConstant, group, rule, line }
  }
  const expected: readonly (readonly [path: string, object])[] = [
    [
      'Patient.id',
      { sources: ['Patient.id'], transform: 'copy', isConstant: false, group: 'main', rule: 'id', line: 8 }
    ],
    [
      'Patient.gender',
      { sources: ['Patient.gender'], transform: 'translate', isConstant: false, rule: 'gender', line: 9 }
    ],
    ['Patient.active', { sources: [], transform: 'copy', isConstant: true, rule: 'constant', line: 10 }],
    [
      'Patient.language',
      { sources: ['Patient.language', 'Patient.id'], transform: 'append', isConstant: false, rule: 'joined', line: 11 }
    ],
    ['Patient.name[0].given[0]', { sources: ['Patient.name[0].given[0]'], transform: 'copy', rule: 'given', line: 13 }],
    ['Patient.name[0].given[1]', { sources: ['Patient.name[0].given[1]'], transform: 'copy', rule: 'given', line: 13 }],
    ['Patient.name[0].given[2]', { sources: ['Patient.name[0].given[2]'], transform: 'copy', rule: 'given', line: 13 }],
    [
      'Patient.name[0].family',
      { sources: ['Patient.name[0].family'], transform: 'evaluate', rule: 'family', line: 14 }
    ],
    [
      'Patient.identifier[0].value',
      { sources: ['Patient.identifier[0].value'], group: 'Identifier', rule: 'value', line: 25 }
    ],
    [
      'Patient.identifier[1].value',
      { sources: ['Patient.identifier[1].value'], group: 'Identifier', rule: 'value', line: 25 }
    ],
    ['Patient.identifier[0].system', { sources: [], isConstant: true, group: 'Identifier', rule: 'system', line: 26 }],
    [
      'Patient.identifier[0].assigner.identifier.value',
      { sources: ['Patient.identifier[0].assigner.identifier.value'], rule: 'value', line: 25 }
    ],
    ['Patient.birthDate', { sources: ['Patient.birthDate'], transform: 'copy', rule: 'birthDate', line: 17 }],
    ['Patient.birthDate.extension[0].valueDateTime', { rule: 'birthDate', line: 17 }],
    [
      'Patient.contact[0].telecom[0].period.start',
      {
        target: 'Patient.contact[0].telecom[0]',
        sources: ['Patient.telecom[0]'],
        transform: 'copy',
        rule: 'contact',
        line: 18
      }
    ],
    [
      'Patient.maritalStatus.coding[0].code',
      { target: 'Patient.maritalStatus', sources: [], transform: 'cc', isConstant: true, rule: 'concept', line: 19 }
    ],
    [
      'Patient.contained[0].id',
      { target: 'Patient.contained[0].id', sources: [], transform: 'uuid', isConstant: true, rule: 'apart', line: 20 }
    ],
    [
      'Patient.contained[0].created',
      { target: 'Patient.contained[0].created', transform: 'copy', isConstant: true, line: 20 }
    ],
    [
      'Patient.gender.id',
      { target: 'Patient.gender.id', transform: 'copy', isConstant: true, rule: 'primitive', line: 21 }
    ]
  ]
  for (const [path, entry] of expected) t.match(at(path), entry, path)
  t.end()
})

test('a translation names its ConceptMap and its equivalence, and every entry its map', (t) => {
  const entries = resultOf(whole).lineage()
  t.match(entryFor(entries, 'Patient.gender'), { conceptMap: `${url}#g`, equivalence: 'wider' })
  t.equal(entries.filter(({ conceptMap }) => conceptMap !== undefined).length, 1)
  t.ok(entries.every(({ map, line }) => map === url && line !== undefined))
  t.end()
})

test('unread tells exactly what no rule took, and not what is dropped on purpose', (t) => {
  t.strictSame(resultOf(whole).unread(), [
    'Patient.active',
    'Patient.name[1].given[0]',
    'Patient.contact[0].name.text',
    'Patient.contact[0].gender',
    'Patient.maritalStatus.text',
    'Patient.maritalStatus.coding[0].system',
    'Patient.maritalStatus.coding[0].code'
  ])
  t.end()
})

test('nothing is recorded that was not asked for', (t) => {
  const off = resultOf(whole, {})
  t.strictSame(off.lineage(), [])
  t.strictSame(off.unread(), [])
  t.strictSame(resultOf(whole, { lineage: true }).unread(), [])
  t.strictSame(resultOf(whole, { coverage: true }).lineage(), [])
  t.end()
})

test('paths begin with the name that the source is given', (t) => {
  const result = resultOf(whole, { lineage: true, coverage: true, sourceNames: ['Bundle.entry[3].resource'] })
  t.match(result.lineage()[0], { sources: ['Bundle.entry[3].resource.id'] })
  t.equal(result.unread()[0], 'Bundle.entry[3].resource.active')
  t.end()
})

test('a target that is read from is no source', (t) => {
  const { lineage } = resultOf({
    rules: 'src.gender as g -> tgt.gender = g, tgt.name as n then Name(tgt, n);',
    groups: 'group Name(source s, target n) { s.gender as g -> n.text = g; }'
  })
  t.match(entryFor(lineage(), 'Patient.name[0].text'), { sources: [], isConstant: true })
  t.end()
})

test('what first and last move, and what is pruned, is told where it came to stand', (t) => {
  const { lineage, targets } = resultOf({
    rules: `src.identifier as i -> tgt.name as n then { i.value as v where $this = '2' -> n.text = v "second"; };
src.gender as g -> tgt.name as n first, n.text = g "first";`
  })
  t.strictSame(targets[0]!['name'], [{ text: 'female' }, { text: '2' }])
  t.match(entryFor(lineage(), 'Patient.name[0].text'), { rule: 'first' })
  t.match(entryFor(lineage(), 'Patient.name[1].text'), { rule: 'second', sources: ['Patient.identifier[1].value'] })
  t.ok(lineage().every(({ target }) => !target.includes('name[2]')))
  t.equal(patient['gender'], 'female')
  t.end()
})
