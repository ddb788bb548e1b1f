import type { Organization, Patient } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import { derivedId } from '../../src/fhir/derived-id.ts'
import {
  bsnOf,
  hasBsn,
  hasBsnInWords,
  isBsn,
  keptSystem,
  normalised,
  organisationNumbers
} from '../../src/fhir/identifiers.ts'

const cases: readonly (readonly [string, boolean])[] = [
  ['999999151', true],
  ['999911120', true],
  ['172642863', true],
  ['999999152', false],
  ['999999511', false],
  ['000000000', false],
  ['111222333', true],
  ['123456789', false],
  ['99999915', false],
  ['0999999151', false],
  ['999999151 ', false],
  ['999999151\n', false],
  ['99999915１', false],
  ['', false]
]

for (const [value, isOne] of cases) {
  test(`${JSON.stringify(value)} is ${isOne ? 'a' : 'no'} BSN`, (t) => {
    t.equal(isBsn(value), isOne)
    t.end()
  })
}

test('of the ten last digits that eight digits can have, at most one passes, and it is the one of the 11-test', (t) => {
  const eight = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(eight, (digits) => {
      const rest = digits.reduce((sum, digit, at) => sum + (9 - at) * digit, 0) % 11
      const right = rest === 10 || digits.every((digit) => digit === 0) ? [] : [rest]
      const passing = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((last) => isBsn([...digits, last].join('')))
      return JSON.stringify(passing) === JSON.stringify(right)
    }),
    { numRuns: 500 }
  )
  t.end()
})

const sameSystems: readonly (readonly [string, string])[] = [
  ['urn:oid:2.16.840.1.113883.2.4.6.3', 'http://fhir.nl/fhir/NamingSystem/bsn'],
  ['urn:oid:2.16.840.1.113883.2.4.6.1', 'http://fhir.nl/fhir/NamingSystem/agb-z'],
  ['urn:oid:2.16.528.1.1007.3.3', 'http://fhir.nl/fhir/NamingSystem/ura'],
  ['urn:oid:2.16.840.1.113883.2.4.4.31.1', 'http://hl7.org/fhir/sid/icpc-1-nl']
]

test('the OID and the URI of a system are the same system, and no other is touched', (t) => {
  for (const [oid, uri] of sameSystems) {
    t.equal(keptSystem(oid), uri)
    t.equal(keptSystem(uri), uri)
  }
  t.equal(keptSystem('urn:oid:2.16.840.1.113883.2.4.6.30'), 'urn:oid:2.16.840.1.113883.2.4.6.30')
  t.equal(keptSystem('constructor'), 'constructor')
  t.end()
})

test('a BSN is found under both names of its system, and under no other', (t) => {
  const patient = (system: string): Patient => ({
    resourceType: 'Patient',
    identifier: [
      { system: 'urn:own', value: '172642863' },
      { system, value: '999999151' }
    ]
  })
  t.equal(bsnOf(patient('urn:oid:2.16.840.1.113883.2.4.6.3')), '999999151')
  t.equal(bsnOf(patient('http://fhir.nl/fhir/NamingSystem/bsn')), '999999151')
  t.equal(bsnOf(patient('http://fhir.nl/fhir/NamingSystem/bsn2')), undefined)
  t.equal(bsnOf({ resourceType: 'Patient', identifier: [{ value: '999999151' }] }), undefined)
  t.end()
})

test('an organisation is known by URA and AGB in either form, and by nothing else', (t) => {
  const identifier: Organization['identifier'] = [
    { system: 'urn:oid:2.16.528.1.1007.3.3', value: '90000101' },
    { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '01054321' },
    { system: 'http://fhir.nl/fhir/NamingSystem/kvk', value: '12345678' }
  ]
  t.same(organisationNumbers(identifier), { ura: '90000101', agb: '01054321' })
  t.same(organisationNumbers([{ system: 'urn:x', value: '1' }]), {})
  t.same(organisationNumbers(undefined), {})
  t.end()
})

const system = fc.oneof(fc.constantFrom(...sameSystems.flat()), fc.webUrl())
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.record({ system, value: fc.string() }),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('identifier', 'coding', 'system', 'code', 'valueUri'), tie('tree'), { maxKeys: 3 })
  )
}))

/** What normalising must come to, said another way: each `system` text replaced in the JSON. */
function expected(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) =>
      key === 'system' && typeof member === 'string' ? keptSystem(member) : member
    )
  )
}

test('every system is brought to one name, nothing else changes, and what was given is left as it is', (t) => {
  fc.assert(
    fc.property(tree, (value) => {
      const before = JSON.stringify(value)
      const result = normalised(value)
      const isSame = JSON.stringify(expected(value)) === before
      t.same(result, expected(value))
      t.equal(JSON.stringify(value), before)
      t.equal(result === value, isSame, 'the same object exactly where nothing differs')
      t.equal(normalised(result), result, 'and a second time changes nothing')
    }),
    { numRuns: 200 }
  )
  t.end()
})

const texts: readonly (readonly [string, boolean])[] = [
  ['999999151', true],
  ['/fhir/Patient?identifier=999999151&x=1', true],
  ['bsn-999999151', true],
  ['a999999151b', true],
  ['9999991510', false],
  ['999999152', false],
  ['00000000-0000-8000-8000-a999999151bc', false],
  ['Task/00000000-0000-8000-8000-A999999151BC?owner=999999151', true],
  ['', false]
]

for (const [text, has] of texts) {
  test(`${JSON.stringify(text)} holds ${has ? 'a' : 'no'} BSN`, (t) => {
    t.equal(hasBsn(text), has)
    t.end()
  })
}

test('no id that this gateway makes is taken for a BSN', (t) => {
  const ids = Array.from({ length: 20_000 }, (_, at) => derivedId('his-a', String(at)))
  t.ok(
    ids.some((id) => /(?<!\d)\d{9}(?!\d)/.test(id)),
    'though some have nine digits in a row'
  )
  t.same(ids.filter(hasBsn), [])
  t.end()
})

const words: readonly (readonly [string, boolean])[] = [
  ['9999.99.151', true],
  ['9999 99 151', true],
  ['BSN: 9999/99/151.', true],
  ['９９９９９９１５１', true],
  ['030-1234567', false],
  ['+31 9999 99151', false],
  ['9999991510', false],
  ['019cae35-61e0-8999-9991-51c9b89a9b1b', false]
]

for (const [text, has] of words) {
  test(`in words ${JSON.stringify(text)} is ${has ? 'a' : 'no'} BSN`, (t) => {
    t.equal(hasBsnInWords(text), has)
    t.end()
  })
}
