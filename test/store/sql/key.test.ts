import fc from 'fast-check'
import { test } from 'tap'
import { keyOf } from '../../../src/store/sql/key.ts'
import { padded } from '../../../src/store/sql/list.ts'

test('a text of up to 200 characters is its own key, and a longer one has a short key', (t) => {
  t.equal(keyOf('x'.repeat(200)), 'x'.repeat(200))
  t.match(keyOf('x'.repeat(201)), /^sha256:[0-9a-f]{64}$/)
  t.match(keyOf('a\0b'), /^sha256:[0-9a-f]{64}$/)
  t.equal(keyOf(''), '')
  t.end()
})

test('no text has the key of another', (t) => {
  const long = 'x'.repeat(5_000)
  t.not(keyOf(long), keyOf(`${long}y`))
  t.not(keyOf(keyOf(long)), keyOf(long), 'not even who sends the key of another as its text')
  t.end()
})

test('a padded list has the same values and a length that is a power of two', (t) => {
  const holds = fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 100 }), (values) => {
    const list = padded(values)
    const isSame = String([...new Set(list)]) === String([...new Set(values)])
    return isSame && (list.length === 0 || Number.isInteger(Math.log2(list.length)))
  })
  fc.assert(holds)
  t.strictSame(padded([]), [])
  t.equal(padded(Array.from({ length: 33 }, (_, index) => index)).length, 64)
  t.end()
})
