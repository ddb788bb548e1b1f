import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { createValidator } from '../../src/profile/create-validator.ts'

const validator = createValidator(join(import.meta.dirname, '..', '..', 'profiles'))
const BSN = 'http://fhir.nl/fhir/NamingSystem/bsn'

/** A sound resource of a type that each case below spoils in one place. */
const patient = { resourceType: 'Patient', name: [{ given: ['Bram'], family: 'Visser' }], birthDate: '1990-02-28' }
const request = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' }
}

test('a sound resource gives no issues, with extensions of primitives in the place of values', (t) => {
  t.same(validator.base(patient, 'Patient'), [])
  t.same(validator.base(request, 'ServiceRequest'), [])
  const absent = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }]
  const half = {
    ...patient,
    _birthDate: { extension: absent },
    name: [{ given: ['A', null], _given: [null, { id: 'x' }] }]
  }
  t.same(validator.base(half, 'Patient'), [])
  t.end()
})

const spoilt: readonly (readonly [string, object, string, RegExp])[] = [
  ['an unknown element', { ...patient, nickname: 'Bram' }, 'P.nickname', /nickname is not known/],
  ['a single value where a list belongs', { ...patient, name: { family: 'V' } }, 'P.name', /array/],
  ['a list where a single value belongs', { ...patient, birthDate: ['1990'] }, 'P.birthDate', /string/],
  ['a code outside a required set', { ...patient, gender: 'man' }, 'P.gender', /male, female, other, unknown/],
  ['a day that does not exist', { ...patient, birthDate: '2026-02-30' }, 'P.birthDate', /date/],
  [
    'an instant without a zone',
    { ...patient, meta: { lastUpdated: '2026-03-01T10:00:00' } },
    'P.meta.lastUpdated',
    /inst/
  ],
  ['an id with forbidden letters', { ...patient, id: 'a_b' }, 'P.id', /form/],
  ['an empty list', { ...patient, name: [] }, 'P.name', /empty/],
  ['an empty string', { ...patient, name: [{ family: '' }] }, 'P.name[0].family', /empty/],
  ['an empty element', { ...patient, name: [{}] }, 'P.name[0]', /empty/],
  [
    'a null without an extension',
    { ...patient, name: [{ given: ['A', null] }] },
    'P.name[0].given[1]',
    /without a value/
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
  ['a missing required code', { ...request, status: undefined, _status: { id: 'a' } }, 'P.status', /status is missing/],
  ['a missing required element', { ...request, subject: undefined }, 'P.subject', /subject is missing/],
  [
    'a missing required choice',
    { resourceType: 'Communication', status: 'completed', payload: [{ id: 'a' }] },
    'P.payload[0]',
    /contentString or/
  ],
  [
    'base64 that is none',
    { resourceType: 'DocumentReference', status: 'current', content: [{ attachment: { data: 'a=b' } }] },
    'P.content[0].attachment.data',
    /base64/
  ],
  [
    'an error in what is contained',
    { ...request, contained: [{ ...patient, gender: 'x' }] },
    'P.contained[0].gender',
    /none of/
  ],
  [
    'a container in a container',
    { ...request, contained: [{ ...patient, contained: [patient] }] },
    'P.contained[0]',
    /dom-2/
  ]
]

for (const [what, resource, expression, reason] of spoilt) {
  test(`${what} is told once, at its place`, (t) => {
    // What is undefined does not exist in JSON.
    const issues = validator.base(JSON.parse(JSON.stringify(resource)), 'P')
    t.match(issues, [{ code: 'invalid-structure', expression, words: { reason } }])
    t.equal(issues.length, 1)
    t.end()
  })
}

test('what is no resource, or one that is not known here, is said to be so', (t) => {
  for (const value of [null, 'Patient', [], 7]) t.match(validator.base(value, 'P'), [{ code: 'invalid-structure' }])
  t.match(validator.base({ resourceType: 'Medication' }, 'P'), [
    { code: 'unknown-type', words: { type: 'Medication' } }
  ])
  t.match(validator.base({ resourceType: 'toString' }, 'P'), [{ code: 'unknown-type' }])
  t.match(validator.base({ ...request, contained: [{ resourceType: 'Bundle' }] }, 'P'), [
    { expression: 'P.contained[0]' }
  ])
  t.end()
})

test('a BSN, URA or AGB that cannot be right is told wherever it stands', (t) => {
  const wrongs = [
    { system: BSN, value: '123456789' },
    { system: BSN, value: '000000000' },
    { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: '99999915' },
    { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '1234' },
    { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '0105432a' }
  ]
  const codes = wrongs.map((identifier) => validator.base({ ...patient, identifier: [identifier] }, 'P'))
  t.match(codes.flat(), [
    { code: 'bsn-invalid', expression: 'P.identifier[0].value' },
    { code: 'bsn-invalid' },
    { code: 'bsn-invalid' },
    { code: 'identifier-invalid', words: { system: 'URA' } },
    { code: 'identifier-invalid', words: { system: 'AGB' } }
  ])
  const deep = { ...request, contained: [{ ...patient, identifier: [wrongs[0]] }], subject: { identifier: wrongs[1] } }
  t.same(
    validator.base(deep, 'P').map(({ expression }) => expression),
    ['P.subject.identifier.value', 'P.contained[0].identifier[0].value']
  )
  t.same(validator.base({ ...patient, identifier: [{ system: BSN, value: '999911120' }] }, 'P'), [])
  t.same(
    validator.base({ ...patient, identifier: [{ system: BSN, use: 'official' }] }, 'P'),
    [],
    'not known is allowed'
  )
  t.end()
})

test('no issue repeats a value of the message', (t) => {
  const secret = 'Suïcidale Wilhelmina'
  const where = fc.constantFrom(
    'gender',
    'birthDate',
    'id',
    'name',
    'active',
    'multipleBirthInteger',
    secret,
    'Wilhelmina'
  )
  const value = fc.constantFrom<unknown>(secret, [secret], { text: secret }, [{ family: [secret], use: secret }])
  fc.assert(
    fc.property(where, value, (element, bad) => {
      const issues = validator.base({ ...patient, [element]: bad }, 'P')
      return issues.length > 0 && !/Suïcidale|Wilhelmina/.test(JSON.stringify(issues))
    })
  )
  t.end()
})

test('a resource with a great many errors gives twenty issues', (t) => {
  const many = { ...patient, name: [{ given: Array.from({ length: 100_000 }, () => 1) }] }
  t.equal(validator.base(many, 'P').length, 20)
  t.end()
})

test('every type that the gateway carries has a schema that compiles', (t) => {
  t.equal(validator.types.size, 19)
  for (const resourceType of validator.types) {
    const issues = validator.base({ resourceType, nothing: true }, resourceType)
    t.ok(issues.some(({ expression }) => expression === `${resourceType}.nothing`))
  }
  t.end()
})
