import { join } from 'node:path'
import { test } from 'tap'
import { createValidator } from '../../src/profile/create-validator.ts'

const validator = createValidator(join(import.meta.dirname, '..', '..', 'profiles'))
const BSN = 'http://fhir.nl/fhir/NamingSystem/bsn'

/** Sound resources that the cases below spoil. */
const patient = { resourceType: 'Patient', name: [{ given: ['Bram'], family: 'Visser' }], birthDate: '1990-02-28' }
const request = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' }
}

test('a sound resource gives no issues, and what the gate refuses gives its issues', (t) => {
  t.same(validator.base(patient, 'Patient'), [])
  t.same(validator.base(request, 'ServiceRequest'), [])
  t.match(validator.base({ ...patient, gender: 'man' }, 'P'), [{ code: 'invalid-structure', expression: 'P.gender' }])
  t.match(validator.base({ resourceType: 'Provenance' }, 'P'), [{ code: 'unknown-type' }])
  t.equal(validator.types.size, 19)
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

test('of one resource a bounded number of wrong numbers is told, so that no answer outgrows its message', (t) => {
  const identifier = Array.from({ length: 1000 }, () => ({ system: BSN, value: '123456781' }))
  t.equal(validator.base({ ...patient, identifier }, 'Patient').length, 100)
  t.end()
})
