import { type Probe, probes } from './probe.ts'

const questionnaireResponse = {
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  item: [
    { linkId: 'a', answer: [{ valueString: 'x' }, { valueInteger: 3 }, { valueCoding: { code: 'c' } }] },
    { linkId: 'b', item: [{ linkId: 'c', answer: [{ valueBoolean: true }] }] }
  ]
}

const paths: readonly Probe[] = [
  {
    name: 'a path of three parts, over lists',
    rules: 'src.maritalStatus.coding.display as d -> tgt.name as n, n.text = d;',
    expected: { name: [{ text: 'Married' }] }
  },
  {
    name: 'a path over two lists',
    rules: 'src.name.given as g -> tgt.name as n, n.text = g;',
    expected: { name: ['Anna', 'Bea', 'An'].map((text) => ({ text })) }
  },
  {
    name: 'a path through a choice',
    rules: 'src.item.answer.value.code as c -> tgt.name as n, n.text = c;',
    source: { ...questionnaireResponse, item: [{ linkId: 'a', answer: [{ valueCoding: { code: 'c' } }] }] },
    expected: { name: [{ text: 'c' }] }
  },
  {
    name: 'a backbone element',
    rules: 'src.contact as c then { c.gender as g -> tgt.gender = g; };',
    source: { resourceType: 'Patient', contact: [{ gender: 'male' }] },
    expected: { gender: 'male' }
  },
  {
    name: 'what a contentReference points at',
    rules: 'src.item as i then { i.item as j then { j.linkId as l -> tgt.name as n, n.text = l; }; };',
    source: questionnaireResponse,
    expected: { name: [{ text: 'c' }] }
  },
  {
    name: 'the extension of a primitive',
    rules:
      "src.birthDate as b then { b.extension as e where url = 'urn:time' then { e.value as v -> tgt.deceased = v; }; };",
    expected: { deceasedDateTime: '1980-05-17T10:00:00Z' }
  },
  {
    name: 'the value of a primitive',
    rules: 'src.birthDate as b then { b.value as v -> tgt.birthDate = v; };',
    expected: { birthDate: '1980-05-17' }
  },
  {
    name: 'a primitive that has no more than an extension',
    rules: 'src.birthDate as b -> tgt.birthDate = b;',
    source: { resourceType: 'Patient', _birthDate: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } },
    expected: { _birthDate: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } }
  },
  {
    name: 'the extension of a primitive in a list with nulls',
    rules: 'src.name as n then { n.given as g then { g.extension as e -> tgt.extension = e; }; };',
    source: {
      resourceType: 'Patient',
      name: [
        { given: ['A', null, 'C'], _given: [null, { extension: [{ url: 'urn:1', valueString: 'x' }] }, { id: 'i' }] }
      ]
    },
    expected: { extension: [{ url: 'urn:1', valueString: 'x' }] }
  },
  {
    name: 'an element that is not there',
    rules: 'src.nonsense as v -> tgt.gender = v;',
    fault: { code: 'unknown-element', says: /Patient has no element nonsense/, line: 3 }
  },
  {
    name: 'an element below a primitive that is not there',
    rules: 'src.gender as g then { g.nonsense as v -> tgt.gender = v; };',
    fault: { code: 'unknown-element', line: 3 }
  },
  {
    name: 'the element of a type in a resource of another',
    rules: 'src.contained as c then { c.gender as v -> tgt.gender = v; };',
    source: { resourceType: 'Patient', contained: [{ resourceType: 'Basic', code: { text: 'x' } }] },
    fault: { code: 'unknown-element', says: /Basic has no element gender/ }
  },
  {
    name: 'a contained resource',
    rules: 'src.contained as c -> tgt.contained = c;',
    source: { resourceType: 'Patient', contained: [{ resourceType: 'Basic', code: { text: 'x' } }] },
    expected: { contained: [{ resourceType: 'Basic', code: { text: 'x' } }] }
  },
  {
    name: 'two sources: each of one with each of the other',
    rules: 'src.name as n, src.telecom as c -> tgt.name as k, k.text = (%n.use & %c.value);',
    source: {
      resourceType: 'Patient',
      name: [{ use: 'old' }, { use: 'usual' }],
      telecom: [{ value: '1' }, { value: '2' }]
    },
    expected: { name: ['old1', 'old2', 'usual1', 'usual2'].map((text) => ({ text })) }
  },
  {
    name: 'three sources',
    rules: 'src.name as n, n.given as g, src.identifier as i -> tgt.name as k, k.text = (%n.use & %g & %i.value);',
    source: {
      resourceType: 'Patient',
      name: [{ use: 'old', given: ['a', 'b'] }],
      identifier: [{ value: '1' }, { value: '2' }]
    },
    expected: { name: ['olda1', 'olda2', 'oldb1', 'oldb2'].map((text) => ({ text })) }
  },
  {
    name: 'a second source that hangs on the first',
    rules: "src.name as n, n.given as g -> tgt.name as k, k.text = (%n.use & ' ' & %g);",
    expected: { name: ['official Anna', 'official Bea', 'nickname An'].map((text) => ({ text })) }
  },
  {
    name: 'a second source without items ends the rule',
    rules: 'src.name as n, src.photo as p -> tgt.active = true;',
    expected: {}
  },
  {
    name: 'a rule that only reads, with others inside',
    rules: 'src.name as n then { n.family as f -> tgt.name as m, m.family = f; };',
    expected: { name: [{ family: 'Jansen' }] }
  },
  {
    name: 'a target variable cannot be read from',
    rules: 'src -> tgt.name as n then { n.given as g -> tgt.gender = g; };',
    fault: { code: 'wrong-use', line: 3 }
  }
]

probes(paths)
