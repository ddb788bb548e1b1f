import { patient, type Probe, probes } from './probe.ts'

const names = {
  resourceType: 'Patient',
  name: [{ family: 'A' }, { family: 'B' }],
  telecom: [{ value: '1' }, { value: '2' }, { value: '3' }]
}

const places: readonly Probe[] = [
  {
    name: 'a path of three parts makes what is missing once',
    rules: "src -> tgt.contact.name.family = 'F', tgt.contact.name.text = 'T';",
    expected: { contact: [{ name: { family: 'F', text: 'T' } }] }
  },
  {
    name: 'a path goes on with the first item',
    rules: "src.name -> tgt.name;\nsrc -> tgt.name.text = 'T';",
    source: names,
    expected: { name: [{ family: 'A', text: 'T' }, { family: 'B' }] }
  },
  {
    name: 'a path to a place with a name',
    rules: "src -> tgt.contact.name as n, n.text = 'T';",
    expected: { contact: [{ name: { text: 'T' } }] }
  },
  {
    name: 'a single element that is made twice is one',
    rules: "src -> tgt.maritalStatus as m, m.text = 'a';\nsrc -> tgt.maritalStatus as m, m.id = 'b';",
    expected: { maritalStatus: { text: 'a', id: 'b' } }
  },
  {
    name: 'a list element that is made twice is two',
    rules: "src -> tgt.name as m, m.text = 'a';\nsrc -> tgt.name as m, m.text = 'b';",
    expected: { name: [{ text: 'a' }, { text: 'b' }] }
  },
  {
    name: 'value[x] by the type of the value',
    rules: "src.active as v -> tgt.extension as e, e.url = 'urn:x', e.value = v;",
    expected: { extension: [{ url: 'urn:x', valueBoolean: true }] }
  },
  {
    name: 'value[x] by create',
    rules: "src -> tgt.extension as e, e.url = 'urn:x', e.value = create('Period') as p, p.start = '2020';",
    expected: { extension: [{ url: 'urn:x', valuePeriod: { start: '2020' } }] }
  },
  {
    name: 'value[x] by its JSON name',
    rules: "src -> tgt.extension as e, e.url = 'urn:x', e.valueDate = '2020-01-01';",
    expected: { extension: [{ url: 'urn:x', valueDate: '2020-01-01' }] }
  },
  {
    name: 'value[x] by its JSON name in a path',
    rules: "src -> tgt.extension as e, e.url = 'urn:x', e.valuePeriod.start = '2020';",
    expected: { extension: [{ url: 'urn:x', valuePeriod: { start: '2020' } }] }
  },
  {
    name: 'value[x] by cast',
    rules: "src.birthDate as v -> tgt.extension as e, e.url = 'urn:x', e.value = cast(v, 'dateTime');",
    source: { resourceType: 'Patient', birthDate: '2020-01-01' },
    expected: { extension: [{ url: 'urn:x', valueDateTime: '2020-01-01' }] }
  },
  {
    name: 'deceased[x] takes a date as its dateTime',
    rules: 'src.birthDate as v -> tgt.deceased = v;',
    source: { resourceType: 'Patient', birthDate: '2020-01-01' },
    expected: { deceasedDateTime: '2020-01-01' }
  },
  {
    name: 'a choice made without a type',
    rules: "src -> tgt.extension as e, e.value as v, v.text = 'x';",
    fault: { code: 'wrong-use', says: /create/, line: 3 }
  },
  {
    name: 'a choice of a second type',
    rules: "src -> tgt.extension as e, e.value = 'x', e.value = true;",
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'a choice that does not take the type',
    rules: 'src.maritalStatus as m -> tgt.deceased = m;',
    fault: { code: 'wrong-value', says: /boolean, dateTime/, line: 3 }
  },
  {
    name: 'a second value of a single element',
    rules: "src.gender as v -> tgt.gender = v;\nsrc -> tgt.gender = 'male';",
    fault: { code: 'too-many', line: 4 }
  },
  {
    name: 'the same value again is no second one',
    rules: "src.gender as v -> tgt.gender = v;\nsrc -> tgt.gender = 'female';",
    expected: { gender: 'female' }
  },
  {
    name: 'two items for a single element',
    rules: 'src.name as n then { n.given as g -> tgt.language = g; };',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'a second complex value of a single element',
    rules:
      'src.maritalStatus -> tgt.maritalStatus;\nsrc.contact as c then { c.relationship as r -> tgt.maritalStatus = r; };',
    source: { ...patient, contact: [{ relationship: [{ text: 'x' }] }] },
    fault: { code: 'too-many', line: 4 }
  },
  {
    name: 'an element that is not there',
    rules: "src -> tgt.nonsense = 'x';",
    fault: { code: 'unknown-element', says: /Patient has no element nonsense/, line: 3 }
  },
  {
    name: 'an element in a path that is not there',
    rules: "src -> tgt.contact.nonsense.x = 'x';",
    fault: { code: 'unknown-element', line: 3 }
  },
  {
    name: 'an element of a backbone that is not there',
    rules: "src -> tgt.contact as c, c.family = 'x';",
    fault: { code: 'unknown-element', says: /Patient.contact has no element family/ }
  },
  {
    name: 'a resource where a data type is wanted',
    rules: "src -> tgt.maritalStatus = create('Patient') as p;",
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'a data type that cannot stand there',
    rules: "src -> tgt.maritalStatus = create('Period') as p;",
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'a type that is not known',
    rules: "src -> tgt.maritalStatus = create('Nonsense') as p;",
    fault: { code: 'unknown-type', line: 3 }
  },
  {
    name: 'an abstract type cannot be created',
    rules: "src -> tgt.entry as e, e.resource = create('Resource') as r;",
    to: 'Bundle',
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'a resource of any type needs its type',
    rules: 'src -> tgt.entry as e, e.resource as r;',
    to: 'Bundle',
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'create takes one parameter',
    rules: "src -> tgt.entry as e, e.resource = create('Patient', 'x') as r;",
    to: 'Bundle',
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'an alias can be created',
    head: '\nuses "http://hl7.org/fhir/StructureDefinition/Patient" alias Person as target',
    rules: "src -> tgt.entry as e, e.resource = create('Person') as p, p.id = 'a';",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Patient', id: 'a' } }] }
  },
  {
    name: 'a second resource of another type in one place',
    rules:
      "src -> tgt.entry as e then { src -> e.resource = create('Patient') as p, p.id = 'a'; src -> e.resource = create('Basic') as b, b.id = 'b'; };",
    to: 'Bundle',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'contained resources of several types',
    rules:
      "src -> tgt.contained = create('Basic') as b, b.id = 'b', tgt.contained = create('Patient') as p, p.id = 'p';",
    expected: {
      contained: [
        { resourceType: 'Basic', id: 'b' },
        { resourceType: 'Patient', id: 'p' }
      ]
    }
  },
  {
    name: 'source variables cannot be written to',
    rules: "src -> src.gender = 'male';",
    fault: { code: 'wrong-use', line: 3 }
  },
  { name: 'an empty text is no value', rules: "src -> tgt.language = '';", fault: { code: 'wrong-value', line: 3 } },
  {
    name: 'an empty text of FHIRPath is no value',
    rules: "src -> tgt.name as n, n.text = ('' & '');",
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'a code with a space at its end is none',
    rules: "src -> tgt.gender = 'male ';",
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'a date that is none',
    rules: "src -> tgt.birthDate = '1980-13-01';",
    fault: { code: 'wrong-value', says: /birthDate takes a date/, line: 3 }
  },
  { name: 'a text for a boolean', rules: "src -> tgt.active = 'true';", fault: { code: 'wrong-value', line: 3 } },
  {
    name: 'a number beyond its type',
    rules: 'src -> tgt.telecom as t, t.rank = 0;',
    fault: { code: 'wrong-value', line: 3 }
  }
]

probes(places)
