import { isDeepStrictEqual } from 'node:util'
import { test } from 'tap'
import { decimal } from '../../../../src/fhir/decimal.ts'
import {
  copyOf,
  decimalOf,
  isSamePrimitive,
  isStructure,
  isWrittenDecimal,
  settled
} from '../../../../src/mapping/fml/schema/decimal.ts'
import { FP_Decimal } from 'fhirpath'

test('a decimal that a map makes is the decimal that a message has', (t) => {
  for (const text of ['1.10', '-0.50', '100.0', '3', '1.5']) {
    t.equal(JSON.stringify({ a: decimalOf(text) }), `{"a":${text}}`)
    t.equal(isWrittenDecimal(decimalOf(text)), isWrittenDecimal(decimal(text)), text)
    t.ok(isDeepStrictEqual({ a: decimalOf(text) }, { a: decimal(text) }), text)
  }
  t.end()
})

test('a decimal is a primitive and no structure', (t) => {
  t.notOk(isStructure(decimal('1.10')))
  t.ok(isStructure([]))
  t.ok(isSamePrimitive(decimal('1.10'), decimal('1.10')))
  t.notOk(isSamePrimitive(decimal('1.10'), decimal('1.1')))
  t.notOk(isSamePrimitive({}, {}))
  t.end()
})

test('what the library reckoned is a number, and what a message has stays as it is', (t) => {
  const written = decimal('1.10')
  t.equal(settled(written), written)
  t.equal(settled(FP_Decimal.getDecimal('1.10')), 1.1)
  t.equal(settled('1.10'), '1.10')
  t.end()
})

test('a copy has its own objects and lists, and the decimals of the original', (t) => {
  const original = { a: [{ b: decimal('1.10') }], c: null }
  const copy = copyOf(original)
  t.equal(JSON.stringify(copy), '{"a":[{"b":1.10}],"c":null}')
  t.not(copy.a[0], original.a[0])
  t.equal(copy.a[0]?.b, original.a[0]?.b)
  t.end()
})
