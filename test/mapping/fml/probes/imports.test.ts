import { type Probe, probes, url } from './probe.ts'

const other = (name: string, rest: string): string => `map "http://x.example/${name}" = "${name}"\n${rest}`
const family = (name: string, value: string, mode = ''): string =>
  `group ${name}(source s : HumanName, target t : HumanName) ${mode} { s -> t.text = '${value}'; }`

const imports: readonly Probe[] = [
  {
    name: 'an own group is meant before an imported one',
    head: '\nimports "http://x.example/one"',
    rules: 'src.name first as n -> tgt.name as m then G(n, m);',
    groups: family('G', 'own'),
    others: [other('one', family('G', 'imported'))],
    expected: { name: [{ text: 'own' }] }
  },
  {
    name: 'a direct import is meant before one of an import',
    head: '\nimports "http://x.example/one"',
    rules: 'src.name first as n -> tgt.name as m then G(n, m);',
    others: [other('one', `imports "http://x.example/two"\n${family('G', 'one')}`), other('two', family('G', 'two'))],
    expected: { name: [{ text: 'one' }] }
  },
  {
    name: 'two imports with a group of one name',
    head: '\nimports "http://x.example/one"\nimports "http://x.example/two"',
    rules: 'src.name first as n -> tgt.name as m then G(n, m);',
    others: [other('one', family('G', 'one')), other('two', family('G', 'two'))],
    fault: { code: 'wrong-use', says: /several imported maps have a group G/, line: 5 }
  },
  {
    name: 'two imports with a group of one name that nobody calls',
    head: '\nimports "http://x.example/one"\nimports "http://x.example/two"',
    rules: 'src.gender -> tgt.gender;',
    others: [other('one', family('G', 'one')), other('two', family('G', 'two'))],
    expected: { gender: 'female' }
  },
  {
    name: 'two imports with a group for one type',
    head: '\nimports "http://x.example/*"',
    rules: 'src.name -> tgt.name;',
    others: [other('one', family('G', 'one', '<<types>>')), other('two', family('H', 'two', '<<types>>'))],
    fault: { code: 'wrong-use', says: /same types: G and H/, line: 2 }
  },
  {
    name: 'a map that is imported by two ways is one map',
    head: '\nimports "http://x.example/one"\nimports "http://x.example/t*"',
    rules: 'src.name -> tgt.name;',
    source: { resourceType: 'Patient', name: [{ family: 'A' }] },
    others: [
      other('one', `imports "http://x.example/two"\n${family('X', 'one')}`),
      other('two', family('G', 'two', '<<types>>'))
    ],
    expected: { name: [{ text: 'two' }] }
  },
  {
    name: 'maps that import each other',
    head: '\nimports "http://x.example/one"',
    rules: 'src.name first as n -> tgt.name as m then G(n, m);',
    groups: family('H', 'own'),
    others: [other('one', `imports "${url}"\ngroup G(source s, target t) { s.family as f -> t as u then H(s, u); }`)],
    expected: { name: [{ text: 'own' }] }
  },
  {
    name: 'an import of nothing',
    head: '\nimports "http://x.example/nothing"',
    rules: 'src.gender -> tgt.gender;',
    fault: { code: 'unknown-name', says: /no map is called/, line: 2 }
  },
  {
    name: 'a group of a map that is not imported',
    rules: 'src.name first as n -> tgt.name as m then G(n, m);',
    others: [other('one', family('G', 'one'))],
    fault: { code: 'unknown-name', line: 3 }
  },
  {
    name: 'extends a group of an import, whose own rules come first',
    map: `map "${url}" = "m"\nimports "http://x.example/one"\ngroup main(source src : Patient, target tgt : Patient) extends Base { src.name as n -> tgt.name as m, m.text = 'own'; }`,
    others: [other('one', "group Base(source s : Patient, target t : Patient) { s -> t.name as m, m.text = 'base'; }")],
    expected: { name: [{ text: 'base' }, { text: 'own' }, { text: 'own' }] }
  },
  {
    name: 'extends nothing',
    map: `map "${url}" = "m"\ngroup main(source src : Patient, target tgt : Patient) extends Base { src.id -> tgt.id; }`,
    fault: { code: 'unknown-name', says: /Base/, line: 2 }
  },
  {
    name: 'extends a group that takes other things',
    map: `map "${url}" = "m"\ngroup main(source src : Patient, target tgt : Patient) extends Base { src.id -> tgt.id; }\ngroup Base(target t) { t -> t.id = 'a'; }`,
    fault: { code: 'wrong-use', line: 2 }
  },
  {
    name: 'a conceptmap of another map, by its canonical',
    rules: "src.gender as v -> tgt.gender = translate(v, 'http://x.example/one#g', 'code');",
    others: [
      other(
        'one',
        'conceptmap "#g" {\n prefix a = "urn:a"\n prefix b = "urn:b"\n a:female == b:other\n}\ngroup G(source s, target t) { s.id -> t.id; }'
      )
    ],
    expected: { gender: 'other' }
  }
]

probes(imports)
