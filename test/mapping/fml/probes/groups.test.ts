import { test } from 'tap'
import { compileLibrary } from '../../../../src/mapping/fml/compile/library.ts'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { schema } from '../test-schema.ts'
import { answerOf, patient, type Probe, probes, url } from './probe.ts'

const family = (name: string, value: string): string =>
  `group ${name}(source s : HumanName, target t : HumanName) { s -> t.text = '${value}'; }`

const calls: readonly Probe[] = [
  {
    name: 'a group with several arguments',
    rules: "src.name first as n, src.telecom first as c -> tgt.contact as k then G(n, c, 'note', k);",
    groups:
      'group G(source n : HumanName, source c : ContactPoint, source word : string, target k) { n.family as f -> k.name as x, x.family = f, x.text = word; c -> k.telecom = c; }',
    expected: {
      contact: [{ name: { family: 'Jansen', text: 'note' }, telecom: [(patient['telecom'] as object[])[0]] }]
    }
  },
  {
    name: 'two targets in one group',
    rules: 'src.gender as g -> tgt.name as n, tgt.contact as c then G(g, n, c);',
    groups: 'group G(source g, target n, target c) { g -> n.text = g, c.gender = g; }',
    expected: { name: [{ text: 'female' }], contact: [{ gender: 'female' }] }
  },
  {
    name: 'literals of each kind',
    rules: "src -> tgt.extension as e then G('a', true, -3, 1.5, e);",
    groups:
      "group G(source a : string, source b : boolean, source c : integer, source d : decimal, target e : Extension) { a as x -> e.url = x; b as x where $this -> e.value = create('Quantity') as q then { d as y -> q.value = y; c as y -> q.unit = cast(y, 'string'); }; }",
    expected: { extension: [{ url: 'a', valueQuantity: { value: 1.5, unit: '-3' } }] }
  },
  {
    name: 'a literal for a target',
    rules: "src.name as n then G(n, 'x');",
    groups: family('G', 'x'),
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'a source for a target',
    rules: 'src.name as n then G(n, n);',
    groups: family('G', 'x'),
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'a target as a source, read as it is then',
    rules:
      "src -> tgt.name as n, n.family = 'F', tgt.contact as c then G(n, c);\nsrc -> tgt.name as n, n.text = 'later';",
    groups:
      "group G(source n : HumanName, target c) { n.family as f -> c.name as x, x.text = f; n -> c.name as y, y.family = 'z'; }",
    expected: { name: [{ family: 'F' }, { text: 'later' }], contact: [{ name: { text: 'F', family: 'z' } }] }
  },
  {
    name: 'what a group copies out of a target does not change with it',
    rules: "src -> tgt.maritalStatus as m, m.coding as k, k.code = 'a', tgt.contact as c then G(m, c), H(src, k);",
    groups:
      "group G(source m, target c) { m.coding as k -> c.relationship as r, r.coding = k; }\ngroup H(source s, target k) { s -> k.system = 'urn:s'; }",
    expected: {
      maritalStatus: { coding: [{ code: 'a', system: 'urn:s' }] },
      contact: [{ relationship: [{ coding: [{ code: 'a' }] }] }]
    }
  },
  {
    name: 'the groups of a rule that has rules too come after them',
    rules: 'src.name first as n -> tgt.name as m then G(n, m) { n.family as f -> m.given = f; };',
    groups: 'group G(source s, target t) { s.use as u -> t.given = u; }',
    expected: { name: [{ given: ['Jansen', 'official'] }] }
  },
  {
    name: 'an argument that has no value',
    rules: "src -> tgt.name as n, tgt.contact as c, c.name = (%src.name.where(use = 'old')) as x then G(src, x);",
    groups: "group G(source s, target t) { s -> t.text = 'a'; }",
    expected: {}
  },
  {
    name: 'a group that wants another type',
    rules: 'src.telecom as c -> tgt.name as n then G(c, n);',
    groups: family('G', 'x'),
    fault: { code: 'wrong-use', says: /wants a HumanName and is given a ContactPoint/, line: 3 }
  },
  {
    name: 'a group that wants another target type',
    rules: 'src.name as n -> tgt.telecom as c then G(n, c);',
    groups: family('G', 'x'),
    fault: { code: 'wrong-use', says: /wants a HumanName and is given a ContactPoint/ }
  },
  {
    name: 'a group that wants what the type descends from',
    rules: 'src -> tgt as t then G(src, t);',
    groups: 'group G(source s : DomainResource, target t : Resource) { s.id as v -> t.id = v; }',
    expected: { id: 'p1' }
  },
  {
    name: 'too few arguments',
    rules: 'src.name as n then G(n);',
    groups: family('G', 'x'),
    fault: { code: 'wrong-use', says: /takes 2 and is given 1/, line: 3 }
  },
  {
    name: 'no such group',
    rules: 'src.name as n then Nothing(n);',
    fault: { code: 'unknown-name', says: /Nothing/, line: 3 }
  },
  {
    name: 'no such variable',
    rules: 'src.name as n -> tgt.name as m then G(x, m);',
    groups: family('G', 'x'),
    fault: { code: 'unknown-name', says: /variable x/, line: 3 }
  },
  {
    name: 'recursion over data',
    map: `map "${url}" = "m"
group main(source src : QuestionnaireResponse, target tgt : Patient) { src.item as i then item(i, tgt); }
group item(source src, target tgt) { src.linkId as l -> tgt.name as n, n.text = l; src.item as item then item(item, tgt); }`,
    source: {
      resourceType: 'QuestionnaireResponse',
      item: [{ linkId: 'a', item: [{ linkId: 'b', item: [{ linkId: 'c' }] }] }, { linkId: 'd' }]
    },
    expected: { name: ['a', 'b', 'c', 'd'].map((text) => ({ text })) }
  }
]

const entries: readonly Probe[] = [
  {
    name: 'a group by its name',
    map: `map "${url}" = "m"\ngroup a(source s : Patient, target t : Patient) { s.id -> t.id; }\ngroup b(source s : Patient, target t : Patient) { s.gender -> t.gender; }`,
    request: { group: 'b' },
    expected: { gender: 'female' }
  },
  {
    name: 'the target type of the only uses line',
    map: `map "${url}" = "m"\nuses "http://hl7.org/fhir/StructureDefinition/Patient" as target\ngroup a(source s : Patient, target t) { s.id -> t.id; }`,
    expected: { id: 'p1' }
  },
  {
    name: 'a target that stands already',
    rules: 'src.gender -> tgt.gender;',
    request: { targets: [{ resourceType: 'Patient', id: 'old', name: [{ text: 'x' }] }] },
    expected: { id: 'old', name: [{ text: 'x' }], gender: 'female' }
  }
]

for (const table of [calls, entries]) probes(table)

interface Refusal {
  readonly name: string
  readonly sources?: readonly unknown[]
  readonly request?: object
  readonly map?: string
  readonly code: string
}

const refusals: readonly Refusal[] = [
  { name: 'a resource of another type', sources: [{ resourceType: 'Basic' }], code: 'wrong-use' },
  { name: 'a resource of a type that is not known', sources: [{ resourceType: 'Nonsense' }], code: 'wrong-value' },
  { name: 'an object without a type', sources: [{ gender: 'male' }], code: 'wrong-value' },
  { name: 'a text', sources: ['x'], code: 'wrong-value' },
  { name: 'a list', sources: [[patient]], code: 'wrong-value' },
  { name: 'nothing', sources: [], code: 'wrong-value' },
  { name: 'null', sources: [null], code: 'wrong-value' },
  { name: 'a group that is not there', request: { group: 'nothing' }, code: 'unknown-name' },
  { name: 'a target of another type', request: { targets: [{ resourceType: 'Basic' }] }, code: 'wrong-use' },
  { name: 'a target without a type', request: { targets: [{ gender: 'male' }] }, code: 'wrong-value' },
  {
    name: 'no type for the target',
    map: `map "${url}" = "m"\ngroup a(source s : Patient, target t) { s.id -> t.id; }`,
    code: 'wrong-use'
  },
  {
    name: 'an abstract target',
    map: `map "${url}" = "m"\ngroup a(source s : Patient, target t : Resource) { s.id -> t.id; }`,
    code: 'wrong-use'
  }
]

for (const { name, code, ...rest } of refusals) {
  test(`the source or target of a transform is refused: ${name}`, (t) => {
    const answer = answerOf({ name, rules: 'src.gender -> tgt.gender;', ...rest })
    t.equal(answer.fault?.code, code, answer.fault?.message ?? 'no fault')
    t.equal(answer.fault?.file, 'probe.map')
    t.end()
  })
}

test('a target that is given stays as it is, also when the transform fails', (t) => {
  const target = { resourceType: 'Patient', name: [{ text: 'x' }] }
  const rules = "src -> tgt.name as n collate, n.family = 'F';\nsrc -> tgt.gender = 'a b ';"
  const answer = answerOf({ name: '', rules, request: { targets: [target] } })
  t.equal(answer.fault?.code, 'wrong-value')
  t.strictSame(target, { resourceType: 'Patient', name: [{ text: 'x' }] })
  t.end()
})

test('two maps of one canonical are refused', (t) => {
  const read = (): Extract<ReturnType<typeof parseMap>, { ok: true }>['value'] => {
    const parsed = parseMap(
      `map "${url}" = "m"\ngroup a(source s : Patient, target t : Patient) { s.id -> t.id; }`,
      'm.map'
    )
    if (!parsed.ok) throw new Error(parsed.fault.message)
    return parsed.value
  }
  t.match(compileLibrary([read(), read()], { schema }), {
    ok: false,
    fault: { code: 'wrong-use', file: 'm.map', line: 1 }
  })
  t.end()
})
