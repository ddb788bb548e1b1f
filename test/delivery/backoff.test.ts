import { test } from 'tap'
import fc from 'fast-check'
import { backoffMs, firstRetryMs, retryAfterMs, retryMsMax } from '../../src/delivery/backoff.ts'

test('the wait doubles from about a second and stops growing at a quarter of an hour', (t) => {
  const longest = [1, 2, 3, 4, 10, 11, 12, 5_000].map((failures) => backoffMs(failures, 1))
  t.same(longest, [1_000, 2_000, 4_000, 8_000, 512_000, 900_000, 900_000, 900_000])
  t.end()
})

test('at least half of the wait stands and the rest is chance', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const waitMs = backoffMs(failures, random)
      const ceilingMs = backoffMs(failures, 1)
      return waitMs >= firstRetryMs / 2 && waitMs >= ceilingMs / 2 && waitMs <= ceilingMs && waitMs <= retryMsMax
    })
  )
  t.end()
})

test('Retry-After is read as seconds, or as a date beside the Date of the same answer', (t) => {
  const date = 'Tue, 03 Mar 2026 09:00:00 GMT'
  t.equal(retryAfterMs('120', undefined), 120_000)
  t.equal(retryAfterMs('Tue, 03 Mar 2026 09:00:30 GMT', date), 30_000)
  t.equal(retryAfterMs('Tue, 03 Mar 2026 08:00:00 GMT', date), 0, 'a moment that has passed is no wait')
  t.end()
})

test('Retry-After never holds a message longer than the longest wait, and nonsense asks nothing', (t) => {
  t.equal(retryAfterMs('9999999', undefined), retryMsMax)
  for (const nonsense of [undefined, '', 'soon', '-5', '1e9', '9'.repeat(400)]) {
    t.equal(retryAfterMs(nonsense, undefined), undefined)
  }
  t.equal(
    retryAfterMs('Tue, 03 Mar 2026 09:00:30 GMT', undefined),
    undefined,
    'a date without a Date to compare it with'
  )
  t.end()
})
