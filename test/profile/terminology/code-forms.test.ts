import { test } from 'tap'
import fc from 'fast-check'
import { formOf } from '../../../src/profile/terminology/code-forms.ts'
import { createTerminology } from '../../../src/profile/terminology/create-terminology.ts'
import { codesOf, definitionsOf, toldOf } from './local-definitions.ts'

const SNOMED = 'http://snomed.info/sct'
const LOINC = 'http://loinc.org'
const UCUM = 'http://unitsofmeasure.org'
const ICD_10 = 'http://hl7.org/fhir/sid/icd-10'
const ICD_10_NL = 'http://hl7.org/fhir/sid/icd-10-nl'
const ICPC = 'http://hl7.org/fhir/sid/icpc-1-nl'
const COUNTRY = 'urn:iso:std:iso:3166'

test('a code passes that has the form of its system', (t) => {
  const table: Readonly<Record<string, readonly string[]>> = {
    [SNOMED]: [
      ...['35489007', '138875005', '3457005', '736253002', '459231000124102', '140301000146101', '999999990989121104'],
      ...['73211009 |Diabetes mellitus|', '73211009:363698007=113331007', '421720008+7946007', '{363698007=1}']
    ],
    'urn:oid:2.16.840.1.113883.6.96': ['35489007'],
    [LOINC]: ['59284-0', '11488-4', '8310-5', '85354-9', '57133-1', 'LP173421-1', 'LA27976-2', 'LL1162-8', 'LG51018-6'],
    'urn:oid:2.16.840.1.113883.6.1': ['59284-0'],
    [ICD_10]: ['F32', 'F32.1', 'F321', 'M53.88', 'G05.1*', 'A17.0†', 'F30-F39', 'XXII'],
    'urn:oid:2.16.840.1.113883.6.3': ['F32.1'],
    [ICD_10_NL]: ['F31.1', 'Z91.5'],
    [ICPC]: ['P76', 'P74.01', 'T90.02'],
    'urn:oid:2.16.840.1.113883.2.4.4.31.1': ['P76'],
    [UCUM]: [
      ...['mg', 'mm[Hg]', '/min', '%', '10*3/uL', '{score}', '{# of fetuses}', "[in_i'H2O]", '10^9', 'kg/m2', '1'],
      ...['ug/(24.h)', "[arb'U]/mL", '%{WeightToWeight}', "''", 'm[H2O].s2/{beat}']
    ],
    [COUNTRY]: ['NL', 'NLD', '528', 'NL-NH'],
    'urn:iso:std:iso:3166:-2': ['NL-NH', 'GB-ENG'],
    'urn:iso:std:iso:4217': ['EUR', '978']
  }
  for (const [system, codes] of Object.entries(table)) {
    for (const code of codes) t.equal(formOf(system)?.(code), true, `${system} ${code}`)
  }
  t.end()
})

test('a code is refused that cannot be one of its system', (t) => {
  const table: Readonly<Record<string, readonly string[]>> = {
    // Too short, letters, another check digit, two digits swapped, a description, a leading zero, too long.
    [SNOMED]: [
      ...[
        '12005',
        '276885007x',
        'T-15460',
        '35489008',
        '35498007',
        '680946014',
        '035489007',
        '1234567890123456105',
        ''
      ],
      'depression'
    ],
    'urn:oid:2.16.840.1.113883.6.96': ['35489008'],
    [LOINC]: ['59284-1', '59248-0', '59284', '592840', '59284-00', '12345678-9', 'la27976-2', 'LA27976', 'weight'],
    [ICD_10]: ['123456', 'f32.1', 'F3', 'F32.', 'F32.12345', 'F32 .1', 'depressie'],
    [ICD_10_NL]: ['32.1'],
    [ICPC]: ['P7', 'p76', 'P76.1', 'P76.001', 'P76.', '76'],
    'urn:oid:2.16.840.1.113883.2.4.4.31.1': ['P7601'],
    [UCUM]: ['', 'µg', '°C', 'mm Hg', 'mm[Hg', 'mmHg]', '{score', 'score}', '{a{b}}', 'mg=1', 'g/(24.h', ')g(', '"'],
    [COUNTRY]: ['Nederland', 'nl', '31', ''],
    'urn:iso:std:iso:3166:-2': ['NL'],
    'urn:iso:std:iso:4217': ['euro', '€']
  }
  for (const [system, codes] of Object.entries(table)) {
    for (const code of codes) t.equal(formOf(system)?.(code), false, `${system} ${code}`)
  }
  t.end()
})

test('of other systems no form is known', (t) => {
  for (const system of ['http://hl7.org/fhir/sid/dsm5', 'http://hl7.org/fhir/sid/icpc-2', 'urn:test', '']) {
    t.equal(formOf(system), undefined, system)
  }
  t.end()
})

test('a SNOMED CT or LOINC code with any one digit changed is refused', (t) => {
  const codes: [string, string][] = [
    ...['35489007', '140301000146101'].map((code): [string, string] => [SNOMED, code]),
    ...['59284-0', '8310-5'].map((code): [string, string] => [LOINC, code])
  ]
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.nat(20), fc.integer({ min: 1, max: 9 }), ([system, code], at, by) => {
      const place = at % code.length
      const digit = code[place]
      if (digit === '-' || digit === undefined) return true
      const changed = `${code.slice(0, place)}${(Number(digit) + by) % 10}${code.slice(place + 1)}`
      return formOf(system)?.(changed) === false
    })
  )
  t.end()
})

test('a text of any length is judged without delay', { timeout: 60_000 }, (t) => {
  t.equal(formOf(UCUM)?.('{'.repeat(200_000)), false)
  t.equal(formOf(UCUM)?.(`${'(m)'.repeat(300)}[`), false)
  t.equal(formOf(SNOMED)?.('1'.repeat(200_000)), false)
  t.equal(formOf(LOINC)?.('1'.repeat(200_000)), false)
  t.end()
})

test('such a code is an error in a Coding and as the unit of a Quantity, and the text says why without saying what', (t) => {
  const { coding, quantity } = createTerminology(definitionsOf([], []))
  const wrong = { system: SNOMED, code: '35489008' }
  t.same(codesOf(coding, wrong), ['code-unknown'])
  t.same(codesOf(coding, { ...wrong, code: '35489007' }), ['code-unchecked'])
  t.same(codesOf(quantity, { value: 1, system: UCUM, code: 'µg' }), ['code-unknown'])
  t.same(codesOf(quantity, { value: 1, unit: 'µg' }), [])
  t.match(toldOf(quantity, { value: 1, system: UCUM, code: 'µg' }), [
    {
      expression: 'Basic.code.code',
      rule: { id: 'Quantity.code' },
      words: { system: /^http:\/\/unitsofmeasure.org: by / }
    }
  ])
  t.notMatch(JSON.stringify(toldOf(coding, wrong)), '35489008')
  t.end()
})
