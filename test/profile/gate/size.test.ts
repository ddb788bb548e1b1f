import { test } from 'tap'
import { hasMoreParts } from '../../../src/profile/gate/size.ts'

test('parts are counted in all depths, each value, object and list once', (t) => {
  const value = { a: [1, null], b: { c: 'x' } }
  t.equal(hasMoreParts(value, 6), false)
  t.equal(hasMoreParts(value, 5), true)
  t.equal(hasMoreParts(7, 1), false)
  t.equal(
    hasMoreParts(
      Array.from({ length: 1_000_000 }, () => 1),
      100
    ),
    true
  )
  t.end()
})
