import { patient, type Probe, probes } from './probe.ts'

const names = {
  resourceType: 'Patient',
  name: [{ family: 'A' }, { family: 'B' }],
  telecom: [{ value: '1' }, { value: '2' }, { value: '3' }]
}

const empties: readonly Probe[] = [
  {
    name: 'what is created and stays empty is taken out',
    rules: 'src -> tgt.name as n, tgt.maritalStatus as m, tgt.contact as c, c.name as x;',
    expected: {}
  },
  {
    name: 'an empty item is taken out between others',
    rules: 'src.name as n -> tgt.name as m then { n.family as f -> m.family = f; };',
    expected: { name: [{ family: 'Jansen' }] }
  },
  { name: 'an empty value that was made apart', rules: "src -> create('HumanName') as n, tgt.name = n;", expected: {} },
  {
    name: 'an empty value inside one that was made apart',
    rules: "src -> create('Patient') as p, p.contact as c, c.name as n, tgt.entry as e, e.resource = p;",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Patient' } }] }
  },
  {
    name: 'what an earlier item made is not written into',
    rules:
      "src.name as n -> tgt.contact = create('Patient.contact') as c then { n.family as f -> c.name as x then { f as v -> x.family = v; }; };",
    expected: { contact: [{ name: { family: 'Jansen' } }] }
  },
  {
    name: 'a value that was not made has nothing written into it',
    rules: "src.name as n -> tgt.contact as c, c.name = (%n.where(family.exists())) as x, x.text = 'known';",
    expected: { contact: [{ name: { ...(patient['name'] as object[])[0], text: 'known' } }] }
  }
]

/** Rules that only take an element over have a quicker way through the engine, which must not be seen. */
const straight: readonly Probe[] = [
  {
    name: 'items of several rules stand in the order of the rules, not of the source',
    rules: 'src.orderDetail -> tgt.category;\nsrc.reasonCode -> tgt.category;\nsrc.bodySite as v -> tgt.category = v;',
    source: {
      resourceType: 'ServiceRequest',
      bodySite: [{ text: '3' }],
      reasonCode: [{ text: '2' }],
      orderDetail: [{ text: '1' }]
    },
    to: 'ServiceRequest',
    expected: { category: [{ text: '1' }, { text: '2' }, { text: '3' }] }
  },
  {
    name: 'one element under two names',
    rules: 'src.gender -> tgt.gender;\nsrc.gender as g -> tgt.language = g;',
    expected: { gender: 'female', language: 'female' }
  },
  {
    name: 'one list under one name twice',
    rules: 'src.telecom -> tgt.telecom;\nsrc.telecom -> tgt.telecom;',
    source: names,
    expected: { telecom: [...names.telecom, ...names.telecom] }
  },
  {
    name: 'one single element under one name twice',
    rules:
      'src.maritalStatus -> tgt.maritalStatus;\nsrc.gender -> tgt.gender;\nsrc.maritalStatus -> tgt.maritalStatus;',
    expected: { maritalStatus: patient['maritalStatus'], gender: 'female' }
  },
  {
    name: 'a list of primitives with nulls and partners',
    rules: 'src.name as n -> tgt.name as m then { n.given -> m.given; n.family -> m.family; };',
    source: {
      resourceType: 'Patient',
      name: [{ given: ['A', null], _given: [null, { id: 'i' }], _family: { id: 'f' } }]
    },
    expected: { name: [{ given: ['A', null], _given: [null, { id: 'i' }], _family: { id: 'f' } }] }
  },
  {
    name: 'a list where the target has one',
    rules: 'src.name as n -> tgt.contact as c then { n.given -> c.gender; };',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'an empty text in the source',
    rules: 'src.gender -> tgt.gender;',
    source: { resourceType: 'Patient', gender: '' },
    fault: { code: 'wrong-value', line: 3 }
  }
]

const values: readonly Probe[] = [
  {
    name: 'a value made apart is hung up, and filled later',
    rules: "src -> create('Patient') as p, tgt.entry as e, e.resource = p, p.id = 'later';",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Patient', id: 'later' } }] }
  },
  {
    name: 'a value made apart is hung up under another name',
    rules: "src -> create('Patient') as p, tgt.entry as e, e.resource = p as q, p.id = 'a', q.active = true;",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Patient', id: 'a', active: true } }] }
  },
  {
    name: 'a value that hangs already is copied as it is then',
    rules: "src -> tgt.name as n, n.text = 'a', tgt.contact as c, c.name = n, n.family = 'b';",
    expected: { name: [{ text: 'a', family: 'b' }], contact: [{ name: { text: 'a' } }] }
  },
  {
    name: 'what FHIRPath takes out of a target does not change with it',
    rules:
      "src -> tgt.name as n, n.text = 'a', tgt.contact as c, c.name = (%tgt.name.first()), tgt.name as m collate, m.family = 'b';",
    expected: { name: [{ text: 'a', family: 'b' }], contact: [{ name: { text: 'a' } }] }
  },
  {
    name: 'what the FHIRPath library takes out of a target does not change with it',
    rules:
      "src -> tgt.name as n, n.text = 'a', tgt.contact as c, c.name = (%tgt.children().ofType(HumanName)), n.family = 'b';",
    expected: { name: [{ text: 'a', family: 'b' }], contact: [{ name: { text: 'a' } }] }
  },
  {
    name: 'what FHIRPath takes out of the source is not written into',
    rules:
      "src -> tgt.name = (%src.name.first()), tgt.name as m collate, m.text = 'b', tgt.telecom = (%src.children().ofType(ContactPoint).first()), tgt.telecom as t collate, t.rank = 1;",
    source: names,
    expected: { name: [{ family: 'A', text: 'b' }], telecom: [{ value: '1', rank: 1 }] }
  },
  {
    name: 'a target holds no circle',
    rules: "src -> create('Basic') as b, b.contained = b;",
    fault: { code: 'wrong-use', says: /hold itself/, line: 3 }
  },
  {
    name: 'the target in itself is a copy',
    rules: "src -> tgt.id = 'a', tgt.contained = tgt;",
    expected: { id: 'a', contained: [{ resourceType: 'Patient', id: 'a' }] }
  },
  {
    name: 'a target variable as a parameter',
    rules: "src -> tgt.gender = 'male' as g, tgt.name as n, n.text = g;",
    expected: { gender: 'male', name: [{ text: 'male' }] }
  },
  {
    name: 'a name that hides another',
    rules: 'src.gender as v -> tgt.gender = v then { src.active as v -> tgt.active = v; };',
    expected: { gender: 'female', active: true }
  },
  {
    name: 'a name of a variable and of a group',
    rules: 'src.name as item -> tgt.name as name then item(item, name);',
    groups: 'group item(source item, target name) { item.family as f -> name.family = f; }',
    expected: { name: [{ family: 'Jansen' }] }
  }
]

for (const table of [empties, straight, values]) probes(table)
