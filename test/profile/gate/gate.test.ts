import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { createGate, knownTypes, readGateSchema } from '../../../src/profile/gate/gate.ts'

const schema = readGateSchema(join(import.meta.dirname, '..', '..', '..', 'profiles', 'base'))
const gate = createGate(schema)
const wide = createGate(schema, knownTypes(schema))

/** Sound resources that each case below spoils in one place. */
const patient = { resourceType: 'Patient', name: [{ given: ['Bram'], family: 'Visser' }], birthDate: '1990-02-28' }
const request = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' }
}
const absent = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }]
const content = (attachment: object): object => ({
  resourceType: 'DocumentReference',
  status: 'current',
  content: [{ attachment }]
})
const extended = (value: object): object => ({ ...patient, extension: [{ url: 'https://a.example/x', ...value }] })

const sound: readonly (readonly [string, object])[] = [
  ['a patient', patient],
  ['a request', request],
  ['an extension in the place of a value', { ...patient, birthDate: undefined, _birthDate: { extension: absent } }],
  ['nulls that hold a place', { ...patient, name: [{ given: ['A', null], _given: [null, { extension: absent }] }] }],
  ['tabs and line ends in a text', { ...patient, name: [{ text: 'a\tb\r\nc' }] }],
  ['an emoji, which is a pair of surrogates', { ...patient, name: [{ text: '\u{1F600}' }] }],
  ['a UUID in capitals as a system', extended({ valueUri: 'urn:uuid:53FEFA32-FCBB-4FF8-8A92-55EE120877B7' })],
  ['a canonical of an OID with its version', extended({ valueCanonical: 'urn:oid:1.2.3|4.0.1' })],
  ['a dateTime with a zone', extended({ valueDateTime: '2026-03-01T10:00:00.5+01:00' })],
  ['a leap second', extended({ valueTime: '23:59:60' })],
  ['base64 in lines', content({ data: 'YWJj\nZGVm' })],
  ['a code with single spaces', extended({ valueCode: 'a b c' })]
]

for (const [what, resource] of sound) {
  test(`${what} passes`, (t) => {
    t.same(gate.check(asJson(resource), 'P'), [])
    t.end()
  })
}

const spoilt: readonly (readonly [string, object, string, RegExp])[] = [
  ['an unknown element', { ...patient, nickname: 'Bram' }, 'P.nickname', /nickname is not known/],
  [
    'extensions beside what is no primitive',
    { ...patient, _name: [{ id: 'a' }] },
    'P.name',
    /not one that takes _name/
  ],
  ['a single value where a list belongs', { ...patient, name: { family: 'V' } }, 'P.name', /array/],
  ['a list where a single value belongs', { ...patient, birthDate: ['1990'] }, 'P.birthDate', /string/],
  ['a number where a text belongs', { ...patient, name: [{ family: 7 }] }, 'P.name[0].family', /string/],
  [
    'a fraction where a whole number belongs',
    { ...patient, multipleBirthInteger: 1.5 },
    'P.multipleBirthInteger',
    /int/
  ],
  ['a code outside a required set', { ...patient, gender: 'man' }, 'P.gender', /male, female, other, unknown/],
  ['a code outside a required set in a list', { ...patient, name: [{ use: 'x' }] }, 'P.name[0].use', /none of/],
  ['a day that does not exist', { ...patient, birthDate: '2026-02-30' }, 'P.birthDate', /date/],
  [
    'an instant without a zone',
    { ...patient, meta: { lastUpdated: '2026-03-01T10:00:00' } },
    'P.meta.lastUpdated',
    /zone/
  ],
  [
    'a dateTime without a zone',
    extended({ valueDateTime: '2026-03-01T10:00:00' }),
    'P.extension[0].valueDateTime',
    /zone/
  ],
  ['a time without seconds', extended({ valueTime: '10:00' }), 'P.extension[0].valueTime', /time/],
  ['an id with forbidden letters', { ...patient, id: 'a_b' }, 'P.id', /1 to 64/],
  ['an id that is too long', { ...patient, id: 'a'.repeat(65) }, 'P.id', /1 to 64/],
  ['an id of an element with a space', { ...patient, name: [{ id: 'a b', text: 'x' }] }, 'P.name[0].id', /white space/],
  ['an empty list', { ...patient, name: [] }, 'P.name', /empty/],
  ['an empty text', { ...patient, name: [{ family: '' }] }, 'P.name[0].family', /empty/],
  ['an empty element', { ...patient, name: [{}] }, 'P.name[0]', /empty/],
  ['a control character', { ...patient, name: [{ family: 'a\u0000b' }] }, 'P.name[0].family', /character/],
  ['half a surrogate pair', { ...patient, name: [{ family: 'a\ud800b' }] }, 'P.name[0].family', /character/],
  ['a code with a space at its end', extended({ valueCode: 'a ' }), 'P.extension[0].valueCode', /white space/],
  ['a code with two spaces', extended({ valueCode: 'a  b' }), 'P.extension[0].valueCode', /white space/],
  ['a URI with a space', extended({ valueUri: 'http://a b' }), 'P.extension[0].valueUri', /uri/],
  ['an OID without its scheme', extended({ valueUri: 'oid:1.2.3' }), 'P.extension[0].valueUri', /uri/],
  ['an OID that is none', extended({ valueOid: 'urn:oid:1.02.3' }), 'P.extension[0].valueOid', /oid/],
  ['a UUID that is none', extended({ valueUri: 'urn:uuid:123' }), 'P.extension[0].valueUri', /uri/],
  ['a number below its bound', extended({ valuePositiveInt: 0 }), 'P.extension[0].valuePositiveInt', />= 1/],
  [
    'a null without an extension',
    { ...patient, name: [{ given: ['A', null] }] },
    'P.name[0].given[1]',
    /without a value/
  ],
  [
    'lists of values and extensions that differ in length',
    { ...patient, name: [{ given: ['A', 'B'], _given: [{ id: 'a' }] }] },
    'P.name[0].given',
    /not of one length/
  ],
  [
    'two types of one choice',
    { ...patient, deceasedBoolean: true, deceasedDateTime: '2026' },
    'P.deceasedDateTime',
    /only one of/
  ],
  [
    'a choice split over value and extension',
    { ...patient, deceasedBoolean: true, _deceasedDateTime: { id: 'a' } },
    'P.deceasedDateTime',
    /only one of/
  ],
  ['a type that a choice does not have', { ...patient, deceasedString: 'x' }, 'P.deceasedString', /not known/],
  ['a missing required code', { ...request, status: undefined, _status: { id: 'a' } }, 'P.status', /status is missing/],
  ['a missing required element', { ...request, subject: undefined }, 'P.subject', /subject is missing/],
  [
    'a missing required choice',
    { resourceType: 'Communication', status: 'completed', payload: [{ id: 'a' }] },
    'P.payload[0]',
    /contentString or/
  ],
  ['base64 that is none', content({ data: 'a=b' }), 'P.content[0].attachment.data', /base64/],
  [
    'an error in what is contained',
    { ...request, contained: [{ ...patient, gender: 'x' }] },
    'P.contained[0].gender',
    /none of/
  ],
  ['something else than a resource in what is contained', { ...request, contained: [7] }, 'P.contained[0]', /object/],
  [
    'a container in a container',
    { ...request, contained: [{ ...patient, contained: [patient] }] },
    'P.contained[0]',
    /dom-2/
  ]
]

for (const [what, resource, expression, reason] of spoilt) {
  test(`${what} is told once, at its place, in both languages`, (t) => {
    const issues = gate.check(asJson(resource), 'P')
    t.match(issues, [{ code: 'invalid-structure', expression, words: { reason, reasonNl: /\w/ } }])
    t.equal(issues.length, 1)
    t.end()
  })
}

test('an issue names the element of the base definition that it is about', (t) => {
  const ruleOf = (resource: object): unknown => gate.check(asJson(resource), 'P')[0]?.rule
  const r4 = (type: string): string => `http://hl7.org/fhir/StructureDefinition/${type}|4.0.1`
  t.same(ruleOf({ ...patient, gender: 'man' }), { canonical: r4('Patient'), id: 'Patient.gender' })
  t.same(ruleOf({ ...patient, name: [{ given: [7] }] }), { canonical: r4('HumanName'), id: 'HumanName.given' })
  t.same(ruleOf({ ...patient, contact: [{ gender: 'x' }] }), { canonical: r4('Patient'), id: 'Patient.contact.gender' })
  t.same(ruleOf(extended({ valueUri: 'a b' })), { canonical: r4('Extension'), id: 'Extension.value[x]' })
  t.same(ruleOf({ ...patient, nickname: 'x' }), { canonical: r4('Patient'), id: 'Patient' })
  t.same(ruleOf({ ...request, subject: undefined }), { canonical: r4('ServiceRequest'), id: 'ServiceRequest.subject' })
  t.end()
})

test('what is no resource, or one that is not known here, is said to be so', (t) => {
  for (const value of [null, 'Patient', [], 7]) t.match(gate.check(value, 'P'), [{ code: 'invalid-structure' }])
  t.match(gate.check({ resourceType: 'Medication' }, 'P'), [{ code: 'unknown-type', words: { type: 'Medication' } }])
  for (const resourceType of ['toString', '__proto__', 'Testpersoon', 7, undefined]) {
    t.match(gate.check({ resourceType }, 'P'), [{ code: 'unknown-type', words: { type: 'without a name' } }])
  }
  t.match(gate.check({ ...request, contained: [{ resourceType: 'Bundle' }] }, 'P'), [
    { code: 'unknown-type', expression: 'P.contained[0]' }
  ])
  t.end()
})

test('the types that do not come in by themselves pass only where they are asked for', (t) => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid' }] }
  t.match(gate.check(outcome, 'P'), [{ code: 'unknown-type' }])
  t.same(wide.check(outcome, 'P'), [])
  t.equal(gate.types.size, 19)
  t.ok(['AuditEvent', 'Bundle', 'Parameters', 'PlanDefinition', 'Provenance'].every((type) => wide.types.has(type)))
  t.end()
})

test('the resources in a Bundle and in Parameters are looked at where they stand', (t) => {
  const wrong = { ...patient, gender: 'man' }
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { resource: patient },
      { resource: wrong },
      { response: { status: '200', outcome: { resourceType: 'Nothing' } } }
    ]
  }
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'a', part: [{ name: 'b', resource: wrong }] },
      { name: 'c', resource: bundle }
    ]
  }
  const places = ['entry[1].resource.gender', 'entry[2].response.outcome']
  t.same(
    wide.check(bundle, 'B').map(({ expression }) => expression),
    places.map((place) => `B.${place}`)
  )
  t.same(
    wide.check(parameters, 'Q').map(({ expression }) => expression),
    ['Q.parameter[0].part[0].resource.gender', ...places.map((place) => `Q.parameter[1].resource.${place}`)]
  )
  t.end()
})

test('Bundles in Bundles without end are refused, and no resource has more than twenty issues', (t) => {
  let nested: object = { resourceType: 'Bundle', type: 'collection' }
  for (let depth = 0; depth < 20; depth++) {
    nested = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: nested }] }
  }
  t.match(wide.check(nested, 'B'), [{ code: 'invalid-structure', words: { reason: /too deep/ } }])
  const many = (length: number): object => ({ ...patient, name: [{ given: Array.from({ length }, () => 1) }] })
  t.equal(gate.check(many(5_000), 'P').length, 20)
  t.match(gate.check(many(500_000), 'P'), [{ expression: 'P.name[0].given[0]' }], 'of a very large one the first')
  const crowded = {
    ...request,
    contained: Array.from({ length: 300 }, () => ({ resourceType: 'Patient', gender: 'x' }))
  }
  t.equal(gate.check(crowded, 'P').length, 20)
  const full = { ...request, contained: Array.from({ length: 300 }, () => patient) }
  t.match(gate.check(full, 'P'), [{ expression: 'P.contained[200]', words: { reason: /too many/ } }])
  t.end()
})

test('a resource in Parameters is looked at however deep its part stands', (t) => {
  let part: object = { name: 'a', resource: { resourceType: 'Patient', gender: 'x' } }
  for (let depth = 0; depth < 25; depth++) part = { name: 'a', part: [part] }
  const issues = wide.check({ resourceType: 'Parameters', parameter: [part] }, 'Parameters')
  t.match(issues, [{ code: 'invalid-structure', expression: /\.resource\.gender$/ }])
  t.end()
})

test('every type that the schema knows compiles', (t) => {
  for (const resourceType of wide.types) {
    const issues = wide.check({ resourceType, nothing: true }, resourceType)
    t.ok(issues.some(({ expression }) => expression === `${resourceType}.nothing`))
  }
  t.end()
})

test('no issue repeats a value or a name that the sender made up', (t) => {
  const secret = 'Suïcidale Wilhelmina'
  const known = ['gender', 'birthDate', 'id', 'name', 'active', 'multipleBirthInteger']
  const name = fc.constantFrom(...known, secret, 'bsn999911120')
  const bad = fc.constantFrom<unknown>(secret, [secret], { text: secret }, { [secret]: 1 }, [
    { family: [secret], use: secret }
  ])
  fc.assert(
    fc.property(name, bad, (element, value) => {
      const issues = gate.check({ ...patient, [element]: value }, 'P')
      return issues.length > 0 && !/Suïcidale|Wilhelmina|999911120/.test(JSON.stringify(issues))
    })
  )
  t.end()
})

/** What is undefined does not exist in JSON. */
function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value))
}
