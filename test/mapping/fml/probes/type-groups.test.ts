import { type Probe, probes } from './probe.ts'

const family = (name: string, value: string): string =>
  `group ${name}(source s : HumanName, target t : HumanName) <<types>> { s -> t.text = '${value}'; }`
const coded = { coding: [{ system: 'urn:old', code: 'x' }], text: 'T' }
const coding =
  "group Coding(source s : Coding, target t : Coding) <<types>> { s.system as v -> t.system = 'urn:new'; s.code -> t.code; }"
const recoded = { coding: [{ system: 'urn:new', code: 'x' }], text: 'T' }
const identifier =
  "group Id(source s : Identifier, target t : Identifier) <<type+>> { s.value as v -> t.value = append('NL', v); s.type -> t.type; s.extension -> t.extension; }"

const types: readonly Probe[] = [
  {
    name: 'a group for a type inside a copied one',
    rules: 'src.maritalStatus -> tgt.maritalStatus;',
    groups: coding,
    source: { resourceType: 'Patient', maritalStatus: coded },
    expected: { maritalStatus: recoded }
  },
  {
    name: 'a group for a type far inside: an Identifier of a Reference of an extension of an extension',
    rules: 'src.extension -> tgt.extension;',
    groups: identifier,
    source: {
      resourceType: 'Patient',
      extension: [
        {
          url: 'urn:a',
          extension: [
            { url: 'urn:b', valueReference: { display: 'D', identifier: { value: '1', type: coded } } },
            { url: 'urn:c', valueString: 'x' }
          ]
        }
      ]
    },
    expected: {
      extension: [
        {
          url: 'urn:a',
          extension: [
            { url: 'urn:b', valueReference: { display: 'D', identifier: { value: 'NL1', type: coded } } },
            { url: 'urn:c', valueString: 'x' }
          ]
        }
      ]
    }
  },
  {
    name: 'groups inside groups: a Coding of the type of an Identifier',
    rules: 'src.identifier -> tgt.identifier;',
    groups: `${identifier}\n${coding}`,
    source: { resourceType: 'Patient', identifier: [{ value: '1', type: coded }] },
    expected: { identifier: [{ value: 'NL1', type: recoded }] }
  },
  {
    name: 'a group for a type in the extension of a primitive',
    rules: 'src.birthDate -> tgt.birthDate;',
    groups: identifier,
    source: {
      resourceType: 'Patient',
      birthDate: '1980',
      _birthDate: { id: 'i', extension: [{ url: 'urn:a', valueIdentifier: { value: '1' } }] }
    },
    expected: {
      birthDate: '1980',
      _birthDate: { id: 'i', extension: [{ url: 'urn:a', valueIdentifier: { value: 'NL1' } }] }
    }
  },
  {
    name: 'a group for a type in the extension of a primitive of a list',
    rules: 'src.name -> tgt.name;',
    groups: identifier,
    source: {
      resourceType: 'Patient',
      name: [
        { given: ['A', null, 'C'], _given: [null, { extension: [{ url: 'urn:a', valueIdentifier: { value: '1' } }] }] }
      ]
    },
    expected: {
      name: [
        {
          given: ['A', null, 'C'],
          _given: [null, { extension: [{ url: 'urn:a', valueIdentifier: { value: 'NL1' } }] }, null]
        }
      ]
    }
  },
  {
    name: 'a group for a type in a resource of a bundle',
    rules: 'src.entry -> tgt.entry;',
    to: 'Bundle',
    groups: coding,
    source: {
      resourceType: 'Bundle',
      entry: [{ fullUrl: 'urn:a', resource: { resourceType: 'Patient', id: 'a', maritalStatus: coded } }]
    },
    expected: { entry: [{ fullUrl: 'urn:a', resource: { resourceType: 'Patient', id: 'a', maritalStatus: recoded } }] }
  },
  {
    name: 'a resource whose type is not known is taken as it is',
    rules: 'src.contained -> tgt.contained;',
    groups: coding,
    source: { resourceType: 'Patient', contained: [{ resourceType: 'Nonsense', a: { coding: [{ code: 'x' }] } }] },
    expected: { contained: [{ resourceType: 'Nonsense', a: { coding: [{ code: 'x' }] } }] }
  },
  {
    name: 'a resource of any type by the group of its type',
    rules: 'src.entry -> tgt.entry;',
    to: 'Bundle',
    groups:
      "group P(source s : Patient, target t : Patient) <<types>> { s.id -> t.id; s.gender as g -> t.gender = 'other'; }",
    source: {
      resourceType: 'Bundle',
      entry: [
        { resource: { resourceType: 'Patient', id: 'a', gender: 'male' } },
        { resource: { resourceType: 'Basic', id: 'b' } }
      ]
    },
    expected: {
      entry: [
        { resource: { resourceType: 'Patient', id: 'a', gender: 'other' } },
        { resource: { resourceType: 'Basic', id: 'b' } }
      ]
    }
  },
  {
    name: 'a group for two different types',
    rules: 'src.name as n -> tgt.contact as c then { n.family -> c.name; };',
    groups: 'group T(source s : string, target t : HumanName) <<types>> { s as v -> t.text = v; }',
    expected: { contact: [{ name: { text: 'Jansen' } }] }
  },
  {
    name: 'types without a group between them',
    rules: 'src.gender -> tgt.maritalStatus;',
    fault: { code: 'wrong-value', says: /maritalStatus takes a CodeableConcept and is given a code/, line: 3 }
  },
  {
    name: '<<type+>> where the target may be of any type',
    rules: "src.gender as x -> tgt.extension as e, e.url = 'urn:x' then { src.maritalStatus -> e.value; };",
    groups:
      "group C(source s : CodeableConcept, target t : CodeableConcept) <<type+>> { s.text as v -> t.text = 'by group'; }",
    expected: { extension: [{ url: 'urn:x', valueCodeableConcept: { text: 'by group' } }] }
  },
  {
    name: 'a primitive by its group, with a place in a list',
    rules: 'src.name first as n -> tgt.name as m then { n.given -> m.given; };',
    groups: "group S(source s : string, target t : string) <<types>> { s.value as v -> t.value = append(v, '!'); }",
    expected: { name: [{ given: ['Anna!', 'Bea!'] }] }
  },
  {
    name: 'two groups for one type in one map',
    rules: 'src.name -> tgt.name;',
    groups: `${family('A', 'a')}\n${family('B', 'b')}`,
    fault: { code: 'wrong-use', says: /same types: A and B/, line: 6 }
  },
  {
    name: 'an explicit copy asks no group',
    rules: 'src.maritalStatus as m -> tgt.maritalStatus = m;',
    groups: coding,
    source: { resourceType: 'Patient', maritalStatus: coded },
    expected: { maritalStatus: coded }
  },
  {
    name: 'a second value of a single element, by a group',
    rules: 'src.maritalStatus -> tgt.maritalStatus;\nsrc.maritalStatus -> tgt.maritalStatus;',
    groups: coding,
    source: { resourceType: 'Patient', maritalStatus: coded },
    fault: { code: 'too-many', line: 4 }
  },
  {
    name: 'an Age by the members of a Quantity',
    rules:
      "src.gender as x -> tgt.extension as e, e.url = 'u' then { src.extension as o then { o.value : Age as a then Take(o, e); }; };",
    groups: `${coding}\ngroup Take(source o, target e) { o.value -> e.value; }`,
    source: {
      resourceType: 'Patient',
      gender: 'male',
      extension: [
        {
          url: 'u',
          valueAge: { value: 5, unit: 'a', extension: [{ url: 'c', valueCoding: { system: 'urn:old', code: 'x' } }] }
        }
      ]
    },
    expected: {
      extension: [
        {
          url: 'u',
          valueAge: { value: 5, unit: 'a', extension: [{ url: 'c', valueCoding: { system: 'urn:new', code: 'x' } }] }
        }
      ]
    }
  }
]

probes(types)
