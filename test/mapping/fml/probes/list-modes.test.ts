import { type Probe, probes } from './probe.ts'

const names = {
  resourceType: 'Patient',
  name: [{ family: 'A' }, { family: 'B' }],
  telecom: [{ value: '1' }, { value: '2' }, { value: '3' }]
}

const listModes: readonly Probe[] = [
  {
    name: 'first puts the items of its rule before what is there',
    rules:
      'src.name as n -> tgt.name as m then { n.family as f -> m.family = f; };\nsrc.telecom as c -> tgt.name as m first then { c.value as v -> m.text = v; };',
    source: names,
    expected: { name: [{ text: '1' }, { text: '2' }, { text: '3' }, { family: 'A' }, { family: 'B' }] }
  },
  {
    name: 'first of two rules is an error',
    rules: "src -> tgt.name as m first, m.text = 'a';\nsrc -> tgt.name as m first, m.text = 'b';",
    fault: { code: 'too-many', says: /first/, line: 4 }
  },
  {
    name: 'last keeps the items of its rule behind what comes later',
    rules:
      'src.telecom as c -> tgt.name as m last then { c.value as v -> m.text = v; };\nsrc.name as n -> tgt.name as m then { n.family as f -> m.family = f; };',
    source: names,
    expected: { name: [{ family: 'A' }, { family: 'B' }, { text: '1' }, { text: '2' }, { text: '3' }] }
  },
  {
    name: 'last of two rules is an error',
    rules: "src -> tgt.name as m last, m.text = 'a';\nsrc -> tgt.name as m last, m.text = 'b';",
    fault: { code: 'too-many', says: /last/, line: 4 }
  },
  {
    name: 'first and last of primitives',
    rules: "src -> tgt.name as m, m.given = 'b', m.given = 'c' last, m.given = 'a' first, m.given = 'bb';",
    expected: { name: [{ given: ['a', 'b', 'bb', 'c'] }] }
  },
  {
    name: 'first keeps partners beside their values',
    rules: "src.name as n -> tgt.name as m then { n.given as g -> m.given = g; n -> m.given = 'z' first; };",
    source: { resourceType: 'Patient', name: [{ given: ['x', null], _given: [null, { id: 'i' }] }] },
    expected: { name: [{ given: ['z', 'x', null], _given: [null, null, { id: 'i' }] }] }
  },
  {
    name: 'a primitive that is named stays itself when others come before it',
    rules: "src -> tgt.name as m, m.given = 'b' as b, m.given = 'a' first, b.id = 'i';",
    expected: { name: [{ given: ['a', 'b'], _given: [null, { id: 'i' }] }] }
  },
  {
    name: 'first on a shorthand',
    rules: "src -> tgt.name as m, m.text = 'x';\nsrc.name -> tgt.name first;",
    source: { ...names, telecom: [] },
    expected: { name: [{ family: 'A' }, { family: 'B' }, { text: 'x' }] }
  },
  {
    name: 'share with more items in the first rule',
    rules:
      'src.telecom as c -> tgt.name as m share s then { c.value as v -> m.text = v; };\nsrc.name as n -> tgt.name as m share s then { n.family as f -> m.family = f; };',
    source: names,
    expected: { name: [{ text: '1', family: 'A' }, { text: '2', family: 'B' }, { text: '3' }] }
  },
  {
    name: 'share with more items in the second rule',
    rules:
      'src.name as n -> tgt.name as m share s then { n.family as f -> m.family = f; };\nsrc.telecom as c -> tgt.name as m share s then { c.value as v -> m.text = v; };',
    source: names,
    expected: { name: [{ family: 'A', text: '1' }, { family: 'B', text: '2' }, { text: '3' }] }
  },
  {
    name: 'share of two names makes two',
    rules:
      "src -> tgt.name as m share one, m.text = 'a';\nsrc -> tgt.name as m share two, m.text = 'b';\nsrc -> tgt.name as m share one, m.family = 'c';",
    expected: { name: [{ text: 'a', family: 'c' }, { text: 'b' }] }
  },
  {
    name: 'share does not reach over to another parent',
    rules:
      "src.name as n -> tgt.contact as c then { n.family as f -> c.telecom as t share s, t.value = f; n -> c.telecom as t share s, t.use = 'home'; };",
    source: names,
    expected: { contact: [{ telecom: [{ value: 'A', use: 'home' }] }, { telecom: [{ value: 'B', use: 'home' }] }] }
  },
  {
    name: 'collate goes on with the first item',
    rules: 'src.name as n -> tgt.name as m collate then { n.family as f -> m.given = f; };',
    source: names,
    expected: { name: [{ given: ['A', 'B'] }] }
  },
  {
    name: 'collate over two rules',
    rules: "src -> tgt.name as m collate, m.text = 'a';\nsrc -> tgt.name as m collate, m.family = 'b';",
    expected: { name: [{ text: 'a', family: 'b' }] }
  },
  {
    name: 'share of a value has no meaning',
    rules: 'src.gender as g -> tgt.language = g share s;',
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'collate of a value has no meaning',
    rules: 'src.gender as g -> tgt.language = g collate;',
    fault: { code: 'wrong-use', line: 3 }
  }
]

probes(listModes)
