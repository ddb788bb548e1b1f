import { test } from 'tap'
import { patient, type Probe, probes, targetOf } from './probe.ts'

const primitives: readonly Probe[] = [
  {
    name: 'a partner goes with its primitive',
    rules: 'src.birthDate as b -> tgt.birthDate = b;',
    expected: { birthDate: '1980-05-17', _birthDate: patient['_birthDate'] }
  },
  {
    name: 'a shorthand takes the partner along',
    rules: 'src.birthDate -> tgt.birthDate;',
    expected: { birthDate: '1980-05-17', _birthDate: patient['_birthDate'] }
  },
  {
    name: 'lists of primitives keep nulls and partners at their places',
    rules: 'src.name as n -> tgt.name as m then { n.given as g -> m.given = g; };',
    source: { resourceType: 'Patient', name: [{ given: ['A', null, 'C'], _given: [null, { id: 'x' }, { id: 'y' }] }] },
    expected: { name: [{ given: ['A', null, 'C'], _given: [null, { id: 'x' }, { id: 'y' }] }] }
  },
  {
    name: 'a named primitive gets an extension',
    rules: "src.birthDate as b -> tgt.birthDate = b as t, t.extension as e, e.url = 'urn:2', e.value = 'x';",
    expected: {
      birthDate: '1980-05-17',
      _birthDate: {
        extension: [...(patient['_birthDate'] as { extension: object[] }).extension, { url: 'urn:2', valueString: 'x' }]
      }
    }
  },
  {
    name: 'a created primitive gets an extension and no value',
    rules: "src -> tgt.birthDate as t, t.extension as e, e.url = 'urn:2', e.value = 'x';",
    expected: { _birthDate: { extension: [{ url: 'urn:2', valueString: 'x' }] } }
  },
  {
    name: 'a primitive in a list gets an extension',
    rules:
      "src -> tgt.name as n, n.given = 'A', n.given = 'B' as b, b.extension as e, e.url = 'urn:2', e.value = 'x', n.given = 'C';",
    expected: {
      name: [{ given: ['A', 'B', 'C'], _given: [null, { extension: [{ url: 'urn:2', valueString: 'x' }] }, null] }]
    }
  },
  {
    name: 'a path through a primitive',
    rules: "src -> tgt.birthDate = '1980', tgt.birthDate.extension as e, e.url = 'urn:2', e.value = 'x';",
    expected: { birthDate: '1980', _birthDate: { extension: [{ url: 'urn:2', valueString: 'x' }] } }
  },
  {
    name: 'a created primitive gets its value',
    rules: 'src.gender as g -> tgt.gender as t then { g.value as v -> t.value = v; };',
    expected: { gender: 'female' }
  },
  {
    name: 'a created primitive gets its value by itself',
    rules: 'src.gender as g -> tgt.gender as t then { g as v -> t = v; };',
    expected: { gender: 'female' }
  },
  {
    name: 'a created primitive gets its id',
    rules: "src -> tgt.gender as t, t = 'male', t.id = 'i';",
    expected: { gender: 'male', _gender: { id: 'i' } }
  },
  {
    name: 'a second value of a primitive',
    rules: "src -> tgt.gender as t, t = 'male', t = 'female';",
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'an element of a primitive that is not there',
    rules: "src -> tgt.gender as t, t.nonsense = 'x';",
    fault: { code: 'unknown-element', line: 3 }
  },
  {
    name: 'a complex value for a primitive',
    rules: 'src.maritalStatus as m -> tgt.gender as t, t = m;',
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'a value for what has elements',
    rules: "src -> tgt.maritalStatus as m, m = 'x';",
    fault: { code: 'wrong-use', line: 3 }
  },
  {
    name: 'an extension of a primitive that stays empty',
    rules: "src -> tgt.name as n, n.given = 'A' as a, a.extension as e;",
    expected: { name: [{ given: ['A'] }] }
  },
  {
    name: 'an extension of a primitive without a value that stays empty',
    rules: 'src -> tgt.name as n, n.given as a, a.extension as e;',
    expected: {}
  }
]

probes(primitives)

test('writing into what was copied leaves the source alone, also in lists and partners', (t) => {
  const source = {
    resourceType: 'Patient',
    name: [
      {
        text: 'T',
        given: ['A'],
        _given: [{ extension: [{ url: 'urn:1', valueString: 'x' }] }],
        period: { start: '2020' }
      }
    ],
    maritalStatus: { coding: [{ code: 'M' }] },
    birthDate: '1980',
    _birthDate: { extension: [{ url: 'urn:1', valueString: 'x' }] }
  }
  const rules = `src.name -> tgt.name;
src -> tgt.name.period.end = '2021';
src -> tgt.name.given as g collate, g.extension as e, e.url = 'urn:2', e.value = 'y';
src.maritalStatus as m -> tgt.maritalStatus = m as n, n.coding as c collate, c.system = 'urn:m', n.text = 'x';
src.birthDate as b -> tgt.birthDate = b as c, c.extension as e collate, e.id = 'i';`
  // The probe freezes what it gives, so that a write into the source would throw.
  t.strictSame(targetOf({ name: '', rules, source }), {
    name: [
      {
        text: 'T',
        given: ['A'],
        _given: [
          {
            extension: [
              { url: 'urn:1', valueString: 'x' },
              { url: 'urn:2', valueString: 'y' }
            ]
          }
        ],
        period: { start: '2020', end: '2021' }
      }
    ],
    maritalStatus: { coding: [{ code: 'M', system: 'urn:m' }], text: 'x' },
    birthDate: '1980',
    _birthDate: { extension: [{ url: 'urn:1', valueString: 'x', id: 'i' }] }
  })
  t.end()
})
