import { test } from 'tap'
import { decimal } from '../../../src/fhir/decimal.ts'
import type { TransformResult } from '../../../src/mapping/fml/compile/compiled-map.ts'
import { answerOf, type Json, type Probe } from './probes/probe.ts'

function resultOf(probe: Omit<Probe, 'name'>, request: object = { lineage: true, coverage: true }): TransformResult {
  const answer = answerOf({ name: '', ...probe, request: { ...request, ...probe.request } })
  if (answer.fault !== undefined) throw new Error(`${answer.fault.message} (line ${answer.fault.line ?? '?'})`)
  return answer.value
}

interface Unread {
  readonly name: string
  readonly rules: string
  readonly source: Json
  readonly unread: readonly string[]
  readonly groups?: string
}

const both = {
  resourceType: 'Patient',
  name: [{ use: 'usual', given: ['A', null], _given: [{ id: 'a' }, { id: 'b' }] }]
}

const reads: readonly Unread[] = [
  {
    name: 'a decimal that nobody read is told as any value is',
    rules: "src.extension as e -> tgt.extension as t then { e.url as u -> t.url = u; } 'each';",
    source: { resourceType: 'Patient', extension: [{ url: 'u', valueDecimal: decimal('1.10') }] },
    unread: ['Patient.extension[0].valueDecimal']
  },
  {
    name: 'a condition reads what it looks at',
    rules: "src.name as n where use = 'usual' -> tgt.active = true;",
    source: both,
    unread: ['Patient.name[0].given[0]', 'Patient.name[0].given[0].id', 'Patient.name[0].given[1].id']
  },
  {
    name: 'an element does not stand for another whose name begins the same',
    rules: "src where status = 'draft' -> tgt.active = true;",
    source: { resourceType: 'Task', status: 'draft', statusReason: { text: 'x' } },
    unread: ['Task.statusReason.text']
  },
  {
    name: 'the element of a choice is read without its type',
    rules: 'src -> tgt.active = (%src.deceased);',
    source: { resourceType: 'Patient', deceasedBoolean: true, multipleBirthInteger: 2 },
    unread: ['Patient.multipleBirthInteger']
  },
  {
    name: 'the value of a primitive leaves its partner',
    rules: 'src.birthDate as b then { b.value as v -> tgt.birthDate = v; };',
    source: { resourceType: 'Patient', birthDate: '1980', _birthDate: { id: 'i' } },
    unread: ['Patient.birthDate.id']
  },
  {
    name: 'the id of a primitive is read alone',
    rules: 'src.birthDate as b then { b.id as v -> tgt.language = v; };',
    source: { resourceType: 'Patient', birthDate: '1980', _birthDate: { id: 'i' } },
    unread: ['Patient.birthDate']
  },
  {
    name: 'a primitive is read with its partner',
    rules: 'src.name as n -> tgt.name as m then { n.given as g -> m.given = g; };',
    source: both,
    unread: ['Patient.name[0].use']
  },
  {
    name: 'a part of a list is read',
    rules: 'src.name as n -> tgt.name as m then { n.given first as g -> m.given = g; };',
    source: { resourceType: 'Patient', name: [{ given: ['A', 'B'] }] },
    unread: ['Patient.name[0].given[1]']
  },
  {
    name: 'what is not made is not read',
    rules: "src.name as n -> tgt.contact as c then { n.family as f where $this = 'x' -> c.name as x, x.family = f; };",
    source: { resourceType: 'Patient', name: [{ given: ['A'] }] },
    unread: ['Patient.name[0].given[0]']
  },
  {
    name: 'a dropped element is excused with all below it',
    rules: '// drops: src.contact because it is not for the receiver\nsrc.id -> tgt.id;',
    source: { resourceType: 'Patient', id: 'a', contact: [{ name: { text: 'x' } }, { gender: 'male' }], active: true },
    unread: ['Patient.active']
  },
  {
    name: 'a dropped path is excused in each item',
    rules: '// drops: src.name.given because it is not for the receiver\nsrc.id -> tgt.id;',
    source: { ...both, id: 'a' },
    unread: ['Patient.name[0].use']
  },
  {
    name: 'a dropped choice is excused by its name',
    rules: '// drops: src.deceased because it is not for the receiver\nsrc.id -> tgt.id;',
    source: { resourceType: 'Patient', id: 'a', deceasedDateTime: '2020', _deceasedDateTime: { id: 'i' } },
    unread: []
  },
  {
    name: 'a called group excuses what it is called for',
    rules: 'src.contact as c then Contact(c, tgt);',
    groups:
      'group Contact(source c, target t) {\n// drops: c.name because it is not for the receiver\nc.gender as g -> t.gender = g; }',
    source: { resourceType: 'Patient', contact: [{ name: { text: 'x' }, gender: 'male', telecom: [{ value: '1' }] }] },
    unread: ['Patient.contact[0].telecom[0].value']
  },
  {
    name: 'a resource in a bundle',
    rules: 'src.entry as e then { e.resource : Patient as p then { p.gender as g -> tgt.gender = g; }; };',
    source: {
      resourceType: 'Bundle',
      entry: [{ fullUrl: 'urn:a', resource: { resourceType: 'Patient', gender: 'male', active: true } }]
    },
    unread: ['Bundle.entry[0].fullUrl', 'Bundle.entry[0].resource.active']
  },
  {
    name: 'what no definition knows',
    rules: 'src.gender -> tgt.gender;',
    groups: 'group C(source s : Coding, target t : Coding) <<types>> { s.code -> t.code; }',
    source: { resourceType: 'Patient', gender: 'male', nonsense: { a: 1 } },
    unread: ['Patient.nonsense.a']
  }
]

for (const { name, unread, ...probe } of reads) {
  test(`coverage: ${name}`, (t) => {
    t.strictSame(resultOf(probe, { coverage: true }).unread(), unread)
    t.end()
  })
}
