import fc from 'fast-check'
import { compile } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { isDeepStrictEqual } from 'node:util'
import { test } from 'tap'
import { DECIMAL_LENGTH_MAX, decimal, isDecimal, isWithinBounds, numberIn, parseJson } from '../../src/fhir/decimal.ts'
import { normalised } from '../../src/fhir/identifiers.ts'
import { withoutReferencesTo, withReferences } from '../../src/fhir/references.ts'

test('any number of JSON is written as it was read', (t) => {
  const number = fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?$/)
  fc.assert(
    fc.property(number, (source) => JSON.stringify(parseJson(`{"a":[${source}]}`)) === `{"a":[${source}]}`),
    { numRuns: 1_000 }
  )
  t.end()
})

for (const source of ['1.10', '0.50', '100.0', '1E+2', '-0', '0.000', '12345678901234567890', '1e-7'] as const) {
  test(`${source} stays ${source}, and is the number that it says`, (t) => {
    const made = parseJson(`{"value":${source}}`) as { readonly value: ReturnType<typeof decimal> }
    t.equal(JSON.stringify(made), `{"value":${source}}`)
    t.equal(JSON.stringify(made, undefined, 1), `{\n "value": ${source}\n}`)
    t.equal(Number(made.value), Number(source))
    t.equal(Number(made.value) > 50, Number(source) > 50)
    t.equal(isDecimal(made.value), source !== '1e-7')
    t.end()
  })
}

test('a decimal is another one where it is written otherwise', (t) => {
  t.ok(isDeepStrictEqual({ a: decimal('1.10') }, { a: decimal('1.10') }))
  t.notOk(isDeepStrictEqual({ a: decimal('1.10') }, { a: decimal('1.1') }))
  t.notOk(isDeepStrictEqual({ a: decimal('1.10') }, { a: decimal('1.100') }))
  t.end()
})

test('what a decimal is compared by is its number', (t) => {
  t.strictSame([decimal('-1.0'), 2, '1.10', undefined].map(numberIn), [-1, 2, undefined, undefined])
  t.end()
})

test('a decimal cannot be changed, and a copy that would lose its text is refused', (t) => {
  const made = decimal('1.10')
  t.throws(() => Object.assign(made, { asStr: '9' }), TypeError)
  t.throws(() => structuredClone(made))
  t.end()
})

const quantity = {
  resourceType: 'Observation' as const,
  status: 'final' as const,
  code: { text: 'dosis' },
  subject: { reference: 'Patient/p1' },
  valueQuantity: parseJson('{"value":1.10,"system":"http://unitsofmeasure.org","code":"mg","unit":"mg"}') as object
}

test('what is rewritten around a decimal leaves it as it is', (t) => {
  const rewritten = withReferences(quantity, () => 'Patient/p2')
  t.match(JSON.stringify(rewritten), '"Patient/p2"},"valueQuantity":{"value":1.10,')
  t.match(JSON.stringify(withoutReferencesTo(quantity, new Set(['Patient/p1']))), '{"value":1.10,')
  t.match(JSON.stringify(normalised({ ...quantity, code: { system: 'urn:oid:2.16.840.1.113883.6.96' } })), ':1.10,')
  t.end()
})

for (const [expression, expected] of [
  ['Observation.value.value = 1.1', true],
  ['Observation.value.value > 1 and Observation.value.value < 1.2', true],
  ['Observation.value.value + 1 = 2.1', true],
  ["Observation.value > 1 'mg'", true],
  ['Observation.value.value.toString()', '1.10'],
  ['Observation.value.value is decimal', true],
  ['(Observation.value.value | 1.1).count()', 1]
] as const) {
  test(`FHIRPath reckons with a decimal: ${expression}`, (t) => {
    t.strictSame(compile(expression, r4, { async: false })(quantity), [expected])
    t.end()
  })
}

for (const [source, expected] of [
  ['1'.repeat(DECIMAL_LENGTH_MAX), true],
  ['1'.repeat(DECIMAL_LENGTH_MAX + 1), false],
  ['6.02214076e23', true],
  ['1e-40', true],
  ['1E+41', false],
  ['1e-999', false]
] as const) {
  test(`${source} is ${expected ? '' : 'not '}within bounds`, (t) => {
    t.equal(isWithinBounds(source), expected)
    t.end()
  })
}
