import { test } from 'tap'
import { isBsn } from '../../src/fhir/identifiers.ts'
import { testBsn } from '../../demo/year/test-bsn.ts'

test('the test numbers are BSNs by the 11-test, all different, and in the range of test numbers', (t) => {
  const numbers = Array.from({ length: 100 }, (_, index) => testBsn(index))
  t.equal(new Set(numbers).size, 100)
  t.strictSame(
    numbers.filter((number) => !isBsn(number) || !/^9999\d{5}$/.test(number)),
    []
  )
  t.end()
})
