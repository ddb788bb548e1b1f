import { patient, type Probe, probes } from './probe.ts'

const questionnaireResponse = {
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  item: [
    { linkId: 'a', answer: [{ valueString: 'x' }, { valueInteger: 3 }, { valueCoding: { code: 'c' } }] },
    { linkId: 'b', item: [{ linkId: 'c', answer: [{ valueBoolean: true }] }] }
  ]
}

const wheres: readonly Probe[] = [
  {
    name: 'where chooses among siblings, and its expression may name the item',
    rules: "src.telecom as s where %s.system = 'email' -> tgt.telecom = s;",
    expected: { telecom: [{ system: 'email', value: 'test@example.org' }] }
  },
  {
    name: 'where may name the item without a percent sign',
    rules: "src.telecom as s where s.system = 'email' -> tgt.telecom = s;",
    expected: { telecom: [{ system: 'email', value: 'test@example.org' }] }
  },
  {
    name: 'where that holds for none makes nothing',
    rules: "src.telecom as s where system = 'fax' -> tgt.active = true;",
    expected: {}
  },
  {
    name: 'where whose value is missing does not hold',
    rules: "src.telecom as s where period.start > '2000' -> tgt.active = true;",
    expected: {}
  },
  {
    name: 'where looks at a choice inside a list',
    rules: "src.item as i then { i.answer as a where value = 'x' -> tgt.name as n, n.text = (%i.linkId); };",
    source: questionnaireResponse,
    expected: { name: [{ text: 'a' }] }
  },
  {
    name: 'where sees the second of two sources and the first',
    rules:
      "src.name as n, src.telecom as c where %n.use = 'official' and %c.use = 'mobile' -> tgt.contact as k, k.name = n, k.telecom = c;",
    expected: { contact: [{ name: (patient['name'] as object[])[0], telecom: [(patient['telecom'] as object[])[0]] }] }
  },
  {
    name: 'where on a shorthand',
    rules: "src.telecom where system = 'phone' -> tgt.telecom;",
    expected: { telecom: [(patient['telecom'] as object[])[0]] }
  },
  {
    name: 'where comes before the list mode',
    rules: "src.telecom first as s where system = 'email' -> tgt.telecom = s;",
    expected: { telecom: [(patient['telecom'] as object[])[1]] }
  },
  {
    name: 'where with several values has no answer',
    rules: 'src.name as s where given -> tgt.active = true;',
    fault: { code: 'too-many', line: 3 }
  }
]

const checks: readonly Probe[] = [
  {
    name: 'check holds only for the items that where left',
    rules: "src.telecom as s where system = 'email' check value.contains('@') -> tgt.telecom = s;",
    expected: { telecom: [(patient['telecom'] as object[])[1]] }
  },
  {
    name: 'check fails at the item, with its place',
    rules: "src.telecom as s check value.contains('@') -> tgt.telecom = s;",
    fault: { code: 'check-failed', says: /it must hold that/, line: 3 }
  },
  {
    name: 'check on what is absent has nothing to check',
    rules: 'src.photo as s check false -> tgt.photo = s;',
    expected: {}
  },
  {
    name: 'check on a bare source',
    rules: 'src check active = false -> tgt.active = true;',
    fault: { code: 'check-failed' }
  }
]

const defaults: readonly Probe[] = [
  { name: 'default text', rules: "src.language default 'nl' as v -> tgt.language = v;", expected: { language: 'nl' } },
  {
    name: 'default number',
    rules: 'src.multipleBirth default 2 as v -> tgt.multipleBirth = v;',
    expected: { multipleBirthInteger: 2 }
  },
  {
    name: 'default boolean',
    rules: 'src.multipleBirth default true as v -> tgt.multipleBirth = v;',
    expected: { multipleBirthBoolean: true }
  },
  {
    name: 'default FHIRPath',
    rules: 'src.language default (%src.gender) as v -> tgt.name as n, n.text = v;',
    expected: { name: [{ text: 'female' }] }
  },
  {
    name: 'default is for the whole, not for what where took out',
    rules: "src.gender default 'x' as v where $this = 'male' -> tgt.name as n, n.text = v;",
    expected: {}
  },
  {
    name: 'default that cannot stand there',
    rules: "src.birthDate default 'x' as v -> tgt.birthDate = v;",
    source: { resourceType: 'Patient' },
    fault: { code: 'wrong-value', line: 3 }
  }
]

const types: readonly Probe[] = [
  {
    name: 'a type takes its own of a choice, in a list of several',
    rules: 'src.item as i then { i.answer as a then { a.value : integer as v -> tgt.multipleBirth = v; }; };',
    source: questionnaireResponse,
    expected: { multipleBirthInteger: 3 }
  },
  {
    name: 'a type of FHIR takes a complex value of a choice',
    rules:
      'src.item as i then { i.answer as a then { a.value : Coding as v -> tgt.maritalStatus as m, m.coding = v; }; };',
    source: questionnaireResponse,
    expected: { maritalStatus: { coding: [{ code: 'c' }] } }
  },
  {
    name: 'a type takes what descends from it',
    rules: 'src.gender : string as v -> tgt.name as n, n.text = v;',
    expected: { name: [{ text: 'female' }] }
  },
  {
    name: 'a type does not take what is of another',
    rules: 'src.gender : integer as v -> tgt.active = true;',
    expected: {}
  },
  {
    name: 'a choice by its name in JSON',
    rules: 'src.deceasedBoolean as v -> tgt.active = v;',
    expected: { active: false }
  },
  {
    name: 'a resource of any type by its type',
    rules:
      'src.entry as e then { e.resource : Patient as p -> tgt.gender = (%p.gender); e.resource : Observation as o -> tgt.active = true; };',
    source: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: patient }, { resource: { resourceType: 'Basic' } }]
    },
    expected: { gender: 'female' }
  },
  {
    name: 'the elements of a resource in a bundle',
    rules: 'src.entry as e then { e.resource : Patient as p then { p.name as n -> tgt.name = n; }; };',
    source: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] },
    expected: { name: patient['name'] }
  },
  {
    name: 'a type that is not known',
    rules: 'src.gender : Nonsense as v -> tgt.gender = v;',
    fault: { code: 'unknown-type', line: 3 }
  }
]

const counts: readonly Probe[] = [
  {
    name: 'cardinality 1..* that holds',
    rules: 'src.name 1..* as v -> tgt.name = v;',
    expected: { name: patient['name'] }
  },
  {
    name: 'cardinality 1..* with none',
    rules: 'src.photo 1..* as v -> tgt.photo = v;',
    fault: { code: 'too-many', says: /photo/, line: 3 }
  },
  {
    name: 'cardinality 2..2 that holds',
    rules: 'src.name 2..2 as v -> tgt.name = v;',
    expected: { name: patient['name'] }
  },
  {
    name: 'cardinality counts what where left',
    rules: "src.name 1..1 as v where use = 'official' -> tgt.name = v;",
    expected: { name: [(patient['name'] as object[])[0]] }
  },
  {
    name: 'cardinality with a type',
    rules: 'src.deceased : boolean 1..1 as v -> tgt.active = v;',
    expected: { active: false }
  }
]

const given = { resourceType: 'Patient', name: [{ given: ['a', 'b', 'c'] }] }
const mode = (listMode: string, expected: readonly string[] | undefined, source: object = given): Probe => ({
  name: `list mode ${listMode} of ${
    JSON.stringify(source)
      .match(/"[abc]"/g)
      ?.join('') ?? 'none'
  }`,
  rules: `src.name as n -> tgt.name as m then { n.given ${listMode} as g -> m.given = g; };`,
  source: source as Record<string, unknown>,
  expected: expected === undefined ? {} : { name: [{ given: expected }] }
})
const one = { resourceType: 'Patient', name: [{ given: ['a'] }] }

const modes: readonly Probe[] = [
  mode('first', ['a']),
  mode('not_first', ['b', 'c']),
  mode('last', ['c']),
  mode('not_last', ['a', 'b']),
  mode('only_one', undefined),
  mode('first', ['a'], one),
  mode('not_first', undefined, one),
  mode('last', ['a'], one),
  mode('not_last', undefined, one),
  mode('only_one', ['a'], one)
]

for (const table of [wheres, checks, defaults, types, counts, modes]) probes(table)
