import { test } from 'tap'
import { answerOf, compiled, patient, type Probe, probes, targetOf, url } from './probe.ts'

/** Rows that it had wrong: silently, by an exception, or by not reading them. */
const gaps: readonly Probe[] = [
  {
    name: 'where per item',
    rules: "src.name as s where use = 'official' -> tgt.name = s;",
    expected: { name: [(patient['name'] as unknown[])[0]] }
  },
  { name: 'where on a bare source', rules: "src where gender = 'male' -> tgt.active = true;", expected: {} },
  {
    name: 'where on a bare source that holds',
    rules: "src where gender = 'female' -> tgt.active = true;",
    expected: { active: true }
  },
  {
    name: 'extends',
    map: `map "${url}" = "m"
group main(source src : Patient, target tgt : Patient) extends Base { src.gender -> tgt.gender; }
group Base(source a : Patient, target b : Patient) extends Root { a.active -> b.active; }
group Root(source a : Patient, target b : Patient) { a.id -> b.id; }`,
    expected: { id: 'p1', active: true, gender: 'female' }
  },
  { name: 'default', rules: "src.language default 'nl' as v -> tgt.language = v;", expected: { language: 'nl' } },
  {
    name: 'default that is not needed',
    rules: "src.gender default 'male' as v -> tgt.gender = v;",
    expected: { gender: 'female' }
  },
  {
    name: 'nested path a.b.c',
    rules: 'src.maritalStatus.coding.code as c -> tgt.maritalStatus.coding.code = c;',
    expected: { maritalStatus: { coding: [{ code: 'M' }] } }
  },
  {
    name: 'target value[x]',
    rules: "src.gender as v -> tgt.extension as e, e.url = 'urn:x', e.value = v;",
    expected: { extension: [{ url: 'urn:x', valueCode: 'female' }] }
  },
  {
    name: "create('CodeableConcept') without a resourceType",
    rules: "src -> tgt.maritalStatus = create('CodeableConcept') as c, c.text = 'x';",
    expected: { maritalStatus: { text: 'x' } }
  },
  {
    name: 'append of 3',
    rules: "src.gender as v -> tgt.name as n, n.text = append('<', v, '>');",
    expected: { name: [{ text: '<female>' }] }
  },
  {
    name: 'cc of 3',
    rules: "src -> tgt.maritalStatus = cc('urn:s', 'c', 'd');",
    expected: { maritalStatus: { coding: [{ system: 'urn:s', code: 'c', display: 'd' }] } }
  },
  {
    name: 'truncate on a code',
    rules: 'src.gender as v -> tgt.name as n, n.text = truncate(v, 3);',
    expected: { name: [{ text: 'fem' }] }
  },
  {
    name: 'cast to a number',
    rules: "src.identifier first as i then { i.value as v -> tgt.multipleBirth = cast(v, 'integer'); };",
    expected: { multipleBirthInteger: 1 }
  },
  {
    name: 'share on arrays',
    rules: `src.name as s -> tgt.contact as c share one then { s.family as f -> c.name as n, n.family = f; };
src.telecom as s -> tgt.contact as c share one then { s.value as v -> c.telecom as t, t.value = v; };`,
    expected: {
      contact: [
        { name: { family: 'Jansen' }, telecom: [{ value: '0612345678' }] },
        { telecom: [{ value: 'test@example.org' }] }
      ]
    }
  },
  {
    name: 'target without an element',
    rules: 'src.gender as v -> tgt as t, t.gender = v;',
    expected: { gender: 'female' }
  },
  {
    name: 'source cardinality 0..1 that holds',
    rules: 'src.gender 0..1 as v -> tgt.gender = v;',
    expected: { gender: 'female' }
  },
  {
    name: 'source cardinality 0..1 that does not',
    rules: 'src.name 0..1 as v -> tgt.name = v;',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'several dependents',
    rules: 'src.name first as s -> tgt.name as t then A(s, t), B(s, t);',
    groups:
      'group A(source s, target t) { s.family as v -> t.family = v; }\ngroup B(source s, target t) { s.given as v -> t.given = v; }',
    expected: { name: [{ family: 'Jansen', given: ['Anna', 'Bea'] }] }
  },
  {
    name: 'evaluate(..)',
    rules: "src.name first as s -> tgt.name as n, n.text = evaluate(s, family & '!');",
    expected: { name: [{ text: 'Jansen!' }] }
  },
  {
    name: 'evaluate with one parameter',
    rules: "src.name first as s -> tgt.name as n, n.text = evaluate(family & '!');",
    expected: { name: [{ text: 'Jansen!' }] }
  },
  {
    name: 'conceptmap <- relation',
    head: `\nconceptmap "#g" {\n prefix a = "urn:a"\n prefix b = "urn:b"\n a:female <- b:other\n}\n`,
    rules: "src.gender as v -> tgt.gender = translate(v, '#g', 'code');",
    expected: { gender: 'other' }
  },
  {
    name: 'let',
    head: "\nlet word = 'hallo';",
    rules: 'src -> tgt.name as n, n.text = (%word);',
    expected: { name: [{ text: 'hallo' }] }
  },
  {
    name: 'reference',
    rules: 'src -> tgt.link as l, l.other as o, o.reference = reference(src);',
    expected: { link: [{ other: { reference: 'Patient/p1' } }] }
  },
  {
    name: 'dateOp',
    rules: "src.birthDate as v -> tgt.birthDate = dateOp(v, 'P14D');",
    expected: { birthDate: '1980-05-31' }
  },
  {
    name: 'pointer',
    rules: 'src -> tgt.link as l, l.other as o, o.reference = pointer(src);',
    expected: { link: [{ other: { reference: 'Patient/p1' } }] }
  },
  {
    name: 'escape',
    rules: "src -> tgt.name as n, n.text = escape('a<b', 'plain', 'xml');",
    expected: { name: [{ text: 'a&lt;b' }] }
  },
  {
    name: 'qty',
    rules: "src -> tgt.extension as e, e.url = 'urn:q', e.value = qty('5.5 mg');",
    expected: { extension: [{ url: 'urn:q', valueQuantity: { value: 5.5, unit: 'mg' } }] }
  },
  {
    name: 'c',
    rules: "src -> tgt.maritalStatus as m, m.coding = c('urn:s', 'x', 'd');",
    expected: { maritalStatus: { coding: [{ system: 'urn:s', code: 'x', display: 'd' }] } }
  },
  {
    name: 'id',
    rules: "src -> tgt.identifier = id('urn:s', '7');",
    expected: { identifier: [{ system: 'urn:s', value: '7' }] }
  },
  {
    name: 'cp',
    rules: "src -> tgt.telecom = cp('0612345678');",
    expected: { telecom: [{ system: 'phone', value: '0612345678' }] }
  },
  {
    name: 'literal as dependent argument',
    rules: "src -> tgt.name as n then G('it\\'s\\n', 5, n);",
    groups:
      "group G(source text : string, source count : integer, target n : HumanName) { text as t -> n.text = t; count as c -> n.family = cast(c, 'string'); }",
    expected: { name: [{ text: "it's\n", family: '5' }] }
  },
  {
    name: 'transitive imports',
    head: '\nimports "http://x.example/one"',
    rules: 'src.name first as s -> tgt.name as t then Name(s, t);',
    others: [
      'map "http://x.example/one" = "n"\nimports "http://x.example/two"\ngroup Other(source s, target t) { s.family as f -> t.family = f; }',
      'map "http://x.example/two" = "n"\ngroup Name(source s, target t) { s.family as f -> t.family = f; }'
    ],
    expected: { name: [{ family: 'Jansen' }] }
  },
  {
    name: '/// metadata headers',
    map: `/// url = "${url}"
/// name = "m"
group main(source src : Patient, target tgt : Patient) { src.gender -> tgt.gender; }`,
    expected: { gender: 'female' }
  }
]

/** Codes of each form, with a relation that is not sure. */
const head = `\nconceptmap "#g" {\n prefix a = "urn:m"\n prefix b = "urn:b"\n a:M ~ b:MM\n}\n`
const approximate = { approximate: 'urn:approximate' }
const sure = (equivalence: string): object => ({
  url: 'urn:approximate',
  extension: [
    { url: 'conceptMap', valueCanonical: `${url}#g` },
    { url: 'equivalence', valueCode: equivalence }
  ]
})

const translations: readonly Probe[] = [
  {
    name: 'translate to Coding, and conceptmap ~ keeps its equivalence',
    head,
    options: approximate,
    rules: `src.maritalStatus as m -> tgt.maritalStatus as n then { m.coding as c then {
  c.code as v -> n.coding = translate(v, '#g', 'Coding'); }; };`,
    expected: { maritalStatus: { coding: [{ extension: [sure('inexact')], system: 'urn:b', code: 'MM' }] } }
  },
  {
    name: 'translate from Coding',
    head: head.replace('~', '=='),
    rules: "src.maritalStatus as m then { m.coding as c -> tgt.maritalStatus as n, n.coding = translate(c, '#g'); };",
    expected: { maritalStatus: { coding: [{ system: 'urn:b', code: 'MM' }] } }
  }
]

probes(gaps)
probes(translations)

test('log(..) and log after check tell the text, the rule and the place', (t) => {
  const rules =
    'src.gender as v check $this.exists() log(\'seen \' & $this) -> tgt.gender = v "g";\nsrc.name as n log (%n.family) -> tgt.name = n;'
  const answer = answerOf({ name: '', rules })
  if (answer.fault !== undefined) throw new Error(answer.fault.message)
  t.strictSame(
    answer.value.logs.map(({ rule, sourcePath, text }) => [rule.rule, rule.line, sourcePath, text]),
    [
      ['g', 3, 'Patient.gender', 'seen female'],
      ['name', 4, 'Patient.name[0]', 'Jansen'],
      ['name', 4, 'Patient.name[1]', '']
    ]
  )
  t.end()
})

test('uuid gives a UUID that hangs on the input alone', (t) => {
  const rules = 'src -> tgt.id = uuid(), tgt.language = uuid();'
  const probe = { name: '', rules }
  const { id, language } = targetOf(probe)
  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.not(id, language)
  t.equal(targetOf(probe)['id'], id)
  t.not(targetOf({ ...probe, source: { ...patient, id: 'p2' } })['id'], id)
  t.end()
})

test('a map with an embedded conceptmap keeps nothing between runs', (t) => {
  const map = compiled({
    name: '',
    head: head.replace('a:M ~', 'a:female =='),
    rules:
      "src.gender as v -> tgt.name as n share s, n.text = translate(v, '#g', 'code'); src.name as x -> tgt.name as n share s, n.id = uuid();"
  })
  if (!('transform' in map)) throw new Error(map.message)
  map.transform({ sources: [patient], lineage: true, coverage: true })
  const before = sizeOf(map)
  for (let run = 0; run < 100; run++) {
    map.transform({ sources: [{ ...patient, id: `p${run}` }], lineage: true, coverage: true })
    map.transform({ sources: [{ ...patient, gender: `unknown-${run}` }] })
  }
  t.equal(sizeOf(map), before)
  t.end()
})

/** How many objects and entries are reachable through own properties, Maps and Sets. */
function sizeOf(root: object): number {
  const seen = new Set<object>([root])
  let entries = 0
  for (const object of seen) {
    const held: unknown[] = Object.values(object)
    if (object instanceof Map) held.push(...object.keys(), ...object.values())
    if (object instanceof Set) held.push(...object)
    entries += held.length
    for (const value of held) if (typeof value === 'object' && value !== null) seen.add(value)
  }
  return entries
}
