import { test } from 'tap'
import type { ConceptMap } from '@medplum/fhirtypes'
import { answerOf, type Json, type Probe } from './probes/probe.ts'

const names: Json = {
  resourceType: 'Patient',
  name: [
    { use: 'official', family: 'F', given: ['A', 'B'] },
    { use: 'old', family: 'G' }
  ]
}

const conceptMap: ConceptMap = {
  resourceType: 'ConceptMap',
  status: 'active',
  url: 'urn:cm',
  group: [{ source: 'urn:s', target: 'urn:t', element: [{ code: 'a', target: [{ code: 'b', equivalence: 'equal' }] }] }]
}

interface Unread extends Omit<Probe, 'name'> {
  readonly name: string
  readonly unread: readonly string[]
}

/** Unread of the names, with `use` and `given` of the first read by another rule. */
function taking(text: string): string {
  return `src.name as n then { n.use as u, n.given as g -> tgt.active = true; }; src -> tgt.name as m, m.family = (${text});
    src.name as n -> tgt.contact as c, c.name as m then { n.use -> m.use; n.given -> m.given; };`
}

const cases: readonly Unread[] = [
  ['what where() excludes is not read', "name.where(use = 'official').family", ['Patient.name[1].family']],
  ['of what is chosen by its place, the rest is not read', 'name.family.first()', ['Patient.name[1].family']],
  ['the last', 'name.family.last()', ['Patient.name[0].family']],
  ['an index', 'name[1].family', ['Patient.name[0].family']],
  ['a place counts for each item that select() goes through', 'name.select(family.first()).last()', []],
  ['a place in a union is not guessed', '(name.family | name.text)[0]', []],
  [
    'the branch that is not chosen is not read',
    "iif(active.exists(), name.family.first(), 'x')",
    ['Patient.name[0].family', 'Patient.name[1].family']
  ],
  [
    'what stands behind the first value of coalesce() is not read',
    "coalesce('x', name.family.first())",
    ['Patient.name[0].family', 'Patient.name[1].family']
  ],
  [
    'that something is there takes nothing of it',
    "iif(name.exists(), 'x', 'y')",
    ['Patient.name[0].family', 'Patient.name[1].family']
  ]
].map(([name, text, unread]) => ({
  name: String(name),
  rules: taking(String(text)),
  source: names,
  unread: unread as string[]
}))

const more: readonly Unread[] = [
  {
    name: 'a reference to a resource reads its id alone',
    rules: 'src -> tgt.link as l, l.other as o, o.reference = reference(src);',
    source: { resourceType: 'Patient', id: 'a', gender: 'male' },
    unread: ['Patient.gender']
  },
  {
    name: 'an extension of another url is not read',
    rules: "src -> tgt.language = (extension('urn:a').value);",
    source: {
      resourceType: 'Patient',
      extension: [
        { url: 'urn:a', valueCode: 'nl' },
        { url: 'urn:b', valueCode: 'x' }
      ]
    },
    unread: ['Patient.extension[0].url', 'Patient.extension[1].url', 'Patient.extension[1].valueCode']
  },
  {
    name: 'a choice of another type is not read',
    rules: 'src -> tgt.active = (deceased.ofType(boolean));',
    source: { resourceType: 'Patient', deceasedDateTime: '2020' },
    unread: ['Patient.deceasedDateTime']
  },
  {
    name: 'a translation reads the code, and not the words and extensions beside it',
    rules: "src.maritalStatus as m then { m.coding as c -> tgt.language = translate(c, 'urn:cm', 'code'); };",
    conceptMaps: [conceptMap],
    source: {
      resourceType: 'Patient',
      maritalStatus: { coding: [{ system: 'urn:s', code: 'a', display: 'd', userSelected: true }] }
    },
    unread: ['Patient.maritalStatus.coding[0].display', 'Patient.maritalStatus.coding[0].userSelected']
  },
  {
    name: 'a translated concept reads the codings that were translated',
    rules: "src.maritalStatus as m -> tgt.language = translate(m, 'urn:cm', 'code');",
    conceptMaps: [conceptMap],
    source: {
      resourceType: 'Patient',
      maritalStatus: {
        text: 't',
        coding: [
          { system: 'urn:s', code: 'a' },
          { system: 'urn:o', code: 'z' }
        ]
      }
    },
    unread: [
      'Patient.maritalStatus.text',
      'Patient.maritalStatus.coding[1].system',
      'Patient.maritalStatus.coding[1].code'
    ]
  },
  {
    name: 'a text that is made of a value leaves its extensions',
    rules: 'src.birthDate as b -> tgt.language = truncate(b, 4);',
    source: { resourceType: 'Patient', birthDate: '1980', _birthDate: { extension: [{ url: 'u', valueCode: 'x' }] } },
    unread: ['Patient.birthDate.extension[0].url', 'Patient.birthDate.extension[0].valueCode']
  },
  {
    name: 'a condition that names its own item looks at each of them',
    rules: "src.name as n where %n.use = 'old' -> tgt.active = true;",
    source: { resourceType: 'Patient', name: [{ use: 'old' }, { use: 'usual' }] },
    unread: []
  },
  {
    name: 'a choice by a variable holds for each value of the variable',
    rules:
      'src.telecom as t -> tgt.contact as c, c.name as m, m.text = (%src.identifier.where(system = %t.value).value);',
    source: {
      resourceType: 'Patient',
      telecom: [{ value: 'urn:a' }, { value: 'urn:b' }],
      identifier: [
        { system: 'urn:a', value: '1' },
        { system: 'urn:b', value: '2' },
        { system: 'urn:c', value: '3' }
      ]
    },
    unread: ['Patient.identifier[2].value']
  }
]

for (const { name, unread, ...probe } of [...cases, ...more]) {
  test(`coverage: ${name}`, (t) => {
    const answer = answerOf({ name, ...probe, request: { coverage: true } })

    t.equal(answer.fault, undefined)
    t.strictSame(answer.fault === undefined && answer.value.unread(), unread)
    t.end()
  })
}

test('an element that changes the meaning does not hide behind others that were not read', (t) => {
  const name = Array.from({ length: 80 }, () => ({ family: 'x' }))
  const source = { resourceType: 'Patient', id: 'a', name, modifierExtension: [{ url: 'urn:not' }] }

  const answer = answerOf({ name: '', rules: 'src.id -> tgt.id;', source, request: { coverage: true } })

  const unread = answer.fault === undefined ? answer.value.unread() : []
  t.ok(unread.includes('Patient.modifierExtension[0].url'))
  t.equal(unread.length, 51)
  t.end()
})
